"""A week of one resource as a table of free units: rows are days, columns the times of the clock at which something begins.

What is shown is what anybody may know: how many units are free. Who has the others is not read here at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from portal import clock
from portal.booking.availability import FreeSlots, clock_words
from portal.booking.rules import earliest_start, last_bookable_day
from portal.booking.units_left import ClaimRow
from portal.capacity.rules import LENGTHS, NOON, Slot, Stretch
from portal.clock import Period

FREE, FEW, BUSY, CLOSED, PAST, SOON, FAR = "free", "few", "busy", "closed", "past", "soon", "far"
WITHOUT_LINK = frozenset({BUSY, CLOSED, PAST, SOON, FAR})
A_WEEK = timedelta(days=7)
Key = tuple[int, int]


@dataclass(frozen=True)
class Cell:
    """One or several times of a day that stand the same way; `period` is what a link books, where one can book."""

    state: str
    label: str
    free: int = 0
    period: Period | None = None
    span: int = 1


@dataclass(frozen=True)
class Row:
    day: date
    cells: list[Cell]
    is_today: bool


@dataclass(frozen=True)
class Week:
    """Seven days from a Monday. `columns` are the words above the cells."""

    monday: date
    columns: list[str]
    rows: list[Row]

    @property
    def name(self) -> str:
        return clock.week_of(self.monday)

    @property
    def previous(self) -> str:
        return clock.week_of(self.monday - A_WEEK)

    @property
    def following(self) -> str:
        return clock.week_of(self.monday + A_WEEK)


def period_of(monday: date) -> Period:
    return clock.days_period(monday, monday + timedelta(days=6))


def week(resource: Any, monday: date, offered: Sequence[Stretch], claims: Sequence[ClaimRow], now: datetime) -> Week:
    """Return the week as it stands for somebody who wants one unit."""
    found: dict[date, dict[Key, tuple[Slot, int]]] = {}
    for slot, free in FreeSlots(resource.unit, offered, claims, resource):
        found.setdefault(clock.local_day(slot.starts_at), {})[_key(resource.unit, slot)] = (slot, free)
    keys = sorted({key for times in found.values() for key in times})
    labels = {key: _label(resource.unit, slot) for times in found.values() for key, (slot, _) in times.items()}
    today = clock.local_day(now)
    rows = [
        Row(day, _cells(resource, day, keys, labels, found.get(day, {}), now), day == today)
        for day in clock.days(monday, monday + timedelta(days=6))
    ]
    return Week(monday, [labels[key] for key in keys], rows)


def _key(unit: str, slot: Slot) -> Key:
    """Return the minute of the day and whether it is the second of two such minutes; half-days and days share a column."""
    local = clock.local(slot.starts_at)
    if unit == "day":
        return (0, 0)
    if unit == "half-day":
        return (0 if local.time() < NOON else 720, 0)
    return (local.hour * 60 + local.minute, local.fold)


def _label(unit: str, slot: Slot) -> str:
    if unit not in LENGTHS:
        return "" if unit == "day" else ("fm" if clock.local(slot.starts_at).time() < NOON else "em")
    starts, ends = clock_words(slot.starts_at), clock_words(slot.ends_at, ends=True)
    return f"{starts.removesuffix(':00')}–{ends.removesuffix(':00')}"


def _cells(
    resource: Any, day: date, keys: list[Key], labels: dict[Key, str], times: dict[Key, tuple[Slot, int]], now: datetime
) -> list[Cell]:
    cells: list[Cell] = []
    for key in keys:
        cell = _cell(resource, day, labels[key], times.get(key), now, second=key[1] > 0)
        if cells and cell.state == cells[-1].state and cell.state in (CLOSED, PAST, SOON, FAR):
            label = f"{cells[-1].label.split('–')[0]}–{cell.label.split('–')[-1]}"
            cells[-1] = Cell(cell.state, label, span=cells[-1].span + 1)
        else:
            cells.append(cell)
    return cells or [Cell(CLOSED, "")]


def _cell(resource: Any, day: date, label: str, found: tuple[Slot, int] | None, now: datetime, *, second: bool) -> Cell:
    if found is None:
        return Cell(CLOSED, label)
    slot, free = found
    state = _state(resource, day, slot, free, now)
    # The form cannot say the second of two equal times, so nothing leads there.
    bookable = state not in WITHOUT_LINK and not second
    return Cell(state, label, free, _to_book(resource, slot) if bookable else None)


def _state(resource: Any, day: date, slot: Slot, free: int, now: datetime) -> str:
    if slot.starts_at < now:
        return PAST
    if slot.starts_at < earliest_start(resource, now):
        return SOON
    if day > last_bookable_day(resource, now):
        return FAR
    if free == 0:
        return BUSY
    return FEW if free * 3 <= resource.units and resource.units > 1 else FREE


def _to_book(resource: Any, slot: Slot) -> Period:
    """Return the shortest allowed booking that begins with this slot."""
    if resource.unit in LENGTHS:
        return Period(slot.starts_at, slot.starts_at + resource.shortest * LENGTHS[resource.unit])
    return slot.period
