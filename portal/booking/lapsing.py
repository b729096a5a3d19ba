"""Letting go of holds whose time is up, or whom the owner's own calendar overtakes: they block nobody."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, select

from portal.booking import queries
from portal.booking.elsewhere import BUSY_ELSEWHERE
from portal.booking.models import Booking, Claim
from portal.booking.moves import linked, move, pass_on
from portal.booking.states import EXPIRED, HELD
from portal.booking.view import BookingView
from portal.database import UTCDateTime, db

_LAPSED = select(Booking.id).where(
    Booking.state == HELD,
    Booking.held_until <= bindparam("now", type_=UTCDateTime),
    Booking.id.in_(
        select(Claim.booking_id).where(Claim.active == 1, Claim.resource_id.in_(linked(bindparam("resource_id"))))
    ),
)


def expire_lapsed(resource_id: int, now: datetime, *, but: int | None = None) -> int:
    """Let go of every hold whose time is up that stands in this resource's way, and return how many.

    Call inside a transaction that has taken the resource.
    """
    lapsed = db.session.connection().execute(_LAPSED, {"now": now, "resource_id": resource_id})
    ids = [booking_id for booking_id in lapsed.scalars() if booking_id != but]
    expire_holds(queries.views_by_id(ids), now)
    # Somebody may have waited for it: they come before whoever happens to see it free.
    pass_on(resource_id)
    return len(ids)


def give_way(booking_ids: Iterable[int], now: datetime) -> None:
    """Let go of these holds, whose time the owner's own calendar has; inside a transaction that has taken the resource."""
    expire_holds(queries.views_by_id(list(booking_ids)), now, reason=BUSY_ELSEWHERE)


def expire_holds(bookings: Iterable[BookingView], now: datetime, *, reason: str = "not-taken") -> None:
    for booking in bookings:
        move(booking, EXPIRED, now=now, by=None, reason=reason)
