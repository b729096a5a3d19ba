"""What a displaced booking can become: other times here, equal resources elsewhere, the nearest first. Who is there is not said."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select

from portal.booking.alternatives import nearest_time, nearest_times, same_again
from portal.booking.queries import BookingView
from portal.booking.rules import Wish
from portal.capacity.models import Capacity
from portal.catalogue.models import DIRECT, Resource, Testbed
from portal.clock import Period
from portal.database import db
from portal.geography import distance_km

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
    for other, distance in likes_of(resource, wish.units, now)[:LOOKED_AT]:
        period = nearest_time(other, wish, now)
        if period is not None:
            found.append(Option(other, period, distance, _is_same_time(period, wish)))
        if len(found) == most:
            break
    return found


def _is_same_time(period: Period, wish: Wish) -> bool:
    return period == wish.period or period.contains(wish.period)


def likes_of(resource: Resource, units: int, now: datetime) -> list[tuple[Resource, float | None]]:
    """Return what can be booked by the same unit of time, with enough units, where testbeds share a technology, nearest first.

    A demonstration is never offered for what is real, nor the other way round.
    """
    testbed = resource.testbed
    offers = exists().where(Capacity.resource_id == Resource.id, Capacity.ends_at > now, Capacity.units >= units)
    query = (
        select(Resource)
        .join(Testbed, Testbed.id == Resource.testbed_id)
        .where(
            Resource.id != resource.id,
            Resource.unit == resource.unit,
            Resource.units >= units,
            Resource.is_open,
            Testbed.lifecycle == "published",
            Testbed.is_demonstration == testbed.is_demonstration,
            offers,
        )
        .order_by(Resource.id)
    )
    return sorted(_with_distance(testbed, db.session.scalars(query)), key=lambda found: (found[1] or -1.0, found[0].id))


def _with_distance(testbed: Testbed, others: Iterable[Resource]) -> "list[tuple[Resource, float | None]]":
    wanted = set(testbed.technologies)
    return [
        (other, None if other.testbed_id == testbed.id else _distance(testbed, other.testbed))
        for other in others
        if other.testbed_id == testbed.id or wanted & set(other.testbed.technologies)
    ]


def _distance(one: Testbed, other: Testbed) -> float:
    # Two at one address are apart all the same: only what is within the testbed has no distance.
    return max(distance_km(one.lat, one.lon, other.lat, other.lon), 0.1)
