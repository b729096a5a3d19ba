"""What may be booked, decided from plain values: which rules a wish breaks, all of them at once, and what would fit instead."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from portal import clock
from portal.booking.availability import (
    A_SECOND,
    FreeSlots,
    as_kept,
    begins_on_grid,
    claims_for,
    clock_words,
    first_day_of,
    last_day_of,
    length_in_units,
    opening_words,
    slots_on,
    starts_near,
)
from portal.booking.units_left import (
    ClaimRow,
    Footprint,
    footprints,
    free_units,
    least_free,
    shares,
    without_shares,
)
from portal.booking.wording import (
    CLOSED_AT_ALL,
    CLOSED_ON,
    KEPT_FOR_SMALL,
    NO_ORGANISATION,
    NO_UNITS,
    NOT_BEFORE,
    NOT_PAST,
    NOT_THROUGHOUT,
    OFF_GRID,
    OFF_START_GRID,
    ONLY_SO_MANY_FREE,
    OUTSIDE_HOURS,
    TAKEN,
    TOO_LATE,
    TOO_LONG,
    TOO_MANY_UNITS,
    TOO_SHORT,
)
from portal.capacity.rules import LENGTHS, Stretch, clipped, runs
from portal.clock import Period
from portal.conditions.rules import NO_CONDITIONS, Conditions
from portal.errors import CapacityExceeded, Refusal

SEARCH_BEFORE = timedelta(days=21)
SEARCH_AFTER = timedelta(days=56)
RADII = (timedelta(days=2), timedelta(days=9), None)


class Terms(Protocol):
    """The rules of one resource, as its row has them."""

    unit: str
    units: int
    notice_hours: int
    notice_days: int
    start_every: int | None
    buffer_before: int
    buffer_after: int
    shortest: int
    longest: int
    horizon_days: int
    is_open: bool


@dataclass(frozen=True)
class Wish:
    """What somebody wants to book: when, how many units, and whether on behalf of an organisation.

    An organisation that is no small or medium-sized company must leave what is kept for those.
    `had` are the stretches of a booking that lost its time: they tell its length, now that the days are closed.
    `conditions` are what its owner asks of this organisation beside the rules of the resource.
    """

    period: Period
    units: int = 1
    has_organisation: bool = True
    had: tuple[Stretch, ...] = ()
    conditions: Conditions = NO_CONDITIONS
    is_sme: bool = True

    def distance_to(self, other: Period) -> timedelta:
        return abs(other.starts_at - self.period.starts_at)


class NotFree(CapacityExceeded):
    """The time is taken, or fewer units are free than wished. Says how many, never who has the others."""


class KeptForSmall(NotFree):
    """What is free is kept for small and medium-sized companies; says until when."""


def broken_rules(
    terms: Terms, wish: Wish, offered: Sequence[Stretch], claims: Sequence[ClaimRow], now: datetime
) -> list[Refusal]:
    """Return every rule that the wish breaks, in words; an empty list for a wish that may be booked.

    `offered` and `claims` cover the period's local days and the buffers around them. Claims of the booking that is being
    changed are left out of them.
    """
    taken = claims_for(terms.unit, offered, wish.period)
    starts_at = taken[0].starts_at if taken else wish.period.starts_at
    dates = list(_date_faults(terms, wish.period, starts_at, now))
    shape = list(_time_faults(terms, wish.period, offered, now))
    unreachable = any(fault.message in (NOT_PAST, TOO_LATE) for fault in dates)
    return [
        *_general_faults(terms, wish),
        *dates,
        *shape,
        *(_length_faults(terms, wish.period, offered) if taken else ()),
        *wish.conditions.broken(taken, wish.units, now),
        *([] if shape or unreachable or not taken else _room_faults(terms, wish, taken, offered, claims)),
    ]


def earliest_start(terms: Terms, now: datetime) -> datetime:
    """Return when a booking made now may begin at the earliest: after both the hours and the working days of notice."""
    earliest = now + timedelta(hours=terms.notice_hours)
    if not terms.notice_days:
        return earliest
    return max(earliest, clock.start_of(clock.add_working_days(clock.local_day(now), terms.notice_days)))


def last_bookable_day(terms: Terms, now: datetime) -> date:
    return clock.local_day(now) + timedelta(days=terms.horizon_days)


def _general_faults(terms: Terms, wish: Wish) -> Iterator[Refusal]:
    if not wish.has_organisation:
        yield Refusal(NO_ORGANISATION)
    if not terms.is_open:
        yield Refusal(CLOSED_AT_ALL)
    if wish.units < 1:
        yield Refusal(NO_UNITS, field="units")
    elif wish.units > terms.units:
        yield Refusal(TOO_MANY_UNITS, field="units", most=terms.units)


def _date_faults(terms: Terms, period: Period, starts_at: datetime, now: datetime) -> Iterator[Refusal]:
    if starts_at < now:
        yield Refusal(NOT_PAST, field="first_day")
    elif starts_at < earliest_start(terms, now):
        yield Refusal(NOT_BEFORE, field="first_day", earliest=earliest_start(terms, now))
    last_day = last_bookable_day(terms, now)
    if last_day_of(period) > last_day:
        yield Refusal(TOO_LATE, field="last_day", day=last_day)


def _time_faults(terms: Terms, period: Period, offered: Sequence[Stretch], now: datetime) -> Iterator[Refusal]:
    """Faults against opening hours and the grid. Of days that cannot be booked at all nothing more is said."""
    first_day, last_day = first_day_of(period), last_day_of(period)
    if first_day < clock.local_day(now) or last_day > last_bookable_day(terms, now):
        return
    if terms.unit in LENGTHS:
        closed = _first_closed_day(period, offered, first_day, last_day)
        if closed is not None:
            yield _closed(closed, first_day, offered)
            return
    else:
        missing = [day for day in (first_day, last_day) if not clipped(offered, clock.day_period(day))]
        yield from (_closed(day, first_day, offered) for day in dict.fromkeys(missing))
        if missing:
            return
    yield from _grid_faults(terms, period, offered)


def _first_closed_day(period: Period, offered: Sequence[Stretch], first_day: date, last_day: date) -> date | None:
    """Return the first day on which some of the period is not open, or None."""
    for day in clock.days(first_day, last_day):
        wanted = clock.day_period(day).intersection(period)
        openings = runs(clipped(offered, wanted)) if wanted else []
        if wanted and [(run[0].starts_at, run[-1].ends_at) for run in openings] != [(wanted.starts_at, wanted.ends_at)]:
            return day
    return None


def _closed(day: date, first_day: date, offered: Sequence[Stretch]) -> Refusal:
    field = "first_day" if day == first_day else "last_day"
    hours = opening_words(offered, day)
    if hours:
        return Refusal(OUTSIDE_HOURS, field="starts" if day == first_day else "ends", day=day, hours=hours)
    return Refusal(CLOSED_ON, field=field, day=day)


def _grid_faults(terms: Terms, period: Period, offered: Sequence[Stretch]) -> Iterator[Refusal]:
    unit = terms.unit
    grid = list(slots_on(unit, offered, period))
    if unit in LENGTHS:
        starts, ends = {slot.starts_at for slot in grid}, {slot.ends_at for slot in grid}
        fits = period.starts_at in starts and period.ends_at in ends
    else:
        fits = all(period.contains(slot.period) for slot in grid if period.overlaps(slot.period))
    if not fits:
        yield Refusal(OFF_GRID[unit], field="starts", hours=opening_words(offered, first_day_of(period)))
    elif not begins_on_grid(terms, period.starts_at, offered):
        near = ", ".join(clock_words(one) for one in starts_near(terms, period.starts_at, offered))
        yield Refusal(OFF_START_GRID, field="starts", starts=near)


def _length_faults(terms: Terms, period: Period, offered: Sequence[Stretch]) -> Iterator[Refusal]:
    count = length_in_units(terms.unit, period, offered)
    if count < terms.shortest:
        yield _length_fault(TOO_SHORT, terms.unit, terms.shortest)
    if count > terms.longest:
        yield _length_fault(TOO_LONG, terms.unit, terms.longest)


def _length_fault(messages: dict[str, tuple[str, str]], unit: str, limit: int) -> Refusal:
    one, many = messages[unit]
    return Refusal(one if limit == 1 else many, field="ends", limit=limit)


def _room_faults(
    terms: Terms, wish: Wish, taken: Sequence[Period], offered: Sequence[Stretch], claims: Sequence[ClaimRow]
) -> Iterator[Refusal]:
    """What is not free; that there never are so many units is another rule's business."""
    if not 1 <= wish.units <= terms.units:
        return
    prints = footprints(terms, taken)
    free = least_free(offered, claims, prints, terms.units)
    if free < wish.units and (kept := kept_fault(offered, claims, prints, terms.units, free)):
        yield kept
    elif free == 0:
        yield NotFree(TAKEN if min(_least(offered, one) for one in taken) else NOT_THROUGHOUT, field="starts")
    elif free < wish.units:
        yield NotFree(ONLY_SO_MANY_FREE, field="units", free=free)


def kept_fault(
    offered: Sequence[Stretch], claims: Sequence[ClaimRow], prints: Sequence[Footprint], units: int, free: int
) -> Refusal | None:
    """Return the refusal that tells of what is kept for others, when more would be free without it."""
    kept, without = shares(claims, prints), without_shares(claims)
    if not kept or least_free(offered, without, prints, units) <= free:
        return None
    most = max(one.units for one in kept)
    return KeptForSmall(KEPT_FOR_SMALL[most > 1], field="starts", units=most, day=max(one.until for one in kept))


def _least(offered: Iterable[Stretch], period: Period) -> int:
    return free_units(offered, (), period)


def nearest(
    terms: Terms, wish: Wish, offered: Sequence[Stretch], claims: Sequence[ClaimRow], now: datetime
) -> Period | None:
    """Return the time nearest to the wished one that breaks no rule, as long and with as many units; None if there is none."""
    return next(iter(nearest_times(terms, wish, offered, claims, now, most=1)), None)


def nearest_times(
    terms: Terms, wish: Wish, offered: Sequence[Stretch], claims: Sequence[ClaimRow], now: datetime, *, most: int
) -> list[Period]:
    """Return up to so many times that break no rule, the nearest first; none of them overlaps another.

    `offered` and `claims` cover the weeks to look in. A length that is never allowed becomes the closest allowed one.
    """
    if not offered or not terms.is_open or not 1 <= wish.units <= terms.units:
        return []
    length = round(length_in_units(terms.unit, wish.period, wish.had or offered)) or 1
    length = max(terms.shortest, min(length, terms.longest))
    slots = FreeSlots(terms.unit, offered, claims, terms)
    for radius in RADII if terms.unit in LENGTHS else (None,):
        within = _around(wish, radius, length * LENGTHS[terms.unit]) if radius else None
        found = apart(sorted(candidates(terms, wish, length, slots, now, within=within), key=wish.distance_to), most)
        # Whatever begins within the radius was looked at, so nothing beyond it is nearer.
        if len(found) == most and (radius is None or wish.distance_to(found[-1]) <= radius):
            return found
    return found


def apart(times: Iterable[Period], most: int) -> list[Period]:
    """Return the first so many of these times that do not overlap one another."""
    found: list[Period] = []
    for one in times:
        if len(found) == most:
            break
        if not any(one.overlaps(other) for other in found):
            found.append(one)
    return found


def _around(wish: Wish, radius: timedelta, length: timedelta) -> Period:
    """Return the time in which everything lies that begins within the radius of the wished one."""
    return Period(wish.period.starts_at - radius, wish.period.starts_at + radius + length)


def candidates(
    terms: Terms, wish: Wish, length: int, slots: FreeSlots, now: datetime, *, within: Period | None = None
) -> Iterator[Period]:
    """Yield the allowed periods of so many slots in a row that are free, on the days of some time or on all."""
    earliest, last_day = earliest_start(terms, now), last_bookable_day(terms, now)
    for row in slots.rows(wish.units, length, within):
        if row[0].starts_at < earliest or clock.local_day(row[-1].ends_at - A_SECOND) > last_day:
            continue
        found = as_kept(terms.unit, [slot.period for slot in row])
        if is_allowed(terms, wish, found, slots.offered, now):
            yield found


def is_allowed(terms: Terms, wish: Wish, found: Period, offered: Sequence[Stretch], now: datetime) -> bool:
    """Return whether a time that is free and open begins where one may begin and breaks no condition."""
    if not begins_on_grid(terms, found.starts_at, offered):
        return False
    return not wish.conditions.broken(claims_for(terms.unit, offered, found), wish.units, now)


def fitting(
    terms: Terms, units: int, length: int, offered: Sequence[Stretch], claims: Sequence[ClaimRow], now: datetime
) -> Iterator[Period]:
    """Yield every period of so many units of time that may be booked and is free, by its start."""
    if offered and terms.is_open and 1 <= units <= terms.units and terms.shortest <= length <= terms.longest:
        wish = Wish(Period(offered[0].starts_at, offered[-1].ends_at), units)
        yield from candidates(terms, wish, length, FreeSlots(terms.unit, offered, claims, terms), now)
