"""Standing in line for a time that others have requested: the next one takes it as soon as it is given back.

Order is that of sending. Nobody learns who stands before; the number is all that is told.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select

from portal.accounts.queries import Visitor
from portal.booking import letters, queries, rules
from portal.booking.alternatives import around
from portal.booking.availability import as_kept, claims_for
from portal.booking.holds import HoldForm, enter, is_done, kept_key, made_by, make_way
from portal.booking.lapsing import expire_lapsed
from portal.booking.models import Booking
from portal.booking.moves import linked, move, note_given_back, take_resource
from portal.booking.requests.asking import ensure_few_pending
from portal.booking.requests.rules import answer_by
from portal.booking.rules import Wish
from portal.booking.shares.pooling import with_shares
from portal.booking.states import PENDING, QUEUED, REQUESTED
from portal.booking.taken import claims_between
from portal.booking.units_left import Footprint, footprints, least_free, reach_of
from portal.booking.view import BookingView
from portal.booking.wishes import ensure_papers, ensure_within_quotas, wish_of
from portal.booking.wording import ALREADY_ASKED, NOBODY_QUEUES
from portal.capacity.queries import offered
from portal.catalogue.models import REQUEST, Resource
from portal.clock import Period
from portal.conditions.rules import OverQuota
from portal.database import db, transaction
from portal.errors import CapacityExceeded, Refusal, Refusals
from portal.passport.rules import PapersMissing


def may_stand_in_line(visitor: Visitor, resource: Resource, period: Period, units: int, now: datetime) -> bool:
    """Return whether nothing but requests without an answer stands in the way of this wish."""
    try:
        _ensure_only_requested(visitor, resource, wish_of(visitor, resource, period, units, now), now)
    except Refusal:
        return False
    return True


def stand_in_line(
    visitor: Visitor,
    resource: Resource,
    period: Period,
    units: int,
    purpose: str,
    note: str,
    now: datetime,
    form_key: str | None = None,
) -> BookingView:
    """Return a request that waits until those before it give the time back; the same form sent again returns the same one.

    Raise Refusals with every rule that is broken, CapacityExceeded when the time is confirmed for somebody else.
    """
    key = kept_key(visitor, resource, form_key)
    taken = claims_for(resource.unit, offered(resource.id, around(resource, period)), period)
    answers = HoldForm(as_kept(resource.unit, taken) if taken else period, units, purpose, note, key)
    with transaction():
        take_resource(resource.id)
        earlier = made_by(key)
        if earlier and is_done(earlier, answers, now):
            return earlier
        expire_lapsed(resource.id, now)
        _ensure_only_requested(visitor, resource, wish_of(visitor, resource, period, units, now), now)
        assert visitor.organisation is not None
        ensure_few_pending(resource.id, visitor.organisation.id, resource.most_pending)
        make_way(earlier, visitor, now)
        booking = enter(visitor, resource, answers, now, state=QUEUED, in_line=True, sequence=1)
        letters.tell(booking, "queued", now=now)
        # Should nobody stand before any more, it moves up before this action ends.
        note_given_back(resource.id, now)
    return booking


def _ensure_only_requested(visitor: Visitor, resource: Resource, wish: Wish, now: datetime) -> None:
    if resource.mode != REQUEST or not resource.pending_holds:
        raise Refusal(NOBODY_QUEUES)
    reach = reach_of(resource, wish.period)
    claims = claims_between(resource.id, reach, now=now, settled=True)
    if not wish.is_sme:
        claims = with_shares(resource.id, claims, reach, now=now)
    broken = rules.broken_rules(resource, wish, offered(resource.id, around(resource, wish.period)), claims, now)
    if any(isinstance(one, CapacityExceeded) for one in broken):
        raise next(one for one in broken if isinstance(one, CapacityExceeded))
    if broken:
        raise Refusals(broken)
    own = Booking.organisation_id.in_(visitor.organisation_ids)
    if _exists(own, Booking.resource_id == resource.id, *beside(wish.period, resource.buffer_before)):
        raise Refusal(ALREADY_ASKED)


def beside(period: Period, minutes: int = 0) -> tuple[ColumnElement[bool], ...]:
    """Return the condition that a request waits for some of this time, or lies no more than these minutes from it."""
    gap = timedelta(minutes=minutes)
    within = (Booking.starts_at < period.ends_at + gap, Booking.ends_at > period.starts_at - gap)
    return (Booking.state.in_(PENDING), *within)


def _exists(*conditions: ColumnElement[bool]) -> bool:
    return db.session.execute(select(Booking.id).where(*conditions).limit(1)).first() is not None


def place_of(booking: BookingView) -> int:
    """Return which in order this request is for its time: 1 for the one that has it, 2 for the next."""
    if not booking.in_line:
        return 1
    earlier = or_(
        Booking.created_at < booking.created_at,
        (Booking.created_at == booking.created_at) & (Booking.id < booking.id),
    )
    before = or_(Booking.state == REQUESTED, Booking.in_line & earlier)
    others = (Booking.resource_id.in_(linked(booking.resource_id)), Booking.id != booking.id)
    query = select(func.count()).where(*others, *beside(booking.period), before)
    return 1 + max(1, db.session.execute(query).scalar_one())


def move_up(resource_id: int, now: datetime) -> list[BookingView]:
    """Let everybody in line whose time has become free take it, in the order of sending; return who did.

    Call inside a transaction that has taken the resource. Lines of linked resources move as far as they touch nothing
    that this transaction has not taken; `move_up_due` sees to the others.
    """
    ids = _linked_ids(resource_id)
    within = [one for one in ids if one == resource_id or _linked_ids(one) <= ids]
    return [after for booking in waiting_in_line(within, now) if (after := _take_up(booking, now)) is not None]


def _linked_ids(resource_id: int) -> set[int]:
    return set(db.session.execute(select(linked(resource_id).subquery())).scalars())


def move_up_due(now: datetime) -> int:
    """Do the same for every resource where somebody stands in line, and return how many have moved up."""
    query = select(Booking.resource_id).where(Booking.state == QUEUED, Booking.in_line).distinct()
    count = 0
    for resource_id in sorted(db.session.execute(query).scalars()):
        with transaction():
            take_resource(resource_id)
            expire_lapsed(resource_id, now)
            count += len(move_up(resource_id, now))
    return count


def waiting_in_line(resource_ids: Sequence[int], now: datetime) -> list[BookingView]:
    """Return who stands in line for these resources and still has time to get it, in the order of sending."""
    query = (
        select(Booking.id)
        .where(Booking.resource_id.in_(resource_ids), Booking.state == QUEUED, Booking.in_line, Booking.starts_at > now)
        .order_by(Booking.created_at, Booking.id)
    )
    ids = list(db.session.execute(query).scalars())
    return sorted(queries.views_by_id(ids), key=lambda one: ids.index(one.id))


def _take_up(booking: BookingView, now: datetime) -> BookingView | None:
    """Return the request with its time, or None when something still stands in the way."""
    resource = db.session.get_one(Resource, booking.resource_id)
    claims = claims_between(resource.id, reach_of(resource, booking.period), now=now)
    deadline = answer_by(now, booking.starts_at, booking.answer_days)
    try:
        prints = prints_of(booking, resource)
        free = least_free(offered(resource.id, around(resource, booking.period)), claims, prints, resource.units)
        if free < booking.units:
            return None
        stretches = [one.period for one in prints]
        ensure_within_quotas(booking.organisation_id, resource, stretches, booking.units, now)
        ensure_papers(booking)
        # In a savepoint: the guard may know of a hold that has lapsed and that nobody has let go yet.
        with letters.spoken(), db.session.begin_nested():
            return move(
                booking,
                REQUESTED,
                now=now,
                by=None,
                prints=prints,
                in_line=False,
                answer_by=deadline,
                letter="moved-up",
            )
    except (CapacityExceeded, OverQuota, PapersMissing):
        return None


def prints_of(booking: BookingView, resource: Resource) -> list[Footprint]:
    """Return what the request would take by the opening hours as they are now. Raise CapacityExceeded for nothing."""
    stretches = offered(resource.id, around(resource, booking.period))
    taken = claims_for(resource.unit, stretches, booking.period)
    if not taken:
        raise CapacityExceeded()
    return footprints(resource, taken)
