"""What the clock on the wall says of one day: lines of a plan, extra hours, and the days on which a plan is closed. Pure.

An opening that goes on past midnight belongs to the day on which it opens: its `closes` is counted on, so that 22:00 to
06:00 is 1320 to 1800. It is cut at midnight here, and what lies beyond is what the next day offers first. A closed day is
closed from midnight to midnight, and an opening that would begin on one does not take place.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Protocol

from portal import clock
from portal.capacity.minutes import MIDNIGHT as MIDNIGHT

Level = tuple[int, int, int]
"""From this minute of the day to that, so many units."""


class Hours(Protocol):
    """One line of a plan, whether it is a row or only typed so far."""

    @property
    def weekday(self) -> int: ...

    @property
    def opens(self) -> int: ...

    @property
    def closes(self) -> int: ...

    @property
    def units(self) -> int: ...

    @property
    def first_day(self) -> date | None: ...

    @property
    def last_day(self) -> date | None: ...


class Extra(Protocol):
    """Hours beyond the plan on each of these days: so many units are open then at least, whatever the plan says."""

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


@dataclass(frozen=True)
class Line:
    """One line of a plan as a plain value; see `Hours`."""

    weekday: int
    opens: int
    closes: int
    units: int = 1
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True)
class ExtraDays:
    """Extra hours as a plain value; see `Extra`."""

    first_day: date
    last_day: date
    opens: int
    closes: int
    units: int = 1


@dataclass(frozen=True)
class DaysOff:
    """The kinds of days on which a plan is closed."""

    holidays: bool = True
    eves: bool = True

    @classmethod
    def of(cls, value: "DaysOff | bool") -> "DaysOff":
        """Return the choice itself; True and False mean holidays and eves alike."""
        return value if isinstance(value, DaysOff) else cls(value, value)

    def covers(self, day: date) -> bool:
        return (self.holidays and clock.is_public_holiday(day)) or (self.eves and clock.is_eve(day))


def of_day(day: date, hours: Iterable[Hours], off: DaysOff, extra: Iterable[Extra] = ()) -> list[Level]:
    """Return what the day offers, sorted and apart: its lines added up, and extra hours where they are more."""
    return levels(_planned(day, list(hours), off), list(_beyond(day, extra)))


def levels(planned: Sequence[Level], beyond: Sequence[Level] = ()) -> list[Level]:
    """Return the planned levels added up, and those beyond where they are more; touching equals are one."""
    edges = sorted({edge for level in (*planned, *beyond) for edge in level[:2]})
    found: list[Level] = []
    for first, last in pairwise(edges):
        units = max(sum(_over(planned, first)), *_over(beyond, first), 0)
        if not units:
            continue
        if found and found[-1][1:] == (first, units):
            found[-1] = (found[-1][0], last, units)
        else:
            found.append((first, last, units))
    return found


def most_at_once(hours: Iterable[Hours], weekday: int) -> int:
    """Return the most units that the lines ever offer at one moment of this weekday, last night's among them."""
    hours = list(hours)
    own = [(line, 0) for line in hours if line.weekday == weekday]
    late = [(line, 1) for line in hours if line.weekday == (weekday - 1) % 7 and line.closes > MIDNIGHT]
    # The lines that are valid together change only where one becomes valid.
    days = {(line.first_day or date.min).toordinal() + after for line, after in own + late}
    return max(
        (
            units
            for day in days
            for _, _, units in levels(
                [_piece(line, after) for line, after in own + late if _is_valid(line, day - after)]
            )
        ),
        default=0,
    )


def _over(pieces: Sequence[Level], minute: int) -> list[int]:
    return [units for first, last, units in pieces if first <= minute < last]


def _planned(day: date, hours: Sequence[Hours], off: DaysOff) -> list[Level]:
    if off.covers(day):
        return []
    night_before = day - timedelta(days=1)
    own = [line for line in hours if line.weekday == day.weekday() and _is_valid(line, day.toordinal())]
    if off.covers(night_before):
        return [_piece(line, 0) for line in own]
    weekday, ordinal = night_before.weekday(), night_before.toordinal()
    late = [line for line in hours if line.closes > MIDNIGHT and line.weekday == weekday and _is_valid(line, ordinal)]
    return [_piece(line, 0) for line in own] + [_piece(line, 1) for line in late]


def _beyond(day: date, extra: Iterable[Extra]) -> Iterator[Level]:
    night_before = day - timedelta(days=1)
    for one in extra:
        if one.first_day <= day <= one.last_day:
            yield _piece(one, 0)
        if one.closes > MIDNIGHT and one.first_day <= night_before <= one.last_day:
            yield _piece(one, 1)


def _piece(line: Hours | Extra, after: int) -> Level:
    """Return the part of an opening that lies on the day it opens (0), or on the day after it (1)."""
    first, last = (line.opens, min(line.closes, MIDNIGHT)) if after == 0 else (0, line.closes - MIDNIGHT)
    return first, last, line.units


def _is_valid(line: Hours, day: int) -> bool:
    first, last = line.first_day, line.last_day
    return (first is None or first.toordinal() <= day) and (last is None or day <= last.toordinal())
