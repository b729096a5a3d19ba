"""What busy time elsewhere takes from the capacity here, and where it meets bookings. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from portal.capacity.rules import Stretch, merged


@dataclass(frozen=True)
class Booked:
    """An active claim: whose booking it is, its use, and where its buffers end."""

    booking_id: int
    starts_at: datetime
    ends_at: datetime
    units: int
    kept_from: datetime
    kept_to: datetime
    is_hold: bool = False

    def uses(self, moment: datetime) -> bool:
        return self.starts_at <= moment < self.ends_at

    def keeps(self, moment: datetime) -> bool:
        return self.kept_from <= moment < self.kept_to


@dataclass(frozen=True, order=True)
class Conflict:
    """From when to when a booking lies where the calendar elsewhere is busy."""

    booking_id: int
    starts_at: datetime
    ends_at: datetime


def settle(
    offered: Sequence[Stretch], claims: Sequence[Booked], busy: Sequence[Stretch]
) -> tuple[list[Stretch], list[Conflict]]:
    """Return what busy time may take of the offer without touching a booking, and the bookings it would touch.

    `busy` says how many units each time takes; overlapping ones add up, and none takes more than there is.
    """
    taken: list[Stretch] = []
    met: list[Conflict] = []
    busy = merged(busy)
    for starts_at, ends_at in _pieces(offered, claims, busy):
        there, wanted = _level(offered, starts_at), min(_level(busy, starts_at), _level(offered, starts_at))
        using = [one for one in claims if one.uses(starts_at)]
        kept = sum(one.units for one in claims if one.keeps(starts_at)) if using else 0
        free = max(0, min(wanted, there - kept))
        if free:
            taken.append(Stretch(starts_at, ends_at, free))
        if free < wanted:
            met += [Conflict(one.booking_id, starts_at, ends_at) for one in using]
    return merged(taken), list(_joined(met))


def make_way(
    offered: Sequence[Stretch], claims: Sequence[Booked], busy: Sequence[Stretch]
) -> tuple[list[Stretch], list[Conflict], list[int]]:
    """Settle with as few holds in the way as can be: they give way, the latest first. Return also whose bookings those are."""
    taken, met = settle(offered, claims, busy)
    gave_way: list[int] = []
    while held := {one.booking_id for one in claims if one.is_hold} & {one.booking_id for one in met}:
        gave_way.append(max(held))
        claims = [one for one in claims if one.booking_id != gave_way[-1]]
        taken, met = settle(offered, claims, busy)
    return taken, met, gave_way


def _pieces(
    offered: Sequence[Stretch], claims: Sequence[Booked], busy: Sequence[Stretch]
) -> Iterator[tuple[datetime, datetime]]:
    """Yield the busy pieces of time in which nothing changes."""
    edges = {edge for one in (*offered, *busy) for edge in (one.starts_at, one.ends_at)}
    edges |= {edge for one in claims for edge in (one.starts_at, one.ends_at, one.kept_from, one.kept_to)}
    for starts_at, ends_at in pairwise(sorted(edges)):
        if _level(busy, starts_at) and _level(offered, starts_at):
            yield starts_at, ends_at


def _level(stretches: Iterable[Stretch], moment: datetime) -> int:
    return sum(one.units for one in stretches if one.starts_at <= moment < one.ends_at)


def _joined(conflicts: Iterable[Conflict]) -> Iterator[Conflict]:
    """Yield the conflicts of each booking with pieces that touch made one."""
    last: Conflict | None = None
    for one in sorted(set(conflicts)):
        if last and last.booking_id == one.booking_id and last.ends_at >= one.starts_at:
            last = Conflict(last.booking_id, last.starts_at, max(last.ends_at, one.ends_at))
            continue
        if last:
            yield last
        last = one
    if last:
        yield last


STALE = timedelta(hours=24)


def is_stale(ok_at: datetime | None, now: datetime) -> bool:
    """Return whether the calendar has not been read for so long that its owner should know."""
    return ok_at is None or now - ok_at > STALE
