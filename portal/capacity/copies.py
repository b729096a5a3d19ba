"""A plan given to other resources of the same owner: all of them or none, each through the guard as if it were typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from portal.accounts.queries import Visitor
from portal.capacity import preview, queries, service
from portal.capacity.copying import at_most
from portal.capacity.preview import WeeksPreview, WhatIf
from portal.capacity.versions import COPIED
from portal.catalogue.models import Resource
from portal.catalogue.queries import owned_resources
from portal.database import transaction
from portal.errors import Refusal


@dataclass(frozen=True)
class Copy:
    """What copying would do to one resource, or why it cannot be done."""

    resource: Resource
    version: int
    capped: bool = False
    weeks: list[WeeksPreview] = field(default_factory=list)
    in_the_way: list[date] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        return bool(self.in_the_way or self.refusals)


class _Undone(Exception):
    """Roll back every copy because one of them was refused."""


def others_of(resource: Resource) -> list[Resource]:
    """Return the other resources of whoever owns this one's testbed."""
    owner = resource.testbed.owner_id
    return [one for one in owned_resources([owner]) if one.id != resource.id] if owner else []


def foresee(visitor: Visitor, source: Resource, targets: Sequence[Resource], now: datetime) -> list[Copy]:
    """Return what copying would do to each of these, or what stands in its way; change nothing."""
    return [_foresee(visitor, source, target, now) for target in targets]


def copy_plan(
    visitor: Visitor, source: Resource, targets: Sequence[Resource], now: datetime, *, seen: Mapping[int, int]
) -> list[Copy]:
    """Give all of these the plan and return nothing, or give it to none and return those that cannot have it.

    `seen` is the version of each plan that was on the page: one that was changed since is refused.
    """
    troubles: list[Copy] = []
    try:
        with transaction():
            # In one order, so that two who copy at once never wait for each other crosswise.
            for target in sorted(targets, key=lambda one: one.id):
                if trouble := _trouble(visitor, source, target, now, seen.get(target.id, -1)):
                    troubles.append(trouble)
                    raise _Undone
    except _Undone:
        pass
    return troubles


def _foresee(visitor: Visitor, source: Resource, target: Resource, now: datetime) -> Copy:
    seen = queries.plan_of(target.id).version
    found: list[Copy | None] = []
    try:
        with transaction():
            found.append(_trouble(visitor, source, target, now, seen))
            raise _Undone
    except _Undone:
        pass
    if found[0]:
        return found[0]
    plan = queries.plan_of(source.id)
    then = WhatIf(at_most(plan.lines, target.units), plan.off, queries.coming_extra(target.id, now))
    capped = any(line.units > target.units for line in plan.lines)
    return Copy(target, seen, capped, preview.changing_weeks(target.id, then, now=now))


def _trouble(visitor: Visitor, source: Resource, target: Resource, now: datetime, seen: int) -> Copy | None:
    plan = queries.plan_of(source.id)
    try:
        service.save_plan(visitor, target, at_most(plan.lines, target.units), plan.off, now, seen, COPIED)
    except service.BookingsInTheWay as refusal:
        return Copy(target, seen, in_the_way=refusal.days)
    except Refusal as refusal:
        return Copy(target, seen, refusals=refusal.refusals)
    return None
