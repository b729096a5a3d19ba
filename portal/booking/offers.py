"""What nearly fits in the same resource, decided from plain values: other times, a shorter one, fewer units."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from portal.booking.availability import FreeSlots, claims_for, length_in_units
from portal.booking.rules import Terms, Wish, broken_rules, candidates, nearest_times
from portal.booking.units_left import ClaimRow, footprints, least_free
from portal.capacity.rules import Stretch
from portal.clock import Period

TIME, SHORTER, FEWER = "time", "shorter", "fewer"
MOST_TIMES = 3
MOST_TRIED = 50


@dataclass(frozen=True)
class Offer:
    """A booking that breaks no rule, and in what it differs from the wish."""

    kind: str
    period: Period
    units: int


def offers(
    terms: Terms, wish: Wish, offered: Sequence[Stretch], claims: Sequence[ClaimRow], now: datetime
) -> list[Offer]:
    """Return what nearly fits, no two alike: the nearest other times, the longest part of the wished one, fewer units.

    `offered` and `claims` cover the weeks to look in, buffers included. An empty list where nothing would do.
    """
    found = [
        *(
            Offer(TIME, period, wish.units)
            for period in nearest_times(terms, wish, offered, claims, now, most=MOST_TIMES)
        ),
        *_shorter(terms, wish, offered, claims, now),
        *_fewer(terms, wish, offered, claims, now),
    ]
    return list({(one.period, one.units): one for one in reversed(found)}.values())[::-1]


def _shorter(
    terms: Terms, wish: Wish, offered: Sequence[Stretch], claims: Sequence[ClaimRow], now: datetime
) -> Iterator[Offer]:
    """Yield the longest time within the wished one that would do with as many units."""
    if not terms.is_open or not 1 <= wish.units <= terms.units:
        return
    slots = FreeSlots(terms.unit, offered, claims, terms)
    found = None
    least, most = terms.shortest, min(int(length_in_units(terms.unit, wish.period, offered)) - 1, terms.longest)
    # Where a length fits a shorter one does too, so half of what is left is looked through each time.
    while least <= most:
        length = (least + most + 1) // 2
        within = (
            one for one in candidates(terms, wish, length, slots, now, within=wish.period) if wish.period.contains(one)
        )
        fits = min(within, key=wish.distance_to, default=None)
        found = fits or found
        least, most = (length + 1, most) if fits else (least, length - 1)
    if found:
        yield Offer(SHORTER, found, wish.units)


def _fewer(
    terms: Terms, wish: Wish, offered: Sequence[Stretch], claims: Sequence[ClaimRow], now: datetime
) -> Iterator[Offer]:
    """Yield the wished time with as many units as would do."""
    taken = claims_for(terms.unit, offered, wish.period)
    if not taken or wish.units <= 1:
        return
    free = least_free(offered, claims, footprints(terms, taken), terms.units)
    most = min(wish.units - 1, terms.units, free)
    for units in range(most, max(0, most - MOST_TRIED), -1):
        if not broken_rules(terms, replace(wish, units=units), offered, claims, now):
            yield Offer(FEWER, wish.period, units)
            return
