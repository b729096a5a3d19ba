"""What an owner demands of those who book a resource: each change is one transaction, on record."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete

from portal import audit
from portal.accounts.queries import Visitor
from portal.catalogue.models import Resource
from portal.catalogue.permissions import may_manage
from portal.catalogue.service import save_resource
from portal.database import db, lock, transaction
from portal.errors import N_, Conflict, NotFound, Refusal
from portal.passport import queries
from portal.passport.models import PaperDemand
from portal.passport.rules import TERMS, TRAINING, mark_of

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
    row = queries.find_demand(resource_id, kind)
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
        demand = queries.find_demand(row.id, kind) or PaperDemand(resource_id=row.id, kind=kind)
        for name in Wanted.__dataclass_fields__:
            setattr(demand, name, getattr(wanted, name))
        demand.by_owner = wanted.by_owner and kind != TERMS
        demand.everyone = wanted.everyone and kind in TRAINING
        demand.terms = wanted.terms if kind == TERMS else ""
        demand.mark = mark_of(demand.terms)
        db.session.add(demand)
        save_resource(row)
        facts = {name: getattr(demand, name) for name in ("by_owner", "everyone", "lead_days", "months", "mark")}
        audit.record("resource.paper-demanded", row.slug, person_id=visitor.id, now=now, kind=kind, **facts)


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
