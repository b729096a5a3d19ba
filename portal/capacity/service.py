"""What an owner does to capacity: plans and closures. Each is recorded (P5), none reaches into the past (P10)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert

from portal import audit
from portal.accounts.queries import Visitor
from portal.capacity import plan_rules
from portal.capacity.levels import follow_level
from portal.capacity.models import CapacityPlan, OpeningHours, ResourceGuard
from portal.capacity.openings import DaysOff, Hours
from portal.capacity.outages import (
    Outage,
    ensure_manages,
    lift_closure,
    outage_of,
    record_closure,
    record_outage,
    withdraw,
)
from portal.capacity.queries import PlanView, plan_of
from portal.capacity.unfolding import BookingsInTheWay, extend_all, planned, unfold_resource
from portal.capacity.versions import SAVED, keep, keep_what_was, values, written
from portal.catalogue.models import Resource
from portal.database import db, lock, transaction
from portal.errors import Conflict, Refusals

__all__ = [
    "BookingsInTheWay",
    "Outage",
    "ensure_manages",
    "enter_plan",
    "extend_all",
    "lift_closure",
    "outage_of",
    "planned",
    "record_closure",
    "record_outage",
    "save_plan",
    "try_plan",
    "unfold_resource",
    "withdraw",
]


class _RolledBack(Exception):
    """Leave a trial's transaction without a trace."""


def save_plan(
    visitor: Visitor,
    resource: Resource,
    lines: Sequence[Hours],
    off: DaysOff | bool,
    now: datetime,
    version: int | None = None,
    cause: str = SAVED,
) -> PlanView:
    """Replace the plan, unfold it from today on, and return it.

    Raise Refusals for lines that cannot stand, Conflict when the plan is no longer the `version` that was read,
    BookingsInTheWay when less would be offered than is booked, NotFound for anybody who does not manage the testbed.
    """
    ensure_manages(visitor, resource)
    return enter_plan(resource, lines, off, now=now, version=version, person_id=visitor.id, cause=cause)


def try_plan(
    visitor: Visitor,
    resource: Resource,
    lines: Sequence[Hours],
    off: DaysOff | bool,
    now: datetime,
    version: int | None = None,
) -> None:
    """Raise what `save_plan` would raise, and change nothing."""
    try:
        with transaction():
            save_plan(visitor, resource, lines, off, now, version)
            raise _RolledBack
    except _RolledBack:
        return


def enter_plan(
    resource: Resource,
    lines: Sequence[Hours],
    off: DaysOff | bool = True,
    *,
    now: datetime,
    version: int | None = None,
    person_id: int | None = None,
    cause: str = SAVED,
) -> PlanView:
    """Like `save_plan`, for the portal itself (person_id None): seeds and imports."""
    off = DaysOff.of(off)
    if broken := plan_rules.broken_lines(lines, resource.units):
        raise Refusals(broken)
    with transaction():
        # The guard's row first, as every booking takes it: two writers never wait for each other crosswise.
        lock(ResourceGuard, resource.id)
        before = plan_of(resource.id)
        if version is not None and version != before.version:
            raise Conflict()
        keep_what_was(resource.id, before)
        _write(resource.id, lines, off, before.version + 1)
        after = plan_of(resource.id)
        keep(resource.id, after, cause=cause, person_id=person_id, now=now)
        unfold_resource(resource.id, now)
        follow_level(resource.testbed_id, now=now)
        audit.record(
            "capacity.plan-saved",
            resource.slug,
            person_id=person_id,
            now=now,
            version=after.version,
            cause=cause,
            closed_on_holidays=off.holidays,
            closed_on_eves=off.eves,
            lines=[written(line) for line in lines],
        )
    return plan_of(resource.id)


def _write(resource_id: int, lines: Sequence[Hours], off: DaysOff, version: int) -> None:
    plan = db.session.get(CapacityPlan, resource_id, populate_existing=True)
    if plan is None:
        plan = CapacityPlan(resource_id=resource_id)
        db.session.add(plan)
    plan.closed_on_holidays, plan.closed_on_eves = off.holidays, off.eves
    plan.version = version
    db.session.flush()
    db.session.execute(delete(OpeningHours).where(OpeningHours.resource_id == resource_id))
    if lines:
        db.session.execute(insert(OpeningHours), [{"resource_id": resource_id, **values(line)} for line in lines])
