"""How many units are left of a resource at any moment: plain arithmetic over what is offered and what is taken.

Everything is counted as the guard in the database counts: the peak at any moment, over half-open stretches. A stateful test
compares the two.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Protocol

from portal.capacity.rules import Stretch
from portal.clock import Period

NO_TIME = timedelta(0)


class Buffered(Protocol):
    """What of a resource decides the time kept free around a use: minutes before and after it, and the units it has."""

    @property
    def buffer_before(self) -> int: ...

    @property
    def buffer_after(self) -> int: ...

    @property
    def units(self) -> int: ...


@dataclass(frozen=True)
class ClaimRow:
    """A stretch that somebody has taken, with the time kept free around it; who is not said.

    An exclusive one leaves nothing to others, whatever its units.
    """

    starts_at: datetime
    ends_at: datetime
    units: int
    before: timedelta = NO_TIME
    after: timedelta = NO_TIME
    exclusive: bool = False

    @property
    def kept_from(self) -> datetime:
        return self.starts_at - self.before

    @property
    def kept_to(self) -> datetime:
        return self.ends_at + self.after

    def is_used_at(self, moment: datetime) -> bool:
        return self.starts_at <= moment < self.ends_at

    def is_kept_at(self, moment: datetime) -> bool:
        return self.kept_from <= moment < self.kept_to


@dataclass(frozen=True)
class Share(ClaimRow):
    """Units that are still kept for small and medium-sized companies: nobody's claim, but it stands in a large one's way.

    All can have them from the day after `until`.
    """

    until: date = date.max


@dataclass(frozen=True)
class Along:
    """What every booking of a resource takes along of another one: `each` of its units for each unit booked."""

    offered: Sequence[Stretch]
    claims: Sequence[ClaimRow]
    units: int
    each: int


class Claims(list[ClaimRow]):
    """What stands in the way of a resource, and what it takes along of others."""

    def __init__(self, rows: Iterable[ClaimRow] = (), along: Iterable[Along] = ()):
        super().__init__(rows)
        self.along = list(along)


def without_shares(claims: Sequence[ClaimRow]) -> Claims:
    """Return only what somebody has taken."""
    along = claims.along if isinstance(claims, Claims) else ()
    taken = (replace(one, claims=[row for row in one.claims if not isinstance(row, Share)]) for one in along)
    return Claims((one for one in claims if not isinstance(one, Share)), taken)


def shares(claims: Sequence[ClaimRow], prints: "Sequence[Footprint]") -> list[Share]:
    """Return what is kept for others somewhere in these stretches, of the resource and of what it takes along."""
    along = claims.along if isinstance(claims, Claims) else ()
    rows = [*claims, *(row for one in along for row in one.claims)]
    reaches = [(one.period.starts_at - one.before, one.period.ends_at + one.after) for one in prints]
    return [
        row
        for row in rows
        if isinstance(row, Share) and any(row.starts_at < high and low < row.ends_at for low, high in reaches)
    ]


@dataclass(frozen=True)
class Footprint:
    """A stretch that a booking would take, and the time to keep free before and after it."""

    period: Period
    before: timedelta = NO_TIME
    after: timedelta = NO_TIME


def footprints(terms: Buffered, taken: Sequence[Period]) -> list[Footprint]:
    """Return the stretches with the buffers of the resource. Between two of one booking they share the gap there is."""
    before, after = timedelta(minutes=terms.buffer_before), timedelta(minutes=terms.buffer_after)
    if len(taken) == 1:
        return [Footprint(taken[0], before, after)]
    befores, afters = [before], []
    for one, two in pairwise(taken):
        gap = max(two.starts_at - one.ends_at, NO_TIME)
        afters.append(min(after, gap))
        befores.append(min(before, gap - afters[-1]))
    return [Footprint(*one) for one in zip(taken, befores, [*afters, after], strict=True)]


def reach_of(terms: Buffered, period: Period) -> Period:
    """Return the period with its buffers: what is to be read to tell whether it is free."""
    before, after = timedelta(minutes=terms.buffer_before), timedelta(minutes=terms.buffer_after)
    return Period(period.starts_at - before, period.ends_at + after)


class UnitsLeft:
    """What is left between any two moments: counted once for all that is offered and taken, then asked as often as need be.

    While somebody uses the resource no more than its capacity is there; in a buffer that nobody's use meets, as many
    `units` as it has, even when it is closed. What is taken along may leave fewer.
    """

    def __init__(self, offered: Iterable[Stretch], claims: Iterable[ClaimRow], units: int = 0):
        along = claims.along if isinstance(claims, Claims) else ()
        self._each = [(_Steps(offered, claims, units), 1)]
        self._each += [(_Steps(one.offered, one.claims, one.units), one.each) for one in along]

    def all_through(self, prints: Iterable[Footprint]) -> int:
        """Return how many units are free all through every one of these stretches and their buffers, never below zero."""
        return min(steps.least(one) // each for one in prints for steps, each in self._each)


class _Steps:
    """One resource's units from each moment on at which they change: for a use, and for a buffer that is kept free."""

    def __init__(self, offered: Iterable[Stretch], claims: Iterable[ClaimRow], units: int):
        changes: dict[datetime, list[int]] = {}

        def change(starts_at: datetime, ends_at: datetime, which: int, by: int) -> None:
            changes.setdefault(starts_at, [0, 0, 0, 0])[which] += by
            changes.setdefault(ends_at, [0, 0, 0, 0])[which] -= by

        for stretch in offered:
            change(stretch.starts_at, stretch.ends_at, _THERE, stretch.units)
        for claim in claims:
            change(claim.starts_at, claim.ends_at, _USES, 1)
            change(claim.kept_from, claim.kept_to, _KEPT, claim.units)
            change(claim.kept_from, claim.kept_to, _ALONE, int(claim.exclusive))
        self._moments = sorted(changes)
        there = uses = kept = alone = 0
        self._for_use, self._for_buffer = [0], [units]
        for moment in self._moments:
            more, used, taken, exclusive = changes[moment]
            there, uses, kept, alone = there + more, uses + used, kept + taken, alone + exclusive
            self._for_use.append(0 if alone else there - kept)
            self._for_buffer.append(0 if alone else (there if uses else max(there, units)) - kept)

    def least(self, one: Footprint) -> int:
        starts_at, ends_at = one.period.starts_at, one.period.ends_at
        found = self._least(self._for_use, starts_at, ends_at)
        if one.before:
            found = min(found, self._least(self._for_buffer, starts_at - one.before, starts_at))
        if one.after:
            found = min(found, self._least(self._for_buffer, ends_at, ends_at + one.after))
        return max(0, found)

    def _least(self, values: Sequence[int], starts_at: datetime, ends_at: datetime) -> int:
        return min(values[bisect_right(self._moments, starts_at) : bisect_left(self._moments, ends_at) + 1])


_THERE, _USES, _KEPT, _ALONE = range(4)


def free_units(
    offered: Iterable[Stretch],
    claims: Iterable[ClaimRow],
    period: Period,
    *,
    before: timedelta = NO_TIME,
    after: timedelta = NO_TIME,
    units: int = 0,
) -> int:
    """Return how many units are free all through the period and its buffers: the least at any moment, never below zero."""
    return UnitsLeft(offered, claims, units).all_through([Footprint(period, before, after)])


def least_free(offered: Sequence[Stretch], claims: Sequence[ClaimRow], prints: Sequence[Footprint], units: int) -> int:
    """Return how many units are free all through every one of these stretches and their buffers."""
    return UnitsLeft(offered, claims, units).all_through(prints)
