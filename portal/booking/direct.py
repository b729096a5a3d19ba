"""Who books directly: a doorway for rooms that say it of many resources at once, to each reader as it is for them."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import and_, bindparam, exists, or_, select
from sqlalchemy.orm import aliased

from portal.accounts.queries import Visitor
from portal.booking.models import Booking
from portal.booking.states import COMPLETED
from portal.catalogue.models import DIRECT, Resource
from portal.database import db

_Used: Any = aliased(Resource)


def is_direct_for(organisation_id: Any) -> Any:
    """Return the condition that this organisation's bookings of the resource are confirmed without being asked for.

    Where the owner asks to be asked, that may still be so for organisations that have completed a booking in the testbed.
    """
    been_there = exists().where(
        Booking.organisation_id == organisation_id,
        Booking.state == COMPLETED,
        Booking.resource_id == _Used.id,
        _Used.testbed_id == Resource.testbed_id,
    )
    return or_(Resource.mode == DIRECT, and_(Resource.direct_for_known, been_there.correlate(Resource)))


_DIRECT = select(Resource.id).where(
    Resource.id.in_(bindparam("resource_ids", expanding=True)), is_direct_for(bindparam("organisation_id"))
)


def direct_ones(resource_ids: Iterable[int], organisation_id: int | None) -> frozenset[int]:
    """Return those of the resources that the organisation books directly; None for nobody in particular."""
    wanted = {"resource_ids": sorted(set(resource_ids)), "organisation_id": organisation_id or 0}
    return frozenset(db.session.connection().execute(_DIRECT, wanted).scalars())


def direct_for(visitor: Visitor | None, resource_ids: Iterable[int]) -> frozenset[int]:
    """Return those of the resources that the reader books directly."""
    place = visitor.organisation if visitor else None
    return direct_ones(resource_ids, place.id if place else None)
