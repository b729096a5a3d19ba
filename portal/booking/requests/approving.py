"""The owner's answer to a request: yes in one step or two, with what it makes impossible, or no."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from portal import audit, clock
from portal.accounts.queries import Visitor
from portal.booking import queries, reasons
from portal.booking.alternatives import nearest_time, same_again, with_nearest
from portal.booking.elsewhere import TAKEN_IN_YOURS, is_taken_elsewhere
from portal.booking.lapsing import expire_lapsed
from portal.booking.letters import BOOKER, Details, alternative, spoken, tell
from portal.booking.models import Approval
from portal.booking.moves import change_booking, move, set_claims, take_booking
from portal.booking.permissions import may_decide, may_read
from portal.booking.requests.approvers import may_answer
from portal.booking.requests.consequences import refused_by
from portal.booking.requests.line import prints_of
from portal.booking.states import CONFIRMED, DECLINED, PENDING, QUEUED
from portal.booking.units_left import Footprint
from portal.booking.view import BookingView
from portal.booking.wishes import ensure_papers, ensure_within_quotas
from portal.booking.wording import (
    ALREADY,
    CHANGED_SINCE,
    HAS_STARTED,
    NOT_YOURS_TO_ANSWER,
    REASON_MISSING,
    REFUSES_MORE,
)
from portal.catalogue.models import Resource
from portal.conditions.rules import THEIR_LIMIT, OverQuota
from portal.database import db, transaction
from portal.errors import CapacityExceeded, Conflict, NotAllowed, NotFound, Refusal


class ChangedSince(Conflict):
    """Somebody changed the booking after the page was read on which it was decided."""

    message = CHANGED_SINCE


class RefusesMore(Conflict):
    """The yes would refuse requests that the page did not show."""

    message = REFUSES_MORE


def confirm_booking(
    visitor: Visitor,
    reference: str,
    now: datetime,
    *,
    seen: int | None = None,
    knows: Collection[str] | None = None,
) -> BookingView:
    """Say yes to a request: the last step confirms it, and refuses those that can no longer be met.

    `seen` is the version that was read, `knows` the requests that the page said the yes refuses. Raise Refusal when it has
    been decided already or its time has begun, ChangedSince or RefusesMore when there is more to know, NoLongerFree when
    the time has gone to somebody else, PapersMissing when papers do not cover it.
    """
    if is_taken_elsewhere(reference, now):
        _answered(visitor, queries.get_booking(reference, visitor), now, seen, wanted=CONFIRMED)
        raise CapacityExceeded(TAKEN_IN_YOURS)
    with transaction():
        booking = _answered(visitor, take_booking(reference), now, seen, wanted=CONFIRMED)
        if booking.starts_at <= now:
            raise Refusal(HAS_STARTED)
        ensure_papers(booking)
        _note_step(booking, visitor, now)
        if booking.steps_done + 1 < booking.approval_steps:
            return _go_on(booking, visitor, now)
        return _give(booking, visitor, now, knows)


def decline_booking(
    visitor: Visitor, reference: str, reason: str, text: str, now: datetime, *, seen: int | None = None
) -> BookingView:
    """Say no to a request, with a reason that can be counted and words of one's own. Raise Refusal when it is decided."""
    with transaction():
        booking = _answered(visitor, take_booking(reference), now, seen, wanted=DECLINED)
        if reason not in reasons.DECLINED:
            raise Refusal(REASON_MISSING, field="reason")
        return move(booking, DECLINED, now=now, by=visitor, reason=reason, reason_text=text or None, letter="declined")


def _answered(visitor: Visitor, booking: BookingView, now: datetime, seen: int | None, *, wanted: str) -> BookingView:
    """Return the request if the visitor may answer it now, as it was when it was read."""
    if not may_decide(visitor, booking):
        raise NotAllowed() if may_read(visitor, booking) else NotFound()
    if booking.state not in PENDING and (seen is None or booking.state == wanted):
        raise Refusal(ALREADY[booking.state])
    ensure_unchanged(booking, seen)
    if not may_answer(visitor, booking, clock.local_day(now)):
        raise Refusal(NOT_YOURS_TO_ANSWER)
    return booking


def ensure_unchanged(booking: BookingView, seen: int | None) -> None:
    """Raise ChangedSince when the booking is no longer the version that was read."""
    if seen is not None and booking.version != seen:
        raise ChangedSince()


def _note_step(booking: BookingView, visitor: Visitor, now: datetime) -> None:
    step = booking.steps_done + 1
    row = {"booking_id": booking.id, "step": step, "person_id": visitor.id, "at": now}
    db.session.connection().execute(insert(Approval), row)


def _go_on(booking: BookingView, visitor: Visitor, now: datetime) -> BookingView:
    """Leave the request to those who answer the next step, and tell both sides."""
    audit.record("booking.approved", booking.reference, person_id=visitor.id, now=now, step=booking.steps_done + 1)
    done = {"steps_done": booking.steps_done + 1, "sequence": booking.sequence + 1, "changed_at": now}
    change_booking(booking.id, **done, reminded_at=None)
    after = take_booking(booking.reference)
    tell(after, "approved", now=now)
    return after


def _give(booking: BookingView, visitor: Visitor, now: datetime, knows: Collection[str] | None) -> BookingView:
    expire_lapsed(booking.resource_id, now)
    resource = db.session.get_one(Resource, booking.resource_id)
    try:
        # In a savepoint, so that after a refusal the nearest time can still be looked for.
        with db.session.begin_nested():
            refused = refused_by(booking)
            if knows is not None and not {one.reference for one in refused} <= set(knows):
                raise RefusesMore()
            set_claims([one.id for one in refused], active=False)
            prints = _newly_taken(booking, resource, now) if booking.state == QUEUED else None
            steps = booking.steps_done + 1
            given: dict[str, Any] = {"prints": prints, "in_line": False, "steps_done": steps}
            after = move(booking, CONFIRMED, now=now, by=visitor, letter="confirmed", **given)
    except CapacityExceeded as refusal:
        raise with_nearest(resource, same_again(booking), refusal, now, but=booking) from None
    for one in refused:
        _refuse(one, visitor, now)
    return after


def _newly_taken(booking: BookingView, resource: Resource, now: datetime) -> list[Footprint]:
    """Return what a request takes that took nothing so far: only now it counts towards what its organisation may have."""
    prints = prints_of(booking, resource)
    stretches = [one.period for one in prints]
    try:
        ensure_within_quotas(booking.organisation_id, resource, stretches, booking.units, now, but=booking.id)
    except OverQuota as refusal:
        raise Refusal(THEIR_LIMIT) from refusal
    return prints


def _refuse(booking: BookingView, visitor: Visitor, now: datetime) -> None:
    """Tell those whose time went to somebody else, with the nearest that is still free."""
    resource = db.session.get_one(Resource, booking.resource_id)
    nearest = nearest_time(resource, same_again(booking), now, but=booking.id)
    details = _for_booker(alternative(nearest))
    with spoken():
        move(booking, DECLINED, now=now, by=visitor, reason="given-to-other", letter="declined", details=details)


def _for_booker(words: Details) -> Details:
    return lambda side: words(side) if side == BOOKER else ""
