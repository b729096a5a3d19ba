"""The figures of utilisation, defined once, over plain values. All are counted in unit-seconds of the resource's own hours.

offered: units times the length of capacity. booked: units times the length claimed by bookings that are confirmed or later.
used: the same for those that are in use or completed, by the recorded times where they exist. blocked: closed while the plan
would have been open. unknown: booked in the past with neither check-in nor outcome. booked_by_sme: the part of booked that
small and medium-sized companies have.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import NamedTuple

from portal import clock
from portal.booking.states import BOOKED, CONFIRMED, USED

FEWEST_BOOKINGS, FEWEST_ORGANISATIONS = 5, 3


class Taken(NamedTuple):
    """A claim as the figures see it: when, how many units, and what became of the booking."""

    resource_id: int
    starts_at: datetime
    ends_at: datetime
    units: int
    state: str
    is_sme: bool
    came_at: datetime | None = None
    left_at: datetime | None = None

    def used_within(self, starts_at: datetime, ends_at: datetime) -> tuple[datetime, datetime]:
        """Return from when to when it was used between the two: what was recorded, or all of it where nothing was."""
        return max(starts_at, self.came_at or starts_at), min(ends_at, self.left_at or ends_at)


class Offer(NamedTuple):
    """A row of capacity."""

    resource_id: int
    starts_at: datetime
    ends_at: datetime
    units: int


@dataclass(frozen=True)
class Figures:
    """Unit-seconds; they add up over days, resources and testbeds."""

    offered: int = 0
    booked: int = 0
    used: int = 0
    blocked: int = 0
    unknown: int = 0
    booked_by_sme: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    @property
    def utilisation(self) -> float | None:
        """Return booked / offered, or None where nothing was offered; never above 1."""
        return min(1.0, self.booked / self.offered) if self.offered else None

    @property
    def use_rate(self) -> float | None:
        return min(1.0, self.used / self.offered) if self.offered else None

    @property
    def sme_share(self) -> float | None:
        return self.booked_by_sme / self.booked if self.booked else None


def total(figures: Iterable[Figures]) -> Figures:
    return sum(figures, Figures())


def of_claim(claim: Taken, seconds: int, *, now: datetime, used: int | None = None) -> Figures:
    """Return what one claim adds for so many seconds of it, of which so many were `used`: all, if nothing is said."""
    size = seconds * claim.units
    booked = size if claim.state in BOOKED else 0
    return Figures(
        booked=booked,
        used=(size if used is None else used * claim.units) if claim.state in USED else 0,
        unknown=size if claim.state == CONFIRMED and claim.ends_at <= now else 0,
        booked_by_sme=booked if claim.is_sme else 0,
    )


def by_day(starts_at: datetime, ends_at: datetime) -> Iterable[tuple[date, int]]:
    """Yield each local day of the stretch with its seconds there; a day may have 23 or 25 hours."""
    day = clock.local_day(starts_at)
    while starts_at < ends_at:
        until = min(ends_at, clock.day_period(day).ends_at)
        yield day, int((until - starts_at).total_seconds())
        starts_at, day = until, clock.local_day(until)


def may_show_share(bookings: int, organisations: int) -> bool:
    """Return whether a share says nothing of what a single company does."""
    return bookings >= FEWEST_BOOKINGS and organisations >= FEWEST_ORGANISATIONS


def months_between(first: date, last: date) -> list[date]:
    """Return the first day of each month from the one to the other."""
    count = (last.year - first.year) * 12 + last.month - first.month
    return [date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1) for n in range(count + 1)]


def month_of(day: date) -> date:
    return day.replace(day=1)


def month_end(day: date) -> date:
    """Return the last day of the month."""
    return months_between(day, day.replace(day=28) + timedelta(days=4))[-1] - timedelta(days=1)
