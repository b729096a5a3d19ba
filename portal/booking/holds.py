"""From a form to a booking: the time is held for a quarter of an hour while the person checks the answers, then sent.

Sent twice, by a double click or a reload, it books once: the form carries a one-time key, and a hold is sent only once. A hold
that has lapsed blocks nobody: whoever wants the time lets it go first. If nobody did, its own person can still have it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from portal.accounts.queries import Visitor
from portal.booking import queries, rules
from portal.booking.alternatives import around, given_away, with_nearest
from portal.booking.availability import as_kept, claims_for
from portal.booking.elsewhere import BUSY_ELSEWHERE, is_taken_elsewhere
from portal.booking.holding import HELD_FOR, extended_until, is_live, is_same_offer, reword
from portal.booking.lapsing import expire_lapsed
from portal.booking.models import Booking
from portal.booking.moves import (
    change_booking,
    enter_booking,
    enter_claims,
    move,
    note_move,
    take_booking,
    take_resource,
)
from portal.booking.permissions import may_send
from portal.booking.queries import BookingView
from portal.booking.requests.asking import ensure_few_pending, send_request
from portal.booking.rules import Wish
from portal.booking.shares.pooling import is_sme, with_shares
from portal.booking.states import CANCELLED, CONFIRMED, EXPIRED, HELD, PENDING
from portal.booking.taken import claims_between
from portal.booking.units_left import Footprint, footprints, reach_of
from portal.booking.view import view_of_new
from portal.booking.wishes import books_directly, conditions_for, ensure_papers, ensure_within_quotas, wish_of
from portal.booking.wording import ALREADY, HELD_LONG_ENOUGH, HOLD_IS_OVER, ONE_OF_SEVERAL, TOO_MANY_HOLDS
from portal.capacity.queries import offered
from portal.capacity.rules import Stretch
from portal.catalogue.models import REQUEST, Resource
from portal.clock import Period
from portal.database import UTCDateTime, attempt, db, transaction
from portal.errors import CapacityExceeded, NotFound, Refusal, Refusals
from portal.references import new_reference

MOST_HOLDS = 5
SENT = PENDING | {CONFIRMED}


@dataclass(frozen=True)
class HoldForm:
    """What one form asks for, and the key that tells it from every other form."""

    period: Period
    units: int
    purpose: str
    note: str
    key: str | None

    def asks_for(self, booking: BookingView) -> bool:
        """Return whether the booking is what this form made, so that there is nothing left to do."""
        mine = (self.period, self.units, self.purpose, self.note)
        return mine == (booking.period, booking.units, booking.purpose, booking.note)


def hold(
    visitor: Visitor,
    resource: Resource,
    period: Period,
    units: int,
    purpose: str,
    note: str,
    now: datetime,
    form_key: str | None = None,
) -> BookingView:
    """Return a booking that holds the time for a quarter of an hour; the same form sent again returns the same booking.

    A form that comes again with other answers changes its hold. Raise Refusals with every rule that is broken and the
    nearest time that would fit, or CapacityExceeded when somebody else was quicker.
    """
    key = kept_key(visitor, resource, form_key)
    earlier = made_by(key)
    stretches = offered(resource.id, around(resource, period))
    taken = claims_for(resource.unit, stretches, period)
    form = HoldForm(as_kept(resource.unit, taken) if taken else period, units, purpose, note, key)
    if earlier and is_done(earlier, form, now):
        return earlier
    wish = wish_of(visitor, resource, period, units, now, but=earlier.id if earlier else None)
    try:
        _ensure_allowed(resource, wish, stretches, now, but=earlier)
        with attempt():
            take_resource(resource.id)
            earlier = made_by(key)
            if earlier and is_done(earlier, form, now):
                return earlier
            expire_lapsed(resource.id, now)
            if earlier and is_same_offer(earlier, form.period, units, now):
                return reword(earlier, purpose, note)
            make_way(earlier, visitor, now)
            if visitor.organisation is not None:
                ensure_few_holds(visitor.organisation.id, now)
                ensure_may_ask(resource, visitor.organisation.id)
            return enter_hold(visitor, resource, form, footprints(resource, taken), now)
    except CapacityExceeded as refusal:
        return _after_refusal(resource, wish, form, refusal, now)


def _after_refusal(resource: Resource, wish: Wish, form: HoldForm, refusal: Refusal, now: datetime) -> BookingView:
    """Return what the same form has booked in the meantime; else raise the refusal again, with the nearest time."""
    made = made_by(form.key)
    if made and is_done(made, form, now):
        return made
    raise with_nearest(resource, wish, refusal, now, but=made) from None


def _ensure_allowed(
    resource: Resource, wish: Wish, stretches: list[Stretch], now: datetime, *, but: BookingView | None
) -> None:
    faults = broken(resource, wish, stretches, now, but=but)
    if not faults:
        return
    if all(isinstance(one, CapacityExceeded) for one in faults):
        raise faults[0]
    raise with_nearest(resource, wish, Refusals(faults), now, but=but)


def broken(
    resource: Resource, wish: Wish, stretches: list[Stretch], now: datetime, *, but: BookingView | None = None
) -> list[Refusal]:
    """Return every rule that the wish breaks as things stand now."""
    own = but.id if but else None
    reach = reach_of(resource, wish.period)
    claims = claims_between(resource.id, reach, now=now, but=own)
    if not wish.is_sme:
        claims = with_shares(resource.id, claims, reach, now=now, but=own)
    return rules.broken_rules(resource, wish, stretches, claims, now)


def find_refusal(
    visitor: Visitor, resource: Resource, period: Period, units: int, now: datetime, form_key: str | None = None
) -> Refusal | None:
    """Return what `hold` would raise for this wish, and hold nothing: for a form that cannot be sent for other reasons."""
    stretches = offered(resource.id, around(resource, period))
    earlier = made_by(kept_key(visitor, resource, form_key))
    wish = wish_of(visitor, resource, period, units, now, but=earlier.id if earlier else None)
    try:
        _ensure_allowed(resource, wish, stretches, now, but=earlier)
    except CapacityExceeded as refusal:
        return with_nearest(resource, wish, refusal, now, but=earlier)
    except Refusal as refusal:
        return refusal
    return None


def kept_key(visitor: Visitor, resource: Resource, form_key: str | None) -> str | None:
    """Return the key as the table keeps it: nobody's key can meet another's, nor one of another resource."""
    if not form_key:
        return None
    return f"{visitor.id}-{resource.id}-{form_key}"[:80]


def form_key_of(booking: BookingView) -> str | None:
    """Return the key as the form carried it, for a form that changes the hold."""
    return booking.form_key.split("-", 2)[2] if booking.form_key else None


def is_part(booking: BookingView) -> bool:
    """Return whether it was held together with others, so that it is confirmed with all of them or not at all."""
    return booking.bundle is not None


def made_by(key: str | None) -> BookingView | None:
    return queries.find_by_form(key) if key else None


def is_done(earlier: BookingView, form: HoldForm, now: datetime) -> bool:
    """Return whether this form has done its work: the same answers, and a hold that lives or has become a booking."""
    if not form.asks_for(earlier):
        return False
    return earlier.state in SENT or is_live(earlier, now)


def make_way(earlier: BookingView | None, visitor: Visitor, now: datetime) -> None:
    """Let the form's earlier hold go, since its answers have changed; the key goes on to the new one."""
    if earlier is None:
        return
    change_booking(earlier.id, form_key=None)
    if queries.state_of(earlier.id) == HELD:
        move(earlier, CANCELLED, now=now, by=visitor, reason="given-up")


def enter_hold(
    visitor: Visitor,
    resource: Resource,
    form: HoldForm,
    prints: list[Footprint],
    now: datetime,
    *,
    bundle: str | None = None,
) -> BookingView:
    """Enter the hold, the quota asked once more with the resource taken. Raise OverQuota, CapacityExceeded from the guard."""
    if visitor.organisation is not None:
        ensure_within_quotas(visitor.organisation.id, resource, [one.period for one in prints], form.units, now)
    held = enter(visitor, resource, form, now, state=HELD, held_until=now + HELD_FOR, bundle=bundle)
    enter_claims(held.id, resource.id, prints, form.units, now=now)
    return held


def enter(
    visitor: Visitor,
    resource: Resource,
    form: HoldForm,
    now: datetime,
    *,
    state: str,
    bundle: str | None = None,
    **how: Any,
) -> BookingView:
    """Enter what the form asks for in this state, without any claims yet; `how` are further columns."""
    organisation = visitor.organisation
    assert organisation is not None
    kept: dict[str, Any] = {
        "reference": new_reference("TP"),
        "starts_at": form.period.starts_at,
        "ends_at": form.period.ends_at,
        "units": form.units,
        "state": state,
        "held_until": None,
        "purpose": form.purpose,
        "note": form.note,
        "sequence": 0,
        "version": 1,
        "form_key": form.key,
        "late_hours": resource.late_hours,
        "late_percent": resource.late_percent,
        "bundle": bundle,
        "created_at": now,
        "changed_at": now,
        **how,
    }
    people = {"resource_id": resource.id, "organisation_id": organisation.id, "person_id": visitor.id}
    booking_id = enter_booking(**kept, **people)
    booking = view_of_new(booking_id, resource, visitor, kept)
    note_move(booking, None, now=now, by=visitor)
    return booking


# What is held together counts once.
_LIVE = select(func.count(func.distinct(func.coalesce(Booking.bundle, Booking.reference)))).where(
    Booking.organisation_id == bindparam("organisation_id"),
    Booking.state == HELD,
    Booking.held_until > bindparam("now", type_=UTCDateTime),
)


def ensure_few_holds(organisation_id: int, now: datetime) -> None:
    """Raise a Refusal when the organisation holds as much as it may."""
    live = db.session.connection().execute(_LIVE, {"organisation_id": organisation_id, "now": now}).scalar_one()
    if live >= MOST_HOLDS:
        raise Refusal(TOO_MANY_HOLDS, most=MOST_HOLDS)


def ensure_may_ask(resource: Resource, organisation_id: int) -> None:
    """Raise TooManyPending for a request that could not be sent anyway."""
    if resource.mode == REQUEST:
        ensure_few_pending(resource.id, organisation_id, resource.most_pending)


def submit_hold(visitor: Visitor, reference: str, now: datetime, *, together: bool = False) -> BookingView:
    """Send the hold: it is confirmed where one books directly, and requested where the owner decides. Once only.

    A hold that has lapsed is taken again. Raise NoLongerFree when its time has gone to somebody else, Refusals when the
    time can no longer be booked at all.
    """
    if not together and is_taken_elsewhere(reference, now):
        raise given_away(_own(queries.get_booking(reference, visitor), visitor, together=together), now)
    with transaction():
        booking = _own(take_booking(reference), visitor, together=together)
        if booking.state in SENT:
            return booking
        if not is_live(booking, now):
            booking = _take_again(booking, visitor, now)
        ensure_papers(booking)
        if books_directly(booking.resource_id, booking.organisation_id):
            return move(booking, CONFIRMED, now=now, by=visitor, held_until=None, letter=CONFIRMED)
        return send_request(booking, visitor, now)


def _take_again(booking: BookingView, visitor: Visitor, now: datetime) -> BookingView:
    """Hold the time of a lapsed hold once more, by today's rules."""
    if not booking.was_only_held:
        raise Refusal(ALREADY[booking.state])
    resource = db.session.get_one(Resource, booking.resource_id)
    conditions = conditions_for(booking.organisation_id, resource, now, person_id=booking.person_id, but=booking.id)
    wish = Wish(booking.period, booking.units, is_sme=is_sme(visitor), conditions=conditions)
    try:
        _ensure_allowed(resource, wish, offered(resource.id, around(resource, wish.period)), now, but=booking)
        expire_lapsed(booking.resource_id, now, but=booking.id)
        if booking.state == HELD:
            return booking
        # In a savepoint, so that after a refusal the nearest time can still be looked for.
        with db.session.begin_nested():
            return move(booking, HELD, now=now, by=visitor, held_until=now + HELD_FOR)
    except (CapacityExceeded, Refusals) as refusal:
        if booking.reason == BUSY_ELSEWHERE:
            raise given_away(booking, now) from None
        raise with_nearest(resource, wish, refusal, now, but=booking) from None


def extend_hold(visitor: Visitor, reference: str, now: datetime, *, together: bool = False) -> BookingView:
    """Hold the time for another quarter of an hour from now, three hours in all at most. Raise Refusal when it has lapsed.

    What was offered to somebody who waited stands as long as was said, no longer and no shorter: others wait as well.
    """
    with transaction():
        booking = _own(take_booking(reference), visitor, together=together)
        if booking.state != HELD:
            raise Refusal(HOLD_IS_OVER if booking.was_only_held else ALREADY[booking.state])
        if not is_live(booking, now):
            raise Refusal(HOLD_IS_OVER)
        held_until = extended_until(booking, now)
        if held_until <= now:
            raise Refusal(HELD_LONG_ENOUGH)
        change_booking(booking.id, held_until=held_until)
        return replace(booking, held_until=held_until)


def release_hold(visitor: Visitor, reference: str, now: datetime, *, together: bool = False) -> BookingView:
    """Let the hold go; letting go twice does no more than once. Raise Refusal when it has become a booking."""
    with transaction():
        booking = _own(take_booking(reference), visitor, together=together)
        if booking.state in (CANCELLED, EXPIRED):
            return booking
        if booking.state != HELD:
            raise Refusal(ALREADY[booking.state])
        return move(booking, CANCELLED, now=now, by=visitor, reason="given-up")


def _own(booking: BookingView, visitor: Visitor, *, together: bool) -> BookingView:
    if not may_send(visitor, booking):
        raise NotFound()
    if is_part(booking) and booking.was_only_held and not together:
        raise Refusal(ONE_OF_SEVERAL)
    return booking
