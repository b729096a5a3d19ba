"""Letting a colleague have the booking: the time stays where it is, only whose it is changes."""

from dataclasses import replace
from datetime import datetime

from portal.accounts.queries import Recipient, Visitor, members_of
from portal.booking import letters
from portal.booking.moves import change_booking, note_change, take_booking
from portal.booking.permissions import may_hand_over, may_read
from portal.booking.queries import BookingView
from portal.booking.states import CONFIRMED, DISPLACED, IN_USE, QUEUED, REQUESTED
from portal.booking.wording import IS_YOURS, NOT_A_COLLEAGUE, NOT_CHANGEABLE
from portal.database import transaction
from portal.errors import Conflict, NotAllowed, NotFound, Refusal
from portal.passport.queries import papers_for
from portal.passport.rules import PaperMissing, PapersMissing, days_of

LIVE = frozenset({REQUESTED, QUEUED, CONFIRMED, IN_USE, DISPLACED})


def colleagues_of(booking: BookingView) -> list[Recipient]:
    """Return the others of the booker's organisation, whom the booking can be handed to."""
    return [one for one in members_of(booking.organisation_id) if one.id != booking.person_id]


def hand_over(visitor: Visitor, reference: str, email: str, now: datetime, *, seen: int | None = None) -> BookingView:
    """Let the colleague with this address have the booking; both of them and the owner are told.

    Raise Refusal for somebody of another organisation, Conflict when the booking was changed since version `seen`.
    """
    with transaction():
        booking = take_booking(reference)
        if not may_hand_over(visitor, booking):
            raise NotAllowed() if may_read(visitor, booking) else NotFound()
        if seen is not None and seen != booking.version:
            raise Conflict()
        if booking.state not in LIVE:
            raise Refusal(NOT_CHANGEABLE)
        if email == booking.person_email:
            raise Refusal(IS_YOURS, field="email")
        colleague = next((one for one in colleagues_of(booking) if one.email == email), None)
        if colleague is None:
            raise Refusal(NOT_A_COLLEAGUE, field="email")
        _ensure_trained(booking, colleague)
        return _give(booking, colleague, visitor, now)


def _ensure_trained(booking: BookingView, colleague: Recipient) -> None:
    """Raise PapersMissing for a colleague who lacks what the present person has; what has expired for both stays as it is."""
    now, then = (
        papers_for(booking.organisation_id, booking.resource_id, person_id)
        for person_id in (booking.person_id, colleague.id)
    )
    already = {gap.demand for gap in now.gaps(*days_of(booking.period))}
    lacking = [gap for gap in then.gaps(*days_of(booking.period)) if gap.demand not in already]
    if lacking:
        raise PapersMissing([PaperMissing(gap, then.slug) for gap in lacking])


def _give(booking: BookingView, colleague: Recipient, visitor: Visitor, now: datetime) -> BookingView:
    changed = {"version": booking.version + 1, "sequence": booking.sequence + 1, "changed_at": now}
    change_booking(booking.id, person_id=colleague.id, **changed)
    after = replace(
        booking,
        person_id=colleague.id,
        person_name=colleague.name,
        person_email=colleague.email,
        person_language=colleague.language,
        version=booking.version + 1,
        sequence=booking.sequence + 1,
        changed_at=now,
    )
    note_change(after, "handed-over", now=now, by=visitor, text=colleague.name)
    letters.tell(after, "handed-over", now=now, details=letters.handed_over(booking, after), also=booking)
    return after
