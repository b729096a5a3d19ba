"""How long an offer stands, and when a wish is over or may be told of again: decided from plain values."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Protocol

from portal import clock
from portal.capacity.rules import LENGTHS
from portal.clock import Period

ANSWER_HOURS = timedelta(hours=4)
BEFORE_START = timedelta(hours=1)
SHORTEST_OFFER = timedelta(minutes=30)
OPENS, CLOSES = time(8), time(17)
A_DAY = timedelta(days=1)
MOST_WAITING = 5
"""Wishes of one organisation in one resource: whoever wants more of them wants a longer window."""
MOST_DAYS = 92
TOLD_EVERY = timedelta(days=1)
SHORTEST_UNIT = {"half-day": timedelta(hours=1), "day": timedelta(hours=1), **LENGTHS}


class Notice(Protocol):
    """What of a resource decides until when a time of it can be booked."""

    @property
    def notice_hours(self) -> int: ...

    @property
    def notice_days(self) -> int: ...


def answer_by(terms: Notice, starts_at: datetime, now: datetime) -> datetime | None:
    """Return until when an offer stands: four working hours, but never past the notice, and an hour before the start at most.

    None when that leaves too little time for anybody to answer.
    """
    until = min(after_working_hours(now, ANSWER_HOURS), bookable_until(terms, starts_at), starts_at - BEFORE_START)
    return until if until - now >= SHORTEST_OFFER else None


def bookable_until(terms: Notice, starts_at: datetime) -> datetime:
    """Return the last moment at which the notice lets one book this start."""
    last = starts_at - timedelta(hours=terms.notice_hours)
    if not terms.notice_days:
        return last
    day = start_day = clock.local_day(starts_at)
    while clock.add_working_days(day, terms.notice_days) > start_day:
        day -= A_DAY
    return min(last, clock.start_of(day + A_DAY))


def after_working_hours(moment: datetime, hours: timedelta) -> datetime:
    """Return the moment by which so many working hours have passed, from eight to five on working days."""
    day = clock.local_day(moment)
    while True:
        opens, closes = clock.at_or_after(day, OPENS), clock.at_or_after(day, CLOSES)
        if clock.is_working_day(day) and closes > moment:
            begins = max(moment, opens)
            if closes - begins >= hours:
                return begins + hours
            hours -= closes - begins
        day += A_DAY


def is_over(unit: str, window: Period, length: int, now: datetime) -> bool:
    """Return whether nothing that is long enough can begin within the window any more."""
    return window.ends_at - length * SHORTEST_UNIT[unit] < now


def is_too_long(window: Period) -> bool:
    return window.length > timedelta(days=MOST_DAYS, hours=1)


def is_news(told_at: datetime | None, told_of: Iterable[datetime], found: Iterable[datetime], now: datetime) -> bool:
    """Return whether who watches is to be told: something they have not heard of is free, and they were not told today."""
    return bool(set(found) - set(told_of)) and (told_at is None or now - told_at >= TOLD_EVERY)
