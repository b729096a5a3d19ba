"""Made-up use of a resource, so that calendars and figures have something to show. Pure, and the same for the same days.

What has been is mostly completed, sometimes missed, sometimes forgotten; what is to come is confirmed or waits.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal import clock
from portal.booking.states import COMPLETED, CONFIRMED, IN_USE, NO_SHOW, REQUESTED
from portal.capacity.rules import Slot, Stretch, clipped, slots
from portal.clock import Period

DAYS_BACK, DAYS_AHEAD = 56, 24
LONGEST = {"half-hour": 6, "hour": 5, "half-day": 2, "day": 3}


@dataclass(frozen=True)
class Kind:
    """What use depends on: the resource's unit of time, units and way of booking, and how busy it is in percent."""

    slug: str
    unit: str
    units: int
    by_request: bool
    longest: int
    busy: int


@dataclass(frozen=True)
class Use:
    """One booking to make up: when, how much, by which of the bookers, for what, and how it stands now."""

    period: Period
    claims: tuple[Period, ...]
    units: int
    booker: int
    purpose: int
    state: str


def span(today: date) -> Period:
    """Return the days in which use is made up."""
    return clock.days_period(today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD))


def made_up(kind: Kind, offered: Sequence[Stretch], now: datetime) -> Iterator[Use]:
    """Return the use of a resource around today; never more than is offered at any moment."""
    today = clock.local_day(now)
    free_from = clock.start_of(today - timedelta(days=DAYS_BACK))
    for ahead in range(-DAYS_BACK, DAYS_AHEAD + 1):
        day = today + timedelta(days=ahead)
        draw = _Draw(f"{kind.slug} {day.isoformat()}")
        if draw.of(100) >= kind.busy * (1 - max(0, ahead) / (DAYS_AHEAD + 6)):
            continue
        period, units = _chosen(kind, offered, day, draw)
        if period is None or period.starts_at < free_from:
            continue
        free_from = period.ends_at
        claims = tuple(one.period for one in clipped(offered, period))
        state = _state(kind, period, now, draw)
        yield Use(period, claims, 1 + draw.of(units), draw.of(2), draw.of(97), state)


class _Draw:
    """Numbers that look drawn and are the same each time for the same words."""

    def __init__(self, words: str):
        self.words = words
        self.count = 0

    def of(self, size: int) -> int:
        """Return the next number from 0 up to but not including the size."""
        self.count += 1
        digest = hashlib.sha256(f"{self.words} {self.count}".encode()).digest()
        return int.from_bytes(digest[:4], "big") % max(1, size)


def _chosen(kind: Kind, offered: Sequence[Stretch], day: date, draw: _Draw) -> tuple[Period | None, int]:
    """Return a period that starts on this day, and the units that are there all through it."""
    length = 1 + draw.of(min(kind.longest, LONGEST[kind.unit]))
    if kind.unit == "day":
        run = _run_of_days(kind, offered, day, length)
    else:
        run = _run_of_slots(slots(kind.unit, offered, day), length, draw)
    if not run:
        return None, 0
    return Period(run[0].starts_at, run[-1].ends_at), min(slot.units for slot in run)


def _run_of_days(kind: Kind, offered: Sequence[Stretch], day: date, length: int) -> list[Slot]:
    run: list[Slot] = []
    for offset in range(length):
        found = slots(kind.unit, offered, day + timedelta(days=offset))
        if not found:
            break
        run += found
    return run


def _run_of_slots(found: Sequence[Slot], length: int, draw: _Draw) -> list[Slot]:
    """Return slots that follow each other without a gap, by day rather than by night."""
    by_day = [number for number, slot in enumerate(found) if 7 <= clock.local(slot.starts_at).hour < 17]
    if not by_day:
        return []
    first = by_day[draw.of(len(by_day))]
    run = [found[first]]
    for slot in found[first + 1 : first + length]:
        if slot.starts_at != run[-1].ends_at:
            break
        run.append(slot)
    return run


def _state(kind: Kind, period: Period, now: datetime, draw: _Draw) -> str:
    lot = draw.of(100)
    if period.ends_at <= now:
        return COMPLETED if lot < 84 else NO_SHOW if lot < 91 else CONFIRMED
    if period.starts_at <= now:
        return IN_USE
    return REQUESTED if kind.by_request and lot < 40 else CONFIRMED
