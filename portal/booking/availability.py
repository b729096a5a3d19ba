"""Which stretches a booking takes, and which times in a row are free: plain arithmetic over the units of time of a resource."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol, TypeVar

from portal import clock
from portal.booking.units_left import Buffered, ClaimRow, UnitsLeft, footprints
from portal.capacity.rules import LENGTHS, Slot, Stretch, clipped, merged, runs, slots
from portal.clock import Period

A_SECOND = timedelta(seconds=1)
T = TypeVar("T")


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


class FreeSlots:
    """Every slot of an offer with the units free all through it and its buffers; a day is counted when it is asked for."""

    def __init__(self, unit: str, offered: Sequence[Stretch], claims: Sequence[ClaimRow], terms: Buffered):
        self.unit, self.offered, self._terms = unit, offered, terms
        self._left = UnitsLeft(offered, claims, terms.units)
        self._of_day = by_day((one.starts_at, one.ends_at, one) for one in offered)
        self._counted: dict[date, list[tuple[Slot, int]]] = {}

    def __iter__(self) -> Iterator[tuple[Slot, int]]:
        return (one for day in sorted(self._of_day) for one in self.on(day))

    def on(self, day: date) -> list[tuple[Slot, int]]:
        """Return the slots of the local day, each with its free units."""
        if day not in self._counted:
            self._counted[day] = [
                (slot, self._free_in(slot, day)) for slot in slots(self.unit, self._open_on(day), day)
            ]
        return self._counted[day]

    def _free_in(self, slot: Slot, day: date) -> int:
        return self._left.all_through(footprints(self._terms, claims_for(self.unit, self._open_on(day), slot.period)))

    def _open_on(self, day: date) -> list[Stretch]:
        return self._of_day.get(day, [])

    def rows(self, units: int, length: int, within: Period | None = None) -> Iterator[list[Slot]]:
        """Yield every row of so many free slots that follow upon each other, on the days of this time or on all."""
        days = clock.days(first_day_of(within), last_day_of(within)) if within else sorted(self._of_day)
        row: list[Slot] = []
        for slot, free in (one for day in days for one in self.on(day)):
            follows = not row or self.unit not in LENGTHS or row[-1].ends_at == slot.starts_at
            row = [] if free < units else [*row[-(length - 1) :], slot] if follows and length > 1 else [slot]
            if len(row) == length:
                yield row


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
