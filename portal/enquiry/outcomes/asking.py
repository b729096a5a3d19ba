"""The worker's duty: ask both sides how it went when it is time, and remind them once."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select

from portal import clock, outbox
from portal.accounts.queries import members_of
from portal.booking.models import Booking
from portal.booking.states import CANCELLED, DECLINED, EXPIRED
from portal.database import db, lock, transaction
from portal.enquiry.models import CLOSED, NEED, OPEN, Ask, Enquiry, EnquiryBooking, Outcome
from portal.enquiry.outcomes import letters, queries
from portal.enquiry.outcomes.rules import DAYS_AFTER_ANSWER, due_on, remind_on
from portal.enquiry.outcomes.service import CLOSED_BECAUSE

FELL_AWAY = (CANCELLED, DECLINED, EXPIRED)
MOST = 200
SOONEST = timedelta(days=1)
MONTH = timedelta(days=DAYS_AFTER_ANSWER)

_last_use = (
    select(func.max(Booking.ends_at))
    .join(EnquiryBooking, EnquiryBooking.booking_id == Booking.id)
    .where(EnquiryBooking.enquiry_id == Enquiry.id, Booking.state.not_in(FELL_AWAY))
    .correlate(Enquiry)
    .scalar_subquery()
)
_last_answer = (
    select(func.max(Ask.answered_at))
    .where(Ask.enquiry_id == Enquiry.id, Ask.state.in_(queries.HELPED))
    .correlate(Enquiry)
    .scalar_subquery()
)


def ask_for_outcomes(now: datetime) -> int:
    """Ask for every outcome that is due and remind of those that were asked for long ago. Return how many cases it was."""
    asked = [one for one in _candidates(now) if _is_due(one, now)]
    count = sum(_ask(one.id, now) for one in asked)
    return count + sum(_remind(one, now) for one in _to_remind(now))


def _candidates(now: datetime) -> list[Any]:
    query = select(Enquiry.id, _last_use.label("last_use"), _last_answer.label("last_answer")).where(
        Enquiry.state == OPEN,
        Enquiry.kind == NEED,
        Enquiry.merged_into_id.is_(None),
        Enquiry.outcome_asked_at.is_(None),
        or_(_last_use < now - SOONEST, _last_use.is_(None) & (_last_answer <= now - MONTH + SOONEST)),
    )
    return list(db.session.execute(query.order_by(Enquiry.id).limit(MOST)))


def _is_due(one: Any, now: datetime) -> bool:
    days = [clock.local_day(moment) if moment else None for moment in (one.last_use, one.last_answer)]
    due = due_on(*days)
    return due is not None and due <= clock.local_day(now)


def _ask(enquiry_id: int, now: datetime) -> int:
    with transaction():
        enquiry = lock(Enquiry, enquiry_id)
        if enquiry.outcome_asked_at is not None or enquiry.state != OPEN:
            return 0
        enquiry.outcome_asked_at = now
        _tell(enquiry, again=False, now=now)
    return 1


def _to_remind(now: datetime) -> list[int]:
    query = select(Enquiry.id, Enquiry.outcome_asked_at).where(
        or_(Enquiry.state == OPEN, Enquiry.closed_because == CLOSED_BECAUSE),
        Enquiry.outcome_asked_at.is_not(None),
        Enquiry.outcome_reminded_at.is_(None),
        Enquiry.outcome_asked_at <= now - timedelta(days=10),
    )
    rows = db.session.execute(query.order_by(Enquiry.id).limit(MOST))
    today = clock.local_day(now)
    return [row.id for row in rows if remind_on(clock.local_day(row.outcome_asked_at)) <= today]


def _remind(enquiry_id: int, now: datetime) -> int:
    with transaction():
        enquiry = lock(Enquiry, enquiry_id)
        if enquiry.outcome_reminded_at is not None or (
            enquiry.state == CLOSED and enquiry.closed_because != CLOSED_BECAUSE
        ):
            return 0
        enquiry.outcome_reminded_at = now
        _tell(enquiry, again=True, now=now)
    return 1


def _tell(enquiry: Enquiry, *, again: bool, now: datetime) -> None:
    """Write to each side that has not told yet."""
    told = set(db.session.scalars(select(Outcome.organisation_id).where(Outcome.enquiry_id == enquiry.id)))
    for organisation_id in sorted({enquiry.organisation_id, *queries.owners_of(enquiry.id)} - told):
        outbox.tell(letters.asked(enquiry, organisation_id, members_of(organisation_id), again=again, now=now), now=now)
