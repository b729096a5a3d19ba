"""How a plan unfolds: opening hours in wall-clock time and closures become stretches in UTC, and these become slots.

What the clock on the wall says of a day stands in `openings.py`; a closure caps it. All arithmetic on lengths is done in
UTC, so that a day of 23 or 25 hours offers what it really has.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Protocol

from portal import clock
from portal.capacity import openings
from portal.capacity.openings import MIDNIGHT, Extra, Hours
from portal.capacity.openings import DaysOff as DaysOff
from portal.capacity.openings import Line as Line
from portal.capacity.openings import most_at_once as most_at_once
from portal.clock import Period

NOON = time(12)
Cap = tuple[int, int, int]
LENGTHS = {"half-hour": timedelta(minutes=30), "hour": timedelta(hours=1)}


class Closed(Protocol):
    """From the minute `opens` of the first day to the minute `closes` of the last at most so many units, until lifted."""

    @property
    def first_day(self) -> date: ...

    @property
    def last_day(self) -> date: ...

    @property
    def opens(self) -> int: ...

    @property
    def closes(self) -> int: ...

    @property
    def units(self) -> int: ...

    @property
    def lifted_at(self) -> datetime | None: ...


@dataclass(frozen=True, order=True)
class Stretch:
    """From `starts_at` up to but not including `ends_at`, both in UTC, so many units are offered."""

    starts_at: datetime
    ends_at: datetime
    units: int

    @property
    def seconds(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds())

    @property
    def period(self) -> Period:
        return Period(self.starts_at, self.ends_at)


@dataclass(frozen=True, order=True)
class Slot:
    """A piece of one unit of time that a day offers, with the units that are there all through it."""

    starts_at: datetime
    ends_at: datetime
    units: int

    @property
    def period(self) -> Period:
        return Period(self.starts_at, self.ends_at)


def unfold(
    hours: Iterable[Hours],
    closures: Iterable[Closed],
    first_day: date,
    last_day: date,
    off: DaysOff | bool = True,
    extra: Iterable[Extra] = (),
) -> list[Stretch]:
    """Return what is offered from the first to the last day, sorted, without overlaps, touching equals joined."""
    return merged(unfold_by_day(hours, closures, first_day, last_day, off, extra))


def unfold_by_day(
    hours: Iterable[Hours],
    closures: Iterable[Closed],
    first_day: date,
    last_day: date,
    off: DaysOff | bool = True,
    extra: Iterable[Extra] = (),
) -> list[Stretch]:
    """Like `unfold`, but cut at each local midnight: the rows to keep, so that no change reaches into yesterday's."""
    hours, closures, extra, off = list(hours), list(closures), list(extra), DaysOff.of(off)
    return [
        stretch
        for day in clock.days(first_day, last_day)
        for stretch in _open_on(day, openings.of_day(day, hours, off, extra), _caps(closures, day))
    ]


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return the same offer as few stretches: units of overlapping ones add up, touching equals become one."""
    changes: dict[datetime, int] = {}
    for stretch in stretches:
        changes[stretch.starts_at] = changes.get(stretch.starts_at, 0) + stretch.units
        changes[stretch.ends_at] = changes.get(stretch.ends_at, 0) - stretch.units
    level, since, found = 0, None, []
    for moment in sorted(moment for moment, change in changes.items() if change):
        if since is not None and level > 0:
            found.append(Stretch(since, moment, level))
        level, since = level + changes[moment], moment
    return found


def without(stretches: Iterable[Stretch], busy: Sequence[Stretch]) -> list[Stretch]:
    """Return what is left of stretches that do not overlap where others are busy; cut no further than need be."""
    return [part for one in stretches for part in _left_of(one, clipped(busy, one.period))]


def _left_of(stretch: Stretch, busy: Sequence[Stretch]) -> list[Stretch]:
    if not busy:
        return [stretch]
    edges = sorted({edge for one in (stretch, *busy) for edge in (one.starts_at, one.ends_at)})
    pieces = [
        Stretch(first, last, stretch.units - sum(one.units for one in busy if one.starts_at <= first < one.ends_at))
        for first, last in pairwise(edges)
    ]
    return merged(piece for piece in pieces if piece.units > 0)


def clipped(stretches: Iterable[Stretch], period: Period) -> list[Stretch]:
    """Return the parts of the stretches that lie within the period."""
    return [
        Stretch(max(one.starts_at, period.starts_at), min(one.ends_at, period.ends_at), one.units)
        for one in stretches
        if one.starts_at < period.ends_at and period.starts_at < one.ends_at
    ]


def total(stretches: Iterable[Stretch], period: Period) -> int:
    """Return the unit-seconds that the stretches offer within the period."""
    return sum(one.seconds * one.units for one in clipped(stretches, period))


def slots(unit: str, stretches: Iterable[Stretch], day: date) -> list[Slot]:
    """Return the pieces of one unit of time that the local day offers.

    Hours and half-hours count from each opening; half-days are the opening split at noon; a day is one slot from the
    first opening to the last closing. What is left at the end of an opening and shorter than the unit is no slot.
    """
    within = merged(clipped(stretches, clock.day_period(day)))
    if not within:
        return []
    if unit == "day":
        return [Slot(within[0].starts_at, within[-1].ends_at, min(one.units for one in within))]
    return [
        Slot(first, last, min(one.units for one in run if one.starts_at < last and first < one.ends_at))
        for run in runs(within)
        for first, last in _pieces(unit, run[0].starts_at, run[-1].ends_at, day)
    ]


def runs(stretches: Sequence[Stretch]) -> list[list[Stretch]]:
    """Return sorted stretches gathered into openings: those that touch belong to the same one, whatever their units."""
    found: list[list[Stretch]] = []
    for stretch in stretches:
        if found and found[-1][-1].ends_at == stretch.starts_at:
            found[-1].append(stretch)
        else:
            found.append([stretch])
    return found


def blocked(
    hours: Iterable[Hours],
    closures: Iterable[Closed],
    day: date,
    off: DaysOff | bool = True,
    extra: Iterable[Extra] = (),
) -> int:
    """Return the unit-seconds that closures take from a day that would have been open."""
    hours, extra = list(hours), list(extra)
    without = unfold_by_day(hours, (), day, day, off, extra)
    left = unfold_by_day(hours, closures, day, day, off, extra)
    return sum(one.seconds * one.units for one in without) - sum(one.seconds * one.units for one in left)


def _open_on(day: date, levels: list[openings.Level], caps: list[Cap]) -> Iterator[Stretch]:
    for level in levels:
        for opens, closes, units in _capped(level, caps):
            starts_at, ends_at = moment_of(day, opens), moment_of(day, closes)
            # Hours that the spring switch skips are no time at all.
            if starts_at < ends_at:
                yield Stretch(starts_at, ends_at, units)


def _caps(closures: list[Closed], day: date) -> list[Cap]:
    """Return the minutes of the day that closures cap, and how many units each leaves."""
    return [
        (one.opens if day == one.first_day else 0, one.closes if day == one.last_day else MIDNIGHT, one.units)
        for one in closures
        if one.lifted_at is None and one.first_day <= day <= one.last_day
    ]


def _capped(level: tuple[int, int, int], caps: list[Cap]) -> Iterator[tuple[int, int, int]]:
    """Yield what the caps leave of one level, cut where a cap begins or ends and nowhere else."""
    opens, closes, units = level
    caps = [(first, last, most) for first, last, most in caps if most < units and first < closes and opens < last]
    edges = {opens, closes} | {edge for first, last, _ in caps for edge in (first, last) if opens < edge < closes}
    for starts, ends in pairwise(sorted(edges)):
        left = min([units, *(most for first, last, most in caps if first <= starts < last)])
        if left:
            yield starts, ends, left


def moment_of(day: date, minute: int) -> datetime:
    """Return the moment of a wall-clock minute of the day; 1440 is the next local midnight."""
    if minute >= MIDNIGHT:
        return clock.start_of(day + timedelta(days=1))
    return clock.at_or_after(day, time(minute // 60, minute % 60))


def _pieces(unit: str, starts_at: datetime, ends_at: datetime, day: date) -> list[tuple[datetime, datetime]]:
    if unit == "half-day":
        noon = clock.at_or_after(day, NOON)
        if starts_at < noon < ends_at:
            return [(starts_at, noon), (noon, ends_at)]
        return [(starts_at, ends_at)]
    length = LENGTHS[unit]
    return [(starts_at + n * length, starts_at + (n + 1) * length) for n in range((ends_at - starts_at) // length)]
