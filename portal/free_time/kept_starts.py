"""When a booking may begin in a month, packed: a number for each, minutes since the month began and days until its last. Pure."""

import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from portal import clock
from portal.free_time.rules import first_of

Begins = tuple[datetime, date]
A_MINUTE = timedelta(minutes=1)
DAY_BITS, MOST_DAYS = 8, 255
MONTHS_AHEAD = 4
"""Of so many months, this one included, the starts are kept: nearly every resource has a first free time in them."""
NOT_KEPT = b"?"
"""What stands for the starts of later months, which are worked out when they are asked for."""


def pack(starts: Iterable[Begins], first_day: date) -> bytes:
    """Return the starts of the month that begins with this day, in order."""
    since = clock.start_of(first_day)
    packed = array("I", (_number(starts_at, last_day, since) for starts_at, last_day in starts))
    return _as_written(packed).tobytes()


def starts_in(starts: Sequence[Begins], month: int) -> Sequence[Begins]:
    """Return those of the starts, which are in order, that lie in the month."""
    first, last = (
        bisect_left(starts, clock.start_of(first_of(number)), key=lambda one: one[0]) for number in (month, month + 1)
    )
    return starts[first:last]


def _number(starts_at: datetime, last_day: date, since: datetime) -> int:
    days = (last_day - clock.local_day(starts_at)).days
    return (starts_at - since) // A_MINUTE << DAY_BITS | min(days, MOST_DAYS)


def first_start(packed: bytes, first_day: date, ready: datetime, last_day: date) -> datetime | None:
    """Return the first start that is not before `ready`, of a booking that ends by the last day; None when there is none."""
    since = clock.start_of(first_day)
    numbers = array("I")
    numbers.frombytes(packed)
    numbers = _as_written(numbers)
    place = bisect_left(numbers, max(-(-(ready - since) // A_MINUTE), 0) << DAY_BITS)
    if place == len(numbers):
        return None
    starts_at = since + (numbers[place] >> DAY_BITS) * A_MINUTE
    ends_on = clock.local_day(starts_at) + timedelta(days=numbers[place] & MOST_DAYS)
    # As long as each other, those that begin later end later too.
    return starts_at if ends_on <= last_day else None


def _as_written(numbers: "array[int]") -> "array[int]":
    """Return the numbers as they lie in the database, whatever machine reads them: the least byte first."""
    if sys.byteorder == "big":
        numbers = numbers[:]
        numbers.byteswap()
    return numbers
