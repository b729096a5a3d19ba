"""Texts that a coordinating organisation answers with again and again: written, changed, removed, and filled in for a case."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from portal import audit
from portal.accounts.queries import Visitor
from portal.database import db, lock, transaction
from portal.enquiry import naming
from portal.enquiry.desk import queries
from portal.enquiry.models import Ask, Enquiry, ReadyAnswer
from portal.errors import N_, NotFound, Refusal

MOST = 100
PLACES = ("{referens}", "{företag}", "{samordnare}")


class TooManyAnswers(Refusal):
    message = N_("Det finns redan %(most)s svarsmallar. Ta bort någon som inte används.")


@dataclass(frozen=True)
class Words:
    """A text as somebody typed it."""

    title: str
    body: str


def save(visitor: Visitor, words: Words, *, now: datetime, answer: ReadyAnswer | None = None) -> ReadyAnswer:
    """Keep a text for the visitor's coordinating organisation, new or changed. Raise TooManyAnswers, NotFound."""
    bodies = queries.bodies_of(visitor)
    if not bodies:
        raise NotFound()
    with transaction():
        if answer is None:
            kept = select(func.count(ReadyAnswer.id)).where(ReadyAnswer.organisation_id == bodies[0])
            if (db.session.scalar(kept) or 0) >= MOST:
                raise TooManyAnswers(most=MOST)
        row = lock(ReadyAnswer, answer.id) if answer is not None else ReadyAnswer(organisation_id=bodies[0])
        row.title, row.body, row.changed_at, row.changed_by = words.title, words.body, now, visitor.id
        db.session.add(row)
        db.session.flush()
        audit.record("ready-answer.saved", str(row.id), person_id=visitor.id, now=now)
    return row


def remove(visitor: Visitor, answer: ReadyAnswer, *, now: datetime) -> None:
    """Remove a text; what was answered with it stays as it was sent."""
    queries.get_ready_answer(answer.id, visitor)
    with transaction():
        db.session.delete(lock(ReadyAnswer, answer.id))
        audit.record("ready-answer.removed", str(answer.id), person_id=visitor.id, now=now)


def filled(answer: ReadyAnswer, enquiry: Enquiry, visitor: Visitor, ask: Ask | None = None) -> str:
    """Return the text with the reference and the names put in; in a blind case what stands in for the company's name."""
    said = (enquiry.reference, naming.name_of(visitor, enquiry, ask), visitor.name)
    text = answer.body
    for place, value in zip(PLACES, said, strict=True):
        text = text.replace(place, value)
    return text
