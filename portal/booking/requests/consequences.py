"""What a yes makes impossible. It is tried in the database itself, by the guard, and undone: the page and the deed agree."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import select

from portal.booking import queries
from portal.booking.models import Booking
from portal.booking.moves import active_claims, enter_claims, linked, take_booking, try_claims
from portal.booking.requests.line import beside, prints_of
from portal.booking.states import PENDING, QUEUED, REQUESTED
from portal.booking.view import BookingView
from portal.catalogue.models import Resource
from portal.database import db, transaction
from portal.errors import CapacityExceeded


def foresee(booking: BookingView) -> list[BookingView]:
    """Return the requests that a yes to this one refuses; nothing is kept. Raise CapacityExceeded for an impossible yes."""
    if booking.state == REQUESTED and not others_beside(booking):
        return []
    with transaction():
        return refused_by(take_booking(booking.reference))


def refused_by(booking: BookingView) -> list[BookingView]:
    """Return the pending requests that can no longer be met once this one is confirmed.

    Requests that have their time keep it as far as it reaches, the first sent first. Raise CapacityExceeded when not even
    the time that all the others hold would do. Call inside a transaction that has taken the resource.
    """
    others = others_beside(booking)
    if booking.state not in PENDING or (not others and booking.state == REQUESTED):
        return []
    holders = [one for one in others if one.state == REQUESTED]
    with tried():
        claims = {one.id: _let_go(one) for one in holders}
        if booking.state == QUEUED:
            _take(booking)
        refused = [one for one in others if one.state == QUEUED and not _would_fit(one)]
        return [one for one in holders if not _takes_again(claims[one.id])] + refused


def others_beside(booking: BookingView) -> list[BookingView]:
    """Return the other requests that wait for some of the same time, or of what is taken along, first sent first."""
    minutes = select(Resource.buffer_before, Resource.buffer_after).where(Resource.id == booking.resource_id)
    query = select(Booking.id).where(
        Booking.resource_id.in_(linked(booking.resource_id)),
        Booking.id != booking.id,
        *beside(booking.period, max(db.session.execute(minutes).one())),
    )
    found = queries.views_by_id(list(db.session.execute(query).scalars()))
    return sorted(found, key=lambda one: (one.created_at, one.id))


@contextmanager
def tried() -> Iterator[None]:
    """Do the block in the database and undo all of it."""
    savepoint = db.session.begin_nested()
    try:
        yield
    finally:
        savepoint.rollback()


def _would_fit(booking: BookingView) -> bool:
    try:
        with tried():
            _take(booking)
    except CapacityExceeded:
        return False
    return True


def _take(booking: BookingView) -> None:
    resource = db.session.get_one(Resource, booking.resource_id)
    enter_claims(booking.id, resource.id, prints_of(booking, resource), booking.units)


def _let_go(booking: BookingView) -> list[int]:
    """Give back what the request takes and return its claims."""
    claim_ids = active_claims(booking.id)
    try_claims(claim_ids, active=False)
    return claim_ids


def _takes_again(claim_ids: Sequence[int]) -> bool:
    try:
        with db.session.begin_nested():
            try_claims(claim_ids, active=True)
    except CapacityExceeded:
        return False
    return True
