"""Reads of what is demanded: what a resource says itself, and what its owner demands everywhere where the resource says nothing."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, bindparam, select, union_all

from portal.catalogue.models import Resource, Testbed
from portal.database import db
from portal.passport.models import OwnerDemand, PaperDemand

Demanded = PaperDemand | OwnerDemand
"""A demand as its owner wrote it, for one resource or for all."""

_NAMES = ("kind", "by_owner", "everyone", "lead_days", "months", "mark", "how_sv", "how_en", "link")


def _columns(model: type[PaperDemand] | type[OwnerDemand]) -> list[Any]:
    return [getattr(model, name) for name in _NAMES]


_said = (
    select(PaperDemand.id)
    .where(PaperDemand.resource_id == Resource.id, PaperDemand.kind == OwnerDemand.kind)
    .correlate(Resource, OwnerDemand)
    .exists()
)
_wanted: Any = bindparam("resource_ids", expanding=True)
_own = (
    select(PaperDemand.resource_id, Resource.slug, Testbed.owner_id, *_columns(PaperDemand))
    .join(Resource, Resource.id == PaperDemand.resource_id)
    .join(Testbed, Testbed.id == Resource.testbed_id)
    .where(PaperDemand.resource_id.in_(_wanted), ~PaperDemand.is_waived)
)
_inherited = (
    select(Resource.id.label("resource_id"), Resource.slug, Testbed.owner_id, *_columns(OwnerDemand))
    .join(Testbed, Testbed.owner_id == OwnerDemand.owner_id)
    .join(Resource, Resource.testbed_id == Testbed.id)
    .where(Resource.id.in_(_wanted), ~_said)
)
_DEMANDS = union_all(_own, _inherited)


def rows(resource_ids: Iterable[int]) -> Sequence[Any]:
    """Return what these resources demand, their own and what they inherit: (resource_id, slug, owner_id, demand...)."""
    return db.session.connection().execute(_DEMANDS, {"resource_ids": sorted(set(resource_ids))}).all()


def find_own_demand(resource_id: int, kind: str) -> PaperDemand | None:
    """Return what the resource itself says of this kind: that it demands it, or that it does without."""
    query = select(PaperDemand).where(PaperDemand.resource_id == resource_id, PaperDemand.kind == kind)
    return db.session.scalar(query)


def find_owner_demand(owner_id: int, kind: str) -> OwnerDemand | None:
    """Return what the owner demands of this kind everywhere."""
    return db.session.scalar(select(OwnerDemand).where(OwnerDemand.owner_id == owner_id, OwnerDemand.kind == kind))


def find_demand(resource_id: int, kind: str) -> Demanded | None:
    """Return what counts at the resource: its own word, else its owner's; None where nothing is demanded."""
    own = find_own_demand(resource_id, kind)
    if own is not None:
        return None if own.is_waived else own
    query = (
        select(OwnerDemand)
        .join(Testbed, Testbed.owner_id == OwnerDemand.owner_id)
        .join(Resource, Resource.testbed_id == Testbed.id)
        .where(Resource.id == resource_id, OwnerDemand.kind == kind)
    )
    return db.session.scalar(query)


def owner_demands(owner_id: int) -> list[OwnerDemand]:
    """Return what the owner demands everywhere."""
    return list(db.session.scalars(select(OwnerDemand).where(OwnerDemand.owner_id == owner_id)))


def waived(resource_id: int) -> set[str]:
    """Return the kinds that the resource does without though its owner demands them."""
    query = select(PaperDemand.kind).where(PaperDemand.resource_id == resource_id, PaperDemand.is_waived)
    return set(db.session.scalars(query))


def is_anything_demanded(owner_ids: Sequence[int]) -> bool:
    """Return whether any resource of these owners demands papers."""
    own = select(PaperDemand.id).join(Resource).join(Testbed).where(Testbed.owner_id.in_(owner_ids))
    own = own.where(~PaperDemand.is_waived)
    everywhere = select(OwnerDemand.id).where(OwnerDemand.owner_id.in_(owner_ids))
    return any(db.session.execute(query.limit(1)).first() is not None for query in (own, everywhere))


def demanding(testbed_id: int) -> list[Resource]:
    """Return the open resources of the testbed that demand papers."""
    open_ones = _open().where(Testbed.id == testbed_id)
    found = list(db.session.scalars(open_ones))
    demanded = {row.resource_id for row in rows(one.id for one in found)} if found else set()
    return [one for one in found if one.id in demanded]


def open_resources(owner_id: int, testbed_id: int | None = None) -> list[Resource]:
    """Return the owner's open resources, of all its testbeds or of one."""
    query = _open().where(Testbed.owner_id == owner_id)
    return list(db.session.scalars(query.where(Testbed.id == testbed_id) if testbed_id is not None else query))


def _open() -> Select[Any]:
    query = select(Resource).join(Testbed, Testbed.id == Resource.testbed_id)
    return query.where(Resource.is_open).order_by(Resource.id)
