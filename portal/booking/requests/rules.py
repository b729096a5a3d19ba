"""When a request is to be answered, and when whoever answers is reminded: pure, in Swedish working days."""

from datetime import datetime, time, timedelta

from portal import clock

A_DAY, A_MINUTE = timedelta(days=1), timedelta(minutes=1)
MORNING = time(8)
TIME_TO_ACT = timedelta(hours=4)


def answer_by(now: datetime, starts_at: datetime, days: int | None) -> datetime | None:
    """Return the last minute of the working day by which a request from now is to be answered, or its start if sooner.

    None where the owner has set no days: then the start of the time is the only deadline.
    """
    if days is None:
        return None
    last = clock.add_working_days(clock.local_day(now), days)
    return min(clock.start_of(last + A_DAY) - A_MINUTE, starts_at)


def remind_at(deadline: datetime) -> datetime:
    """Return the morning of the last working day on which there still are some hours to act before the deadline."""
    day = clock.local_day(deadline)
    while not (clock.is_working_day(day) and clock.at_or_after(day, MORNING) + TIME_TO_ACT <= deadline):
        day -= A_DAY
    return clock.at_or_after(day, MORNING)


def is_to_be_reminded(sent_at: datetime, deadline: datetime, now: datetime) -> bool:
    """Return whether it is time to remind of a request; one that came after that morning needs no reminder."""
    return sent_at < remind_at(deadline) <= now < deadline
