"""What becomes of a booking that a closure takes the time from: it waits for a new one, or ends early where it was in use."""

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import insert, select, update

from portal import audit
from portal.accounts.queries import Visitor
from portal.booking import letters
from portal.booking.alternatives import nearest_time, same_again
from portal.booking.models import BookingEvent, Claim, Repair
from portal.booking.moves import change_booking, move, note_given_back
from portal.booking.queries import BookingView
from portal.booking.repairs.links import ANSWERED_WITHIN, link_words
from portal.booking.states import CONFIRMED, DISPLACED, IN_USE
from portal.capacity.models import Closure
from portal.catalogue.models import Resource
from portal.clock import Period
from portal.database import db


def displace(booking: BookingView, closure: Closure, visitor: Visitor, now: datetime) -> BookingView:
    """Take the booking's time and open its line on the repair list, with a key of its own for the link."""
    after = move(booking, DISPLACED, now=now, by=visitor, reason="closed", sequence=booking.sequence + 1)
    values = {
        "closure_id": closure.id,
        "opened_at": now,
        "settled_at": None,
        "outcome": None,
        "key": secrets.token_urlsafe(12),
        "answer_by": now + ANSWERED_WITHIN,
        "reminders": 0,
        "moved_to": None,
        "settled_by": None,
    }
    # A booking can be displaced again after it was given a new time: its line opens once more.
    line_id = db.session.execute(select(Repair.id).where(Repair.booking_id == booking.id)).scalar_one_or_none()
    if line_id is None:
        db.session.execute(insert(Repair).values(booking_id=booking.id, **values))
    else:
        db.session.execute(update(Repair).where(Repair.id == line_id).values(**values))
    return after


def ends_from(period: Period, now: datetime) -> datetime:
    """Return when what is in use must end: as the closed time begins, or in this very minute."""
    return max(period.starts_at, now.replace(second=0, microsecond=0))


def interrupt(booking: BookingView, ends_at: datetime, visitor: Visitor, now: datetime) -> BookingView:
    """End what is in use at this moment, give the rest of its time back, and tell both sides."""
    after = replace(booking, ends_at=ends_at, sequence=booking.sequence + 1, changed_at=now)
    mine = update(Claim).where(Claim.booking_id == booking.id, Claim.parent_id.is_(None), Claim.active == 1)
    db.session.execute(mine.where(Claim.starts_at >= ends_at).values(active=0))
    db.session.execute(mine.where(Claim.ends_at > ends_at).values(ends_at=ends_at))
    change_booking(booking.id, ends_at=ends_at, sequence=after.sequence, changed_at=now)
    note_given_back(booking.resource_id, now)
    event = {"at": now, "person_id": visitor.id, "from_state": booking.state, "to_state": booking.state}
    db.session.execute(insert(BookingEvent).values(booking_id=booking.id, reason="interrupted", **event))
    audit.record("booking.interrupted", booking.reference, person_id=visitor.id, now=now, ends_at=ends_at.isoformat())
    if booking.state in (CONFIRMED, IN_USE):
        letters.tell(replace(after, reason="interrupted"), "interrupted", now=now)
    return after


def tell_stranded(resource: Resource, stranded: Iterable[BookingView], now: datetime) -> None:
    """Write to both sides of each booking, once the capacity is what it will be, so that what is offered instead exists."""
    for booking in stranded:
        nearest = letters.alternative(nearest_time(resource, same_again(booking), now))
        link = link_words(booking, now)

        def words(side: str, nearest: letters.Details = nearest, link: letters.Details = link) -> str:
            return "\n\n".join(part for part in (nearest(side), link(side)) if part)

        letters.tell(booking, "displaced", now=now, details=words)
