"""Closing openly (P5): the closure is recorded, what no longer fits loses its time and stands on the repair list.

All of it is one transaction, and both sides are told at once, with the times that are still free. What is in use when an
unplanned outage begins ends there: nobody acts as if it had gone on.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select

from portal import clock
from portal.accounts.queries import Visitor
from portal.booking import queries
from portal.booking.models import Booking, Claim
from portal.booking.moves import move, take_resource
from portal.booking.queries import BookingView
from portal.booking.repairs.displacing import InTheWay, MadeClaim, TooFew, capped, displaced
from portal.booking.repairs.stranding import displace, ends_from, interrupt, tell_stranded
from portal.booking.states import CONFIRMED, EXPIRED, HELD, IN_USE, REQUESTED
from portal.booking.taken import reaching
from portal.booking.wording import IN_USE_THEN, TOO_FEW_CHOSEN
from portal.capacity import service as capacity
from portal.capacity.models import Closure
from portal.capacity.queries import offered
from portal.capacity.service import Outage, outage_of
from portal.catalogue.models import Resource
from portal.clock import Period
from portal.database import db, transaction
from portal.errors import Refusal

Record = Callable[[], Closure]
Chosen = Collection[str] | None


@dataclass(frozen=True)
class Preview:
    """What a closure would do: bookings that would lose their time, what is in use and would end, holds that would be let go.

    `candidates` are all bookings that could give way: where something stays open, the owner chooses among them.
    """

    displaced: list[BookingView]
    holds: list[BookingView]
    interrupted: list[BookingView] = field(default_factory=list)
    candidates: list[BookingView] = field(default_factory=list)

    @property
    def has_choice(self) -> bool:
        return 0 < len(self.displaced) < len(self.candidates)


@dataclass(frozen=True)
class Closing:
    """A closure that has been made, the bookings that it displaced, and those that it ended while they were in use."""

    closure: Closure
    displaced: list[BookingView]
    interrupted: list[BookingView] = field(default_factory=list)


class _RolledBack(Exception):
    """Leave a trial's transaction without a trace."""


def preview_outage(
    visitor: Visitor, resource: Resource, outage: Outage, now: datetime, chosen: Chosen = None
) -> Preview:
    """Return what the outage would do, or raise what `close_resource` would raise; change nothing."""
    return _tried(resource, lambda: capacity.record_outage(visitor, resource, outage, now), now, chosen)


def close_resource(
    visitor: Visitor, resource: Resource, outage: Outage, now: datetime, chosen: Chosen = None
) -> Closing:
    """Close the resource, or leave some units open, and displace what no longer fits: the chosen, else the latest made.

    Raise Refusals for what cannot be, Refusal when a planned outage meets what is in use or the choice does not suffice,
    NotFound for whoever does not answer for the testbed.
    """
    return _done(visitor, resource, lambda: capacity.record_outage(visitor, resource, outage, now), now, chosen)


def preview_change(
    visitor: Visitor, resource: Resource, closure_id: int, outage: Outage, now: datetime, chosen: Chosen = None
) -> Preview:
    """Return what changing the closure to this would do; change nothing."""
    return _tried(resource, lambda: capacity.withdraw(visitor, resource, closure_id, outage, now), now, chosen)


def change_outage(
    visitor: Visitor,
    resource: Resource,
    closure_id: int,
    outage: Outage,
    now: datetime,
    chosen: Chosen = None,
    seen: str | None = None,
) -> Closing:
    """Move, shorten or extend a closure in its own row, and displace what no longer fits.

    Raise Conflict when somebody changed it since it was `seen`, and what `close_resource` raises.
    """
    return _done(
        visitor, resource, lambda: capacity.withdraw(visitor, resource, closure_id, outage, now, seen), now, chosen
    )


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
    """Like `preview_outage`, for whole days that are planned."""
    return preview_outage(visitor, resource, Outage(first_day, last_day, units, reason, text), now)


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
    """Like `close_resource`, for whole days that are planned."""
    return close_resource(visitor, resource, Outage(first_day, last_day, units, reason, text), now)


def _tried(resource: Resource, record: Record, now: datetime, chosen: Chosen) -> Preview:
    try:
        with transaction():
            take_resource(resource.id)
            foreseen = _foresee(resource, outage_of(record()), now, chosen)
            raise _RolledBack
    except _RolledBack:
        return foreseen


def _done(visitor: Visitor, resource: Resource, record: Record, now: datetime, chosen: Chosen) -> Closing:
    with transaction():
        take_resource(resource.id)
        closure = record()
        outage = outage_of(closure)
        foreseen = _foresee(resource, outage, now, chosen)
        for booking in foreseen.holds:
            move(booking, EXPIRED, now=now, by=visitor, reason="closed")
        stranded = [displace(booking, closure, visitor, now) for booking in foreseen.displaced]
        ended = [interrupt(one, ends_from(outage.period, now), visitor, now) for one in foreseen.interrupted]
        capacity.unfold_resource(resource.id, now)
        tell_stranded(resource, stranded, now)
    return Closing(closure, stranded, ended)


def _foresee(resource: Resource, outage: Outage, now: datetime, chosen: Chosen) -> Preview:
    left = capped(offered(resource.id, outage.period), outage.units)
    claims = _claims(resource.id, outage.period, now)
    views = {one.id: one for one in queries.views_by_id({claim.booking_id for claim in claims})}
    ids = None if chosen is None else {one.id for one in views.values() if one.reference in chosen}
    fixed = {claim.booking_id for claim in claims if claim.fixed}
    try:
        leaving = displaced(left, claims, ids and ids - fixed, interrupts=not outage.is_planned)
    except InTheWay as refused:
        raise Refusal(IN_USE_THEN, field="first_day", day=clock.local_day(refused.moment)) from None
    except TooFew as refused:
        raise Refusal(TOO_FEW_CHOSEN, day=clock.local_day(refused.moment)) from None
    latest = sorted(views.values(), key=lambda one: (one.created_at, one.id), reverse=True)
    able = [one for one in latest if one.state != HELD and one.id not in fixed]
    return Preview(
        displaced=[one for one in able if one.id in leaving],
        holds=[one for one in latest if one.state == HELD and one.id in leaving],
        interrupted=[one for one in latest if one.id in fixed and one.id in leaving],
        candidates=able if outage.units else [one for one in able if one.id in leaving],
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
            # Only what lies within the closed time counts: outside it nothing is cut.
            starts_at=max(row.starts_at, period.starts_at),
            ends_at=min(row.ends_at, period.ends_at),
            units=row.units,
            is_hold=row.state == HELD,
            kept_from=max(row.starts_at - timedelta(seconds=row.buffer_before), period.starts_at),
            kept_to=min(row.ends_at + timedelta(seconds=row.buffer_after), period.ends_at),
            fixed=_has_begun(row.state, row.booking_starts_at, period, now),
        )
        for row in db.session.execute(query)
    ]


def _has_begun(state: str, starts_at: datetime, period: Period, now: datetime) -> bool:
    """Return whether the booking was in use before the closed time begins, and so cannot be taken back."""
    if state in (HELD, REQUESTED):
        return False
    return starts_at <= now and (state not in (CONFIRMED, IN_USE) or starts_at < ends_from(period, now))
