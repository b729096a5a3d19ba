"""How many units are free and which stretches a booking takes: plain arithmetic over capacity and claims.

Everything is counted as the guard in the database counts: the peak at any moment, over half-open stretches. A stateful test
compares the two.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal import clock
from portal.capacity.rules import LENGTHS, Slot, Stretch, clipped, merged, runs, slots
from portal.clock import Period

A_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class ClaimRow:
    """A stretch that somebody has taken; who is not said."""

    starts_at: datetime
    ends_at: datetime
    units: int


def free_units(offered: Iterable[Stretch], claims: Iterable[ClaimRow], period: Period) -> int:
    """Return how many units are free all through the period: the least at any moment, never below zero."""
    offered = [one for one in offered if one.starts_at < period.ends_at and period.starts_at < one.ends_at]
    claims = [one for one in claims if one.starts_at < period.ends_at and period.starts_at < one.ends_at]
    edges = [edge for one in offered for edge in (one.starts_at, one.ends_at)] + [one.starts_at for one in claims]
    points = {period.starts_at, *(edge for edge in edges if period.starts_at < edge < period.ends_at)}
    return max(0, min(_level(offered, point) - _level(claims, point) for point in points))


def _level(stretches: Iterable[Stretch] | Iterable[ClaimRow], moment: datetime) -> int:
    return sum(one.units for one in stretches if one.starts_at <= moment < one.ends_at)


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
    of_day = by_day(clipped(offered, clock.days_period(first_day_of(period), last_day_of(period))))
    for day in sorted(of_day):
        yield from slots(unit, of_day[day], day)


def slots_with_free(unit: str, offered: Sequence[Stretch], claims: Sequence[ClaimRow]) -> Iterator[tuple[Slot, int]]:
    """Yield every slot of the offer with the units free all through its open parts."""
    of_day, taken = by_day(offered), by_day(claims)
    for day in sorted(of_day):
        for slot in slots(unit, of_day[day], day):
            parts = claims_for(unit, of_day[day], slot.period)
            yield slot, min(free_units(of_day[day], taken.get(day, ()), part) for part in parts)


def by_day(stretches: Sequence) -> dict[date, list]:
    """Return the stretches by each local day they touch."""
    days: dict[date, list] = {}
    for one in stretches:
        for day in clock.days(clock.local_day(one.starts_at), clock.local_day(one.ends_at - A_SECOND)):
            days.setdefault(day, []).append(one)
    return days


def opening_words(offered: Iterable[Stretch], day: date) -> str:
    """Return a day's opening hours as 08:00–12:00, 13:00–17:00; an empty string when it is closed."""
    openings = runs(merged(clipped(offered, clock.day_period(day))))
    return ", ".join(f"{clock_words(run[0].starts_at)}–{clock_words(run[-1].ends_at, ends=True)}" for run in openings)


def clock_words(moment: datetime, *, ends: bool = False) -> str:
    text = clock.local(moment).strftime("%H:%M")
    return "24:00" if ends and text == "00:00" else text
