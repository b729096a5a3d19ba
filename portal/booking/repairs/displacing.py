"""Which bookings lose their time when less is offered: those that the owner chooses, or the latest made first. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.capacity.rules import Stretch


@dataclass(frozen=True)
class MadeClaim:
    """An active claim, whose booking it is, and when that was made; `fixed` when it has begun and cannot be undone.

    Its units are kept from `kept_from` to `kept_to`, where its buffers end; None for no buffer.
    """

    booking_id: int
    made: tuple[datetime, int]
    starts_at: datetime
    ends_at: datetime
    units: int
    is_hold: bool = False
    fixed: bool = False
    kept_from: datetime | None = None
    kept_to: datetime | None = None

    def is_kept_at(self, moment: datetime) -> bool:
        return (self.kept_from or self.starts_at) <= moment < (self.kept_to or self.ends_at)

    def is_used_at(self, moment: datetime) -> bool:
        return self.starts_at <= moment < self.ends_at


class InTheWay(Exception):
    """What has begun takes more than would be left at this moment."""

    def __init__(self, moment: datetime):
        super().__init__(moment)
        self.moment = moment


def capped(offered: Iterable[Stretch], units: int) -> list[Stretch]:
    """Return what is left of the offer when there are at most so many units."""
    return [Stretch(one.starts_at, one.ends_at, min(one.units, units)) for one in offered if units > 0]


class TooFew(Exception):
    """Of those chosen to give way there are too few: at this moment the others still take more than would be left."""

    def __init__(self, moment: datetime):
        super().__init__(moment)
        self.moment = moment


def displaced(
    left: Sequence[Stretch],
    claims: Sequence[MadeClaim],
    chosen: Collection[int] | None = None,
    *,
    interrupts: bool = False,
) -> list[int]:
    """Return the bookings that must give way, in the order in which they do: holds, then the latest made.

    With `chosen` these give way and only holds beside them. Where it `interrupts`, what has begun gives way last of all.
    Raise TooFew when the choice does not suffice, InTheWay when what cannot be undone does not fit.
    """
    leaving = [one for one in dict.fromkeys(claim.booking_id for claim in claims) if one in (chosen or ())]
    remaining = [one for one in claims if one.booking_id not in leaving]
    while (moment := _exceeded_at(left, remaining)) is not None:
        last = _next_to_leave([one for one in remaining if one.is_kept_at(moment)], moment, chosen, interrupts)
        leaving.append(last)
        remaining = [one for one in remaining if one.booking_id != last]
    return leaving


def _next_to_leave(
    there: Sequence[MadeClaim], moment: datetime, chosen: Collection[int] | None, interrupts: bool
) -> int:
    free = [one for one in there if not one.fixed]
    able = free if chosen is None else [one for one in free if one.is_hold]
    if not able and free:
        raise TooFew(moment)
    if not able and not interrupts:
        raise InTheWay(moment)
    return max(able or there, key=lambda one: (one.is_hold, one.made)).booking_id


def _exceeded_at(left: Sequence[Stretch], claims: Sequence[MadeClaim]) -> datetime | None:
    """Return the first moment of somebody's use at which more is kept than there is, or None.

    Only where a claim or its buffer begins, or the offer changes.
    """
    edges = {edge for one in left for edge in (one.starts_at, one.ends_at)}
    edges |= {edge for one in claims for edge in (one.starts_at, one.kept_from or one.starts_at)}
    return next((edge for edge in sorted(edges) if _is_exceeded(edge, left, claims)), None)


def _is_exceeded(moment: datetime, left: Sequence[Stretch], claims: Sequence[MadeClaim]) -> bool:
    if not any(one.is_used_at(moment) for one in claims):
        return False
    there = sum(one.units for one in left if one.starts_at <= moment < one.ends_at)
    return sum(one.units for one in claims if one.is_kept_at(moment)) > there
