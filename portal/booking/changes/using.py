"""The day itself: who comes and goes is noted, and time that nobody uses is given back.

What a booking was made for stays in its row; what it takes is its claims. Early leave and no-show shorten the claims, through
the guard like everything else, so that the rest is free to others at once.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from portal import clock
from portal.accounts.queries import Visitor
from portal.booking import queries
from portal.booking.availability import first_day_of, last_day_of
from portal.booking.models import Booking, Claim
from portal.booking.moves import change_booking as change_columns
from portal.booking.moves import ensure_may_become, give_back_rest, move, note_change, take_booking
from portal.booking.permissions import may_change, may_decide, may_read
from portal.booking.queries import BookingView
from portal.booking.states import COMPLETED, CONFIRMED, IN_USE, NO_SHOW
from portal.booking.wording import (
    AHEAD_OF_TIME,
    ALREADY,
    NOT_CHECKED_IN,
    NOT_TODAY,
    OTHER_DAYS,
)
from portal.catalogue.models import Resource
from portal.clock import Period
from portal.database import db, transaction
from portal.errors import NotAllowed, NotFound, Refusal


def check_in(visitor: Visitor, reference: str, now: datetime) -> BookingView:
    """Note that the booker is there: on the day it begins, until it is over. A second time changes nothing."""
    with transaction():
        booking = _mine(visitor, reference)
        if booking.state == IN_USE:
            return booking
        if booking.state != CONFIRMED:
            raise Refusal(ALREADY.get(booking.state, NOT_TODAY))
        if not _may_begin(booking, now):
            raise Refusal(NOT_TODAY)
        return move(booking, IN_USE, now=now, by=visitor, checked_in_at=now)


def _may_begin(booking: BookingView, now: datetime) -> bool:
    return clock.start_of(first_day_of(booking.period)) <= now < booking.ends_at


def check_out(visitor: Visitor, reference: str, now: datetime) -> BookingView:
    """Note that the booker has left; what is left of the time goes to others, where the owner wants that.

    Raise Refusal when nobody has checked in. A second time changes nothing.
    """
    with transaction():
        booking = _mine(visitor, reference)
        if booking.state == COMPLETED and booking.checked_out_at:
            return booking
        if booking.state != IN_USE:
            raise Refusal(NOT_CHECKED_IN if booking.state == CONFIRMED else ALREADY.get(booking.state, NOT_CHECKED_IN))
        if db.session.get_one(Resource, booking.resource_id).returns_rest:
            give_back_rest(booking, _no_earlier_than_it_began(booking, now), now)
        return move(booking, COMPLETED, now=now, by=visitor, checked_out_at=max(now, booking.checked_in_at or now))


def _no_earlier_than_it_began(booking: BookingView, now: datetime) -> datetime:
    """Return the moment up to which the time counts as used: whoever came and left before it began used a minute of it."""
    return max(now, _begins_at(booking) + timedelta(minutes=1))


def _begins_at(booking: BookingView) -> datetime:
    first = select(func.min(Claim.starts_at)).where(Claim.booking_id == booking.id, Claim.active == 1)
    return db.session.execute(first).scalar_one_or_none() or booking.starts_at


def record_use(visitor: Visitor, reference: str, used: Period, now: datetime) -> BookingView:
    """Note afterwards when the booker came and left, from the owner's side: the booking then is completed.

    Raise Refusal for what has not been yet or lies apart from the booked days. Figures of days already frozen are corrected.
    """
    with transaction():
        booking = take_booking(reference)
        if not may_decide(visitor, booking):
            raise NotAllowed() if may_read(visitor, booking) else NotFound()
        if used.ends_at > now:
            raise Refusal(AHEAD_OF_TIME, field="ends")
        days = clock.days_period(first_day_of(booking.period), last_day_of(booking.period))
        if not days.overlaps(used):
            raise Refusal(OTHER_DAYS, field="first_day", time=first_day_of(booking.period))
        times: dict[str, Any] = {"checked_in_at": used.starts_at, "checked_out_at": used.ends_at}
        if booking.state == COMPLETED:
            change_columns(booking.id, **times, version=booking.version + 1, changed_at=now)
            note_change(booking, "used", now=now, by=visitor, came=str(used.starts_at), left=str(used.ends_at))
            found = queries.find_view(reference)
            assert found is not None
            return found
        ensure_may_become(booking, COMPLETED)
        return move(booking, COMPLETED, now=now, by=visitor, letter="completed", **times)


def release_no_shows(now: datetime) -> int:
    """Give back what is left of the time of those who have not checked in by the end of the grace; return how many.

    Only where the resource has such a grace, and only while there is something left to give back.
    """
    begins, ends = func.min(Claim.starts_at), func.max(Claim.ends_at)
    query = (
        select(Booking.reference, begins.label("begins_at"), Resource.no_show_after)
        .join(Resource, Resource.id == Booking.resource_id)
        .join(Claim, Claim.booking_id == Booking.id)
        .where(
            Resource.no_show_after.is_not(None),
            Booking.state == CONFIRMED,
            Booking.starts_at <= now,
            Booking.ends_at > now,
            Claim.active == 1,
            Claim.parent_id.is_(None),
        )
        .group_by(Booking.id, Booking.reference, Resource.no_show_after)
        .having(ends > now)
    )
    late = [row.reference for row in db.session.execute(query) if now >= row.begins_at + _grace(row.no_show_after)]
    return sum(_release(reference, now) for reference in late)


def _grace(minutes: int) -> timedelta:
    return timedelta(minutes=minutes)


def _release(reference: str, now: datetime) -> bool:
    with transaction():
        booking = take_booking(reference)
        grace = booking.no_show_after
        # Somebody may have checked in, moved it or called it off since it was found.
        if booking.state != CONFIRMED or grace is None or now < _begins_at(booking) + _grace(grace):
            return False
        give_back_rest(booking, now, now)
        move(booking, NO_SHOW, now=now, by=None, reason="not-seen", letter="no-show-released")
        return True


def _mine(visitor: Visitor, reference: str) -> BookingView:
    booking = take_booking(reference)
    if not may_change(visitor, booking):
        raise NotAllowed() if may_read(visitor, booking) else NotFound()
    return booking


def may_check_in(booking: BookingView, now: datetime) -> bool:
    return booking.state == CONFIRMED and _may_begin(booking, now)
