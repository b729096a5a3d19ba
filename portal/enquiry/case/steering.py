"""What the company does with its case from its page: take a question back, ask one more, open again, call the coordinator."""

from datetime import datetime
from typing import Any

from portal import clock, outbox
from portal.accounts import queries as accounts
from portal.accounts.queries import Visitor
from portal.booking import queries as bookings
from portal.catalogue.models import Testbed
from portal.database import db, lock, transaction
from portal.enquiry import letters, permissions, queries, rules, service
from portal.enquiry.answers.answering import ensure_not_asked
from portal.enquiry.models import CLOSED, OPEN, SENT, WITHDRAWN, Ask, Enquiry, EnquiryBooking, Post
from portal.enquiry.noting import note
from portal.enquiry.routing import WANTED, coordinators_for, route, route_if_nobody_can
from portal.errors import N_, NotFound, Refusal


class Merged(Refusal):
    message = N_("Ärendet har slagits ihop med ett annat och kan inte öppnas igen.")


class NotOfTheCase(Refusal):
    message = N_("Bokningen gäller ingen av de testbäddar som är tillfrågade i ärendet.")


def withdraw(visitor: Visitor, asked: Ask, *, now: datetime) -> None:
    """Take a question back and tell who was asked; taking it back twice changes nothing. Raise NotFound, Closed."""
    _ensure_company(visitor, asked.enquiry)
    with transaction():
        current, enquiry = lock(Ask, asked.id), lock(Enquiry, asked.enquiry_id)
        if current.state == WITHDRAWN:
            return
        _ensure_open(enquiry)
        current.state = WITHDRAWN
        event = _noted(visitor, enquiry, "ask.withdrawn", current, now)
        readers = accounts.members_of(current.organisation_id)
        outbox.tell(letters.about(enquiry, "withdrawn", event, readers), now=now)
        route_if_nobody_can(enquiry, person_id=visitor.id, now=now)


def ask_more(visitor: Visitor, enquiry: Enquiry, testbed: Testbed, *, now: datetime) -> Ask:
    """Ask one more testbed with the same brief; one whose question was taken back is asked anew, with a new clock.

    Raise AlreadyAsked, Closed, NobodyAnswers, and NotFound for who is not of the company.
    """
    _ensure_company(visitor, enquiry)
    addressee = service.addressee_of(testbed)
    with transaction():
        current = lock(Enquiry, enquiry.id)
        _ensure_open(current)
        earlier = ensure_not_asked(current, testbed)
        asked = _ask_anew(current, earlier, now) if earlier else service.ask(current, addressee, testbed, now=now)
        event = _noted(visitor, current, "ask.sent", asked, now)
        if earlier:
            people = accounts.members_of(asked.organisation_id)
            outbox.tell(letters.sent(current, asked, people, number=event), now=now)
    return asked


def _ask_anew(enquiry: Enquiry, asked: Ask, now: datetime) -> Ask:
    asked.state, asked.created_at = SENT, now
    asked.reply_by = rules.reply_by(clock.local_day(now), asked.working_days)
    asked.answered_at = asked.answered_by = asked.answer_price = None
    asked.answer_text = asked.answer_times = asked.answer_reason = ""
    asked.deputy_told_at = asked.coordinator_told_at = asked.next_best_told_at = None
    return asked


def reopen(visitor: Visitor, enquiry: Enquiry, *, now: datetime) -> None:
    """Open the case again and tell who is asked; one that is open stays as it is. Raise Merged, NotFound."""
    _ensure_company(visitor, enquiry)
    with transaction():
        current = lock(Enquiry, enquiry.id)
        if current.state == OPEN:
            return
        if current.merged_into_id is not None:
            raise Merged()
        current.state, current.closed_at, current.closed_because = OPEN, None, ""
        event = _noted(visitor, current, "enquiry.reopened", None, now)
        outbox.tell(letters.about(current, "reopened", event, service.answerers_in(current)), now=now)


def call_coordinator(visitor: Visitor, enquiry: Enquiry, *, now: datetime) -> None:
    """Let the coordinator read and help, from now on; asking twice changes nothing. Raise Closed, NotFound."""
    _ensure_company(visitor, enquiry)
    with transaction():
        current = lock(Enquiry, enquiry.id)
        _ensure_open(current)
        current.may_be_routed = True
        route(current, WANTED, person_id=visitor.id, now=now)


def write_to_coordinator(visitor: Visitor, enquiry: Enquiry, body: str, *, now: datetime) -> Post:
    """Add a message to the talk between company and coordinator and tell the other side; sent twice it is one.

    Raise Closed, and NotFound for who is on neither side, or while no coordinator may read the case.
    """
    asks = permissions.asks(visitor, enquiry)
    if enquiry.routed_at is None or not (asks or permissions.routes(visitor, enquiry)):
        raise NotFound()
    side = enquiry.organisation_id if asks else _coordinating(visitor)
    with transaction():
        current = lock(Enquiry, enquiry.id)
        _ensure_open(current)
        since = now - service.SAME_WITHIN
        if (same := queries.find_same_post(current, None, visitor.id, body, since=since)) is not None:
            return same
        words = {"enquiry_id": current.id, "ask_id": None, "body": body, "at": now}
        message = Post(**words, person_id=visitor.id, organisation_id=side)
        db.session.add(message)
        db.session.flush()
        readers = coordinators_for(current) if asks else accounts.members_of(current.organisation_id)
        kind = "to-coordinator" if asks else "posted"
        outbox.tell(letters.about(current, kind, message.id, readers), now=now)
    return message


def _coordinating(visitor: Visitor) -> int:
    return next(place.id for place in visitor.organisations if place.kind == "coordinator")


def link_booking(visitor: Visitor, enquiry: Enquiry, reference: str, *, now: datetime) -> None:
    """Let a booking of the company at an asked testbed belong to the case; one that does already stays.

    Raise NotOfTheCase for another testbed, NotFound for a booking of somebody else or who is not of the company.
    """
    _ensure_company(visitor, enquiry)
    booking = bookings.get_booking(reference, visitor)
    if booking.organisation_id != enquiry.organisation_id:
        raise NotFound()
    if booking.testbed_id not in {one.testbed_id for one in queries.all_asks(enquiry)}:
        raise NotOfTheCase()
    with transaction():
        current = lock(Enquiry, enquiry.id)
        if db.session.get(EnquiryBooking, (current.id, booking.id)) is not None:
            return
        db.session.add(EnquiryBooking(enquiry_id=current.id, booking_id=booking.id, created_at=now))
        _noted(visitor, current, "booking.linked", None, now, booking=booking.reference)


def unlink_booking(visitor: Visitor, enquiry: Enquiry, reference: str, *, now: datetime) -> None:
    """Let the booking stand on its own again; the booking itself stays as it is. Raise NotFound."""
    _ensure_company(visitor, enquiry)
    booking = bookings.get_booking(reference, visitor)
    with transaction():
        current = lock(Enquiry, enquiry.id)
        link = db.session.get(EnquiryBooking, (current.id, booking.id))
        if link is not None:
            db.session.delete(link)
            _noted(visitor, current, "booking.unlinked", None, now, booking=booking.reference)


def _ensure_company(visitor: Visitor, enquiry: Enquiry) -> None:
    if not permissions.asks(visitor, enquiry):
        raise NotFound()


def _ensure_open(enquiry: Enquiry) -> None:
    if enquiry.state == CLOSED:
        raise rules.Closed()


def _noted(visitor: Visitor, enquiry: Enquiry, action: str, asked: Ask | None, now: datetime, **details: Any) -> int:
    who: dict[str, Any] = {"person_id": visitor.id, "organisation_id": enquiry.organisation_id, "now": now}
    return note(enquiry, action, **who, ask_id=asked.id if asked else None, **details).id
