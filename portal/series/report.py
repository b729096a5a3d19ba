"""What would become of each date, before anything is booked: it fits, or every reason why not and the nearest time that does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal import clock
from portal.accounts.queries import Visitor
from portal.booking import service as booking
from portal.booking.service import Part
from portal.capacity.queries import closures_of, offered, plan_of
from portal.catalogue.models import Resource
from portal.clock import NoSuchTime, Period
from portal.errors import CapacityExceeded, Refusal
from portal.series.rules import WallTime, Wanted, moved_by_the_clock

A_SECOND = timedelta(seconds=1)
MOST_NEAREST = 12
"""For so many refused dates the nearest time is looked for: whoever has more of them needs another pattern."""


@dataclass(frozen=True)
class Line:
    """One date: its time, what is wrong with it (None when it fits), why the day is closed, and what would fit instead.

    `longer` tells by how much a clock that is moved makes the time longer than on other dates.
    """

    day: date
    period: Period | None
    refusal: Refusal | None = None
    holiday: date | None = None
    closure: str | None = None
    nearest: Period | None = None
    longer: timedelta = timedelta(0)

    @property
    def fits(self) -> bool:
        return self.refusal is None

    @property
    def is_full(self) -> bool:
        """Return whether nothing but others' bookings stands in the way."""
        faults = self.refusal.refusals if self.refusal else []
        return bool(faults) and all(isinstance(one, CapacityExceeded) for one in faults)


def report(
    visitor: Visitor, resource: Resource, wanted: Sequence[Wanted], wall: WallTime, units: int, now: datetime
) -> list[Line]:
    """Return what holding these dates would say of each one, in order; nothing is held."""
    timed = [(one.day, one.period) for one in wanted if one.period]
    faults = booking.try_together(visitor, [Part(resource, period, units) for _, period in timed], now)
    refused = {day: fault for (day, _), fault in zip(timed, faults, strict=True)}
    own = [period for day, period in timed if refused[day] is None]
    lines = []
    for one in wanted:
        if one.period is None:
            lines.append(Line(one.day, None, NoSuchTime()))
            continue
        fault = refused[one.day]
        looks = fault is not None and sum(not line.fits for line in lines) < MOST_NEAREST
        near = booking.nearest_beside(visitor, Part(resource, one.period, units), own, now) if looks else None
        own += [near] if near else []
        holiday, closure = why_closed(resource, one.period) if fault else (None, None)
        longer = moved_by_the_clock(one.period, wall)
        lines.append(Line(one.day, one.period, fault, holiday, closure, near, longer))
    return lines


def why_closed(resource: Resource, period: Period) -> tuple[date | None, str | None]:
    """Return the holiday on which the first closed day of the period falls, or the reason of its closure."""
    for day in clock.days(clock.local_day(period.starts_at), clock.local_day(period.ends_at - A_SECOND)):
        whole = clock.day_period(day)
        if offered(resource.id, whole):
            continue
        if plan_of(resource.id).off.covers(day):
            return day, None
        return None, next((one.reason for one in closures_of(resource.id, whole)), None)
    return None, None
