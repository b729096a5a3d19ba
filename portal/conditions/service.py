"""What an owner decides about the conditions: each is one transaction, recorded with who and when."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, insert

from portal import audit
from portal.accounts.queries import Visitor
from portal.catalogue.models import Resource
from portal.catalogue.permissions import may_manage
from portal.catalogue.service import save_resource
from portal.conditions import queries
from portal.conditions.models import Quota
from portal.conditions.rules import Limit
from portal.database import db, lock, transaction
from portal.errors import N_, Conflict, NotFound, Refusal


@dataclass(frozen=True)
class BookingRules:
    """When one may book: working days ahead, the grid of starts in minutes from opening, and who need not ask."""

    notice_days: int
    start_every: int | None
    direct_for_known: bool


def ensure_manages(visitor: Visitor, resource: Resource) -> None:
    """Raise NotFound for whoever does not answer for the resource, as if it were not there."""
    if not may_manage(visitor, resource.testbed):
        raise NotFound()


def rules_of(resource: Resource) -> BookingRules:
    return BookingRules(resource.notice_days, resource.start_every, resource.direct_for_known)


def rules_seen(resource: Resource) -> str:
    """Return a fingerprint of rules and limits: another one means that somebody changed them meanwhile."""
    text = repr((rules_of(resource), queries.limits_of(resource.id)))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def save_rules(
    visitor: Visitor,
    resource: Resource,
    rules: BookingRules,
    limits: Iterable[Limit],
    now: datetime,
    *,
    seen: str | None = None,
) -> None:
    """Change the rules and replace the limits. Bookings already made stay as they are.

    Raise Refusal for notice beyond what can be booked, Conflict when somebody changed them since `seen` was read.
    """
    ensure_manages(visitor, resource)
    limits = list(limits)
    with transaction():
        row = lock(Resource, resource.id)
        if seen is not None and seen != rules_seen(row):
            raise Conflict()
        if rules.notice_days >= row.horizon_days:
            raise Refusal(N_("Framförhållningen är längre än tiden som går att boka."), field="notice_days")
        for name, value in asdict(rules).items():
            setattr(row, name, value)
        db.session.execute(delete(Quota).where(Quota.resource_id == row.id))
        if limits:
            db.session.execute(insert(Quota), [{"resource_id": row.id, **asdict(one)} for one in limits])
        save_resource(row)
        audit.record(
            "resource.rules-changed",
            row.slug,
            person_id=visitor.id,
            now=now,
            **asdict(rules),
            limits=[asdict(one) for one in limits],
        )
