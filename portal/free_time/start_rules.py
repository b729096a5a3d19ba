"""The earliest realistic start: what has to come first, one step after the other, and then the first free time. Pure.

Notice runs from the moment one books, beside everything else. What is asked for is answered first; what is missing is got
once the answer is there, since nobody takes a course for a time that may be refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median

from portal import clock

DAY_BEGINS, DAY_ENDS = time(8), time(16)
WORKING_DAY = 8 * 60
ENOUGH_REQUESTS = 5
A_DAY, A_MINUTE, A_SECOND = timedelta(days=1), timedelta(minutes=1), timedelta(seconds=1)


@dataclass(frozen=True)
class Notice:
    """So long beforehand one has to book: hours and working days both hold."""

    hours: int
    days: int
    until: datetime


@dataclass(frozen=True)
class Answering:
    """How long an answer takes: minutes of work as measured over so many requests, else the days that are promised."""

    minutes: int | None = None
    requests: int = 0
    by_owner: bool = False
    promised: int | None = None

    @property
    def is_known(self) -> bool:
        return self.minutes is not None or self.promised is not None


@dataclass(frozen=True)
class Answer:
    """The owner answers first."""

    answering: Answering
    until: datetime


@dataclass(frozen=True)
class Lacking:
    """What the organisation has to get, named in both languages, and in how many working days it can be had."""

    names: tuple[tuple[str, str], ...]
    days: int


@dataclass(frozen=True)
class Papers:
    """What is missing is got."""

    lacking: Lacking
    until: datetime


Step = Notice | Answer | Papers


@dataclass(frozen=True)
class Start:
    """When one can begin with a resource, and why not sooner.

    `moment` is None when no time is free between the last step and the last day that can be booked.
    """

    resource_id: int
    name_sv: str
    name_en: str
    unit: str
    steps: tuple[Step, ...]
    moment: datetime | None
    horizon_days: int

    @property
    def is_sure(self) -> bool:
        """Return whether every step has a length: nobody knows when an owner answers who has neither done nor promised it."""
        return all(step.answering.is_known for step in self.steps if isinstance(step, Answer))

    @property
    def is_for_organisation(self) -> bool:
        """Return whether another organisation may begin at another time: one that is known, or has its papers."""
        return any(not isinstance(step, Notice) for step in self.steps)


def steps_before(
    notice: Notice | None, answering: Answering | None, lacking: Lacking | None, now: datetime
) -> tuple[Step, ...]:
    """Return the steps in order, each with the moment at which it is over; no answering where one books directly."""
    steps: list[Step] = [notice] if notice else []
    since = now
    if answering:
        since = answered_by(answering, now)
        steps.append(Answer(answering, since))
    if lacking:
        steps.append(Papers(lacking, _working_days_after(since, lacking.days)))
    return tuple(steps)


def ready_at(steps: Iterable[Step], now: datetime) -> datetime:
    """Return when all steps are over."""
    return max((step.until for step in steps), default=now)


def answered_by(answering: Answering, now: datetime) -> datetime:
    """Return when a request made now is answered; at once when nothing is known, which the page then says."""
    if answering.minutes is not None:
        return add_working_minutes(now, answering.minutes)
    return _working_days_after(now, answering.promised or 0)


def _working_days_after(moment: datetime, days: int) -> datetime:
    """Return the end of the working day that lies so many after the moment; midnight belongs to the day before."""
    if not days:
        return moment
    return clock.start_of(clock.add_working_days(clock.local_day(moment - A_SECOND), days) + A_DAY)


def earliest(starts: Iterable[Start]) -> Start | None:
    """Return the start that comes first; those without a time come last, those that are sure before others."""
    return min(starts, key=_order, default=None)


def _order(start: Start) -> tuple[bool, float, bool, int]:
    moment = start.moment.timestamp() if start.moment else 0.0
    return start.moment is None, moment, not start.is_sure, start.resource_id


def measured(minutes: Iterable[int]) -> tuple[int, int] | None:
    """Return the median of what requests have waited, and how many they were; None for too few to tell."""
    waited = list(minutes)
    return (round(median(waited)), len(waited)) if len(waited) >= ENOUGH_REQUESTS else None


def working_minutes(since: datetime, until: datetime) -> int:
    """Return how many minutes of work lie between the two moments: 08 to 16 in Stockholm, on working days."""
    days = clock.days(clock.local_day(since), clock.local_day(until))
    return sum(_minutes_on(day, since, until) for day in days if clock.is_working_day(day))


def _minutes_on(day: date, since: datetime, until: datetime) -> int:
    return max(0, (min(until, clock.at(day, DAY_ENDS)) - max(since, clock.at(day, DAY_BEGINS))) // A_MINUTE)


def add_working_minutes(moment: datetime, minutes: int) -> datetime:
    """Return when so many minutes of work have passed."""
    day = clock.local_day(moment)
    while True:
        if clock.is_working_day(day):
            begins, ends = max(moment, clock.at(day, DAY_BEGINS)), clock.at(day, DAY_ENDS)
            left = (ends - begins) // A_MINUTE
            if minutes <= left:
                return begins + minutes * A_MINUTE
            minutes -= max(left, 0)
        day += A_DAY
