"""What an owner demands of those who book a resource: each change is one transaction, on record."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from portal import audit
from portal.accounts.models import OPERATOR, Organisation
from portal.accounts.queries import Visitor
from portal.catalogue.models import Resource
from portal.catalogue.permissions import may_manage
from portal.catalogue.queries import owned_resources
from portal.catalogue.service import save_resource
from portal.database import db, lock, transaction
from portal.errors import N_, Conflict, NotFound, Refusal
from portal.passport.demanded import Demanded, find_own_demand, find_owner_demand
from portal.passport.models import OwnerDemand, PaperDemand
from portal.passport.permissions import may_answer
from portal.passport.rules import EQUIPMENT, TERMS, TRAINING, mark_of

NO_TERMS = N_("Skriv villkoren som ska godkännas.")


@dataclass(frozen=True)
class Wanted:
    """A demand as its owner writes it."""

    by_owner: bool = False
    everyone: bool = False
    lead_days: int = 0
    months: int | None = None
    how_sv: str = ""
    how_en: str = ""
    link: str = ""
    terms: str = ""


def ensure_manages(visitor: Visitor, resource: Resource) -> None:
    """Raise NotFound for whoever does not answer for the resource, as if it were not there."""
    if not may_manage(visitor, resource.testbed):
        raise NotFound()


def demand_seen(resource_id: int, kind: str) -> str:
    """Return a fingerprint of the demand: another one means that somebody changed it meanwhile."""
    return _seen(find_own_demand(resource_id, kind))


def owner_demand_seen(owner_id: int, kind: str) -> str:
    """Return the same of what the owner demands everywhere."""
    return _seen(find_owner_demand(owner_id, kind))


def _seen(row: Demanded | None) -> str:
    values = [getattr(row, name) for name in Wanted.__dataclass_fields__] if row else None
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def save_demand(
    visitor: Visitor, resource: Resource, kind: str, wanted: Wanted, now: datetime, *, seen: str | None = None
) -> None:
    """Demand this kind of paper, or change how. Bookings that stand stay as they are.

    Raise Conflict when somebody changed it since `seen`, Refusal for terms without words.
    """
    ensure_manages(visitor, resource)
    if kind == TERMS and not wanted.terms:
        raise Refusal(NO_TERMS, field="terms")
    with transaction():
        row = lock(Resource, resource.id)
        if seen is not None and seen != demand_seen(row.id, kind):
            raise Conflict()
        demand = find_own_demand(row.id, kind) or PaperDemand(resource_id=row.id, kind=kind)
        demand.is_waived = False
        facts = _fill(demand, kind, wanted)
        save_resource(row)
        audit.record("resource.paper-demanded", row.slug, person_id=visitor.id, now=now, kind=kind, **facts)


def _fill(demand: Demanded, kind: str, wanted: Wanted) -> dict[str, Any]:
    """Write what is wanted into the row, leave out what makes no sense for the kind, and return the facts for the record."""
    for name in Wanted.__dataclass_fields__:
        setattr(demand, name, getattr(wanted, name))
    demand.by_owner = wanted.by_owner and kind != TERMS
    demand.everyone = wanted.everyone and kind in TRAINING
    demand.terms = wanted.terms if kind == TERMS else ""
    demand.mark = mark_of(demand.terms)
    db.session.add(demand)
    return {name: getattr(demand, name) for name in ("by_owner", "everyone", "lead_days", "months", "mark")}


def save_owner_demand(
    visitor: Visitor, owner: Organisation, kind: str, wanted: Wanted, now: datetime, *, seen: str | None = None
) -> None:
    """Demand this kind of paper at every resource that does not say otherwise. Bookings that stand stay as they are.

    Raise Conflict when somebody changed it since `seen`, Refusal for terms without words, NotFound for who may not.
    """
    ensure_answers(visitor, owner)
    if kind == EQUIPMENT:
        raise NotFound()
    if kind == TERMS and not wanted.terms:
        raise Refusal(NO_TERMS, field="terms")
    with transaction():
        lock(Organisation, owner.id)
        if seen is not None and seen != owner_demand_seen(owner.id, kind):
            raise Conflict()
        demand = find_owner_demand(owner.id, kind) or OwnerDemand(owner_id=owner.id, kind=kind)
        facts = _fill(demand, kind, wanted)
        _tell_resources(owner)
        audit.record("owner.paper-demanded", owner.slug, person_id=visitor.id, now=now, kind=kind, **facts)


def remove_owner_demand(visitor: Visitor, owner: Organisation, kind: str, now: datetime) -> None:
    """Demand this kind of paper no longer everywhere; a resource that demands it itself goes on doing so."""
    ensure_answers(visitor, owner)
    with transaction():
        lock(Organisation, owner.id)
        demand = find_owner_demand(owner.id, kind)
        if demand is not None:
            db.session.delete(demand)
            _tell_resources(owner)
            audit.record("owner.paper-not-demanded", owner.slug, person_id=visitor.id, now=now, kind=kind)


def waive_demand(visitor: Visitor, resource: Resource, kind: str, now: datetime) -> None:
    """Do without this kind of paper at this resource, though its owner demands it elsewhere."""
    ensure_manages(visitor, resource)
    with transaction():
        row = lock(Resource, resource.id)
        demand = find_own_demand(row.id, kind) or PaperDemand(resource_id=row.id, kind=kind)
        if demand.is_waived:
            return
        _fill(demand, kind, Wanted())
        demand.is_waived = True
        save_resource(row)
        audit.record("resource.paper-waived", row.slug, person_id=visitor.id, now=now, kind=kind)


def ensure_answers(visitor: Visitor, owner: Organisation) -> None:
    """Raise NotFound for whoever does not answer for the owner's testbeds, as for an organisation that has none."""
    if owner.kind != OPERATOR or not may_answer(visitor, owner.id):
        raise NotFound()


def _tell_resources(owner: Organisation) -> None:
    """Let the catalogue know that what the owner's resources demand has changed."""
    db.session.flush()
    for resource in owned_resources([owner.id]):
        save_resource(resource)


def remove_demand(visitor: Visitor, resource: Resource, kind: str, now: datetime) -> None:
    """Demand this kind of paper no longer; what organisations have of it they keep."""
    ensure_manages(visitor, resource)
    with transaction():
        row = lock(Resource, resource.id)
        gone = db.session.execute(
            delete(PaperDemand).where(PaperDemand.resource_id == row.id, PaperDemand.kind == kind)
        )
        if gone.rowcount:  # type: ignore[attr-defined]
            save_resource(row)
            audit.record("resource.paper-not-demanded", row.slug, person_id=visitor.id, now=now, kind=kind)
