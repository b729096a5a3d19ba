"""The repair list (P5): a booking that a closure displaced gets a new time here, or is let go; none vanishes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from portal import clock
from portal.accounts.queries import Visitor
from portal.booking import queries, rules
from portal.booking.alternatives import NoLongerFree, nearest_time
from portal.booking.availability import Footprint, as_kept, claims_for, first_day_of, footprints, last_day_of, reach_of
from portal.booking.models import BookingEvent, Repair
from portal.booking.moves import move, take_booking
from portal.booking.permissions import is_owner, may_read, may_repair
from portal.booking.pooling import is_sme_organisation, with_shares
from portal.booking.queries import BookingView
from portal.booking.rules import Wish
from portal.booking.states import CANCELLED, CONFIRMED, DISPLACED, REQUESTED
from portal.booking.taken import claims_between
from portal.booking.wording import ALREADY, NOT_BEFORE
from portal.capacity.queries import offered
from portal.catalogue.models import DIRECT, Resource
from portal.clock import Period
from portal.database import db, transaction
from portal.errors import CapacityExceeded, NotAllowed, NotFound, Refusal, Refusals

MOVED, RELEASED = "moved", "released"


@dataclass(frozen=True)
class _NewTime:
    """A time that breaks no rule, as the booking will be known by it and as it will be claimed."""

    kept: Period
    prints: list[Footprint]


def settle_repair(
    visitor: Visitor, reference: str, outcome: str, now: datetime, period: Period | None = None
) -> BookingView:
    """Give the displaced booking a new time in its resource ('moved'), or let it go ('released'), from either side.

    Raise Refusals when the new time breaks rules, NoLongerFree when it is taken, Refusal when the line is settled already.
    A new time that the booker chooses for what was never confirmed is a request again.
    """
    if outcome not in (MOVED, RELEASED) or (outcome == MOVED and period is None):
        raise ValueError("a line is settled by a new time or by letting go")
    try:
        with transaction():
            booking = _displaced(take_booking(reference), visitor)
            after = _release(booking, visitor, now) if period is None else _move(booking, visitor, period, now)
            settled = update(Repair).where(Repair.booking_id == booking.id)
            db.session.execute(settled.values(settled_at=now, outcome=outcome))
            return after
    except CapacityExceeded as refusal:
        raise _with_nearest(reference, refusal, period, now) from None


def _displaced(booking: BookingView, visitor: Visitor) -> BookingView:
    if not may_repair(visitor, booking):
        raise NotAllowed() if may_read(visitor, booking) else NotFound()
    if booking.state != DISPLACED:
        raise Refusal(ALREADY[booking.state])
    return booking


def _release(booking: BookingView, visitor: Visitor, now: datetime) -> BookingView:
    return move(booking, CANCELLED, now=now, by=visitor, reason="released", letter="cancelled")


def _move(booking: BookingView, visitor: Visitor, period: Period, now: datetime) -> BookingView:
    new = _allowed(booking, visitor, period, now)
    to_state = CONFIRMED if _counts_as_confirmed(booking, visitor) else REQUESTED
    return move(
        booking,
        to_state,
        now=now,
        by=visitor,
        letter="moved" if to_state == CONFIRMED else "requested",
        prints=new.prints,
        starts_at=new.kept.starts_at,
        ends_at=new.kept.ends_at,
    )


def _allowed(booking: BookingView, visitor: Visitor, period: Period, now: datetime) -> _NewTime:
    resource = db.session.get_one(Resource, booking.resource_id)
    reach = reach_of(resource, period)
    around = clock.days_period(first_day_of(reach), last_day_of(reach))
    stretches = offered(resource.id, around)
    wish = Wish(period, booking.units, is_sme=is_sme_organisation(booking.organisation_id))
    claims = claims_between(resource.id, around, now=now)
    if not wish.is_sme:
        claims = with_shares(resource.id, claims, around, now=now)
    broken = rules.broken_rules(resource, wish, stretches, claims, now)
    if is_owner(visitor, booking):
        # The owner knows how short a notice they can keep.
        broken = [one for one in broken if one.message != NOT_BEFORE]
    if broken and all(isinstance(one, CapacityExceeded) for one in broken):
        raise broken[0]
    if broken:
        raise Refusals(broken, nearest_time(resource, wish, now))
    taken = claims_for(resource.unit, stretches, period)
    return _NewTime(as_kept(resource.unit, taken), footprints(resource, taken))


def _counts_as_confirmed(booking: BookingView, visitor: Visitor) -> bool:
    """Return whether the new time needs no answer: booked directly, chosen by the owner, or confirmed before."""
    if booking.mode == DIRECT or is_owner(visitor, booking):
        return True
    confirmed = select(BookingEvent.id).where(BookingEvent.booking_id == booking.id, BookingEvent.to_state == CONFIRMED)
    return db.session.execute(confirmed.limit(1)).scalar() is not None


def _with_nearest(reference: str, refusal: Refusal, period: Period | None, now: datetime) -> Refusal:
    booking = queries.find_view(reference)
    assert booking is not None and period is not None
    resource = db.session.get_one(Resource, booking.resource_id)
    wish = Wish(period, booking.units, is_sme=is_sme_organisation(booking.organisation_id))
    return NoLongerFree(refusal, nearest_time(resource, wish, now))
