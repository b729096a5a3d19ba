"""What a displaced booking can become: other times here, equal resources elsewhere, the nearest first. Who is there is not said."""

from dataclasses import dataclass
from datetime import datetime

from portal.booking.alternatives import nearest_time, nearest_times, same_again
from portal.booking.likes import likes_of
from portal.booking.queries import BookingView
from portal.booking.rules import Wish
from portal.catalogue.models import DIRECT, Resource
from portal.clock import Period
from portal.database import db

HERE, ELSEWHERE, LOOKED_AT = 4, 4, 12


@dataclass(frozen=True)
class Option:
    """A time in a resource. `distance` is in kilometres, None within the testbed; `is_same_time` when only the place moves."""

    resource: Resource
    period: Period
    distance: float | None
    is_same_time: bool

    @property
    def is_direct(self) -> bool:
        return self.resource.mode == DIRECT


@dataclass(frozen=True)
class Options:
    """The times here and the resources elsewhere that a displaced booking may choose among."""

    here: list[Period]
    elsewhere: list[Option]


def options_for(booking: BookingView, now: datetime) -> Options:
    """Return what the booking can become, by the rules of each resource."""
    resource, wish = db.session.get_one(Resource, booking.resource_id), same_again(booking)
    return Options(nearest_times(resource, wish, now, most=HERE), elsewhere(resource, wish, now, most=ELSEWHERE))


def elsewhere(resource: Resource, wish: Wish, now: datetime, *, most: int) -> list[Option]:
    """Return resources that do the same and have time: of the same testbed first, then those of the nearest testbeds."""
    found: list[Option] = []
    for other, distance in likes_of(resource, wish.units, now, most=LOOKED_AT):
        period = nearest_time(other, wish, now)
        if period is not None:
            found.append(Option(other, period, distance, _is_same_time(period, wish)))
        if len(found) == most:
            break
    return found


def _is_same_time(period: Period, wish: Wish) -> bool:
    return period == wish.period or period.contains(wish.period)
