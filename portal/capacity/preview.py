"""What a plan would mean, beside what is offered now: the coming days one by one, then week by week to the horizon."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from flask import current_app

from portal import clock
from portal.capacity import queries, rules
from portal.capacity.openings import DaysOff, Extra, Hours
from portal.capacity.queries import ClosureView
from portal.capacity.rules import Closed, Stretch

SHOWN_DAYS = 14
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class WhatIf:
    """A plan and extra hours that are not saved yet; closures that are, and those that would be."""

    lines: Sequence[Hours]
    off: DaysOff
    extra: Sequence[Extra] = ()
    closures: Sequence[Closed] = ()

    def unfold(self, closures: Sequence[Closed], first_day: date, last_day: date) -> list[Stretch]:
        every = [*closures, *self.closures]
        return rules.unfold(self.lines, every, first_day, last_day, self.off, self.extra)


@dataclass(frozen=True)
class DayPreview:
    """One day: what it offers now and would offer then, and why it may be closed."""

    day: date
    now: tuple[Stretch, ...]
    then: tuple[Stretch, ...]
    closure: ClosureView | None

    @property
    def changes(self) -> bool:
        return self.now != self.then


@dataclass(frozen=True)
class WeeksPreview:
    """So many weeks in a row that change alike: unit-hours of each, now and then, and how many of its days change."""

    first_day: date
    weeks: int
    now: float
    then: float
    days: int

    @property
    def last_monday(self) -> date:
        return self.first_day + (self.weeks - 1) * WEEK


def coming_days(resource_id: int, then: WhatIf, *, now: datetime) -> list[DayPreview]:
    """Return today and the thirteen days after it as they would be."""
    first_day = clock.local_day(now)
    return days_from(resource_id, then, first_day, first_day + timedelta(days=SHOWN_DAYS - 1))


def days_from(resource_id: int, then: WhatIf, first_day: date, last_day: date) -> list[DayPreview]:
    """Return these days as they would be."""
    period = clock.days_period(first_day, last_day)
    closures = queries.closures_of(resource_id, period)
    offered, wanted = queries.offered(resource_id, period), then.unfold(closures, first_day, last_day)
    return [
        DayPreview(
            day,
            tuple(rules.clipped(offered, clock.day_period(day))),
            tuple(rules.clipped(wanted, clock.day_period(day))),
            next((one for one in closures if one.first_day <= day <= one.last_day), None),
        )
        for day in clock.days(first_day, last_day)
    ]


def changing_weeks(resource_id: int, then: WhatIf, *, now: datetime) -> list[WeeksPreview]:
    """Return the weeks from today to the horizon that would change; those in a row that change alike are one."""
    first_day = clock.local_day(now)
    last_day = first_day + timedelta(days=current_app.config["HORIZON_DAYS"])
    period = clock.days_period(first_day, last_day)
    offered = queries.offered(resource_id, period)
    wanted = then.unfold(queries.closures_of(resource_id, period), first_day, last_day)
    found: list[WeeksPreview] = []
    for one in _weeks(offered, wanted, first_day, last_day):
        if found and found[-1].last_monday + WEEK == one.first_day and found[-1] == _like(one, found[-1]):
            found[-1] = replace(found[-1], weeks=found[-1].weeks + 1)
        else:
            found.append(one)
    return found


def _weeks(
    offered: Sequence[Stretch], wanted: Sequence[Stretch], first_day: date, last_day: date
) -> Iterator[WeeksPreview]:
    monday = first_day - timedelta(days=first_day.weekday())
    while monday <= last_day:
        week = clock.days_period(monday, monday + WEEK - timedelta(days=1))
        before, after = rules.clipped(offered, week), rules.clipped(wanted, week)
        if before != after:
            periods = [clock.day_period(day) for day in clock.days(monday, monday + timedelta(days=6))]
            days = sum(rules.clipped(before, one) != rules.clipped(after, one) for one in periods)
            yield WeeksPreview(monday, 1, unit_hours(before), unit_hours(after), days)
        monday += WEEK


def _like(one: WeeksPreview, other: WeeksPreview) -> WeeksPreview:
    return replace(one, first_day=other.first_day, weeks=other.weeks)


def unit_hours(stretches: Sequence[Stretch]) -> float:
    return sum(one.seconds * one.units for one in stretches) / 3600
