"""What becomes of several that were held together: all are sent, extended or let go, or none is; and when else there is room.

Each goes by the same rules and the same guard as one alone. What refuses one refuses all, and every one that is refused says
why and what would fit instead.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from portal.accounts.queries import Visitor
from portal.booking import rules
from portal.booking.alternatives import around, given_away
from portal.booking.availability import claims_for
from portal.booking.elsewhere import is_taken_elsewhere
from portal.booking.holds import extend_hold, find_refusal, release_hold, submit_hold
from portal.booking.moves import take_resources
from portal.booking.queries import BookingView
from portal.booking.shares.pooling import is_sme, with_shares
from portal.booking.taken import claims_many
from portal.booking.together import NotTogether, Part
from portal.booking.wishes import conditions_for
from portal.capacity.queries import offered_many
from portal.capacity.rules import Stretch, clipped
from portal.catalogue.models import Resource
from portal.clock import Period
from portal.conditions.rules import NO_CONDITIONS
from portal.database import db, transaction
from portal.errors import Busy, NotFound, Refusal

One = TypeVar("One")


def ensure_free_elsewhere(bookings: Sequence[BookingView], now: datetime) -> None:
    """Ask the owners' own calendars once more about what is to be sent; call it before the transaction that sends it.

    Raise NotTogether with what is wrong with each: each calendar is asked once, whatever the others say.
    """
    unsent = [one.was_only_held and is_taken_elsewhere(one.reference, now) for one in bookings]
    if any(unsent):
        raise NotTogether(
            [given_away(one, now) if taken else None for one, taken in zip(bookings, unsent, strict=True)]
        )


def submit_together(visitor: Visitor, bookings: Sequence[BookingView], now: datetime) -> list[BookingView]:
    """Send all of these holds, or none; those that have lapsed are taken again. Raise NotTogether when one is gone."""
    return _each_booking(bookings, lambda one: submit_hold(visitor, one.reference, now, together=True))


def extend_together(visitor: Visitor, bookings: Sequence[BookingView], now: datetime) -> list[BookingView]:
    """Hold all for another quarter of an hour, or leave all as they are."""
    return _each_booking(bookings, lambda one: extend_hold(visitor, one.reference, now, together=True))


def release_together(visitor: Visitor, bookings: Sequence[BookingView], now: datetime) -> list[BookingView]:
    """Let all of these holds go."""
    return _each_booking(bookings, lambda one: release_hold(visitor, one.reference, now, together=True))


def _each_booking(bookings: Sequence[BookingView], act: Callable[[BookingView], BookingView]) -> list[BookingView]:
    with transaction():
        take_resources([one.resource_id for one in bookings])
        return _each(bookings, act)


def _each(several: Sequence[One], act: Callable[[One], BookingView]) -> list[BookingView]:
    """Do this with each. Raise NotTogether after every one was tried, so that nobody is told of one fault at a time."""
    done: list[BookingView] = []
    refused: dict[int, Refusal] = {}
    for place, one in enumerate(several):
        with _noting(refused, place), db.session.begin_nested():
            done.append(act(one))
    if refused:
        raise NotTogether([refused.get(place) for place in range(len(several))])
    return done


@contextmanager
def _noting(refused: dict[int, Refusal], place: int) -> Iterator[None]:
    try:
        yield
    except Busy:
        raise
    except Refusal as refusal:
        refused[place] = refusal
    except NotFound:
        refused[place] = Refusal(rules.CLOSED_AT_ALL)


def explained(visitor: Visitor, parts: Sequence[Part], refused: NotTogether, now: datetime) -> NotTogether:
    """Return the same with the nearest time that would fit at each; asked after the transaction, so that nobody waits."""

    def why(part: Part, fault: Refusal | None) -> Refusal | None:
        return fault and (find_refusal(visitor, part.resource, part.period, part.units, now) or fault)

    return NotTogether([why(part, fault) for part, fault in zip(parts, refused.faults, strict=True)])


@dataclass(frozen=True)
class FreeTime:
    """A time that may be booked: the period to book, when its use begins and ends, and the time kept free around it."""

    period: Period
    starts_at: datetime
    ends_at: datetime
    before: timedelta
    after: timedelta


def free_times(
    visitor: Visitor | None, resources: Sequence[Resource], within: Period, length: int, units: int, now: datetime
) -> dict[int, list[FreeTime]]:
    """Return, by resource, every time of so many units of time that this visitor may have within the period."""
    if not resources:
        return {}
    window = Period(
        min(around(one, within).starts_at for one in resources), max(around(one, within).ends_at for one in resources)
    )
    ids = [one.id for one in resources]
    offers, claims = offered_many(ids, window), claims_many(ids, window, now=now)
    found: dict[int, list[FreeTime]] = {}
    for one in resources:
        taken = claims[one.id] if is_sme(visitor) else with_shares(one.id, claims[one.id], window, now=now)
        fitting = rules.fitting(one, units, length, offers[one.id], taken, now)
        times = (_free_time(one, period, clipped(offers[one.id], period)) for period in fitting)
        found[one.id] = [
            time for time in times if within.starts_at <= time.starts_at and time.ends_at <= within.ends_at
        ]
    return found


def within_conditions(
    visitor: Visitor, resources: Sequence[Resource], free: Mapping[int, list[FreeTime]], units: int, now: datetime
) -> dict[int, list[FreeTime]]:
    """Return those of the free times, by resource, which the organisation's papers cover and its quotas leave room for."""
    return {one.id: list(_allowed(visitor, one, free[one.id], units, now)) for one in resources}


def _allowed(
    visitor: Visitor, resource: Resource, free: Sequence[FreeTime], units: int, now: datetime
) -> Iterator[FreeTime]:
    if not free or visitor.organisation is None:
        yield from free
        return
    conditions = conditions_for(visitor.organisation.id, resource, now, person_id=visitor.id)
    for time in free:
        if conditions is NO_CONDITIONS or not conditions.broken([Period(time.starts_at, time.ends_at)], units, now):
            yield time


def _free_time(resource: Resource, period: Period, offered: list[Stretch]) -> FreeTime:
    taken = claims_for(resource.unit, offered, period)
    before, after = timedelta(minutes=resource.buffer_before), timedelta(minutes=resource.buffer_after)
    return FreeTime(period, taken[0].starts_at, taken[-1].ends_at, before, after)
