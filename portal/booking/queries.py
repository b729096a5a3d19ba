"""Reads about bookings. Claims as others see them carry no names; whole bookings are for their two sides.

Lists come as `BookingView`, one statement each, with all that a page or a letter says about a booking.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Select,
    bindparam,
    func,
    select,
)
from sqlalchemy.orm import aliased

from portal.accounts.models import Person
from portal.accounts.queries import Visitor
from portal.booking.models import Booking, BookingChange, BookingEvent, Claim, Repair
from portal.booking.permissions import may_read
from portal.booking.states import CONFIRMED, DISPLACED, IN_USE, PENDING
from portal.booking.units_left import ClaimRow
from portal.booking.view import VIEWS, BookingView
from portal.capacity.models import Closure, ResourceGuard, ResourceLink
from portal.catalogue.models import CatalogueVersion, Resource, Testbed
from portal.clock import Period
from portal.database import db
from portal.errors import NotFound

_BY_REFERENCE = VIEWS.where(Booking.reference == bindparam("reference"))
_BY_FORM = VIEWS.where(Booking.form_key == bindparam("form_key"))


def _views(query: Select[*tuple[Any, ...]], **values: Any) -> list[BookingView]:
    # Past the ORM: these are columns, and each action on a booking begins and ends with them.
    return [BookingView(*row) for row in db.session.connection().execute(query, values)]


def get_booking(reference: str, visitor: Visitor) -> BookingView:
    """Return the booking. Raise NotFound when there is none that this visitor is a party to."""
    booking = find_view(reference)
    if booking is None or not may_read(visitor, booking):
        raise NotFound()
    return booking


def find_view(reference: str) -> BookingView | None:
    """Return the booking for whoever may know of it already: who may read it is for the caller to ask."""
    return next(iter(_views(_BY_REFERENCE, reference=reference)), None)


def find_by_form(form_key: str) -> BookingView | None:
    """Return the booking that the form with this key made."""
    return next(iter(_views(_BY_FORM, form_key=form_key)), None)


def state_of(booking_id: int) -> str:
    return db.session.execute(select(Booking.state).where(Booking.id == booking_id)).scalar_one()


def views_by_id(booking_ids: Collection[int]) -> list[BookingView]:
    return _views(VIEWS.where(Booking.id.in_(booking_ids)).order_by(Booking.id)) if booking_ids else []


def bookings_of(
    organisation_ids: Iterable[int], *, since: datetime | None = None, before: datetime | None = None
) -> list[BookingView]:
    """Return what these organisations have booked: what ends after `since`, soonest first; what ended by `before`, latest first."""
    query = VIEWS.where(Booking.organisation_id.in_(list(organisation_ids)))
    if since is not None:
        query = query.where(Booking.ends_at > since)
    if before is not None:
        return _views(query.where(Booking.ends_at <= before).order_by(Booking.starts_at.desc(), Booking.id.desc()))
    return _views(query.order_by(Booking.starts_at, Booking.id))


def waiting_for(owner_ids: Iterable[int]) -> list[BookingView]:
    """Return the requests that wait for an answer from these owners, the one that lapses first foremost.

    Who stands in line has no answer to wait for yet.
    """
    waiting = _views(_owned(owner_ids, *PENDING).where(~Booking.in_line))
    return sorted(waiting, key=lambda one: (one.deadline, one.created_at, one.id))


def upcoming_for_owner(owner_ids: Iterable[int], *, now: datetime, until: datetime | None = None) -> list[BookingView]:
    """Return confirmed and ongoing bookings of these owners' resources that are not over, soonest first."""
    query = _owned(owner_ids, CONFIRMED, IN_USE).where(Booking.ends_at > now)
    if until is not None:
        query = query.where(Booking.starts_at < until)
    return _views(query.order_by(Booking.starts_at, Booking.id))


def past_unsettled_for_owner(owner_ids: Iterable[int], *, now: datetime) -> list[BookingView]:
    """Return bookings that are over, of which nobody has said whether they took place."""
    query = _owned(owner_ids, CONFIRMED, IN_USE).where(Booking.ends_at <= now)
    return _views(query.order_by(Booking.starts_at, Booking.id))


def _owned(owner_ids: Iterable[int], *states: str) -> Select[*tuple[Any, ...]]:
    return VIEWS.where(Testbed.owner_id.in_(list(owner_ids)), Booking.state.in_(states))


@dataclass(frozen=True, slots=True)
class RepairView:
    """A line of the repair list: a booking that lost its time, the closure that took it, and how the line stands."""

    booking: BookingView
    opened_at: datetime
    closure_reason: str
    closure_text: str
    answer_by: datetime | None
    reminders: int
    settled_at: datetime | None
    outcome: str | None
    settled_by: str | None
    moved_to: str | None


_LINE = (
    Repair.opened_at,
    Closure.reason,
    Closure.text,
    Repair.answer_by,
    Repair.reminders,
    Repair.settled_at,
    Repair.outcome,
    Repair.settled_by,
    Repair.moved_to,
)
_OPEN = (Repair.settled_at.is_(None), Booking.state == DISPLACED)


def repairs_for_owner(owner_ids: Iterable[int]) -> list[RepairView]:
    """Return the open lines of these owners' repair list, oldest first."""
    return _repairs(Testbed.owner_id.in_(list(owner_ids)), *_OPEN)


def settled_for_owner(owner_ids: Iterable[int], *, since: datetime) -> list[RepairView]:
    """Return the lines of these owners' repair list that were settled since then, the latest first."""
    return _repairs(Testbed.owner_id.in_(list(owner_ids)), Repair.settled_at >= since)[::-1]


def repairs_of(organisation_ids: Iterable[int]) -> list[RepairView]:
    """Return the open lines that concern these organisations' own bookings."""
    return _repairs(Booking.organisation_id.in_(list(organisation_ids)), *_OPEN)


def find_repair(booking_id: int) -> RepairView | None:
    """Return the booking's open line, if it has one."""
    return next(iter(_repairs(Booking.id == booking_id, *_OPEN)), None)


def last_repair(booking_id: int) -> RepairView | None:
    """Return the booking's line, open or settled, if it was ever displaced."""
    return next(iter(_repairs(Booking.id == booking_id)), None)


def _repairs(*conditions: Any) -> list[RepairView]:
    query = (
        VIEWS.add_columns(*_LINE)
        .join(Repair, Repair.booking_id == Booking.id)
        .join(Closure, Closure.id == Repair.closure_id)
        .where(*conditions)
        .order_by(func.coalesce(Repair.settled_at, Repair.opened_at), Repair.id)
    )
    size = len(_LINE)
    return [RepairView(BookingView(*row[:-size]), *row[-size:]) for row in db.session.execute(query)]


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change that the booker has asked for and the owner has not answered."""

    starts_at: datetime
    ends_at: datetime
    units: int
    text: str
    asked_at: datetime

    @property
    def period(self) -> Period:
        return Period(self.starts_at, self.ends_at)


_CHANGE = (
    BookingChange.starts_at,
    BookingChange.ends_at,
    BookingChange.units,
    BookingChange.text,
    BookingChange.asked_at,
)


def find_change(booking_id: int) -> ChangeView | None:
    """Return what the booker has asked to have instead, if that is still open."""
    query = select(*_CHANGE).where(BookingChange.booking_id == booking_id, BookingChange.settled_at.is_(None))
    row = db.session.execute(query).one_or_none()
    return ChangeView(*row) if row else None


def open_changes(booking_ids: Collection[int]) -> dict[int, ChangeView]:
    """Return by booking what is asked to be instead and still open."""
    if not booking_ids:
        return {}
    query = select(BookingChange.booking_id, *_CHANGE)
    asked = query.where(BookingChange.booking_id.in_(booking_ids), BookingChange.settled_at.is_(None))
    return {row[0]: ChangeView(*row[1:]) for row in db.session.execute(asked)}


def changes_for_owner(owner_ids: Iterable[int]) -> list[tuple[BookingView, ChangeView]]:
    """Return the changes that wait for an answer from these owners, the longest waiting first."""
    query = _owned(owner_ids, CONFIRMED, IN_USE).add_columns(*_CHANGE)
    query = query.join(BookingChange, BookingChange.booking_id == Booking.id).where(BookingChange.settled_at.is_(None))
    rows = db.session.execute(query.order_by(BookingChange.asked_at, BookingChange.id))
    cut = -len(_CHANGE)
    return [(BookingView(*row[:cut]), ChangeView(*row[cut:])) for row in rows]


@dataclass(frozen=True, slots=True)
class EventView:
    """A move in a booking's history. The portal itself has no name."""

    at: datetime
    from_state: str | None
    to_state: str
    reason: str | None
    reason_text: str | None
    person_name: str | None


def history_of(booking_id: int) -> list[EventView]:
    """Return the moves of the booking, first to last."""
    query = (
        select(
            BookingEvent.at,
            BookingEvent.from_state,
            BookingEvent.to_state,
            BookingEvent.reason,
            BookingEvent.reason_text,
            Person.name,
        )
        .outerjoin(Person, Person.id == BookingEvent.person_id)
        .where(BookingEvent.booking_id == booking_id)
        .order_by(BookingEvent.id)
    )
    return [EventView(*row) for row in db.session.execute(query)]


def stretches_of(booking: BookingView) -> list[ClaimRow]:
    """Return exactly which stretches the booking takes, or took until it gave them up."""
    query = select(Claim.starts_at, Claim.ends_at, Claim.units, Claim.active).where(
        Claim.booking_id == booking.id, Claim.parent_id.is_(None)
    )
    rows = db.session.execute(query.order_by(Claim.starts_at, Claim.id)).all()
    # A booking that was moved keeps its earlier stretches for the record; they are not its time any more.
    current = [row for row in rows if row.active] or [row for row in rows if _lies_within(row, booking)]
    return [ClaimRow(row.starts_at, row.ends_at, row.units) for row in current]


def _lies_within(row: Any, booking: BookingView) -> bool:
    return booking.starts_at <= row.starts_at and row.ends_at <= booking.ends_at


_Along = aliased(ResourceGuard)


@dataclass(frozen=True, slots=True)
class Standing:
    """An open resource and the numbers that tell whether anything about it has changed."""

    id: int
    slug: str
    guard_version: int
    catalogue_version: int


_ALONG = func.coalesce(
    select(func.sum(_Along.version))
    .join(ResourceLink, ResourceLink.takes_id == _Along.resource_id)
    .where(ResourceLink.resource_id == Resource.id)
    .scalar_subquery(),
    0,
)
_STANDING = (
    select(
        Resource.id,
        Resource.slug,
        ResourceGuard.version + _ALONG,
        func.coalesce(select(func.max(CatalogueVersion.version)).scalar_subquery(), 0),
    )
    .join(ResourceGuard, ResourceGuard.resource_id == Resource.id)
    .where(Resource.testbed_id == bindparam("testbed_id"), Resource.is_open)
    .order_by(Resource.name_sv, Resource.id)
)


def standing_of(testbed_id: int) -> list[Standing]:
    """Return the testbed's open resources by name: the guard's number grows with every change of claims and capacity.

    So do the numbers of what a resource takes along, which are added to its own.
    """
    # Past the ORM: each page of a testbed asks this, and nothing here is an object.
    rows = db.session.connection().execute(_STANDING, {"testbed_id": testbed_id})
    return [Standing(*row) for row in rows]
