"""Hours beyond the plan on single days: entered, listed, taken away again. The past keeps what it offered (P10)."""

from datetime import date, datetime, timedelta

from flask import current_app
from sqlalchemy import insert

from portal import audit, clock
from portal.accounts.queries import Visitor
from portal.capacity import plan_rules
from portal.capacity.levels import follow_level
from portal.capacity.models import ExtraHours, ResourceGuard
from portal.capacity.openings import ExtraDays
from portal.capacity.service import ensure_manages
from portal.capacity.unfolding import unfold_resource
from portal.catalogue.models import Resource
from portal.database import db, lock, transaction
from portal.errors import N_, NotFound, Refusal, Refusals


def add_extra(visitor: Visitor, resource: Resource, extra: ExtraDays, text: str, now: datetime) -> None:
    """Open the resource beyond its plan. Entering the same hours twice does no more than once.

    Raise Refusals for hours that cannot be, NotFound for anybody who does not manage the testbed.
    """
    ensure_manages(visitor, resource)
    ensure_possible(resource, extra, text, now)
    with transaction():
        lock(ResourceGuard, resource.id)
        if _is_there(resource.id, extra):
            return
        row = {**vars(extra), "resource_id": resource.id, "text": text, "created_by_id": visitor.id, "created_at": now}
        db.session.execute(insert(ExtraHours), row)
        unfold_resource(resource.id, now)
        follow_level(resource.testbed_id, now=now)
        audit.record("capacity.extra-added", resource.slug, person_id=visitor.id, now=now, **_told(extra), text=text)


def ensure_possible(resource: Resource, extra: ExtraDays, text: str, now: datetime) -> None:
    """Raise Refusals that name everything that is wrong with these hours."""
    broken = plan_rules.broken_extra(
        extra,
        text,
        most=resource.units,
        today=clock.local_day(now),
        horizon=current_app.config["HORIZON_DAYS"],
    )
    if broken:
        raise Refusals(broken)


def remove_extra(visitor: Visitor, resource: Resource, number: int, now: datetime) -> None:
    """Take extra hours away from today on; days gone by stay as they were. Removing twice does no more than once.

    Raise BookingsInTheWay when somebody has booked them, NotFound when they are none of this resource, Refusal when over.
    """
    ensure_manages(visitor, resource)
    today = clock.local_day(now)
    with transaction():
        lock(ResourceGuard, resource.id)
        row = lock(ExtraHours, number)
        if row.resource_id != resource.id:
            raise NotFound()
        if row.removed_at is not None:
            return
        if row.last_day < today:
            raise Refusal(N_("De extra tiderna är redan över."))
        if row.first_day < today:
            row.last_day = today - timedelta(days=1)
        else:
            row.removed_at = now
        db.session.flush()
        unfold_resource(resource.id, now)
        follow_level(resource.testbed_id, now=now)
        audit.record("capacity.extra-removed", resource.slug, person_id=visitor.id, now=now, **_told(row))


def _is_there(resource_id: int, extra: ExtraDays) -> bool:
    same = db.session.query(ExtraHours.id).filter_by(resource_id=resource_id, removed_at=None, **vars(extra))
    return same.first() is not None


def _told(extra: ExtraDays | ExtraHours) -> dict[str, object]:
    days: dict[str, date] = {"first_day": extra.first_day, "last_day": extra.last_day}
    hours = {"opens": extra.opens, "closes": extra.closes, "units": extra.units}
    return {**{name: day.isoformat() for name, day in days.items()}, **hours}
