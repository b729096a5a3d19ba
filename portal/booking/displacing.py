"""Which bookings lose their time when less is offered: the latest made first, until the rest fits. Pure."""

from collections.abc import Iterable, Sequence
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


def displaced(left: Sequence[Stretch], claims: Sequence[MadeClaim]) -> list[int]:
    """Return the bookings that must give way, in the order in which they do: holds, then the latest made.

    Raise InTheWay when what cannot be undone does not fit.
    """
    remaining, leaving = list(claims), []
    while (moment := _exceeded_at(left, remaining)) is not None:
        there = [one for one in remaining if one.is_kept_at(moment) and not one.fixed]
        if not there:
            raise InTheWay(moment)
        last = max(there, key=lambda one: (one.is_hold, one.made)).booking_id
        leaving.append(last)
        remaining = [one for one in remaining if one.booking_id != last]
    return leaving


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
