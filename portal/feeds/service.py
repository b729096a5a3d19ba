"""Reading owners' calendars, letting them cut the capacity, and keeping the inbox of disagreements."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete, insert, update

from portal import audit, clock
from portal.accounts.queries import Visitor
from portal.booking.moves import take_resource
from portal.booking.service import give_way
from portal.capacity.models import Busy, Feed
from portal.capacity.rules import Stretch
from portal.capacity.service import ensure_manages, planned, unfold_resource
from portal.catalogue.models import Resource
from portal.clock import Period
from portal.database import db, lock, transaction
from portal.errors import N_, NotFound, Refusal
from portal.feeds import queries
from portal.feeds.models import FeedConflict
from portal.feeds.queries import FeedView
from portal.feeds.reading import busy_times
from portal.feeds.rules import Conflict, make_way
from portal.fetching import SECONDS, checked_url

KEPT, GONE = "kept", "gone"
ASKED_AGAIN_AFTER = 30
QUICK_SECONDS = 4.0
TOO_MANY_UNITS = N_("Ange ett antal från 1 till %(most)s.")

Fetcher = Callable[..., bytes]


def connect_feed(visitor: Visitor, resource: Resource, url: str, units: int, now: datetime) -> None:
    """Read this calendar from now on, and read it at once. Raise a Refusal that says what is wrong with it, and keep nothing."""
    ensure_manages(visitor, resource)
    url = checked_url(url)
    if not 1 <= units <= resource.units:
        raise Refusal(TOO_MANY_UNITS, field="units", most=resource.units)
    times = busy_times(_fetcher()(url), _horizon(now))
    with transaction():
        take_resource(resource.id)
        db.session.execute(delete(Feed).where(Feed.resource_id == resource.id))
        values = {"url": url, "units": units, "created_by_id": visitor.id, "created_at": now, "fault": ""}
        read = {"read_at": now, "ok_at": now}
        db.session.execute(insert(Feed).values(resource_id=resource.id, **values, **read))
        _apply(resource.id, units, times, now)
        # The address may hold a secret, so it is not written down a second time.
        audit.record("feed.connected", resource.slug, person_id=visitor.id, now=now, units=units)


def disconnect_feed(visitor: Visitor, resource: Resource, now: datetime) -> None:
    """Read it no more; what it said was busy is offered again, and its inbox is empty."""
    ensure_manages(visitor, resource)
    with transaction():
        take_resource(resource.id)
        if db.session.get(Feed, resource.id) is None:
            return
        db.session.execute(delete(Feed).where(Feed.resource_id == resource.id))
        _apply(resource.id, 1, [], now)
        audit.record("feed.disconnected", resource.slug, person_id=visitor.id, now=now)


def read_due(now: datetime) -> int:
    """Read every calendar whose turn it is and return how many were read; one that fails does not stop the others."""
    due = queries.due_feeds(now)
    return sum(read(feed, now) for feed in due)


def read(feed: FeedView, now: datetime, *, seconds: float = SECONDS) -> bool:
    """Read the calendar and let it count. Return False, with the fault noted, when it cannot be read: what it said last holds."""
    try:
        times = busy_times(_fetcher()(feed.url, seconds=seconds), _horizon(now))
    except Refusal as refusal:
        _note_fault(feed, refusal, now)
        return False
    with transaction():
        take_resource(feed.resource_id)
        row = lock(Feed, feed.resource_id)
        if row.url != feed.url:
            return False
        row.read_at, row.ok_at, row.fault = now, now, ""
        db.session.flush()
        _apply(feed.resource_id, row.units, times, now)
    return True


def _note_fault(feed: FeedView, refusal: Refusal, now: datetime) -> None:
    with transaction():
        changed = update(Feed).where(Feed.resource_id == feed.resource_id, Feed.url == feed.url)
        db.session.execute(changed.values(read_at=now, fault=refusal.message))


def _apply(resource_id: int, units: int, times: Sequence[Period], now: datetime) -> None:
    """Let these times be busy, let go of what is only held then, and note the bookings they meet.

    Call inside a transaction that has taken the resource.
    """
    period = _horizon(now)
    busy = [Stretch(one.starts_at, one.ends_at, units) for one in times]
    claims = queries.booked(resource_id, period.starts_at)
    taken, met, gave_way = make_way(planned(resource_id, period), claims, busy)
    give_way(gave_way, now)
    db.session.execute(delete(Busy).where(Busy.resource_id == resource_id, Busy.ends_at > period.starts_at))
    rows = [
        {"resource_id": resource_id, "starts_at": one.starts_at, "ends_at": one.ends_at, "units": one.units}
        for one in taken
    ]
    if rows:
        db.session.execute(insert(Busy), rows)
    _note_conflicts(resource_id, met, now)
    unfold_resource(resource_id, now)


def _note_conflicts(resource_id: int, met: Sequence[Conflict], now: datetime) -> None:
    """Bring the inbox in line: new lines for what is new, and what is no longer so is gone. What was settled stays so."""
    known = {(row.booking_id, row.starts_at, row.ends_at): row for row in queries.known_conflicts(resource_id)}
    wanted = {(one.booking_id, one.starts_at, one.ends_at) for one in met}
    for key, row in known.items():
        if key in wanted and row.outcome == GONE:
            row.settled_at, row.outcome, row.found_at = None, None, now
        elif key not in wanted and row.settled_at is None:
            row.settled_at, row.outcome = now, GONE
    fresh = [
        {
            "resource_id": resource_id,
            "booking_id": booking_id,
            "starts_at": starts_at,
            "ends_at": ends_at,
            "found_at": now,
        }
        for booking_id, starts_at, ends_at in sorted(wanted - known.keys())
    ]
    db.session.flush()
    if fresh:
        db.session.execute(insert(FeedConflict), fresh)


def keep_booking(visitor: Visitor, resource: Resource, conflict_id: int, now: datetime) -> None:
    """Say that the booking holds, whatever the other calendar says. Twice does no more than once."""
    ensure_manages(visitor, resource)
    with transaction():
        row = lock(FeedConflict, conflict_id)
        if row.resource_id != resource.id:
            raise NotFound()
        if row.settled_at is None:
            row.settled_at, row.outcome = now, KEPT
            audit.record("feed.booking-kept", resource.slug, person_id=visitor.id, now=now)


def is_taken_elsewhere(reference: str, now: datetime) -> bool:
    """Ask the owner's calendar once more and return whether the booking lies where it is busy.

    One that was read within half a minute is not asked again, and one that does not answer counts as it was read last.
    """
    feed = queries.feed_behind(reference)
    if feed is None:
        return False
    _read_unless_fresh(feed, now)
    return queries.is_met(reference)


def read_again(resource_id: int, now: datetime) -> None:
    """Ask the owner's calendar once more, as `is_taken_elsewhere` does, before time in the resource is taken."""
    feed = queries.feed_of(resource_id)
    if feed is not None:
        _read_unless_fresh(feed, now)


def _read_unless_fresh(feed: FeedView, now: datetime) -> None:
    if feed.read_at is None or (now - feed.read_at).total_seconds() > ASKED_AGAIN_AFTER:
        read(feed, now, seconds=QUICK_SECONDS)


def _horizon(now: datetime) -> Period:
    today = clock.start_of(clock.local_day(now))
    return Period(today, today + timedelta(days=current_app.config["HORIZON_DAYS"]))


def _fetcher() -> Fetcher:
    return current_app.extensions["feed-fetcher"]
