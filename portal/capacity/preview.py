"""What a plan would mean for the coming days, beside what is offered now: shown before it is saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal import clock
from portal.capacity import queries, rules
from portal.capacity.queries import ClosureView
from portal.capacity.rules import Hours, Stretch

SHOWN_DAYS = 14


@dataclass(frozen=True)
class DayPreview:
    """One day: what it offers now and would offer then, and why it may be closed."""

    day: date
    now: tuple[Stretch, ...]
    then: tuple[Stretch, ...]
    is_holiday: bool
    closure: ClosureView | None

    @property
    def changes(self) -> bool:
        return self.now != self.then


def coming_days(
    resource_id: int, lines: Sequence[Hours], closed_on_holidays: bool, *, now: datetime
) -> list[DayPreview]:
    """Return today and the thirteen days after it under the plan that these lines would make."""
    first_day = clock.local_day(now)
    last_day = first_day + timedelta(days=SHOWN_DAYS - 1)
    period = clock.days_period(first_day, last_day)
    closures = queries.closures_of(resource_id, period)
    offered = queries.offered(resource_id, period)
    return [
        DayPreview(
            day,
            tuple(rules.clipped(offered, clock.day_period(day))),
            tuple(rules.unfold(lines, closures, day, day, closed_on_holidays)),
            clock.is_holiday(day),
            next((one for one in closures if one.first_day <= day <= one.last_day), None),
        )
        for day in clock.days(first_day, last_day)
    ]


def unit_hours(stretches: Sequence[Stretch]) -> float:
    return sum(one.seconds * one.units for one in stretches) / 3600
