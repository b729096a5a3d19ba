"""Sending a request: by when it is to be answered, whether it takes its time meanwhile, and how many may wait at once."""

from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from portal.accounts.queries import Visitor
from portal.booking.models import Booking
from portal.booking.moves import move
from portal.booking.requests.rules import answer_by
from portal.booking.states import PENDING, QUEUED, REQUESTED
from portal.booking.view import BookingView
from portal.booking.wording import TOO_MANY_PENDING
from portal.database import db
from portal.errors import Refusal

_Sent = aliased(Booking)
# What was sent together, as a series or a basket, counts as one; so the parts of one never stand in each other's way.
_TOGETHER = func.coalesce(Booking.bundle, Booking.reference)
_OWN = select(func.coalesce(_Sent.bundle, _Sent.reference)).where(_Sent.id == bindparam("booking_id")).scalar_subquery()
_PENDING = select(func.count(_TOGETHER.distinct())).where(
    Booking.resource_id == bindparam("resource_id"),
    Booking.organisation_id == bindparam("organisation_id"),
    Booking.state.in_(PENDING),
    func.coalesce(_OWN, "") != _TOGETHER,
)


class TooManyPending(Refusal):
    """The organisation waits for as many answers here as the owner lets one organisation do."""

    message = TOO_MANY_PENDING


def send_request(held: BookingView, by: Visitor, now: datetime) -> BookingView:
    """Send the hold as a request. It keeps its time until the answer, or gives it back where requests hold nothing.

    Raise TooManyPending when the organisation has as many requests here as one may have. Call with the resource taken.
    """
    ensure_few_pending(held.resource_id, held.organisation_id, held.most_pending, sending=held.id)
    deadline = answer_by(now, held.starts_at, held.answer_days)
    to_state, letter = (REQUESTED, "requested") if held.pending_holds else (QUEUED, "asked")
    return move(held, to_state, now=now, by=by, held_until=None, answer_by=deadline, letter=letter)


def ensure_few_pending(resource_id: int, organisation_id: int, most: int, *, sending: int = 0) -> None:
    """Raise TooManyPending unless the organisation may send one request more to this resource."""
    given = {"resource_id": resource_id, "organisation_id": organisation_id, "booking_id": sending}
    if db.session.connection().execute(_PENDING, given).scalar_one() >= most:
        raise TooManyPending(most=most)
