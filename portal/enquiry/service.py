"""What is done with enquiries: send, answer, close. Each is told to the other side in the same transaction."""

from dataclasses import dataclass
from datetime import datetime

from portal import audit, clock, outbox
from portal.accounts import queries as accounts
from portal.accounts.models import Organisation
from portal.accounts.queries import Recipient, Visitor
from portal.catalogue.models import Testbed
from portal.database import db, lock, transaction
from portal.enquiry import letters, permissions, queries, rules
from portal.enquiry.models import ANSWERED, CLOSED, NEED, SENT, Enquiry, Post
from portal.errors import N_, NotFound, Refusal
from portal.references import new_reference


@dataclass(frozen=True)
class Need:
    """What a company wants to know: about a testbed, or about anything that could be tested in a county."""

    text: str
    goal: str = ""
    wanted_time: str = ""
    kind: str = NEED
    county: str | None = None
    testbed: Testbed | None = None


class NoOrganisation(Refusal):
    message = N_("Kontot hör inte till någon organisation ännu.")


def send_enquiry(visitor: Visitor, need: Need, *, now: datetime, form_key: str | None = None) -> Enquiry:
    """Return the enquiry, sent to who answers for the listing or the county; the same form sent twice is one enquiry.

    Raise NobodyAnswers when no coordinator serves the county, NoOrganisation when the person acts for none.
    """
    if visitor.organisation is None:
        raise NoOrganisation()
    addressee = addressee_of(need)
    with transaction():
        earlier = queries.find_by_form_key(form_key, visitor.id) if form_key else None
        if earlier is not None:
            return earlier
        enquiry = _enter(visitor, need, addressee, now=now, form_key=form_key)
        outbox.tell(letters.sent(enquiry, accounts.members_of(addressee.id)), now=now)
        outbox.tell(letters.receipt(enquiry, addressee.name, visitor), now=now)
        audit.record("enquiry.sent", enquiry.reference, person_id=visitor.id, now=now)
    return enquiry


def addressee_of(need: Need) -> Organisation:
    """Return who is to answer: the listing's owner, else the coordinator of the county. Raise NobodyAnswers."""
    if need.testbed is not None and need.testbed.owner is not None:
        return need.testbed.owner
    county = need.testbed.county if need.testbed is not None else need.county
    coordinator = accounts.coordinators_of(county) if county else None
    if coordinator is None:
        raise rules.NobodyAnswers(field="county")
    return coordinator


def _enter(visitor: Visitor, need: Need, addressee: Organisation, *, now: datetime, form_key: str | None) -> Enquiry:
    assert visitor.organisation is not None
    enquiry = Enquiry(
        reference=new_reference("FR"),
        kind=need.kind,
        form_key=form_key,
        organisation_id=visitor.organisation.id,
        person_id=visitor.id,
        testbed_id=need.testbed.id if need.testbed is not None else None,
        addressee_id=addressee.id,
        county=need.testbed.county if need.testbed is not None else need.county,
        need=need.text,
        goal=need.goal,
        wanted_time=need.wanted_time,
        state=SENT,
        reply_by=rules.reply_by(clock.local_day(now)),
        created_at=now,
    )
    db.session.add(enquiry)
    db.session.flush()
    return enquiry


def post(visitor: Visitor, enquiry: Enquiry, body: str, *, now: datetime) -> Post:
    """Add a message to the thread and tell the other side; the addressee's first one answers the enquiry.

    Raise Closed when the enquiry is closed, NotFound for who is on neither side.
    """
    side = _side(visitor, enquiry)
    with transaction():
        current = lock(Enquiry, enquiry.id)
        if current.state == CLOSED:
            raise rules.Closed()
        message = Post(enquiry_id=current.id, person_id=visitor.id, organisation_id=side, body=body, at=now)
        db.session.add(message)
        if permissions.answers(visitor, current) and current.state == SENT:
            current.state, current.answered_at = ANSWERED, now
        db.session.flush()
        outbox.tell(letters.posted(current, message.id, _other_side(current, side)), now=now)
        audit.record("enquiry.posted", current.reference, person_id=visitor.id, now=now)
    return message


def close(visitor: Visitor, enquiry: Enquiry, *, now: datetime) -> None:
    """Close the enquiry and tell the other side; closing twice changes nothing."""
    side = _side(visitor, enquiry)
    with transaction():
        current = lock(Enquiry, enquiry.id)
        if current.state == CLOSED:
            return
        current.state, current.closed_at = CLOSED, now
        outbox.tell(letters.closed(current, _other_side(current, side)), now=now)
        audit.record("enquiry.closed", current.reference, person_id=visitor.id, now=now)


def _side(visitor: Visitor, enquiry: Enquiry) -> int:
    """Return the organisation for which the visitor speaks here."""
    if permissions.asks(visitor, enquiry):
        return enquiry.organisation_id
    if permissions.answers(visitor, enquiry):
        return enquiry.addressee_id
    raise NotFound()


def _other_side(enquiry: Enquiry, side: int) -> list[Recipient]:
    other = enquiry.addressee_id if side == enquiry.organisation_id else enquiry.organisation_id
    return accounts.members_of(other)
