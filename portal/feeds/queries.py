"""Reads of calendars elsewhere: their state, what they block, and what waits in the inbox."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from portal.booking.models import Booking, Claim
from portal.booking.states import CONFIRMED, HELD, IN_USE, REQUESTED
from portal.capacity.models import Busy, Feed
from portal.capacity.rules import Stretch
from portal.catalogue.models import Resource, Testbed
from portal.clock import Period
from portal.database import db
from portal.feeds.models import FeedConflict
from portal.feeds.rules import Booked

READ_EVERY = timedelta(minutes=15)
LONGEST_BUFFER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class FeedView:
    """A calendar elsewhere and how its last reading went. The address itself may hold a secret: its owner alone sees it."""

    resource_id: int
    url: str
    units: int
    read_at: datetime | None
    ok_at: datetime | None
    fault: str


_FEED = select(Feed.resource_id, Feed.url, Feed.units, Feed.read_at, Feed.ok_at, Feed.fault)


def feed_of(resource_id: int) -> FeedView | None:
    row = db.session.execute(_FEED.where(Feed.resource_id == resource_id)).one_or_none()
    return FeedView(*row) if row else None


def due_feeds(now: datetime) -> list[FeedView]:
    """Return the calendars that are to be read again, the longest unread first."""
    due = Feed.read_at.is_(None) | (Feed.read_at <= now - READ_EVERY)
    return [FeedView(*row) for row in db.session.execute(_FEED.where(due).order_by(Feed.read_at, Feed.resource_id))]


def busy_of(resource_id: int, period: Period) -> list[Stretch]:
    """Return what counts as taken elsewhere within the period, soonest first."""
    query = select(Busy.starts_at, Busy.ends_at, Busy.units).where(
        Busy.resource_id == resource_id, Busy.starts_at < period.ends_at, Busy.ends_at > period.starts_at
    )
    return [Stretch(*row) for row in db.session.execute(query.order_by(Busy.starts_at, Busy.id))]


def booked(resource_id: int, since: datetime) -> list[Booked]:
    """Return the claims that take units of the resource from then on, with whose bookings they are."""
    times = (Claim.starts_at, Claim.ends_at, Claim.units, Claim.buffer_before, Claim.buffer_after)
    query = (
        select(Claim.booking_id, *times, Booking.state == HELD)
        .join(Booking, Booking.id == Claim.booking_id)
        .where(Claim.resource_id == resource_id, Claim.active == 1, Claim.exclusive == 0)
    )
    # No buffer is longer than that, so nothing that still reaches beyond `since` is missed.
    return [_booked(*row) for row in db.session.execute(query.where(Claim.ends_at > since - LONGEST_BUFFER))]


def _booked(
    booking_id: int, starts_at: datetime, ends_at: datetime, units: int, before: int, after: int, is_hold: bool
) -> Booked:
    kept = (starts_at - timedelta(seconds=before), ends_at + timedelta(seconds=after))
    return Booked(booking_id, starts_at, ends_at, units, *kept, is_hold)


@dataclass(frozen=True, slots=True)
class ConflictView:
    """A line of the inbox: which booking, from when to when the calendar elsewhere is busy, since when that is known."""

    id: int
    reference: str
    state: str
    organisation_id: int
    starts_at: datetime
    ends_at: datetime
    found_at: datetime
    resource_slug: str
    resource_name_sv: str
    resource_name_en: str


def open_conflicts(owner_ids: Iterable[int], resource_id: int | None = None) -> list[ConflictView]:
    """Return what waits in the inbox of these owners, the soonest first."""
    query: Any = (
        select(
            FeedConflict.id,
            Booking.reference,
            Booking.state,
            Booking.organisation_id,
            FeedConflict.starts_at,
            FeedConflict.ends_at,
            FeedConflict.found_at,
            Resource.slug,
            Resource.name_sv,
            Resource.name_en,
        )
        .join(Booking, Booking.id == FeedConflict.booking_id)
        .join(Resource, Resource.id == FeedConflict.resource_id)
        .join(Testbed, Testbed.id == Resource.testbed_id)
        .where(FeedConflict.settled_at.is_(None), Booking.state.in_((REQUESTED, CONFIRMED, IN_USE)))
        .where(Testbed.owner_id.in_(list(owner_ids)))
        .order_by(FeedConflict.starts_at, FeedConflict.id)
    )
    if resource_id is not None:
        query = query.where(FeedConflict.resource_id == resource_id)
    return [ConflictView(*row) for row in db.session.execute(query)]


def known_conflicts(resource_id: int) -> Sequence[Any]:
    """Return every conflict of the resource that was ever noted, settled or not."""
    query = select(FeedConflict).where(FeedConflict.resource_id == resource_id)
    return db.session.scalars(query).all()


def feed_behind(reference: str) -> FeedView | None:
    """Return the calendar of the resource that this booking is for."""
    query = _FEED.join(Booking, Booking.resource_id == Feed.resource_id).where(Booking.reference == reference)
    row = db.session.connection().execute(query).one_or_none()
    return FeedView(*row) if row else None


def is_met(reference: str) -> bool:
    """Return whether an open line of the inbox is about the booking; one that its owner keeps is not."""
    query = select(FeedConflict.id).join(Booking, Booking.id == FeedConflict.booking_id)
    query = query.where(Booking.reference == reference, FeedConflict.settled_at.is_(None))
    return db.session.execute(query.limit(1)).first() is not None
