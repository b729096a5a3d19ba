"""Closing days openly (P5): the closure is recorded, what no longer fits loses its time and stands on the repair list.

All of it is one transaction, and both sides are told at once, with the nearest time that is still free.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import insert, select

from portal import clock
from portal.accounts.queries import Visitor
from portal.booking import letters, queries
from portal.booking.alternatives import nearest_time, same_again
from portal.booking.displacing import InTheWay, MadeClaim, capped, displaced
from portal.booking.models import Booking, Claim, Repair
from portal.booking.moves import move, take_resource
from portal.booking.queries import BookingView
from portal.booking.states import CONFIRMED, DISPLACED, EXPIRED, HELD, REQUESTED
from portal.booking.taken import reaching
from portal.booking.wording import IN_USE_THEN
from portal.capacity import service as capacity
from portal.capacity.models import Closure
from portal.capacity.queries import offered
from portal.catalogue.models import Resource
from portal.clock import Period
from portal.database import db, transaction
from portal.errors import Refusal


@dataclass(frozen=True)
class Preview:
    """What a closure would do: bookings that would lose their time, and holds that would be let go."""

    displaced: list[BookingView]
    holds: list[BookingView]


@dataclass(frozen=True)
class Closing:
    """A closure that has been made, and the bookings that it displaced."""

    closure: Closure
    displaced: list[BookingView]


class _RolledBack(Exception):
    """Leave a trial's transaction without a trace."""


def preview_closing(
    visitor: Visitor,
    resource: Resource,
    first_day: date,
    last_day: date,
    units: int,
    now: datetime,
    reason: str = "other",
    text: str = "",
) -> Preview:
    """Return what the closure would displace, or raise what `close_days` would raise; change nothing."""
    try:
        with transaction():
            capacity.record_closure(visitor, resource, first_day, last_day, units, reason, text, now)
            foreseen = _foresee(resource, clock.days_period(first_day, last_day), units, now)
            raise _RolledBack
    except _RolledBack:
        return foreseen


def close_days(
    visitor: Visitor,
    resource: Resource,
    first_day: date,
    last_day: date,
    units: int,
    reason: str,
    text: str,
    now: datetime,
) -> Closing:
    """Close the days, or leave `units` open, and displace what no longer fits, latest made first.

    Raise Refusals for days, units or a reason that cannot be, Refusal when something is in use then, NotFound for
    whoever does not answer for the testbed.
    """
    with transaction():
        take_resource(resource.id)
        closure = capacity.record_closure(visitor, resource, first_day, last_day, units, reason, text, now)
        foreseen = _foresee(resource, clock.days_period(first_day, last_day), units, now)
        for booking in foreseen.holds:
            move(booking, EXPIRED, now=now, by=visitor, reason="closed")
        stranded = [_displace(booking, closure, visitor, now) for booking in foreseen.displaced]
        capacity.unfold_resource(resource.id, now)
        _tell(resource, stranded, now)
    return Closing(closure, stranded)


def _foresee(resource: Resource, period: Period, units: int, now: datetime) -> Preview:
    left = capped(offered(resource.id, period), units)
    try:
        leaving = displaced(left, _claims(resource.id, period, now))
    except InTheWay as refused:
        raise Refusal(IN_USE_THEN, field="first_day", day=clock.local_day(refused.moment)) from None
    bookings = sorted(queries.views_by_id(leaving), key=lambda one: (one.created_at, one.id), reverse=True)
    return Preview(
        [one for one in bookings if one.state != HELD],
        [one for one in bookings if one.state == HELD],
    )


def _claims(resource_id: int, period: Period, now: datetime) -> list[MadeClaim]:
    query = (
        select(
            Claim.booking_id,
            Claim.starts_at,
            Claim.ends_at,
            Claim.units,
            Claim.buffer_before,
            Claim.buffer_after,
            Booking.state,
            Booking.created_at,
            Booking.starts_at.label("booking_starts_at"),
        )
        .join(Booking, Booking.id == Claim.booking_id)
        .where(
            Claim.resource_id == resource_id,
            Claim.active == 1,
            # Who wants the whole does not need this part to be open.
            Claim.exclusive == 0,
            *reaching(period.starts_at, period.ends_at),
        )
    )
    return [
        MadeClaim(
            booking_id=row.booking_id,
            made=(row.created_at, row.booking_id),
            # Only what lies within the closed days counts: outside them nothing is cut.
            starts_at=max(row.starts_at, period.starts_at),
            ends_at=min(row.ends_at, period.ends_at),
            units=row.units,
            is_hold=row.state == HELD,
            kept_from=max(row.starts_at - timedelta(seconds=row.buffer_before), period.starts_at),
            kept_to=min(row.ends_at + timedelta(seconds=row.buffer_after), period.ends_at),
            fixed=row.state not in (HELD, REQUESTED, CONFIRMED) or row.booking_starts_at <= now,
        )
        for row in db.session.execute(query)
    ]


def _displace(booking: BookingView, closure: Closure, visitor: Visitor, now: datetime) -> BookingView:
    after = move(booking, DISPLACED, now=now, by=visitor, reason="closed", sequence=booking.sequence + 1)
    # A booking can be displaced again after it was given a new time: its line opens once more.
    line = db.session.execute(select(Repair).where(Repair.booking_id == booking.id)).scalar_one_or_none()
    if line is None:
        db.session.execute(insert(Repair).values(booking_id=booking.id, closure_id=closure.id, opened_at=now))
    else:
        line.closure_id, line.opened_at, line.settled_at, line.outcome = closure.id, now, None, None
    return after


def _tell(resource: Resource, stranded: list[BookingView], now: datetime) -> None:
    """Write to both sides of each booking, once the capacity is what it will be, so that what is offered instead exists."""
    for booking in stranded:
        nearest = nearest_time(resource, same_again(booking), now)
        letters.tell(booking, "displaced", now=now, details=letters.alternative(nearest))
