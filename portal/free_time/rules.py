"""The first days in a row that are free, from bytes for days. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

CLOSED = 255
FREE = b"\x01"


@dataclass(frozen=True)
class Wanted:
    """So many open days in a row with so many units, between two dates, within so many kilometres of a point.

    Days on which a resource is closed are passed over, as its booking form does.
    """

    first_day: date
    last_day: date
    days: int = 1
    units: int = 1
    near: tuple[float, float] | None = None
    within_km: float | None = None
    technology: str | None = None


@dataclass(frozen=True)
class Window:
    """The first and the last of the days."""

    first_day: date
    last_day: date


def first_window(levels: bytes, since: date, wanted: Wanted, earliest: date, latest: date) -> Window | None:
    """Return the first wanted days among those that the bytes stand for, the first of them `since`; None when there are none."""
    first_day = max(wanted.first_day, earliest, since)
    last_day = min(wanted.last_day, latest, since + timedelta(days=len(levels) - 1))
    if last_day < first_day:
        return None
    part = levels[(first_day - since).days : (last_day - since).days + 1]
    marks = part.translate(_marks(wanted.units), bytes([CLOSED]))
    found = marks.find(FREE * wanted.days)
    if found < 0:
        return None
    open_days = [number for number, level in enumerate(part) if level != CLOSED]
    first, last = open_days[found], open_days[found + wanted.days - 1]
    return Window(first_day + timedelta(days=first), first_day + timedelta(days=last))


@cache
def _marks(units: int) -> bytes:
    """Return the table that turns a level into 1 where so many units are free and into 0 elsewhere."""
    return bytes(int(level >= min(units, CLOSED - 1) and level != CLOSED) for level in range(256))


def months_between(first_day: date, last_day: date) -> Iterator[int]:
    """Yield the months that these days touch, as numbers that follow upon each other: year × 12 + month − 1."""
    yield from range(month_of(first_day), month_of(last_day) + 1)


def month_of(day: date) -> int:
    return day.year * 12 + day.month - 1


def first_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def last_of(month: int) -> date:
    return first_of(month + 1) - timedelta(days=1)
