"""What happens by itself to questions that wait: reminders, and the steps when a promise has run out.

Each step is taken in a transaction of its own with the question locked and read anew, so that several workers at once take it
once.
"""

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import select

from portal import clock, outbox
from portal.accounts import queries as accounts
from portal.accounts.models import MANAGER, Membership, Person
from portal.accounts.queries import Recipient
from portal.database import db, lock, transaction
from portal.enquiry import letters
from portal.enquiry.models import OPEN, SENT, AnswerPromise, Ask, Enquiry, EnquiryEvent
from portal.enquiry.noting import note
from portal.enquiry.routing import LATE, coordinators_for, route
from portal.enquiry.timing.rules import (
    COORDINATOR,
    DEPUTY,
    NEXT_BEST,
    REMIND,
    due_steps,
    latest_asked_about,
)

REMINDED = "clock.reminded"


def attend_clocks(now: datetime) -> int:
    """Remind, and take the steps of every promise that has run out; return how many steps were taken."""
    today = clock.local_day(now)
    return sum(_attend(ask_id, today, now) for ask_id in _waiting(today))


def _waiting(today: date) -> list[int]:
    query = (
        select(Ask.id)
        .join(Enquiry, Enquiry.id == Ask.enquiry_id)
        .where(
            Ask.state == SENT,
            Ask.reply_by <= latest_asked_about(today),
            Ask.next_best_told_at.is_(None),
            Enquiry.state == OPEN,
        )
        .order_by(Ask.reply_by, Ask.id)
    )
    return list(db.session.scalars(query))


def _attend(ask_id: int, today: date, now: datetime) -> int:
    with transaction():
        ask = lock(Ask, ask_id)
        enquiry = lock(Enquiry, ask.enquiry_id)
        if ask.state != SENT or enquiry.state != OPEN:
            return 0
        steps = due_steps(ask.reply_by, today, _done(ask))
        for step in steps:
            _TAKEN[step](ask, enquiry, now)
    return len(steps)


def _done(ask: Ask) -> set[str]:
    told = {DEPUTY: ask.deputy_told_at, COORDINATOR: ask.coordinator_told_at, NEXT_BEST: ask.next_best_told_at}
    reminded = select(EnquiryEvent.id).where(
        EnquiryEvent.ask_id == ask.id, EnquiryEvent.action == REMINDED, EnquiryEvent.at >= ask.created_at
    )
    done = {step for step, at in told.items() if at is not None}
    return done | ({REMIND} if db.session.scalars(reminded.limit(1)).first() is not None else set())


def _remind(ask: Ask, enquiry: Enquiry, now: datetime) -> None:
    event = _noted(enquiry, ask, REMINDED, now)
    readers = accounts.members_of(ask.organisation_id)
    outbox.tell(letters.about(enquiry, "reminded", event, readers, by=ask.reply_by), now=now)


def _tell_deputy(ask: Ask, enquiry: Enquiry, now: datetime) -> None:
    """Tell the deputy; where none is named, those who are responsible in the organisation."""
    ask.deputy_told_at = now
    event = _noted(enquiry, ask, "clock.deputy", now)
    outbox.tell(letters.about(enquiry, "deputy", event, deputies_of(ask.organisation_id), by=ask.reply_by), now=now)


def _tell_coordinator(ask: Ask, enquiry: Enquiry, now: datetime) -> None:
    ask.coordinator_told_at = now
    event = _noted(enquiry, ask, "clock.coordinator", now)
    was_routed = enquiry.routed_at is not None
    route(enquiry, LATE, person_id=None, now=now, ask=ask)
    kind = "late" if enquiry.may_be_routed else "late-alone"
    details = {"who": ask.organisation.name, "by": ask.reply_by}
    readers = accounts.members_of(enquiry.organisation_id)
    outbox.tell(letters.about(enquiry, kind, event, readers, **details), now=now)
    if was_routed and enquiry.may_be_routed:
        outbox.tell(letters.about(enquiry, "late-alone", event, coordinators_for(enquiry), **details), now=now)


def _offer_next_best(ask: Ask, enquiry: Enquiry, now: datetime) -> None:
    """Tell the company; whom it may ask instead stands on its page, as the inventory is when it looks."""
    ask.next_best_told_at = now
    event = _noted(enquiry, ask, "clock.next-best", now)
    readers = accounts.members_of(enquiry.organisation_id)
    outbox.tell(letters.about(enquiry, "next-best", event, readers, who=ask.organisation.name), now=now)


_TAKEN: dict[str, Callable[[Ask, Enquiry, datetime], None]] = {
    REMIND: _remind,
    DEPUTY: _tell_deputy,
    COORDINATOR: _tell_coordinator,
    NEXT_BEST: _offer_next_best,
}


def _noted(enquiry: Enquiry, ask: Ask, action: str, now: datetime) -> int:
    return note(enquiry, action, person_id=None, organisation_id=ask.organisation_id, ask_id=ask.id, now=now).id


def deputies_of(organisation_id: int) -> list[Recipient]:
    """Return who answers when nobody else does: the deputy while still a member, else the managers, else everybody."""
    promise = db.session.get(AnswerPromise, organisation_id)
    members = accounts.members_of(organisation_id)
    named = [one for one in members if promise is not None and one.id == promise.deputy_id]
    return named or [one for one in members if one.id in _managers(organisation_id)] or members


def _managers(organisation_id: int) -> set[int]:
    query = (
        select(Person.id)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.organisation_id == organisation_id, Membership.role == MANAGER)
    )
    return set(db.session.scalars(query))
