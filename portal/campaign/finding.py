"""A plan meets the world: which resources each step may use, when they are free, and the first chain that comes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.accounts.queries import Visitor
from portal.booking import service as booking
from portal.booking.service import FreeTime, Part
from portal.campaign import rules
from portal.campaign.planning import JUST_THIS, TECHNOLOGY, TESTBED, Plan, Step
from portal.campaign.rules import Bottleneck, Option
from portal.capacity.models import ResourceLink
from portal.catalogue.models import Resource, Testbed
from portal.catalogue.permissions import PUBLIC
from portal.catalogue.queries import get_resource
from portal.clock import Period
from portal.database import db
from portal.geography import distance_km

MOST_CANDIDATES = 8
# What is found within a shorter window is the first of all, since the chain that is finished first is looked for.
WINDOWS = (timedelta(days=28), timedelta(days=84), timedelta(days=250))
CONDITIONS = "conditions"
NOT_SO_LONG, NOT_SO_MANY, NO_TIME, NO_GAP, TOO_MANY = "length", "units", rules.NO_TIME, rules.NO_GAP, rules.TOO_MANY


@dataclass(frozen=True)
class Link:
    """A step of the chain that was found: what to book, and when it is used."""

    part: Part
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Found:
    """The first chain, or why there is none: the step and the reason, and the day by which it would be done without a last day."""

    links: tuple[Link, ...] = ()
    step: int = 0
    why: str = ""
    done_at: datetime | None = None

    @property
    def parts(self) -> list[Part]:
        return [link.part for link in self.links]


def candidates(visitor: Visitor, step: Step) -> list[Resource]:
    """Return the resources that will do, the named one first and then the nearest. Raise NotFound without the named one."""
    named = get_resource(step.slug, visitor)
    if step.breadth == JUST_THIS:
        return [named]
    alike = [one for one in _open_resources(named) if one.id != named.id and _will_do(one, named, step)]
    here = named.testbed
    alike.sort(key=lambda one: (_distance(here, one.testbed), one.id))
    return [named, *alike][:MOST_CANDIDATES]


def _open_resources(named: Resource) -> list[Resource]:
    query = (
        select(Resource)
        .join(Testbed)
        .where(Resource.is_open, Resource.unit == named.unit, Testbed.lifecycle.in_(PUBLIC))
        # What is made up and what is true are never offered for one another.
        .where(Testbed.is_demonstration == named.testbed.is_demonstration)
        .options(joinedload(Resource.testbed))
    )
    return list(db.session.scalars(query))


def _will_do(one: Resource, named: Resource, step: Step) -> bool:
    if step.breadth == TESTBED:
        return one.testbed_id == named.testbed_id
    return step.breadth.removeprefix(TECHNOLOGY) in one.testbed.technologies


def _distance(here: Testbed, there: Testbed) -> float:
    return distance_km(here.lat, here.lon, there.lat, there.lon)


def find(visitor: Visitor, plan: Plan, now: datetime, *, after: datetime | None = None) -> Found:
    """Return the chain that is finished first, or what stops it. With `after`, only chains that begin later than that."""
    for_steps = [candidates(visitor, step) for step in plan.steps]
    starts_at = max(now, clock.start_of(plan.first_day), after or now)
    limit = clock.day_period(plan.last_day).ends_at if plan.last_day else starts_at + WINDOWS[-1]
    if limit <= starts_at:
        return Found(why=NO_TIME)
    found = _search(visitor, plan, for_steps, Period(starts_at, limit), now, after)
    if not found.links and plan.last_day and found.why in (NO_TIME, NO_GAP, CONDITIONS):
        beyond = _search(visitor, plan, for_steps, Period(starts_at, starts_at + WINDOWS[-1]), now, after)
        return Found(step=found.step, why=found.why, done_at=beyond.links[-1].ends_at if beyond.links else None)
    return found


def _search(
    visitor: Visitor,
    plan: Plan,
    for_steps: Sequence[Sequence[Resource]],
    whole: Period,
    now: datetime,
    after: datetime | None,
) -> Found:
    found = Found()
    for window in WINDOWS:
        ends_at = min(whole.ends_at, whole.starts_at + window)
        found = _search_within(visitor, plan, for_steps, Period(whole.starts_at, ends_at), now, after)
        if found.links or ends_at == whole.ends_at or found.why in (NOT_SO_LONG, NOT_SO_MANY):
            return found
    return found


def _search_within(
    visitor: Visitor,
    plan: Plan,
    for_steps: Sequence[Sequence[Resource]],
    within: Period,
    now: datetime,
    after: datetime | None,
) -> Found:
    along = _taken_along({one.id for resources in for_steps for one in resources})
    steps, sources, barred = [], [], []
    for step, resources in zip(plan.steps, for_steps, strict=True):
        free = booking.free_times(visitor, resources, within, step.length, step.units, now)
        times = booking.within_conditions(visitor, resources, free, step.units, now)
        barred.append(any(free.values()) and not any(times.values()))
        known = {
            _option(one, time, rank, along): (one, time) for rank, one in enumerate(resources) for time in times[one.id]
        }
        steps.append(list(known))
        sources.append(known)
    if after is not None:
        steps[0] = [option for option in steps[0] if option.starts_at > after]
    chain = rules.first_chain(steps, plan.gaps)
    if isinstance(chain, Bottleneck):
        number = chain.step
        why = CONDITIONS if barred[number] else _why(chain, plan.steps[number], for_steps[number])
        return Found(step=number, why=why)
    pairs = zip(plan.steps, chain, sources, strict=True)
    return Found(tuple(_link(step, option, *known[option]) for step, option, known in pairs))


def _taken_along(resource_ids: set[int]) -> dict[int, frozenset[int]]:
    query = select(ResourceLink.resource_id, ResourceLink.takes_id).where(ResourceLink.resource_id.in_(resource_ids))
    found: dict[int, frozenset[int]] = {}
    for row in db.session.execute(query):
        found[row.resource_id] = found.get(row.resource_id, frozenset()) | {row.takes_id}
    return found


def _option(resource: Resource, time: FreeTime, rank: int, along: dict[int, frozenset[int]]) -> Option:
    touches = along.get(resource.id, frozenset())
    return Option(time.starts_at, time.ends_at, resource.id, rank, time.before, time.after, touches)


def _link(step: Step, option: Option, resource: Resource, time: FreeTime) -> Link:
    return Link(Part(resource, time.period, step.units), option.starts_at, option.ends_at)


def _why(stopped: Bottleneck, step: Step, resources: Sequence[Resource]) -> str:
    """Return what to say: where no candidate ever takes such a length or so many units, that is the reason."""
    if stopped.why == NO_TIME and not any(one.shortest <= step.length <= one.longest for one in resources):
        return NOT_SO_LONG
    if stopped.why == NO_TIME and not any(step.units <= one.units for one in resources):
        return NOT_SO_MANY
    return stopped.why
