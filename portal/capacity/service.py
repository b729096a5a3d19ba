"""What an owner does to capacity: plans and closures. Each is recorded (P5), none reaches into the past (P10)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import delete, insert

from portal import audit, clock
from portal.accounts.queries import Visitor
from portal.capacity import plan_rules
from portal.capacity.levels import follow_level
from portal.capacity.models import CapacityPlan, Closure, OpeningHours, ResourceGuard
from portal.capacity.openings import DaysOff, Hours
from portal.capacity.queries import PlanView, plan_of
from portal.capacity.unfolding import BookingsInTheWay, extend_all, unfold_resource
from portal.capacity.versions import SAVED, keep, keep_what_was, values, written
from portal.catalogue.models import Resource
from portal.catalogue.permissions import may_manage
from portal.database import db, lock, transaction
from portal.errors import N_, Conflict, NotFound, Refusal, Refusals

__all__ = [
    "BookingsInTheWay",
    "enter_plan",
    "extend_all",
    "lift_closure",
    "record_closure",
    "save_plan",
    "try_plan",
    "unfold_resource",
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


def record_closure(
    visitor: Visitor,
    resource: Resource,
    first_day: date,
    last_day: date,
    units: int,
    reason: str,
    text: str,
    now: datetime,
) -> Closure:
    """Record that the resource offers at most `units` on these days; the caller unfolds once bookings have made room.

    Raise Refusals for days that have been, a reason that is none, or as many units as the resource has.
    """
    ensure_manages(visitor, resource)
    today = clock.local_day(now)
    if broken := plan_rules.broken_closure(first_day, last_day, units, reason, text, most=resource.units, today=today):
        raise Refusals(broken)
    with transaction() as session:
        closure = Closure(
            resource_id=resource.id,
            first_day=first_day,
            last_day=last_day,
            units=units,
            reason=reason,
            text=text,
            created_by_id=visitor.id,
            created_at=now,
        )
        session.add(closure)
        session.flush()
        _record("capacity.closed", resource, closure, visitor, now)
    return closure


def lift_closure(visitor: Visitor, resource: Resource, closure_id: int, now: datetime) -> None:
    """End the closure from today on and offer the days again; what has been closed stays on record as closed.

    Lifting twice does no more than once. Raise NotFound when it is no closure of this resource, Refusal when it is over.
    """
    ensure_manages(visitor, resource)
    today = clock.local_day(now)
    with transaction():
        lock(ResourceGuard, resource.id)
        closure = lock(Closure, closure_id)
        if closure.resource_id != resource.id:
            raise NotFound()
        if closure.lifted_at is not None:
            return
        if closure.last_day < today:
            raise Refusal(N_("Stängningen är redan över."))
        _record("capacity.closure-lifted", resource, closure, visitor, now)
        if closure.first_day < today:
            closure.last_day = today - timedelta(days=1)
        else:
            closure.lifted_at = now
        db.session.flush()
        unfold_resource(resource.id, now)
        follow_level(resource.testbed_id, now=now)


def ensure_manages(visitor: Visitor, resource: Resource) -> None:
    """Raise NotFound unless the visitor answers for the resource's testbed."""
    if not may_manage(visitor, resource.testbed):
        raise NotFound()


def _record(action: str, resource: Resource, closure: Closure, visitor: Visitor, now: datetime) -> None:
    audit.record(
        action,
        resource.slug,
        person_id=visitor.id,
        now=now,
        first_day=closure.first_day.isoformat(),
        last_day=closure.last_day.isoformat(),
        units=closure.units,
        reason=closure.reason,
    )
