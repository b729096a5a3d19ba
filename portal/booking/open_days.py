"""How many units of a resource are free on each day: a doorway for rooms that look at many resources at once.

A day counts as free for as many units as are free all through its opening hours, buffers and what is taken along included: the
same rule as everywhere, asked for whole days.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol, TypeVar

from portal import clock
from portal.accounts.queries import Visitor
from portal.booking import rules
from portal.booking.availability import FreeSlots, begins_on_grid, by_day, last_day_of
from portal.booking.shares.pooling import is_sme, with_shares
from portal.booking.taken import claims_many
from portal.booking.units_left import ClaimRow, Claims
from portal.capacity.queries import offered_many
from portal.capacity.rules import LENGTHS, Stretch
from portal.clock import Period

CLOSED, MOST = 255, 254
A_DAY = "day"
AT_ONCE = 300
MINUTES_A_DAY = 24 * 60


class Buffered(Protocol):
    """A resource, as far as its days are concerned."""

    @property
    def id(self) -> int: ...

    @property
    def units(self) -> int: ...

    @property
    def buffer_before(self) -> int: ...

    @property
    def buffer_after(self) -> int: ...


class Bookable(Buffered, Protocol):
    """A resource, as far as it matters when a booking of it may begin."""

    @property
    def unit(self) -> str: ...

    @property
    def shortest(self) -> int: ...

    @property
    def start_every(self) -> int | None: ...


R = TypeVar("R", bound=Buffered)
Begins = tuple[datetime, date]
"""When a booking begins, and the last local day that it takes."""


def levels_of(resources: Sequence[Buffered], first_day: date, last_day: date) -> dict[int, bytes]:
    """Return a byte for each day and resource: the units that are free all day, 254 for more, 255 where it is closed."""
    days = clock.days_period(first_day, last_day)
    return {
        one.id: _levels(one, offered, claims, first_day, last_day)
        for one, offered, claims, _ in _in_portions(resources, days)
    }


def _in_portions(resources: Sequence[R], days: Period) -> Iterator[tuple[R, Sequence[Stretch], Claims, Period]]:
    """Yield each resource with what it offers and what is taken on these days and around, and how far around that is."""
    for first in range(0, len(resources), AT_ONCE):
        part = resources[first : first + AT_ONCE]
        reach = _reach(part, days)
        ids = [one.id for one in part]
        offers, claims = offered_many(ids, reach), claims_many(ids, reach)
        yield from ((one, offers[one.id], claims[one.id], reach) for one in part)


def _reach(resources: Iterable[Buffered], days: Period) -> Period:
    """Return the days with as many whole days around them as any buffer of these resources can reach."""
    longest = max(max(one.buffer_before, one.buffer_after) for one in resources)
    around = timedelta(days=-(-longest // MINUTES_A_DAY))
    return clock.days_period(clock.local_day(days.starts_at) - around, last_day_of(days) + around)


def _levels(
    resource: Buffered, offered: Sequence[Stretch], claims: Sequence[ClaimRow], first_day: date, last_day: date
) -> bytes:
    free = {clock.local_day(slot.starts_at): left for slot, left in FreeSlots(A_DAY, offered, claims, resource)}
    return bytes(min(free[day], MOST) if day in free else CLOSED for day in clock.days(first_day, last_day))


def starts_of(
    resources: Sequence[Bookable], first_day: date, last_day: date, *, leaving_shares: datetime | None = None
) -> dict[int, list[Begins]]:
    """Return when a booking of one unit, as short as the resource allows, may begin on these days, in order.

    Notice and horizon are left to whoever asks. `leaving_shares`: what is still kept for small and medium-sized companies at
    that moment counts as taken.
    """
    found: dict[int, list[Begins]] = {}
    days = clock.days_period(first_day, last_day)
    for one, offered, taken, reach in _in_portions(resources, days):
        if leaving_shares is not None:
            taken = with_shares(one.id, taken, reach, now=leaving_shares)
        found[one.id] = list(_starts(one, offered, taken, days))
    return found


def _starts(
    resource: Bookable, offered: Sequence[Stretch], claims: Sequence[ClaimRow], days: Period
) -> Iterator[Begins]:
    opening = by_day((one.starts_at, one.ends_at, one) for one in offered)
    for row in FreeSlots(resource.unit, offered, claims, resource).rows(1, resource.shortest):
        starts_at = row[0].starts_at
        is_within = days.starts_at <= starts_at < days.ends_at
        if is_within and begins_on_grid(resource, starts_at, opening[clock.local_day(starts_at)]):
            yield starts_at, last_day_of(row[-1].period)


def minds_shares(visitor: Visitor | None) -> bool:
    """Return whether what is kept for small and medium-sized companies stands in the reader's way."""
    return not is_sme(visitor)


def earliest_start(resource: rules.Terms, now: datetime) -> datetime:
    """Return when a booking made now may begin at the earliest, by the resource's notice."""
    return rules.earliest_start(resource, now)


def bookable_days(resource: rules.Terms, now: datetime) -> tuple[date, date]:
    """Return the first day that can be booked whole by its notice, and the last one of the horizon."""
    earliest = rules.earliest_start(resource, now)
    first_day = clock.local_day(earliest)
    if clock.start_of(first_day) < earliest:
        first_day += timedelta(days=1)
    return first_day, rules.last_bookable_day(resource, now)


def query_for(unit: str, first_day: date, last_day: date) -> str:
    """Return the query of a link that fills the booking form with these days; hours are chosen in the form."""
    return f"dag={first_day}" if unit in LENGTHS or last_day == first_day else f"dag={first_day}&sista={last_day}"
