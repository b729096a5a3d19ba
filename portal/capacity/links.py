"""What a resource takes along when it is booked, and what takes it along: reads for pages and rules."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from portal.capacity.models import NEEDS, WHOLE, ResourceLink
from portal.catalogue.models import Resource, Testbed
from portal.catalogue.permissions import PUBLIC
from portal.database import db


@dataclass(frozen=True)
class LinkView:
    """One link as seen from one of its two resources: the columns are those of the other one."""

    id: int
    kind: str
    each: int
    since: datetime
    is_taken: bool
    """Whether the other resource is the one that is taken along."""
    resource_id: int
    slug: str
    name_sv: str
    name_en: str
    units: int
    testbed_id: int
    is_public: bool


@dataclass(frozen=True)
class Links:
    """Everything that a resource is linked to, by name."""

    rows: tuple[LinkView, ...] = ()

    @property
    def parts(self) -> list[LinkView]:
        return [one for one in self.rows if one.is_taken and one.kind == WHOLE]

    @property
    def needs(self) -> list[LinkView]:
        return [one for one in self.rows if one.is_taken and one.kind == NEEDS]

    @property
    def wholes(self) -> list[LinkView]:
        """Return what the resource is a part of."""
        return [one for one in self.rows if not one.is_taken and one.kind == WHOLE]

    @property
    def needed_by(self) -> list[LinkView]:
        return [one for one in self.rows if not one.is_taken and one.kind == NEEDS]

    @property
    def resource_ids(self) -> set[int]:
        return {one.resource_id for one in self.rows}


def links_of(resource_id: int) -> Links:
    """Return what the resource takes along and what takes it along, in one statement."""
    is_taken = (ResourceLink.resource_id == resource_id).label("is_taken")
    other = or_(
        (ResourceLink.resource_id == resource_id) & (Resource.id == ResourceLink.takes_id),
        (ResourceLink.takes_id == resource_id) & (Resource.id == ResourceLink.resource_id),
    )
    query = (
        select(
            ResourceLink.id,
            ResourceLink.kind,
            ResourceLink.units,
            ResourceLink.since,
            is_taken,
            Resource.id,
            Resource.slug,
            Resource.name_sv,
            Resource.name_en,
            Resource.units,
            Resource.testbed_id,
            Testbed.lifecycle.in_(PUBLIC),
        )
        .select_from(ResourceLink)
        .join(Resource, other)
        .join(Testbed, Testbed.id == Resource.testbed_id)
        .order_by(Resource.name_sv, Resource.id)
    )
    return Links(tuple(LinkView(*tuple(row)) for row in db.session.execute(query)))
