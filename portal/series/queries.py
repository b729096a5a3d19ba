"""Reads about series. A series is for its two sides, like its bookings."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from portal import clock
from portal.accounts.models import Organisation, Person
from portal.accounts.queries import Visitor
from portal.booking import queries as bookings
from portal.booking.models import Booking
from portal.booking.permissions import may_read
from portal.booking.queries import BookingView, ChangeView
from portal.booking.states import CONFIRMED, QUEUED, REQUESTED
from portal.catalogue.models import Resource, Testbed
from portal.clock import Period
from portal.database import db
from portal.errors import NotFound
from portal.series.models import Series, SeriesDate

LIVE = frozenset({REQUESTED, QUEUED, CONFIRMED})
"""What can still be moved, cancelled or answered."""


@dataclass(frozen=True, slots=True)
class SeriesView:
    """A series with the names of what and who it is about."""

    id: int
    reference: str
    units: int
    purpose: str
    note: str
    form_key: str | None
    sequence: int
    created_at: datetime
    resource_id: int
    resource_slug: str
    resource_name_sv: str
    resource_name_en: str
    unit: str
    mode: str
    testbed_slug: str
    testbed_name: str
    testbed_name_en: str | None
    municipality: str
    is_demonstration: bool
    owner_id: int | None
    organisation_id: int
    organisation_name: str
    person_id: int
    person_name: str


_VIEWS = (
    select(
        Series.id,
        Series.reference,
        Series.units,
        Series.purpose,
        Series.note,
        Series.form_key,
        Series.sequence,
        Series.created_at,
        Resource.id,
        Resource.slug,
        Resource.name_sv,
        Resource.name_en,
        Resource.unit,
        Resource.mode,
        Testbed.slug,
        Testbed.name,
        Testbed.name_en,
        Testbed.municipality,
        Testbed.is_demonstration,
        Testbed.owner_id,
        Organisation.id,
        Organisation.name,
        Person.id,
        Person.name,
    )
    .join(Resource, Resource.id == Series.resource_id)
    .join(Testbed, Testbed.id == Resource.testbed_id)
    .join(Organisation, Organisation.id == Series.organisation_id)
    .join(Person, Person.id == Series.person_id)
)


@dataclass(frozen=True)
class DateView:
    """One date of a series, with its booking if there is one; without a period the clock skips the time that day.

    `day` is the date that it was made for, by which it is known also after it was moved. `change` is what is asked for it.
    """

    day: date
    wished: Period | None
    booking: BookingView | None
    change: ChangeView | None = None

    @property
    def period(self) -> Period | None:
        return self.booking.period if self.booking else self.wished

    @property
    def begins_at(self) -> datetime:
        return self.period.starts_at if self.period else clock.start_of(self.day)

    @property
    def is_live(self) -> bool:
        return self.booking is not None and self.booking.state in LIVE

    @property
    def is_unsent(self) -> bool:
        """Return whether it is held, or was and lapsed before it was sent."""
        return self.booking is not None and self.booking.was_only_held

    @property
    def is_open(self) -> bool:
        """Return whether nothing was ever booked on it, so that it can be taken when it comes free."""
        return self.wished is not None and (self.booking is None or self.is_unsent)


def get_series(reference: str, visitor: Visitor) -> SeriesView:
    """Return the series. Raise NotFound when there is none that this visitor is a party to."""
    found = find_series(reference)
    if found is None or not may_read(visitor, found):
        raise NotFound()
    return found


def find_series(reference: str) -> SeriesView | None:
    return _one(Series.reference == reference)


def find_by_form(form_key: str) -> SeriesView | None:
    """Return the series that the form with this key made."""
    return _one(Series.form_key == form_key)


def _one(condition: Any) -> SeriesView | None:
    row: Any = db.session.execute(_VIEWS.where(condition)).one_or_none()
    return None if row is None else SeriesView(*row)


def dates_of(series_id: int) -> list[DateView]:
    """Return the dates of the series in the order of their times."""
    query = select(SeriesDate.day, SeriesDate.starts_at, SeriesDate.ends_at, SeriesDate.booking_id)
    rows = db.session.execute(query.where(SeriesDate.series_id == series_id).order_by(SeriesDate.day)).all()
    booked = {one.id: one for one in bookings.views_by_id([row.booking_id for row in rows if row.booking_id])}
    asked = bookings.open_changes(booked)
    dates = [
        DateView(
            row.day,
            Period(row.starts_at, row.ends_at) if row.starts_at else None,
            booked.get(row.booking_id or 0),
            asked.get(row.booking_id or 0),
        )
        for row in rows
    ]
    return sorted(dates, key=lambda one: one.begins_at)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a series a booking stands."""

    reference: str
    number: int
    total: int


def place_of(booking_id: int) -> Place | None:
    """Return where the booking stands in its series; None when it belongs to none."""
    mine = select(SeriesDate.series_id, SeriesDate.day).where(SeriesDate.booking_id == booking_id)
    row = db.session.execute(
        mine.add_columns(Series.reference).join(Series, Series.id == SeriesDate.series_id)
    ).one_or_none()
    if row is None:
        return None
    others = select(func.count()).where(SeriesDate.series_id == row.series_id)
    number = db.session.execute(others.where(SeriesDate.day <= row.day)).scalar_one()
    return Place(row.reference, number, db.session.execute(others).scalar_one())


@dataclass(frozen=True)
class Several:
    """Bookings of one series that a list shows as one line, soonest first."""

    reference: str
    bookings: list[BookingView]

    @property
    def first(self) -> BookingView:
        return self.bookings[0]


def by_series(views: Iterable[BookingView]) -> tuple[list[BookingView], list[Several]]:
    """Return the bookings that stand alone, and those of which several belong to the same series, as one line each."""
    views = list(views)
    of = _series_of([one.id for one in views])
    lines: dict[str, list[BookingView]] = {}
    for one in views:
        if one.id in of:
            lines.setdefault(of[one.id], []).append(one)
    several = [Several(reference, members) for reference, members in lines.items() if len(members) > 1]
    gathered = {one.id for line in several for one in line.bookings}
    return [one for one in views if one.id not in gathered], several


def _series_of(booking_ids: Collection[int]) -> dict[int, str]:
    if not booking_ids:
        return {}
    query = select(Booking.id, Series.reference).join(Series, Series.reference == Booking.bundle)
    rows = db.session.execute(query.where(Booking.id.in_(booking_ids)))
    return {row.id: row.reference for row in rows}
