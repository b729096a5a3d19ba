"""One week's openings repeated over other weeks, and one plan given to other resources. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from portal import clock
from portal.capacity.openings import MIDNIGHT, Extra, Hours, Level, Line, levels

DAY = timedelta(days=1)


def pattern_of(lines: Iterable[Hours], extra: Iterable[Extra], monday: date) -> list[Line]:
    """Return the openings of the week that begins on this Monday, extra hours among them, as lines valid always."""
    lines, extra = list(lines), list(extra)
    return [line for day in clock.days(monday, monday + 6 * DAY) for line in _openings_on(day, lines, extra)]


def repeated(lines: Iterable[Hours], pattern: Sequence[Line], first_day: date, last_day: date | None) -> list[Line]:
    """Return the lines with the pattern in their place from the first to the last day (None: from then on).

    Before and after, what held goes on.
    """
    kept = [part for line in lines for part in _outside(line, first_day, last_day)]
    return kept + [replace(line, first_day=first_day, last_day=last_day) for line in pattern]


def at_most(lines: Iterable[Line], units: int) -> list[Line]:
    """Return the lines for a resource that has so many units."""
    return [replace(line, units=min(line.units, units)) for line in lines]


def _openings_on(day: date, lines: Sequence[Hours], extra: Sequence[Extra]) -> Iterator[Line]:
    own = [line for line in lines if line.weekday == day.weekday() and _holds(line, day)]
    beyond = [(one.opens, one.closes, one.units) for one in extra if one.first_day <= day <= one.last_day]
    if not beyond:
        yield from (Line(line.weekday, line.opens, line.closes, line.units) for line in own)
        return
    for level in levels([(line.opens, line.closes, line.units) for line in own], beyond):
        yield from _as_lines(day.weekday(), level)


def _as_lines(weekday: int, level: Level) -> Iterator[Line]:
    """Yield the level as a line, or as two where it begins after midnight or is longer than a line may be."""
    opens, closes, units = level
    if opens < MIDNIGHT and closes - opens <= MIDNIGHT:
        yield Line(weekday, opens, closes, units)
        return
    if opens < MIDNIGHT:
        yield Line(weekday, opens, MIDNIGHT, units)
    yield Line((weekday + 1) % 7, max(opens - MIDNIGHT, 0), closes - MIDNIGHT, units)


def _outside(line: Hours, first_day: date, last_day: date | None) -> Iterator[Line]:
    whole = Line(line.weekday, line.opens, line.closes, line.units, line.first_day, line.last_day)
    if line.last_day is not None and line.last_day < first_day:
        yield whole
        return
    if line.first_day is None or line.first_day < first_day:
        yield from _if_ever(replace(whole, last_day=first_day - DAY))
    if last_day is not None and (line.last_day is None or line.last_day > last_day):
        yield from _if_ever(replace(whole, first_day=max(line.first_day or last_day, last_day + DAY)))


def _if_ever(line: Line) -> Iterator[Line]:
    """Yield the line unless no day of its weekday lies within its days."""
    if line.first_day is not None and line.last_day is not None:
        wait = (line.weekday - line.first_day.weekday()) % 7
        if line.first_day + wait * DAY > line.last_day:
            return
    yield line


def _holds(line: Hours, day: date) -> bool:
    return (line.first_day is None or line.first_day <= day) and (line.last_day is None or day <= line.last_day)
