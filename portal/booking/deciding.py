"""What becomes of a booking after it was sent: the owner's answer, a cancellation by either side, and how it went."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, or_, select

from portal import audit
from portal.accounts.queries import Visitor
from portal.booking import letters, queries, reasons
from portal.booking.holds import expire_lapsed
from portal.booking.late import is_late
from portal.booking.models import Booking
from portal.booking.moves import ensure_may_become, move, take_booking, take_resource
from portal.booking.permissions import is_booker, may_cancel, may_decide, may_read
from portal.booking.queries import BookingView
from portal.booking.states import (
    CANCELLED,
    COMPLETED,
    CONFIRMED,
    DECLINED,
    DISPLACED,
    EXPIRED,
    HELD,
    IN_USE,
    NO_SHOW,
    REQUESTED,
)
from portal.booking.wording import ALREADY, HAS_STARTED, NOT_STARTED, REASON_MISSING
from portal.database import db, transaction
from portal.errors import NotAllowed, NotFound, Refusal


def confirm_booking(visitor: Visitor, reference: str, now: datetime) -> BookingView:
    """Say yes to a request. Raise Refusal when it has been decided already, or its time has begun."""
    with transaction():
        booking = _decided_by(visitor, take_booking(reference))
        if booking.state != REQUESTED:
            raise Refusal(ALREADY[booking.state])
        if booking.starts_at <= now:
            raise Refusal(HAS_STARTED)
        return move(booking, CONFIRMED, now=now, by=visitor, letter="confirmed")


def decline_booking(visitor: Visitor, reference: str, reason: str, text: str, now: datetime) -> BookingView:
    """Say no to a request, with a reason that can be counted and words of one's own. Raise Refusal when it is decided."""
    with transaction():
        booking = _decided_by(visitor, take_booking(reference))
        ensure_may_become(booking, DECLINED)
        _ensure_known(reason, reasons.DECLINED)
        return move(booking, DECLINED, now=now, by=visitor, reason=reason, reason_text=text or None, letter="declined")


def cancel_booking(visitor: Visitor, reference: str, reason: str, text: str, now: datetime) -> BookingView:
    """Call the booking off, from either side, until its time begins. Raise Refusal afterwards, or when it is off already."""
    with transaction():
        booking = take_booking(reference)
        if not may_cancel(visitor, booking):
            raise NotAllowed() if may_read(visitor, booking) else NotFound()
        ensure_may_become(booking, CANCELLED)
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
    """Let go of holds whose time is up, and of requests that nobody answered before they were to begin; return how many."""
    lapsed = and_(Booking.state == HELD, Booking.held_until <= now)
    unanswered = and_(Booking.state == REQUESTED, Booking.starts_at <= now)
    query = select(Booking.resource_id).where(or_(lapsed, unanswered)).distinct().order_by(Booking.resource_id)
    # One transaction for each resource: nobody who books has to wait for all of them.
    return sum(_expire_due_of(resource_id, now) for resource_id in list(db.session.execute(query).scalars()))


def _expire_due_of(resource_id: int, now: datetime) -> int:
    with transaction():
        take_resource(resource_id)
        count = expire_lapsed(resource_id, now)
        unanswered = select(Booking.id).where(
            Booking.resource_id == resource_id, Booking.state == REQUESTED, Booking.starts_at <= now
        )
        requests = queries.views_by_id(list(db.session.execute(unanswered).scalars()))
        for booking in requests:
            move(booking, EXPIRED, now=now, by=None, reason="no-answer", letter="expired")
    return count + len(requests)
