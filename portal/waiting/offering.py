"""What comes free goes to those who wait: an offer to one at a time, then word to those who only watch."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update

from portal import audit
from portal.accounts.queries import Visitor, acting_for
from portal.booking import service as booking
from portal.booking.elsewhere import BUSY_ELSEWHERE
from portal.booking.states import CANCELLED, DISPLACED, EXPIRED, HELD
from portal.catalogue.models import Resource
from portal.database import db, lock, transaction
from portal.errors import Refusal
from portal.waiting import letters, queries
from portal.waiting.models import LAPSED, LEFT, OFFER, OFFERED, OVER, TAKEN, WAITING, Wait
from portal.waiting.queries import WaitView
from portal.waiting.rules import answer_by, is_news, is_over

AT_ONCE = 10
"""Wishes that are looked at before the action ends that gave time back; the worker goes on with the others."""
TRIED, TOLD = 10, 3
ROBBED = frozenset({"closed", BUSY_ELSEWHERE})
"""Why an offer lapsed that its organisation had no part in."""


def look_through(now: datetime) -> int:
    """Look through each line of which anything may have changed, and return how many offers were made."""
    return sum(_look_through(resource_id, now) for resource_id in queries.lines_to_look_at(now))


def _look_through(resource_id: int, now: datetime) -> int:
    with transaction():
        booking.make_ready(resource_id, now)
        return attend(resource_id, now, most=None)


def attend(resource_id: int, now: datetime, *, most: int | None = AT_ONCE) -> int:
    """Offer what is free to those who wait, first come first, and return how many offers were made.

    Call inside a transaction that has taken the resource: nobody takes the time meanwhile, or frees more.
    """
    if not queries.has_line(resource_id):
        return 0
    resource = lock(Resource, resource_id)
    line = queries.line_of(resource_id)
    with_offer = {one.organisation_id for one in line if one.is_offered}
    looked_at = [one for one in line if _still_waits(one, resource, now)][:most]
    made = 0
    for one in (wait for wait in looked_at if wait.kind == OFFER):
        # One offer at a time for one organisation: time that is kept for it is kept from everybody else.
        if one.organisation_id not in with_offer and _offer(resource, one, now):
            with_offer.add(one.organisation_id)
            made += 1
    # What is still free now is for anybody, so those who only watch are told of it.
    for one in (wait for wait in looked_at if wait.kind != OFFER):
        _tell(resource, one, now)
    _note_seen(resource_id, looked_at, now)
    return made


def offer_to(reference: str, now: datetime) -> str | None:
    """Offer this wish alone what is free; return the booking that holds it, or None where nothing is."""
    wait = queries.find_wait(reference)
    with transaction():
        booking.make_ready(wait.resource_id, now)
        resource, wait = lock(Resource, wait.resource_id), queries.find_wait(reference)
        if wait.is_offered:
            return wait.booking_reference
        return _offer(resource, wait, now) if _still_waits(wait, resource, now) else None


def _note_seen(resource_id: int, looked_at: Sequence[WaitView], now: datetime) -> None:
    version = queries.guard_versions([resource_id]).get(resource_id, -1)
    seen = update(Wait).where(Wait.id.in_([one.id for one in looked_at]))
    db.session.execute(seen.values(seen_version=version, looked_at=now))


def _still_waits(wait: WaitView, resource: Resource, now: datetime) -> bool:
    """Draw the conclusion of an offer that was answered and of a window that is over; return whether the wish still waits."""
    if wait.state == OFFERED:
        return _follow_up(wait, now) == WAITING
    if not is_over(resource.unit, wait.period, wait.length, now):
        return True
    _end(wait, OVER, now)
    return False


def _follow_up(wait: WaitView, now: datetime) -> str:
    """Note what became of the offer. Whoever let it lapse leaves the list; one who was robbed of it keeps the place."""
    if wait.booking_state == HELD:
        return OFFERED
    if wait.booking_state == DISPLACED or wait.booking_reason in ROBBED:
        change(wait.reference, (OFFERED,), now, state=WAITING, booking_id=None)
        _write(wait, "withdrawn", now)
        return WAITING
    state = {EXPIRED: LAPSED, CANCELLED: LEFT}.get(wait.booking_state or "", TAKEN)
    _end(wait, state, now)
    return state


def _end(wait: WaitView, state: str, now: datetime) -> None:
    change(wait.reference, (WAITING, OFFERED), now, state=state)
    audit.record(f"wait.{state}", wait.reference, person_id=None, now=now)
    if state in (LAPSED, OVER):
        _write(wait, state, now)
    # Another wish of the same organisation may have waited for this one to be answered.
    own = (Wait.organisation_id == wait.organisation_id, Wait.resource_id == wait.resource_id, Wait.state == WAITING)
    db.session.execute(update(Wait).where(*own).values(seen_version=-1))


def _offer(resource: Resource, wait: WaitView, now: datetime) -> str | None:
    visitor = acting_for(wait.organisation_id, wait.person_id)
    if visitor is None:
        return None
    wanted = (wait.period, wait.length, wait.units)
    for period in booking.free_within(visitor, resource, *wanted, now, most=TRIED):
        until = answer_by(resource, period.starts_at, now)
        if until is None:
            continue
        try:
            held = booking.reserve(visitor, resource, period, wait.units, wait.purpose, until=until, now=now)
        except Refusal:
            continue
        change(wait.reference, (WAITING,), now, state=OFFERED, booking_id=held.id)
        offer = letters.Offer(held.period, until, held.reference)
        letters.tell(visitor, wait, "offered", now=now, offer=offer)
        audit.record("wait.offered", wait.reference, person_id=None, now=now, booking=held.reference)
        return held.reference
    return None


def _tell(resource: Resource, wait: WaitView, now: datetime) -> None:
    """Tell who watches of what has come free since they were last told, once a day at most."""
    visitor = acting_for(wait.organisation_id, wait.person_id)
    if visitor is None:
        return
    found = booking.free_within(visitor, resource, wait.period, wait.length, wait.units, now, most=TOLD)
    starts = [one.starts_at for one in found]
    if is_news(wait.told_at, wait.told_starts, starts, now):
        words = " ".join(str(int(one.timestamp())) for one in starts)
        change(wait.reference, (WAITING,), now, told_at=now, told_of=words)
        letters.tell(visitor, wait, "free", now=now, free=found)
        audit.record("wait.told", wait.reference, person_id=None, now=now)
    elif not found and wait.told_of:
        # It is taken again: should it come free once more, that is news.
        change(wait.reference, (WAITING,), now, told_of="")


def _write(wait: WaitView, kind: str, now: datetime) -> None:
    visitor: Visitor | None = acting_for(wait.organisation_id, wait.person_id)
    if visitor is not None:
        letters.tell(visitor, wait, kind, now=now)


def change(reference: str, known: tuple[str, ...], now: datetime, **changed: Any) -> bool:
    """Change the wish if it still stands so; return whether it did."""
    line = update(Wait).where(Wait.reference == reference, Wait.state.in_(known))
    return db.session.connection().execute(line.values(changed_at=now, **changed)).rowcount == 1
