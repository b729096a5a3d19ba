"""The repair list (P5): a booking that a closure displaced gets a new time here, a time in an equal resource elsewhere, or is
let go; none vanishes.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select, update

from portal import clock
from portal.accounts.queries import Visitor
from portal.booking import queries, rules
from portal.booking.alternatives import NoLongerFree, nearest_time
from portal.booking.availability import as_kept, claims_for, first_day_of, last_day_of
from portal.booking.elsewhere import read_again
from portal.booking.holds import hold, submit_hold
from portal.booking.letters import BOOKER
from portal.booking.likes import alike
from portal.booking.models import BookingEvent, Repair
from portal.booking.moves import change_booking, move, take_booking, take_resources
from portal.booking.permissions import is_booker, is_owner, may_read, may_repair
from portal.booking.queries import BookingView
from portal.booking.requests.rules import answer_by
from portal.booking.rules import Wish
from portal.booking.shares.pooling import is_sme_organisation, with_shares
from portal.booking.states import CANCELLED, CONFIRMED, DISPLACED, HELD, REQUESTED
from portal.booking.taken import claims_between
from portal.booking.units_left import Footprint, footprints, reach_of
from portal.booking.wishes import conditions_for
from portal.booking.wording import ALREADY, NOT_ALIKE, NOT_BEFORE
from portal.capacity.queries import offered
from portal.catalogue.models import DIRECT, Resource
from portal.clock import Period
from portal.conditions.rules import for_owner
from portal.database import db, transaction
from portal.errors import CapacityExceeded, NotAllowed, NotFound, Refusal, Refusals

MOVED, RELEASED, ELSEWHERE = "moved", "released", "elsewhere"
BY_LINK, BY_BOOKER, BY_OWNER = "link", "booker", "owner"


@dataclass(frozen=True)
class _NewTime:
    """A time that breaks no rule, as the booking will be known by it and as it will be claimed."""

    kept: Period
    prints: list[Footprint]


def settle_repair(
    visitor: Visitor,
    reference: str,
    outcome: str,
    now: datetime,
    period: Period | None = None,
    *,
    by_link: bool = False,
) -> BookingView:
    """Give the displaced booking a new time in its resource ('moved'), or let it go ('released'), from either side.

    Raise Refusals when the new time breaks rules, NoLongerFree when it is taken, Refusal when the line is settled already.
    A new time that the booker chooses for what was never confirmed is a request again.
    """
    if outcome not in (MOVED, RELEASED) or (outcome == MOVED and period is None):
        raise ValueError("a line is settled by a new time or by letting go")
    if period is not None:
        read_again([_known(reference).resource_id], now)
    try:
        with transaction():
            booking = _displaced(take_booking(reference), visitor)
            after = _release(booking, visitor, now) if period is None else _move(booking, visitor, period, now)
            _settle(booking, outcome, now, by=_side(booking, visitor, by_link))
            return after
    except CapacityExceeded as refusal:
        raise _with_nearest(reference, refusal, period, now) from None


def move_elsewhere(
    visitor: Visitor, reference: str, instead: Resource, period: Period, now: datetime, *, by_link: bool = False
) -> BookingView:
    """Book this time in an equal resource and let the displaced booking go, both or neither; return the new booking.

    It is booked by that resource's own rules: its owner may have to answer. Only the booker chooses somebody else's testbed.
    Raise what booking raises, Refusal when the resource is none that is alike or the line is settled already.
    """
    read_again([instead.id], now)
    with transaction():
        booking = _known(reference)
        take_resources([booking.resource_id, instead.id])
        booking = _displaced(_known(reference), visitor)
        if not is_booker(visitor, booking):
            raise NotAllowed()
        mine = db.session.get_one(Resource, booking.resource_id)
        if instead.id not in {one for one, _ in alike(mine, booking.units, now)}:
            raise Refusal(NOT_ALIKE)
        new = _book_instead(visitor, booking, instead, period, now)
        said = lambda side: _("Ersätts av %(reference)s.", reference=new.reference) if side == BOOKER else ""  # noqa: E731
        move(booking, CANCELLED, now=now, by=visitor, reason="elsewhere", letter="cancelled", details=said)
        _settle(booking, ELSEWHERE, now, by=_side(booking, visitor, by_link), moved_to=new.reference)
        return new


def _known(reference: str) -> BookingView:
    booking = queries.find_view(reference)
    if booking is None:
        raise NotFound()
    return booking


def _book_instead(
    visitor: Visitor, booking: BookingView, instead: Resource, period: Period, now: datetime
) -> BookingView:
    """Book as the organisation whose booking it was; the new booking's history begins with the old one's reference."""
    places = sorted(visitor.organisations, key=lambda place: place.id != booking.organisation_id)
    acting = replace(visitor, organisations=tuple(places))
    held = hold(acting, instead, period, booking.units, booking.purpose, booking.note, now)
    first = update(BookingEvent).where(BookingEvent.booking_id == held.id, BookingEvent.to_state == HELD)
    db.session.execute(first.values(reason="replaces", reason_text=booking.reference))
    return submit_hold(acting, held.reference, now)


def _settle(booking: BookingView, outcome: str, now: datetime, *, by: str, moved_to: str | None = None) -> None:
    settled = update(Repair).where(Repair.booking_id == booking.id)
    db.session.execute(settled.values(settled_at=now, outcome=outcome, settled_by=by, moved_to=moved_to))


def _side(booking: BookingView, visitor: Visitor, by_link: bool) -> str:
    if by_link:
        return BY_LINK
    return BY_BOOKER if is_booker(visitor, booking) else BY_OWNER


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
    # Asked again, so everything about the answer begins anew.
    deadline = answer_by(now, new.kept.starts_at, booking.answer_days) if to_state == REQUESTED else None
    change_booking(booking.id, reminded_at=None)
    return move(
        booking,
        to_state,
        now=now,
        by=visitor,
        letter="moved" if to_state == CONFIRMED else "requested",
        prints=new.prints,
        answer_by=deadline,
        steps_done=0 if to_state == REQUESTED else booking.steps_done,
        starts_at=new.kept.starts_at,
        ends_at=new.kept.ends_at,
    )


def _allowed(booking: BookingView, visitor: Visitor, period: Period, now: datetime) -> _NewTime:
    resource = db.session.get_one(Resource, booking.resource_id)
    reach = reach_of(resource, period)
    around = clock.days_period(first_day_of(reach), last_day_of(reach))
    stretches = offered(resource.id, around)
    wish = _wish(resource, booking, period, now)
    claims = claims_between(resource.id, around, now=now)
    if not wish.is_sme:
        claims = with_shares(resource.id, claims, around, now=now)
    broken = rules.broken_rules(resource, wish, stretches, claims, now)
    if is_owner(visitor, booking):
        # The owner knows how short a notice they can keep.
        broken = for_owner([one for one in broken if one.message != NOT_BEFORE])
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
    return NoLongerFree(refusal, lambda: nearest_time(resource, _wish(resource, booking, period, now), now))


def _wish(resource: Resource, booking: BookingView, period: Period, now: datetime) -> Wish:
    """Return the wish for a new time: quotas and papers count for it as for any other, what it lost does not."""
    own = conditions_for(booking.organisation_id, resource, now, person_id=booking.person_id, but=booking.id)
    is_sme = is_sme_organisation(booking.organisation_id)
    return Wish(period, booking.units, is_sme=is_sme, conditions=own)
