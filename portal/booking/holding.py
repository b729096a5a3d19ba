"""How long a hold stands: a quarter of an hour while a form is filled in; until the deadline where it was offered."""

from dataclasses import replace
from datetime import datetime, timedelta

from portal.booking.moves import change_booking
from portal.booking.states import HELD
from portal.booking.view import BookingView
from portal.clock import Period

HELD_FOR = timedelta(minutes=15)
HELD_AT_MOST = timedelta(hours=3)


def is_live(booking: BookingView, now: datetime) -> bool:
    """Return whether the booking holds its time right now."""
    return booking.state == HELD and booking.held_until is not None and booking.held_until > now


def extended_until(booking: BookingView, now: datetime) -> datetime:
    """Return until when a hold stands that is extended now. The deadline of an offer is not moved: others wait for it too."""
    return booking.offered_until or min(now + HELD_FOR, booking.created_at + HELD_AT_MOST)


def is_same_offer(booking: BookingView, period: Period, units: int, now: datetime) -> bool:
    """Return whether a form asks for what the organisation was offered, so that only its words are new."""
    is_offer = booking.offered_until is not None and is_live(booking, now)
    return is_offer and (booking.period, booking.units) == (period, units)


def reword(booking: BookingView, purpose: str, note: str) -> BookingView:
    """Change what the hold is for; it keeps its time and its deadline."""
    change_booking(booking.id, purpose=purpose, note=note)
    return replace(booking, purpose=purpose, note=note, version=booking.version + 1)
