"""Which dates a series has, and what the clock on the wall makes of each: decided from plain values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from portal import clock
from portal.clock import NoSuchTime, Period

MOST_DATES = 52
MOST_WEEKS = 12
A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class WallTime:
    """A time as the clock on the wall has it: from `starts` to `ends`, so many days later."""

    starts: time
    ends: time
    days: int

    @property
    def length(self) -> timedelta:
        """How long it is on a date when no clock is moved."""
        day = date(2001, 1, 1)
        return datetime.combine(day + timedelta(days=self.days), self.ends) - datetime.combine(day, self.starts)


@dataclass(frozen=True)
class Wanted:
    """One date of a pattern and its time, or None where the clock skips it."""

    day: date
    period: Period | None


def wall_time(period: Period) -> WallTime:
    starts, ends = clock.local(period.starts_at), clock.local(period.ends_at)
    return WallTime(starts.time(), ends.time(), (ends.date() - starts.date()).days)


def period_on(day: date, wall: WallTime) -> Period:
    """Return the same time on this date. Raise NoSuchTime where the switch to summer time skips it."""
    starts_at, ends_at = clock.at(day, wall.starts), clock.at(day + timedelta(days=wall.days), wall.ends)
    return Period(starts_at, ends_at)


def wanted_on(days: Iterable[date], wall: WallTime) -> list[Wanted]:
    """Return each of these dates once, in order, with the same time on it."""
    return [Wanted(day, _period_or_none(day, wall)) for day in sorted(set(days))]


def _period_or_none(day: date, wall: WallTime) -> Period | None:
    try:
        return period_on(day, wall)
    except NoSuchTime:
        return None


def weekly(first_day: date, every: int, *, count: int | None = None, until: date | None = None) -> list[date]:
    """Return the dates every so many weeks: so many of them, or up to and with `until`; one more than allowed at most."""
    most = MOST_DATES + 1 if count is None else min(count, MOST_DATES + 1)
    found = []
    for number in range(most):
        day = first_day + number * every * A_WEEK
        if until is not None and day > until:
            break
        found.append(day)
    return found


def overlapping(wanted: Sequence[Wanted]) -> tuple[Wanted, Wanted] | None:
    """Return two dates of the series that would take each other's time, if there are any."""
    timed = [one for one in wanted if one.period]
    return next(((one, two) for one, two in pairwise(timed) if _meet(one.period, two.period)), None)


def _meet(one: Period | None, two: Period | None) -> bool:
    return bool(one and two and one.overlaps(two))


def moved_by_the_clock(period: Period, wall: WallTime) -> timedelta:
    """Return how much longer than usual the time is, since a clock is moved while it lasts; negative when it is shorter."""
    return period.length - wall.length


def in_order(steps: Sequence[tuple[Period, Period]]) -> list[int]:
    """Return the places of these steps, each from a time to another, so that a time is left before another comes there.

    What goes to a later time goes last first, what goes to an earlier one first first.
    """

    def key(place: int) -> tuple[bool, timedelta]:
        was, is_to_be = steps[place]
        since = was.starts_at - datetime.min.replace(tzinfo=UTC)
        return (True, -since) if is_to_be.starts_at > was.starts_at else (False, since)

    return sorted(range(len(steps)), key=key)


def shifted(period: Period, wall: WallTime, days: int) -> Period | None:
    """Return the period so many days later at another time of the day; None where the clock skips it."""
    return _period_or_none(clock.local_day(period.starts_at) + timedelta(days=days), wall)
