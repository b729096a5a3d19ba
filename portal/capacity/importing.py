"""What a file says is entered: extra hours, the plan, closures, all in one transaction or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from portal import clock
from portal.accounts.queries import Visitor
from portal.capacity import plan_files, queries
from portal.capacity.extra_hours import add_extra
from portal.capacity.openings import Extra
from portal.capacity.outages import Outage, minute_at, record_outage
from portal.capacity.plan_files import PlanFile
from portal.capacity.preview import WhatIf
from portal.capacity.service import save_plan
from portal.capacity.unfolding import unfold_resource
from portal.capacity.versions import IMPORTED
from portal.catalogue.models import Resource
from portal.clock import Period
from portal.database import transaction
from portal.errors import Conflict


@dataclass(frozen=True)
class _Foreseen(Outage):
    """A closure that is not recorded yet, as the rules of unfolding look at one."""

    lifted_at: None = None


class _RolledBack(Exception):
    """Leave a trial's transaction without a trace."""


def judge_file(resource: Resource, table: Sequence[Sequence[str]], now: datetime) -> PlanFile:
    """Return what the table says of this resource, and every fault of it."""
    horizon = current_app.config["HORIZON_DAYS"]
    limits = plan_files.limits_of(resource.units, (clock.local_day(now), minute_at(now)), horizon)
    known = plan_files.known_of(queries.coming_extra(resource.id, now), _closures(resource, now))
    return plan_files.read_plan(table, limits, known)


def import_file(visitor: Visitor, resource: Resource, file: PlanFile, now: datetime, version: int) -> None:
    """Enter all that a file without faults says.

    Raise Conflict when the plan is no longer the `version` that was read, BookingsInTheWay when less would be offered than
    is booked (nothing is displaced by a file), NotFound for anybody who does not manage the testbed.
    """
    with transaction():
        before = queries.plan_of(resource.id)
        if before.version != version:
            raise Conflict()
        for extra, text in file.extra:
            add_extra(visitor, resource, extra, text, now)
        if file.changes_plan:
            lines, off = file.lines or before.lines, file.off(before.off)
            save_plan(visitor, resource, lines, off, now, version, IMPORTED)
        for outage in file.outages:
            record_outage(visitor, resource, outage, now)
        if file.outages:
            unfold_resource(resource.id, now)


def try_file(visitor: Visitor, resource: Resource, file: PlanFile, now: datetime, version: int) -> None:
    """Raise what `import_file` would raise, and change nothing."""
    try:
        with transaction():
            import_file(visitor, resource, file, now, version)
            raise _RolledBack
    except _RolledBack:
        return


def what_if(resource: Resource, file: PlanFile, now: datetime) -> WhatIf:
    """Return the plan and exceptions that there would be."""
    before = queries.plan_of(resource.id)
    extra: list[Extra] = [*queries.coming_extra(resource.id, now), *(one for one, _text in file.extra)]
    closures = [_Foreseen(**vars(one)) for one in file.outages]
    return WhatIf(file.lines or before.lines, file.off(before.off), extra, closures)


def rows_of(resource: Resource, now: datetime, language: str) -> list[list[object]]:
    """Return the plan and what is coming beside it as the rows of a file."""
    plan = queries.plan_of(resource.id)
    extra, closures = queries.coming_extra(resource.id, now), _closures(resource, now)
    return list(plan_files.written(plan.lines, plan.off, extra, closures, language))


def _closures(resource: Resource, now: datetime) -> list[queries.ClosureView]:
    today = clock.start_of(clock.local_day(now))
    return queries.closures_of(resource.id, Period(today, today + queries.FAR))
