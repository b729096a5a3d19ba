"""What the booker answers for a displaced booking, by the link in the letter or signed in; and reminding of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from portal import audit
from portal.accounts.models import Organisation
from portal.accounts.queries import Place, Visitor
from portal.booking import letters, queries
from portal.booking.models import Booking, Repair
from portal.booking.moves import take_booking
from portal.booking.queries import BookingView
from portal.booking.repairs.links import link_words, read_link
from portal.booking.repairs.repairing import MOVED, RELEASED, move_elsewhere, settle_repair
from portal.booking.states import DISPLACED
from portal.catalogue.queries import get_resource
from portal.clock import Period
from portal.database import db, transaction

REMINDED_BEFORE = timedelta(days=4)


@dataclass(frozen=True)
class Choice:
    """A new time here, the same in another resource, or, without a period, letting the booking go."""

    period: Period | None = None
    resource_slug: str | None = None


def answer(visitor: Visitor, reference: str, choice: Choice, now: datetime, *, by_link: bool = False) -> BookingView:
    """Do what was chosen, and return the booking as it then is, or the one that replaces it. Raise what that raises."""
    if choice.period is None:
        return settle_repair(visitor, reference, RELEASED, now, by_link=by_link)
    if choice.resource_slug is None:
        return settle_repair(visitor, reference, MOVED, now, choice.period, by_link=by_link)
    other = get_resource(choice.resource_slug, visitor)
    return move_elsewhere(visitor, reference, other, choice.period, now, by_link=by_link)


def answer_by_link(word: str, choice: Choice, now: datetime) -> BookingView:
    """Like `answer`, for whoever holds the link: as the person who booked. Raise BadLink or OldLink as well."""
    booking = read_link(word, now)
    return answer(acting_for(booking), booking.reference, choice, now, by_link=True)


def acting_for(booking: BookingView) -> Visitor:
    """Return the person who booked, for this booking's organisation and nothing else."""
    at = db.session.get_one(Organisation, booking.organisation_id)
    place = Place(
        at.id,
        at.slug,
        at.name,
        at.kind,
        "member",
        at.size_class,
        tuple(at.counties),
        at.is_national,
        at.is_demonstration,
    )
    who = (booking.person_id, booking.person_email, booking.person_name, booking.person_language)
    return Visitor(*who, False, at.is_demonstration, 0, (place,))


def remind_repairs(now: datetime) -> int:
    """Remind of lines that are still open: once before the link runs out, once when it has; return how many letters' worth."""
    soon = (Repair.reminders == 0) & (Repair.answer_by <= now + REMINDED_BEFORE)
    over = (Repair.reminders == 1) & (Repair.answer_by <= now)
    query = (
        select(Booking.reference)
        .join(Repair, Repair.booking_id == Booking.id)
        .where(Repair.settled_at.is_(None), Booking.state == DISPLACED, or_(soon, over))
        .order_by(Repair.answer_by, Repair.id)
    )
    # One transaction each: nobody who answers has to wait for all of them.
    return sum(_remind(reference, now) for reference in list(db.session.scalars(query)))


def _remind(reference: str, now: datetime) -> bool:
    with transaction():
        booking = take_booking(reference)
        line = queries.find_repair(booking.id)
        if line is None or line.answer_by is None or line.reminders > 1:
            return False
        is_over = line.answer_by <= now
        if line.answer_by > now + REMINDED_BEFORE or line.reminders > is_over:
            return False
        count = 2 if is_over else 1
        db.session.execute(update(Repair).where(Repair.booking_id == booking.id).values(reminders=count))
        letters.tell(booking, "reminded", now=now, details=link_words(booking, now), about=f":reminder-{count}")
        audit.record("booking.reminded", booking.reference, person_id=None, now=now, reminder=count)
        return True
