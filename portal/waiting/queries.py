"""Reads about who waits. A place in line is for the organisation that has it; nobody learns who stands before."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from portal import clock
from portal.accounts.queries import Visitor
from portal.booking.models import Booking
from portal.booking.states import HELD
from portal.capacity.models import ResourceGuard, ResourceLink
from portal.catalogue.models import Resource, Testbed
from portal.clock import Period
from portal.database import db
from portal.errors import NotFound
from portal.passport.queries import Case, papers_many
from portal.passport.rules import NO_PAPERS, Gap, Papers, days_of
from portal.waiting.models import LIVE, OFFER, OFFERED, WAITING, WATCH, Wait

LOOK_AGAIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class WaitView:
    """A wish with the names of what it is for, the booking that is offered, and its place among those who want the same days."""

    id: int
    reference: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    length: int
    units: int
    purpose: str
    state: str
    told_at: datetime | None
    told_of: str
    organisation_id: int
    person_id: int
    resource_id: int
    resource_slug: str
    resource_name_sv: str
    resource_name_en: str
    unit: str
    testbed_slug: str
    testbed_name: str
    testbed_name_en: str | None
    is_demonstration: bool
    booking_reference: str | None
    booking_state: str | None
    booking_reason: str | None
    offered_starts_at: datetime | None
    offered_ends_at: datetime | None
    offered_until: datetime | None
    place: int
    total: int

    @property
    def period(self) -> Period:
        return Period(self.starts_at, self.ends_at)

    @property
    def is_offered(self) -> bool:
        return self.state == OFFERED and self.booking_state == HELD

    @property
    def told_starts(self) -> list[datetime]:
        return [datetime.fromtimestamp(int(one), UTC) for one in self.told_of.split()]


_Other = aliased(Wait)


def _others(*conditions: Any) -> Any:
    """Return how many stand in line for some of the same days, the wish itself among them."""
    return (
        select(func.count())
        .where(
            _Other.resource_id == Wait.resource_id,
            _Other.kind == OFFER,
            _Other.state.in_(LIVE),
            _Other.starts_at < Wait.ends_at,
            _Other.ends_at > Wait.starts_at,
            *conditions,
        )
        .scalar_subquery()
    )


_VIEWS = (
    select(
        Wait.id,
        Wait.reference,
        Wait.kind,
        Wait.starts_at,
        Wait.ends_at,
        Wait.length,
        Wait.units,
        Wait.purpose,
        Wait.state,
        Wait.told_at,
        Wait.told_of,
        Wait.organisation_id,
        Wait.person_id,
        Resource.id,
        Resource.slug,
        Resource.name_sv,
        Resource.name_en,
        Resource.unit,
        Testbed.slug,
        Testbed.name,
        Testbed.name_en,
        Testbed.is_demonstration,
        Booking.reference,
        Booking.state,
        Booking.reason,
        Booking.starts_at,
        Booking.ends_at,
        Booking.held_until,
        _others(_Other.id <= Wait.id),
        _others(),
    )
    .join(Resource, Resource.id == Wait.resource_id)
    .join(Testbed, Testbed.id == Resource.testbed_id)
    .outerjoin(Booking, Booking.id == Wait.booking_id)
)


def _views(query: Select[*tuple[Any, ...]]) -> list[WaitView]:
    return [WaitView(*row) for row in db.session.execute(query.order_by(Wait.id))]


def waits_of(organisation_ids: Iterable[int]) -> list[WaitView]:
    """Return what these organisations wait for, first come first; an offer that was answered is none any more."""
    own = (Wait.organisation_id.in_(list(organisation_ids)), or_(Wait.state == WAITING, Booking.state == HELD))
    return _views(_VIEWS.where(Wait.state.in_(LIVE), *own))


def lacking_papers(waits: Iterable[WaitView]) -> dict[str, list[Gap]]:
    """Return, by reference, what must be put right before these wishes can be offered or told of anything in their windows."""
    cases = {one: Case(one.organisation_id, one.resource_id, one.person_id) for one in waits if not one.is_offered}
    papers = papers_many(cases.values())
    gaps = {one.reference: _gaps_throughout(papers.get(case, NO_PAPERS), one.period) for one, case in cases.items()}
    return {reference: lacking for reference, lacking in gaps.items() if lacking}


def _gaps_throughout(papers: Papers, window: Period) -> list[Gap]:
    """Return what lacks on the first day, unless there is a day on which nothing does."""
    each = [papers.gaps(day, day) for day in clock.days(*days_of(window))] if papers.demands else []
    return each[0] if each and all(each) else []


def offers_of(organisation_ids: Iterable[int]) -> list[WaitView]:
    """Return what is offered to these organisations and waits for them to take it, the first deadline first."""
    offers = [one for one in waits_of(organisation_ids) if one.is_offered]
    return sorted(offers, key=lambda one: one.offered_until or one.starts_at)


def find_wait(reference: str) -> WaitView:
    """Return the wish for whoever may know of it already. Raise NotFound."""
    found = _views(_VIEWS.where(Wait.reference == reference))
    if not found:
        raise NotFound()
    return found[0]


def get_wait(reference: str, visitor: Visitor) -> WaitView:
    """Return the wish. Raise NotFound when there is none that the visitor's organisations have."""
    wait = find_wait(reference)
    if wait.organisation_id not in visitor.organisation_ids:
        raise NotFound()
    return wait


def has_line(resource_id: int) -> bool:
    query = select(Wait.id).where(Wait.resource_id == resource_id, Wait.state.in_(LIVE))
    return db.session.connection().execute(query.limit(1)).first() is not None


def line_of(resource_id: int) -> list[WaitView]:
    """Return everybody whose wish in the resource is not settled, first come first."""
    return _views(_VIEWS.where(Wait.resource_id == resource_id, Wait.state.in_(LIVE)))


@dataclass(frozen=True, slots=True)
class Demand:
    """How many wait for a resource: in line for an offer, and to be told."""

    in_line: int
    watching: int


def demand(resource_ids: Collection[int]) -> dict[int, Demand]:
    """Return how many wait for each of these resources; those that nobody waits for are left out. Who waits is not read."""
    if not resource_ids:
        return {}
    counts = [func.count().filter(Wait.kind == kind) for kind in (OFFER, WATCH)]
    query = select(Wait.resource_id, *counts).where(Wait.resource_id.in_(resource_ids), Wait.state.in_(LIVE))
    return {row[0]: Demand(row[1], row[2]) for row in db.session.execute(query.group_by(Wait.resource_id))}


def guard_versions(resource_ids: Collection[int]) -> dict[int, int]:
    """Return what the guard has counted of each resource and of what it takes along: another number when anything changed."""
    along = aliased(ResourceGuard)
    taken = (
        select(func.sum(along.version))
        .join(ResourceLink, ResourceLink.takes_id == along.resource_id)
        .where(ResourceLink.resource_id == ResourceGuard.resource_id)
        .scalar_subquery()
    )
    query = select(ResourceGuard.resource_id, ResourceGuard.version + func.coalesce(taken, 0))
    return {row[0]: row[1] for row in db.session.execute(query.where(ResourceGuard.resource_id.in_(resource_ids)))}


def lines_to_look_at(now: datetime) -> list[int]:
    """Return the resources of which anything has changed since their line was looked at, and those not seen for an hour.

    What changes without the guard is a matter of the clock, or of an owner's terms, and an hour is soon enough for those.
    """
    numbers = (func.min(Wait.seen_version), func.max(Wait.seen_version), func.min(Wait.looked_at))
    query = select(Wait.resource_id, *numbers).where(Wait.state == WAITING).group_by(Wait.resource_id)
    lines = db.session.execute(query).all()
    versions = guard_versions([line[0] for line in lines])
    changed = {
        resource_id
        for resource_id, least, most, looked_at in lines
        if {least, most} != {versions.get(resource_id)} or looked_at <= now - LOOK_AGAIN
    }
    return sorted(changed | _answered())


def _answered() -> set[int]:
    """Return the resources in which an offer is one no longer, and nobody has drawn the conclusion."""
    query = select(Wait.resource_id).join(Booking, Booking.id == Wait.booking_id)
    return set(db.session.execute(query.where(Wait.state == OFFERED, Booking.state != HELD)).scalars())
