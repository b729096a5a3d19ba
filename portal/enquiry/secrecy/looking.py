"""Looks at what is confidential, and the yes to the terms of secrecy: each in one transaction, on record."""

from datetime import datetime, timedelta

from portal import audit, outbox
from portal.accounts import queries as accounts
from portal.accounts.queries import Visitor
from portal.database import db, lock, transaction
from portal.enquiry import letters, permissions, queries, rules, terms
from portal.enquiry.models import CLOSED, WITHDRAWN, Ask, Enquiry, Look
from portal.enquiry.noting import note
from portal.errors import N_, Conflict, NotFound, Refusal

SHOWN_FOR = timedelta(hours=1)
BRIEF = N_("Det konfidentiella i beskrivningen")


class TermsFirst(Refusal):
    message = N_("Godkänn sekretessvillkoren först. Fram till dess är det konfidentiella dolt.")


class OtherTerms(Conflict):
    message = N_("Villkoren har ändrats sedan ni läste dem. Läs dem igen nedan.")


def note_look(visitor: Visitor, enquiry: Enquiry, ask: Ask | None, what: str, *, now: datetime) -> None:
    """Write down that the visitor sees this confidential thing; `ask` is the question it answers, None for a coordinator.

    At most one row for each person, question, thing and hour; the company's own people leave none. `what` is a sentence that
    the company reads, or a file's name. Raise TermsFirst in a blind case, NotFound for who has no business there.
    """
    if permissions.asks(visitor, enquiry):
        return
    ensure_may_look(visitor, enquiry, ask)
    organisation_id = ask.organisation_id if ask is not None else _coordinating(visitor)
    with transaction():
        current = lock(Enquiry, enquiry.id)
        ask_id = ask.id if ask is not None else None
        if queries.has_looked(visitor.id, current, ask_id, since=now - SHOWN_FOR, what=what[:120]):
            return
        row = {"enquiry_id": current.id, "ask_id": ask_id, "person_id": visitor.id}
        db.session.add(Look(**row, organisation_id=organisation_id, what=what[:120], at=now))
        audit.record("enquiry.looked", current.reference, person_id=visitor.id, now=now)


def ensure_may_look(visitor: Visitor, enquiry: Enquiry, ask: Ask | None) -> None:
    """Raise TermsFirst or NotFound for who may not see what is confidential."""
    if ask is None:
        if not permissions.routes(visitor, enquiry):
            raise NotFound()
        return
    if not permissions.answers(visitor, ask) or ask.state == WITHDRAWN:
        raise NotFound()
    if enquiry.is_blind and ask.terms_at is None:
        raise TermsFirst()


def has_pressed(visitor: Visitor, enquiry: Enquiry, ask: Ask | None, *, now: datetime) -> bool:
    """Return whether the visitor has asked to see what is confidential in the brief within the last hour."""
    ask_id = ask.id if ask is not None else None
    return queries.has_looked(visitor.id, enquiry, ask_id, since=now - SHOWN_FOR, what=BRIEF)


def _coordinating(visitor: Visitor) -> int:
    return next(place.id for place in visitor.organisations if place.kind == "coordinator")


def accept_terms(visitor: Visitor, asked: Ask, mark: str, *, now: datetime) -> Ask:
    """Accept the terms for the organisation that is asked, and tell the company; accepting twice changes nothing.

    Raise OtherTerms when the text is not the one that was read, Closed, and NotFound for who is not asked.
    """
    if not permissions.answers(visitor, asked):
        raise NotFound()
    if mark != terms.MARK:
        raise OtherTerms()
    with transaction():
        current, enquiry = lock(Ask, asked.id), lock(Enquiry, asked.enquiry_id)
        if enquiry.state == CLOSED or current.state == WITHDRAWN:
            raise rules.Closed()
        if current.terms_at is not None:
            return current
        current.terms_at, current.terms_by, current.terms_mark = now, visitor.id, terms.MARK
        event = note(
            enquiry,
            "terms.accepted",
            person_id=visitor.id,
            organisation_id=current.organisation_id,
            ask_id=current.id,
            now=now,
            version=terms.VERSION,
        )
        readers = accounts.members_of(enquiry.organisation_id)
        outbox.tell(letters.about(enquiry, "terms", event.id, readers, who=current.organisation.name), now=now)
    return current
