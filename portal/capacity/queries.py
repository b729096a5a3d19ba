"""Reads of capacity, plans and closures. Plain columns and small dataclasses: calendars and searches read many rows."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, exists, select

from portal import clock
from portal.capacity.links import Links as Links
from portal.capacity.links import LinkView as LinkView
from portal.capacity.links import links_of as links_of
from portal.capacity.models import Capacity, CapacityPlan, Closure, ExtraHours, OpeningHours, ResourceGuard
from portal.capacity.openings import DaysOff
from portal.capacity.rules import Line, Stretch, clipped, merged, moment_of
from portal.catalogue.models import Resource
from portal.clock import Period
from portal.database import UTCDateTime, db

FAR = timedelta(days=3650)

_LINE = (
    OpeningHours.resource_id,
    OpeningHours.weekday,
    OpeningHours.opens,
    OpeningHours.closes,
    OpeningHours.units,
    OpeningHours.first_day,
    OpeningHours.last_day,
)
_EXTRA = (
    ExtraHours.resource_id,
    ExtraHours.id,
    ExtraHours.first_day,
    ExtraHours.last_day,
    ExtraHours.opens,
    ExtraHours.closes,
    ExtraHours.units,
    ExtraHours.text,
)
_CLOSURE = (
    Closure.id,
    Closure.resource_id,
    Closure.first_day,
    Closure.last_day,
    Closure.opens,
    Closure.closes,
    Closure.units,
    Closure.is_planned,
    Closure.reason,
    Closure.text,
    Closure.created_at,
    Closure.lifted_at,
)


@dataclass(frozen=True)
class PlanView:
    """The plan of one resource; version 0 means that it has none yet."""

    lines: tuple[Line, ...] = ()
    closed_on_holidays: bool = True
    version: int = 0
    unfolded_to: date | None = None
    closed_on_eves: bool = True

    @property
    def off(self) -> DaysOff:
        return DaysOff(self.closed_on_holidays, self.closed_on_eves)


@dataclass(frozen=True)
class ExtraView:
    """Extra hours that are in force."""

    id: int
    first_day: date
    last_day: date
    opens: int
    closes: int
    units: int
    text: str


@dataclass(frozen=True)
class ClosureView:
    """A closure that is in force."""

    id: int
    first_day: date
    last_day: date
    opens: int
    closes: int
    units: int
    is_planned: bool
    reason: str
    text: str
    created_at: datetime
    lifted_at: datetime | None

    @property
    def key(self) -> str:
        """Return what it is called in addresses: they hold no numbers that can be counted."""
        return hashlib.sha256(f"{self.id} {int(self.created_at.timestamp())}".encode()).hexdigest()[:12]

    @property
    def period(self) -> Period:
        return Period(moment_of(self.first_day, self.opens), moment_of(self.last_day, self.closes))


@dataclass
class Planned:
    """What is to be known of one resource to say when it would be open and when a closure shuts it."""

    lines: list[Line] = field(default_factory=list)
    closures: list[ClosureView] = field(default_factory=list)
    extra: list[ExtraView] = field(default_factory=list)
    off: DaysOff = field(default_factory=DaysOff)


def offered(resource_id: int, period: Period) -> list[Stretch]:
    """Return what the resource offers within the period: sorted, overlapping rows added up, touching equals joined."""
    return offered_many([resource_id], period)[resource_id]


# The longest stretch there ever was tells the index where to begin, however far back the resource's capacity goes.
_OFFERED = (
    select(Capacity.resource_id, Capacity.starts_at, Capacity.ends_at, Capacity.units)
    .join(ResourceGuard, ResourceGuard.resource_id == Capacity.resource_id)
    .where(
        Capacity.resource_id.in_(bindparam("resource_ids", expanding=True)),
        Capacity.starts_at > bindparam("starts_at", type_=UTCDateTime) - ResourceGuard.longest_stretch,
        Capacity.starts_at < bindparam("ends_at", type_=UTCDateTime),
        Capacity.ends_at > bindparam("starts_at", type_=UTCDateTime),
    )
)


def offered_many(resource_ids: Sequence[int], period: Period) -> dict[int, list[Stretch]]:
    """Like `offered`, for each of these resources, in one statement; a resource without capacity has an empty list."""
    wanted = {"resource_ids": list(resource_ids), "starts_at": period.starts_at, "ends_at": period.ends_at}
    found: dict[int, list[Stretch]] = {resource_id: [] for resource_id in resource_ids}
    for row in db.session.connection().execute(_OFFERED, wanted):
        found[row.resource_id].append(Stretch(row.starts_at, row.ends_at, row.units))
    return {resource_id: merged(clipped(rows, period)) for resource_id, rows in found.items()}


def plan_of(resource_id: int) -> PlanView:
    """Return the plan of the resource, its lines by weekday and opening."""
    plan = db.session.execute(
        select(
            CapacityPlan.closed_on_holidays,
            CapacityPlan.version,
            CapacityPlan.unfolded_to,
            CapacityPlan.closed_on_eves,
        ).where(CapacityPlan.resource_id == resource_id)
    ).one_or_none()
    if plan is None:
        return PlanView()
    lines = tuple(_line(row) for row in db.session.execute(_lines_of([resource_id])))
    return PlanView(lines, *plan)


def extra_of(resource_id: int, period: Period) -> list[ExtraView]:
    """Return the extra hours in force on any day of the period, those that reach in from the night before among them."""
    return [ExtraView(*row[1:]) for row in db.session.execute(_extra_of([resource_id], period))]


def coming_extra(resource_id: int, now: datetime) -> list[ExtraView]:
    """Return the extra hours of today and later, by first day."""
    today = clock.start_of(clock.local_day(now))
    return extra_of(resource_id, Period(today, today + FAR))


def closures_of(resource_id: int, period: Period) -> list[ClosureView]:
    """Return the closures in force on any day of the period, by first day."""
    return [_closure(row) for row in db.session.execute(_closures_of([resource_id], period))]


def coming_closures(resource_id: int, now: datetime, *, most: int | None = None) -> list[ClosureView]:
    """Return the closures in force that are not over, the first to come first."""
    today = clock.start_of(clock.local_day(now))
    found = closures_of(resource_id, Period(today, today + FAR))
    return [one for one in found if one.period.ends_at > now][:most]


def planned_many(resource_ids: Sequence[int], period: Period) -> dict[int, Planned]:
    """Return opening hours and closures of these resources: four statements, however many they are."""
    found: dict[int, Planned] = defaultdict(Planned, {resource_id: Planned() for resource_id in resource_ids})
    off = select(CapacityPlan.resource_id, CapacityPlan.closed_on_holidays, CapacityPlan.closed_on_eves)
    for resource_id, *is_closed in db.session.execute(off.where(CapacityPlan.resource_id.in_(resource_ids))):
        found[resource_id].off = DaysOff(*is_closed)
    for row in db.session.execute(_lines_of(resource_ids)):
        found[row.resource_id].lines.append(_line(row))
    for closure in db.session.execute(_closures_of(resource_ids, period)):
        found[closure.resource_id].closures.append(_closure(closure))
    for extra in db.session.execute(_extra_of(resource_ids, period)):
        found[extra.resource_id].extra.append(ExtraView(*extra[1:]))
    return dict(found)


def open_modes(testbed_id: int, *, now: datetime) -> set[str]:
    """Return the ways in (direct, request) of the testbed's open resources that offer something from now on."""
    offers = exists().where(Capacity.resource_id == Resource.id, Capacity.ends_at > now, Capacity.units > 0)
    query = select(Resource.mode).where(Resource.testbed_id == testbed_id, Resource.is_open, offers)
    return set(db.session.scalars(query))


def _lines_of(resource_ids: Iterable[int]) -> Select[*tuple[Any, ...]]:
    query = select(*_LINE).where(OpeningHours.resource_id.in_(list(resource_ids)))
    return query.order_by(OpeningHours.weekday, OpeningHours.opens, OpeningHours.closes, OpeningHours.id)


def _extra_of(resource_ids: Iterable[int], period: Period) -> Select[*tuple[Any, ...]]:
    last_day = clock.local_day(period.ends_at - timedelta(seconds=1))
    query = select(*_EXTRA).where(
        ExtraHours.resource_id.in_(list(resource_ids)),
        ExtraHours.removed_at.is_(None),
        ExtraHours.first_day <= last_day,
        ExtraHours.last_day >= clock.local_day(period.starts_at) - timedelta(days=1),
    )
    return query.order_by(ExtraHours.first_day, ExtraHours.opens, ExtraHours.id)


def _closures_of(resource_ids: Iterable[int], period: Period) -> Select[*tuple[Any, ...]]:
    first_day = clock.local_day(period.starts_at)
    last_day = clock.local_day(period.ends_at - timedelta(seconds=1))
    query = select(*_CLOSURE).where(
        Closure.resource_id.in_(list(resource_ids)),
        Closure.lifted_at.is_(None),
        Closure.first_day <= last_day,
        Closure.last_day >= first_day,
    )
    return query.order_by(Closure.first_day, Closure.id)


def _line(row: Any) -> Line:
    return Line(row.weekday, row.opens, row.closes, row.units, row.first_day, row.last_day)


def _closure(row: Any) -> ClosureView:
    return ClosureView(
        row.id,
        row.first_day,
        row.last_day,
        row.opens,
        row.closes,
        row.units,
        row.is_planned,
        row.reason,
        row.text,
        row.created_at,
        row.lifted_at,
    )
