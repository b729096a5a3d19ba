"""Decisions about the clock, over plain values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from portal import clock

REMIND, DEPUTY, COORDINATOR, NEXT_BEST = "remind", "deputy", "coordinator", "next-best"
STEPS = (REMIND, DEPUTY, COORDINATOR, NEXT_BEST)
LEAST_DAYS, MOST_DAYS = 1, 20
LEAST_ANSWERS = 3
MEASURED_OVER = timedelta(days=365)
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Promise:
    """What an organisation promises, and the median it has kept; None for too few answers to tell. Both in working days."""

    working_days: int
    median: int | None = None
    answers: int = 0

    @property
    def is_kept(self) -> bool:
        """Return whether the measured median is within what is promised."""
        return self.median is not None and self.median <= self.working_days


def working_day_before(day: date) -> date:
    """Return the last working day before this one."""
    day -= A_DAY
    while not clock.is_working_day(day):
        day -= A_DAY
    return day


def first_day_of(step: str, reply_by: date) -> date:
    """Return the first day on which the step is due, for an answer promised by `reply_by`."""
    if step == REMIND:
        return working_day_before(reply_by)
    return clock.add_working_days(reply_by, STEPS.index(step))


def due_steps(reply_by: date, today: date, done: Iterable[str]) -> list[str]:
    """Return the steps that are due and not done, in their order. A reminder is none any more when the promise has run out."""
    taken = set(done)
    due = [one for one in STEPS if one not in taken and first_day_of(one, reply_by) <= today]
    return [one for one in due if one != REMIND or today <= reply_by]


def latest_asked_about(today: date) -> date:
    """Return the latest `reply_by` about which anything can be due today."""
    return clock.add_working_days(today, 1)


def working_days_between(asked: date, answered: date) -> int:
    """Return how many working days an answer took; one on the same day, or before the next working day, took none."""
    days = (asked + timedelta(days=number) for number in range(1, (answered - asked).days + 1))
    return sum(map(clock.is_working_day, days))


def measured(taken: Sequence[int]) -> int | None:
    """Return the median in whole working days, a half rounded up against whoever answers; None for too few to tell."""
    if len(taken) < LEAST_ANSWERS:
        return None
    return int(median(taken) + 0.5)
