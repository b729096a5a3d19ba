"""What is done with cases: send, write, close. Each is told to the other side in the same transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from portal import audit, clock, outbox
from portal.accounts import queries as accounts
from portal.accounts.models import Organisation
from portal.accounts.queries import Recipient, Visitor
from portal.catalogue.models import Testbed
from portal.database import db, lock, transaction
from portal.enquiry import letters, permissions, queries, rules
from portal.enquiry.brief import Brief, to_plain
from portal.enquiry.models import (
    CLOSED,
    COORDINATOR,
    NEED,
    OPEN,
    OWNER,
    QUESTION,
    SENT,
    WITHDRAWN,
    AnswerPromise,
    Ask,
    Enquiry,
    Post,
)
from portal.enquiry.noting import note
from portal.enquiry.reply.links import link_for
from portal.enquiry.timing.attending import attend_clocks
from portal.errors import N_, NotFound, Refusal
from portal.references import new_reference

__all__ = [
    "NoOrganisation",
    "Sender",
    "addressee_of",
    "ask",
    "attend_clocks",
    "close",
    "note",
    "post",
    "send_enquiry",
    "sender_of",
]

SAME_WITHIN = timedelta(minutes=10)
"""The same words from the same person in the same thread, so soon after, are one message sent twice."""


@dataclass(frozen=True)
class Sender:
    """Who asks: a person, for one organisation, and where and in which language the receipt goes."""

    person_id: int
    organisation_id: int
    email: str
    language: str


class NoOrganisation(Refusal):
    message = N_("Kontot hör inte till någon organisation ännu.")


def sender_of(visitor: Visitor) -> Sender:
    """Return the visitor as one who asks. Raise NoOrganisation when the person acts for none."""
    if visitor.organisation is None:
        raise NoOrganisation()
    return Sender(visitor.id, visitor.organisation.id, visitor.email, visitor.language)


def send_enquiry(
    sender: Sender,
    brief: Brief,
    testbeds: Sequence[Testbed] = (),
    *,
    now: datetime,
    kind: str = NEED,
    form_key: str | None = None,
    may_be_routed: bool = True,
) -> Enquiry:
    """Return the case, sent to who answers for each testbed, or to the county's coordinator where none is named.

    The same form sent twice is one case. Raise NobodyAnswers when no coordinator serves the county.
    """
    county = brief.county or (testbeds[0].county if testbeds else "")
    addressees: list[tuple[Organisation, Testbed | None]] = [(addressee_of(one), one) for one in testbeds]
    addressees = addressees or [(coordinator_of(county), None)]
    with transaction():
        earlier = queries.find_by_form_key(form_key, sender.person_id) if form_key else None
        if earlier is not None:
            return earlier
        enquiry = _enter(sender, brief, county, now=now, kind=kind, form_key=form_key, may_be_routed=may_be_routed)
        for addressee, testbed in addressees:
            ask(enquiry, addressee, testbed, now=now)
        outbox.tell(letters.receipt(enquiry, queries.all_asks(enquiry), sender.email, sender.language), now=now)
        note(enquiry, "enquiry.sent", person_id=sender.person_id, organisation_id=sender.organisation_id, now=now)
    return enquiry


def addressee_of(testbed: Testbed) -> Organisation:
    """Return who is to answer for a listing: its owner, else the coordinator of its county. Raise NobodyAnswers."""
    return testbed.owner if testbed.owner is not None else coordinator_of(testbed.county)


def coordinator_of(county: str) -> Organisation:
    """Return who answers where no testbed is named. Raise NobodyAnswers."""
    coordinator = accounts.coordinators_of(county) if county else None
    if coordinator is None:
        raise rules.NobodyAnswers(field="county")
    return coordinator


def _enter(sender: Sender, brief: Brief, county: str, *, now: datetime, **values: Any) -> Enquiry:
    enquiry = Enquiry(
        reference=new_reference("FR"),
        organisation_id=sender.organisation_id,
        person_id=sender.person_id,
        county=county or None,
        need=brief.need,
        brief=to_plain(brief),
        is_blind=brief.secrecy == "blind",
        state=OPEN,
        created_at=now,
        **values,
    )
    db.session.add(enquiry)
    db.session.flush()
    return enquiry


def ask(
    enquiry: Enquiry,
    addressee: Organisation,
    testbed: Testbed | None,
    *,
    now: datetime,
    credited_to_id: int | None = None,
) -> Ask:
    """Ask one organisation in a case and tell its people; its clock starts now. Call it inside a transaction."""
    promise = db.session.get(AnswerPromise, addressee.id)
    working_days = promise.working_days if promise else rules.PROMISED_WORKING_DAYS
    asked = Ask(
        reference=new_reference("FS"),
        enquiry_id=enquiry.id,
        organisation_id=addressee.id,
        testbed_id=testbed.id if testbed is not None else None,
        role=COORDINATOR if addressee.kind == COORDINATOR else OWNER,
        state=SENT,
        working_days=working_days,
        reply_by=rules.reply_by(clock.local_day(now), working_days),
        created_at=now,
        credited_to_id=credited_to_id,
    )
    db.session.add(asked)
    db.session.flush()
    outbox.tell(letters.sent(enquiry, asked, accounts.members_of(addressee.id)), now=now)
    return asked


def post(visitor: Visitor, asked: Ask, body: str, *, now: datetime) -> Post:
    """Add a message to the thread of one ask and tell the other side; the first word of who is asked answers it.

    The same message sent twice is one. Raise Closed when the case is closed, NotFound for who is on neither side.
    """
    side = side_of(visitor, asked)
    with transaction():
        current, enquiry = lock(Ask, asked.id), lock(Enquiry, asked.enquiry_id)
        if enquiry.state == CLOSED:
            raise rules.Closed()
        if (same := queries.find_same_post(enquiry, current, visitor.id, body, since=now - SAME_WITHIN)) is not None:
            return same
        message = Post(
            enquiry_id=enquiry.id, ask_id=current.id, person_id=visitor.id, organisation_id=side, body=body, at=now
        )
        db.session.add(message)
        if side == current.organisation_id and current.state == SENT:
            current.state, current.answered_at, current.answered_by = QUESTION, now, visitor.id
            note(enquiry, "ask.question", person_id=visitor.id, organisation_id=side, ask_id=current.id, now=now)
        db.session.flush()
        readers = other_side(current, enquiry, side)
        link = link_for(enquiry, current, readers_of=other_organisation(current, enquiry, side), now=now)
        outbox.tell(letters.posted(enquiry, message.id, readers, link), now=now)
        audit.record("enquiry.posted", enquiry.reference, person_id=visitor.id, now=now)
    return message


def close(visitor: Visitor, enquiry: Enquiry, *, now: datetime, because: str = "") -> None:
    """Close the case and tell all who are asked; closing twice changes nothing. Raise NotFound for who may not."""
    if not permissions.asks(visitor, enquiry):
        raise NotFound()
    with transaction():
        current = lock(Enquiry, enquiry.id)
        if current.state == CLOSED:
            return
        current.state, current.closed_at, current.closed_because = CLOSED, now, because
        event = note(current, "enquiry.closed", person_id=visitor.id, organisation_id=current.organisation_id, now=now)
        outbox.tell(letters.about(current, "closed", event.id, answerers_in(current)), now=now)


def answerers_in(enquiry: Enquiry) -> list[Recipient]:
    """Return the people of everybody who is asked in the case and has not been let go."""
    asks = [one for one in queries.all_asks(enquiry) if one.state != WITHDRAWN]
    ids = dict.fromkeys(one.organisation_id for one in asks)
    return [person for organisation_id in ids for person in accounts.members_of(organisation_id)]


def side_of(visitor: Visitor, asked: Ask) -> int:
    """Return the organisation for which the visitor speaks in this thread. Raise NotFound for who is on neither side."""
    if permissions.asks(visitor, asked.enquiry):
        return asked.enquiry.organisation_id
    if permissions.answers(visitor, asked):
        return asked.organisation_id
    raise NotFound()


def other_side(asked: Ask, enquiry: Enquiry, side: int) -> list[Recipient]:
    """Return the people who are to hear what this side says."""
    return accounts.members_of(other_organisation(asked, enquiry, side))


def other_organisation(asked: Ask, enquiry: Enquiry, side: int) -> int:
    return asked.organisation_id if side == enquiry.organisation_id else enquiry.organisation_id
