"""What becomes of a booking after it was sent: the owner's answer, a cancellation by either side, and how it went."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select

from portal import audit
from portal.accounts.queries import Visitor
from portal.booking import letters, queries, reasons
from portal.booking.changes.late import is_late
from portal.booking.lapsing import expire_lapsed
from portal.booking.models import Booking
from portal.booking.moves import change_booking, ensure_may_become, move, take_booking, take_resource
from portal.booking.permissions import is_booker, may_cancel, may_decide, may_read
from portal.booking.queries import BookingView
from portal.booking.requests.approving import ensure_unchanged
from portal.booking.requests.line import move_up_due
from portal.booking.requests.rules import is_to_be_reminded
from portal.booking.states import (
    CANCELLED,
    COMPLETED,
    CONFIRMED,
    DISPLACED,
    EXPIRED,
    HELD,
    IN_USE,
    NO_SHOW,
    PENDING,
)
from portal.booking.wording import ALREADY, HAS_STARTED, NOT_STARTED, REASON_MISSING
from portal.database import db, transaction
from portal.errors import NotAllowed, NotFound, Refusal

REMINDED_WITHIN = timedelta(days=14)
"""Longer than any row of days on which nobody works."""


def cancel_booking(
    visitor: Visitor, reference: str, reason: str, text: str, now: datetime, *, seen: int | None = None
) -> BookingView:
    """Call the booking off, from either side, until its time begins. Raise Refusal afterwards, or when it is off already.

    Raise ChangedSince when it is no longer the version that was `seen`.
    """
    with transaction():
        booking = take_booking(reference)
        if not may_cancel(visitor, booking):
            raise NotAllowed() if may_read(visitor, booking) else NotFound()
        ensure_may_become(booking, CANCELLED)
        ensure_unchanged(booking, seen)
        if booking.state in (HELD, DISPLACED):
            raise Refusal(ALREADY[booking.state])
        if booking.starts_at <= now:
            raise Refusal(HAS_STARTED)
        _ensure_known(reason, cancel_reasons(visitor, booking))
        if is_booker(visitor, booking) and booking.state == CONFIRMED and is_late(booking, booking.starts_at, now):
            return _cancel_late(booking, visitor, reason, text, now)
        return move(
            booking, CANCELLED, now=now, by=visitor, reason=reason, reason_text=text or None, letter="cancelled"
        )


def _cancel_late(booking: BookingView, visitor: Visitor, reason: str, text: str, now: datetime) -> BookingView:
    """Call it off at the price that was stated when it was booked; the chosen reason goes to the audit and the letters."""
    percent = booking.late_percent
    audit.record(
        "booking.cancelled-late", booking.reference, person_id=visitor.id, now=now, reason=reason, percent=percent
    )
    return move(
        booking,
        CANCELLED,
        now=now,
        by=visitor,
        reason=reasons.LATE,
        reason_text=text or None,
        letter="cancelled",
        details=letters.late(percent, reason),
    )


def cancel_reasons(visitor: Visitor, booking: BookingView) -> dict[str, str]:
    """Return the reasons that this side may give."""
    return reasons.CANCELLED_BY_BOOKER if is_booker(visitor, booking) else reasons.CANCELLED_BY_OWNER


def complete_booking(visitor: Visitor, reference: str, now: datetime) -> BookingView:
    """Note that the booking took place. Raise Refusal before its time has begun."""
    return _settle(visitor, reference, COMPLETED, now)


def mark_no_show(visitor: Visitor, reference: str, now: datetime) -> BookingView:
    """Note that nobody came. Raise Refusal before its time has begun."""
    return _settle(visitor, reference, NO_SHOW, now)


def _settle(visitor: Visitor, reference: str, to_state: str, now: datetime) -> BookingView:
    with transaction():
        booking = _decided_by(visitor, take_booking(reference))
        ensure_may_become(booking, to_state)
        if booking.state in (CONFIRMED, IN_USE) and booking.starts_at > now:
            raise Refusal(NOT_STARTED)
        return move(booking, to_state, now=now, by=visitor, letter=to_state)


def _decided_by(visitor: Visitor, booking: BookingView) -> BookingView:
    """Return the booking if the visitor decides over it. Raise NotAllowed for the other side, NotFound for anybody else."""
    if not may_decide(visitor, booking):
        raise NotAllowed() if may_read(visitor, booking) else NotFound()
    return booking


def _ensure_known(reason: str, known: Collection[str]) -> None:
    if reason not in known:
        raise Refusal(REASON_MISSING, field="reason")


def expire_due(now: datetime) -> int:
    """Let go of holds whose time is up, and of requests that nobody answered in time; return how many."""
    lapsed = and_(Booking.state == HELD, Booking.held_until <= now)
    query = select(Booking.resource_id).where(or_(lapsed, _unanswered(now))).distinct().order_by(Booking.resource_id)
    # One transaction for each resource: nobody who books has to wait for all of them.
    count = sum(_expire_due_of(resource_id, now) for resource_id in list(db.session.execute(query).scalars()))
    move_up_due(now)
    return count


def _unanswered(now: datetime) -> ColumnElement[bool]:
    return and_(Booking.state.in_(PENDING), or_(Booking.starts_at <= now, Booking.answer_by <= now))


def _expire_due_of(resource_id: int, now: datetime) -> int:
    with transaction():
        take_resource(resource_id)
        count = expire_lapsed(resource_id, now)
        unanswered = select(Booking.id).where(Booking.resource_id == resource_id, _unanswered(now))
        requests = queries.views_by_id(list(db.session.execute(unanswered).scalars()))
        for booking in requests:
            reason, letter = ("not-reached", "not-reached") if booking.in_line else ("no-answer", "expired")
            move(booking, EXPIRED, now=now, by=None, reason=reason, letter=letter)
    return count + len(requests)


def remind_due(now: datetime) -> int:
    """Remind those who answer of each request that is soon to lapse, once; return of how many."""
    deadline = func.coalesce(Booking.answer_by, Booking.starts_at)
    waiting = (Booking.state.in_(PENDING), ~Booking.in_line, Booking.reminded_at.is_(None))
    query = select(Booking.reference).where(*waiting, deadline > now, deadline <= now + REMINDED_WITHIN)
    return sum(_remind(reference, now) for reference in list(db.session.execute(query).scalars()))


def _remind(reference: str, now: datetime) -> bool:
    with transaction():
        booking = take_booking(reference)
        is_open = booking.state in PENDING and booking.reminded_at is None and not booking.in_line
        if not is_open or not is_to_be_reminded(booking.changed_at, booking.deadline, now):
            return False
        change_booking(booking.id, reminded_at=now, sequence=booking.sequence + 1)
        after = replace(booking, sequence=booking.sequence + 1)
        letters.tell(after, "reminder", now=now, sides=(letters.OWNER,))
        return True
