"""Resources that do the same as one: what is offered in its place, whether for a wish that was refused or a time that was lost."""

from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from portal.capacity.models import Capacity
from portal.catalogue.models import Resource, Testbed
from portal.database import db
from portal.geography import distance_km

Like = tuple[Resource, float | None]


def likes_of(resource: Resource, units: int, now: datetime, *, most: int) -> list[Like]:
    """Return the nearest resources that are alike, each with its distance in kilometres; None within the testbed."""
    nearest = alike(resource, units, now)[:most]
    query = select(Resource).where(Resource.id.in_([one for one, _ in nearest])).options(joinedload(Resource.testbed))
    known = {one.id: one for one in db.session.scalars(query)} if nearest else {}
    return [(known[resource_id], distance) for resource_id, distance in nearest]


def alike(resource: Resource, units: int, now: datetime) -> list[tuple[int, float | None]]:
    """Return what is booked by the same unit of time, has enough units, and whose testbed shares a technology, nearest first.

    What is made up stands in only for what is made up, and nothing does of which no time is offered any more.
    """
    testbed = resource.testbed
    offers = exists().where(Capacity.resource_id == Resource.id, Capacity.ends_at > now, Capacity.units >= units)
    query = (
        select(Resource.id, Resource.testbed_id, Testbed.technologies, Testbed.lat, Testbed.lon)
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
    )
    wanted = set(testbed.technologies)
    rows = (row for row in db.session.execute(query) if row.testbed_id == testbed.id or wanted & set(row.technologies))
    found = [(row.id, _distance(testbed, row)) for row in rows]
    return sorted(found, key=lambda one: (one[1] or -1.0, one[0]))


def _distance(testbed: Testbed, row: Any) -> float | None:
    if row.testbed_id == testbed.id:
        return None
    # Two at one address are apart all the same: only what is within the testbed has no distance.
    return max(distance_km(testbed.lat, testbed.lon, row.lat, row.lon), 0.1)
