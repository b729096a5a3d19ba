"""How many units are free and which stretches a booking takes: plain arithmetic over capacity and claims.

Everything is counted as the guard in the database counts: the peak at any moment, over half-open stretches. A stateful test
compares the two.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Protocol, TypeVar

from portal import clock
from portal.capacity.rules import LENGTHS, Slot, Stretch, clipped, merged, runs, slots
from portal.clock import Period

A_SECOND = timedelta(seconds=1)
NO_TIME = timedelta(0)
T = TypeVar("T")


class Buffered(Protocol):
    """What of a resource decides the time kept free around a use: minutes before and after it, and the units it has."""

    @property
    def buffer_before(self) -> int: ...

    @property
    def buffer_after(self) -> int: ...

    @property
    def units(self) -> int: ...


@dataclass(frozen=True)
class ClaimRow:
    """A stretch that somebody has taken, with the time kept free around it; who is not said.

    An exclusive one leaves nothing to others, whatever its units.
    """

    starts_at: datetime
    ends_at: datetime
    units: int
    before: timedelta = NO_TIME
    after: timedelta = NO_TIME
    exclusive: bool = False

    @property
    def kept_from(self) -> datetime:
        return self.starts_at - self.before

    @property
    def kept_to(self) -> datetime:
        return self.ends_at + self.after

    def is_used_at(self, moment: datetime) -> bool:
        return self.starts_at <= moment < self.ends_at

    def is_kept_at(self, moment: datetime) -> bool:
        return self.kept_from <= moment < self.kept_to


@dataclass(frozen=True)
class Share(ClaimRow):
    """Units that are still kept for small and medium-sized companies: nobody's claim, but it stands in a large one's way.

    All can have them from the day after `until`.
    """

    until: date = date.max


@dataclass(frozen=True)
class Along:
    """What every booking of a resource takes along of another one: `each` of its units for each unit booked."""

    offered: Sequence[Stretch]
    claims: Sequence[ClaimRow]
    units: int
    each: int


class Claims(list[ClaimRow]):
    """What stands in the way of a resource, and what it takes along of others."""

    def __init__(self, rows: Iterable[ClaimRow] = (), along: Iterable[Along] = ()):
        super().__init__(rows)
        self.along = list(along)


def without_shares(claims: Sequence[ClaimRow]) -> Claims:
    """Return only what somebody has taken."""
    along = claims.along if isinstance(claims, Claims) else ()
    taken = (replace(one, claims=[row for row in one.claims if not isinstance(row, Share)]) for one in along)
    return Claims((one for one in claims if not isinstance(one, Share)), taken)


def shares(claims: Sequence[ClaimRow], prints: "Sequence[Footprint]") -> list[Share]:
    """Return what is kept for others somewhere in these stretches, of the resource and of what it takes along."""
    along = claims.along if isinstance(claims, Claims) else ()
    rows = [*claims, *(row for one in along for row in one.claims)]
    reaches = [(one.period.starts_at - one.before, one.period.ends_at + one.after) for one in prints]
    return [
        row
        for row in rows
        if isinstance(row, Share) and any(row.starts_at < high and low < row.ends_at for low, high in reaches)
    ]


@dataclass(frozen=True)
class Footprint:
    """A stretch that a booking would take, and the time to keep free before and after it."""

    period: Period
    before: timedelta = NO_TIME
    after: timedelta = NO_TIME


def footprints(terms: Buffered, taken: Sequence[Period]) -> list[Footprint]:
    """Return the stretches with the buffers of the resource. Between two of one booking they share the gap there is."""
    before, after = timedelta(minutes=terms.buffer_before), timedelta(minutes=terms.buffer_after)
    befores, afters = [before], []
    for one, two in pairwise(taken):
        gap = max(two.starts_at - one.ends_at, NO_TIME)
        afters.append(min(after, gap))
        befores.append(min(before, gap - afters[-1]))
    return [Footprint(*one) for one in zip(taken, befores, [*afters, after], strict=True)]


def reach_of(terms: Buffered, period: Period) -> Period:
    """Return the period with its buffers: what is to be read to tell whether it is free."""
    before, after = timedelta(minutes=terms.buffer_before), timedelta(minutes=terms.buffer_after)
    return Period(period.starts_at - before, period.ends_at + after)


def free_units(
    offered: Iterable[Stretch],
    claims: Iterable[ClaimRow],
    period: Period,
    *,
    before: timedelta = NO_TIME,
    after: timedelta = NO_TIME,
    units: int = 0,
) -> int:
    """Return how many units are free all through the period and its buffers: the least at any moment, never below zero.

    While somebody uses the resource no more than its capacity is there; in a buffer that nobody's use meets, as many
    `units` as it has, even when it is closed. What is taken along may leave fewer.
    """
    free = _free_on_itself(offered, claims, period, before, after, units)
    along = claims.along if isinstance(claims, Claims) else ()
    return min(
        [
            free,
            *(_free_on_itself(one.offered, one.claims, period, before, after, one.units) // one.each for one in along),
        ]
    )


def _free_on_itself(
    offered: Iterable[Stretch],
    claims: Iterable[ClaimRow],
    period: Period,
    before: timedelta,
    after: timedelta,
    units: int,
) -> int:
    low, high = period.starts_at - before, period.ends_at + after
    offered = [one for one in offered if one.starts_at < high and low < one.ends_at]
    claims = [one for one in claims if one.kept_from < high and low < one.kept_to]
    if any(one.exclusive for one in claims):
        return 0
    edges = {edge for one in offered for edge in (one.starts_at, one.ends_at)}
    edges |= {edge for one in claims for edge in (one.kept_from, one.starts_at)}
    points = {low, period.starts_at, *(edge for edge in edges if low < edge < high)}
    return max(0, min(_free_at(point, offered, claims, period, units) for point in points))


def _free_at(
    moment: datetime, offered: Sequence[Stretch], claims: Sequence[ClaimRow], period: Period, units: int
) -> int:
    there = sum(one.units for one in offered if one.starts_at <= moment < one.ends_at)
    is_used = period.starts_at <= moment < period.ends_at or any(one.is_used_at(moment) for one in claims)
    kept = sum(one.units for one in claims if one.is_kept_at(moment))
    return (there if is_used else max(there, units)) - kept


def claims_for(unit: str, offered: Iterable[Stretch], period: Period) -> list[Period]:
    """Return the stretches that a booking of the period takes.

    Hours take the period as it is. Half-days and days take what is open within it and pass over what is closed.
    """
    if unit in LENGTHS:
        return [period]
    openings = runs(merged(clipped(offered, period)))
    return [Period(opening[0].starts_at, opening[-1].ends_at) for opening in openings]


def as_kept(unit: str, taken: Sequence[Period]) -> Period:
    """Return the period that a booking of these stretches is known by: whole local days where days are booked."""
    whole = Period(taken[0].starts_at, taken[-1].ends_at)
    return clock.days_period(first_day_of(whole), last_day_of(whole)) if unit == "day" else whole


def first_day_of(period: Period) -> date:
    return clock.local_day(period.starts_at)


def last_day_of(period: Period) -> date:
    """Return the local day in which the period ends; midnight belongs to the day before."""
    return clock.local_day(period.ends_at - A_SECOND)


def length_in_units(unit: str, period: Period, offered: Sequence[Stretch]) -> float:
    """Return how long the period is in the unit of time: closed days and halves do not count."""
    if unit in LENGTHS:
        return period.length / LENGTHS[unit]
    return sum(period.overlaps(slot.period) for slot in slots_on(unit, offered, period))


def slots_on(unit: str, offered: Sequence[Stretch], period: Period) -> Iterator[Slot]:
    """Yield the slots of every local day that the period touches."""
    within = clipped(offered, clock.days_period(first_day_of(period), last_day_of(period)))
    of_day = by_day((one.starts_at, one.ends_at, one) for one in within)
    for day in sorted(of_day):
        yield from slots(unit, of_day[day], day)


class Grid(Protocol):
    """What of a resource decides when a booking may begin: its unit of time, and minutes from opening."""

    @property
    def unit(self) -> str: ...

    @property
    def start_every(self) -> int | None: ...


def begins_on_grid(terms: Grid, starts_at: datetime, offered: Sequence[Stretch]) -> bool:
    """Return whether a booking may begin then: so many whole steps after the opening, as the clock on the wall counts."""
    if terms.unit not in LENGTHS or not terms.start_every:
        return True
    opening = _opening_at(starts_at, offered)
    return opening is None or (_minute_of(starts_at) - _minute_of(opening)) % terms.start_every == 0


def starts_near(terms: Grid, starts_at: datetime, offered: Sequence[Stretch]) -> list[datetime]:
    """Return the last start of the grid before the moment and the first after it, within the opening."""
    day = clock.day_period(clock.local_day(starts_at))
    starts = [slot.starts_at for slot in slots_on(terms.unit, offered, day)]
    allowed = [one for one in starts if begins_on_grid(terms, one, offered)]
    before, after = [one for one in allowed if one <= starts_at], [one for one in allowed if one > starts_at]
    return before[-1:] + after[:1]


def _opening_at(moment: datetime, offered: Sequence[Stretch]) -> datetime | None:
    """Return when the opening of the local day began that the moment lies in."""
    for run in runs(merged(clipped(offered, clock.day_period(clock.local_day(moment))))):
        if run[0].starts_at <= moment < run[-1].ends_at:
            return run[0].starts_at
    return None


def _minute_of(moment: datetime) -> int:
    local = clock.local(moment)
    return local.hour * 60 + local.minute


def slots_with_free(
    unit: str, offered: Sequence[Stretch], claims: Sequence[ClaimRow], terms: Buffered
) -> Iterator[tuple[Slot, int]]:
    """Yield every slot of the offer with the units free all through its open parts and their buffers."""
    before, after = timedelta(minutes=terms.buffer_before), timedelta(minutes=terms.buffer_after)
    # What a slot's own buffers reach belongs to its day, even when it lies beyond midnight.
    of_day = by_day([(one.starts_at - after, one.ends_at + before, one) for one in offered])
    taken = by_day([(one.kept_from - after, one.kept_to + before, one) for one in claims])
    along = claims.along if isinstance(claims, Claims) else ()
    for day in sorted(of_day):
        for slot in slots(unit, of_day[day], day):
            prints = footprints(terms, claims_for(unit, of_day[day], slot.period))
            yield slot, least_free(of_day[day], Claims(taken.get(day, ()), along), prints, terms.units)


class FreeRows(Buffered, Protocol):
    """What of a resource decides which times in a row are free."""

    @property
    def unit(self) -> str: ...


def free_rows(
    terms: FreeRows, units: int, length: int, offered: Sequence[Stretch], claims: Sequence[ClaimRow]
) -> Iterator[list[Slot]]:
    """Yield every row of so many slots that follow upon each other and are free, whatever the day."""
    grid = list(slots_with_free(terms.unit, offered, claims, terms))
    for first in range(len(grid) - length + 1):
        slots = [slot for slot, free in grid[first : first + length] if free >= units]
        if len(slots) == length and _unbroken(terms.unit, slots):
            yield slots


def _unbroken(unit: str, row: Sequence[Slot]) -> bool:
    return unit not in LENGTHS or all(one.ends_at == two.starts_at for one, two in pairwise(row))


def least_free(offered: Sequence[Stretch], claims: Sequence[ClaimRow], prints: Sequence[Footprint], units: int) -> int:
    """Return how many units are free all through every one of these stretches and their buffers."""
    return min(
        free_units(offered, claims, one.period, before=one.before, after=one.after, units=units) for one in prints
    )


def by_day(stretches: Iterable[tuple[datetime, datetime, T]]) -> dict[date, list[T]]:
    """Return what lasts from one moment to the other by each local day that it touches."""
    days: dict[date, list[T]] = {}
    for starts_at, ends_at, one in stretches:
        for day in clock.days(clock.local_day(starts_at), clock.local_day(ends_at - A_SECOND)):
            days.setdefault(day, []).append(one)
    return days


def opening_words(offered: Iterable[Stretch], day: date) -> str:
    """Return a day's opening hours as 08:00–12:00, 13:00–17:00; an empty string when it is closed."""
    openings = runs(merged(clipped(offered, clock.day_period(day))))
    return ", ".join(f"{clock_words(run[0].starts_at)}–{clock_words(run[-1].ends_at, ends=True)}" for run in openings)


def clock_words(moment: datetime, *, ends: bool = False) -> str:
    text = clock.local(moment).strftime("%H:%M")
    return "24:00" if ends and text == "00:00" else text
