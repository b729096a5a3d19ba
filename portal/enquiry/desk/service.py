"""What a coordinator does with a case: take it, hand it over, answer, propose a testbed. Each is told and on record."""

from datetime import datetime

from portal import clock, outbox
from portal.accounts import queries as accounts
from portal.accounts.models import Organisation
from portal.accounts.queries import Visitor
from portal.catalogue.models import Testbed
from portal.database import db, lock, transaction
from portal.enquiry import letters, rules
from portal.enquiry import service as enquiries
from portal.enquiry.answers import answering
from portal.enquiry.answers.rules import Given
from portal.enquiry.case.steering import write_to_coordinator
from portal.enquiry.desk import queries
from portal.enquiry.models import CLOSED, COORDINATOR, REFERRED, WITHDRAWN, Ask, Enquiry, Post
from portal.enquiry.noting import note
from portal.enquiry.rules import PROMISED_WORKING_DAYS
from portal.errors import N_, Conflict, NotFound, Refusal
from portal.references import new_reference


class Taken(Conflict):
    message = N_("Någon annan har tagit ärendet sedan ni läste sidan. Läs den igen.")


class NotAColleague(Refusal):
    message = N_("Välj någon i er organisation, eller en samordnare för länet.")


class MayNotBePassedOn(Refusal):
    message = N_("Företaget har inte sagt ja till att andra samordnare läser ärendet.")


def holder_of(enquiry: Enquiry) -> str:
    """Return who has the case, as a form carries it: another one means that somebody took it meanwhile."""
    return f"{enquiry.desk_id or ''}.{enquiry.handler_id or ''}"


def take(visitor: Visitor, enquiry: Enquiry, *, seen: str, now: datetime) -> None:
    """Take the case, or take it over from a colleague, and tell the company. Raise Taken when that changed since."""
    body = _body(visitor)
    with transaction():
        current = _open_case(enquiry)
        if (current.desk_id, current.handler_id) == (body, visitor.id):
            return
        if holder_of(current) != seen:
            raise Taken()
        is_new = current.desk_id != body
        current.desk_id, current.handler_id = body, visitor.id
        event = _noted(current, "case.taken", visitor, body, now)
        if is_new:
            readers = accounts.members_of(current.organisation_id)
            outbox.tell(letters.about(current, "taken", event, readers, who=_name(body)), now=now)


def give_back(visitor: Visitor, enquiry: Enquiry, *, now: datetime) -> None:
    """Let go of the case; anybody may take it then."""
    with transaction():
        current = _open_case(enquiry)
        if current.handler_id != visitor.id:
            return
        current.desk_id = current.handler_id = None
        _noted(current, "case.given-back", visitor, _body(visitor), now)


def hand_to_colleague(visitor: Visitor, enquiry: Enquiry, email: str, *, now: datetime) -> None:
    """Hand the case to somebody else of the same organisation and tell them. Raise NotAColleague."""
    body = _body(visitor)
    place = None if "\0" in email else accounts.find_membership(body, email)
    if place is None:
        raise NotAColleague(field="to")
    with transaction():
        current = _open_case(enquiry)
        if (current.desk_id, current.handler_id) == (body, place.person_id):
            return
        current.desk_id, current.handler_id = body, place.person_id
        event = _noted(current, "case.handed-to-colleague", visitor, body, now)
        readers = [one for one in accounts.members_of(body) if one.id == place.person_id]
        outbox.tell(letters.about(current, "handed-to-you", event, readers, who=visitor.name), now=now)


def hand_to_body(visitor: Visitor, enquiry: Enquiry, slug: str, *, now: datetime) -> None:
    """Hand the case to another organisation that coordinates where it comes from, and tell it and the company.

    It is asked with a clock of its own, and the question to the organisation that hands over is taken back. Raise
    NotAColleague for one that does not serve there, MayNotBePassedOn where the company has said no.
    """
    other = next((one for one in queries.others_serving(enquiry, visitor) if one.slug == slug), None)
    if other is None:
        raise NotAColleague(field="to")
    with transaction():
        current = _open_case(enquiry)
        if not current.may_be_routed:
            raise MayNotBePassedOn()
        if current.desk_id == other.id:
            return
        current.desk_id, current.handler_id = other.id, None
        _let_go(current, visitor)
        if not _asks_of(current, (other.id,)):
            enquiries.ask(current, other, None, now=now)
        event = _noted(current, "case.handed", visitor, _body(visitor), now)
        readers = accounts.members_of(current.organisation_id)
        outbox.tell(letters.about(current, "handed", event, readers, who=other.name), now=now)


def answer(visitor: Visitor, enquiry: Enquiry, body: str, *, now: datetime) -> Post:
    """Write to the company: in the thread of what the organisation was asked, else in the talk with the coordinator."""
    own = _own_ask(enquiry, visitor)
    if own is not None:
        return enquiries.post(visitor, own, body, now=now)
    return write_to_coordinator(visitor, enquiry, body, now=now)


def propose(visitor: Visitor, enquiry: Enquiry, testbed: Testbed, text: str, *, now: datetime) -> None:
    """Propose a testbed to the company, which alone decides whether it is asked. Raise AlreadyAsked, NotFound."""
    answering.ensure_not_asked(enquiry, testbed)
    with transaction():
        current = _open_case(enquiry)
        own = _own_ask(current, visitor) or _enter_ask(current, _body(visitor), now)
        seen = answering.answer_of(own).mark
        given = Given(REFERRED, text, "", "", None)
        answering.answer(visitor, own, given, seen=seen, now=now, instead=testbed)


def _open_case(enquiry: Enquiry) -> Enquiry:
    current = lock(Enquiry, enquiry.id)
    if current.state == CLOSED:
        raise rules.Closed()
    return current


def _body(visitor: Visitor) -> int:
    """Return the coordinating organisation that the visitor acts for. Raise NotFound for who has none."""
    bodies = queries.bodies_of(visitor)
    if not bodies:
        raise NotFound()
    return bodies[0]


def _name(organisation_id: int) -> str:
    return db.session.get_one(Organisation, organisation_id).name


def _asks_of(enquiry: Enquiry, bodies: tuple[int, ...]) -> list[Ask]:
    found = queries.with_asks([enquiry])[0][1]
    return [one for one in found if one.organisation_id in bodies and one.state != WITHDRAWN]


def _own_ask(enquiry: Enquiry, visitor: Visitor) -> Ask | None:
    return next(iter(_asks_of(enquiry, queries.bodies_of(visitor))), None)


def _let_go(enquiry: Enquiry, visitor: Visitor) -> None:
    for asked in _asks_of(enquiry, queries.bodies_of(visitor)):
        asked.state = WITHDRAWN


def _enter_ask(enquiry: Enquiry, body: int, now: datetime) -> Ask:
    """Return a question to the coordinator that nobody needs to be told of: it is being answered at this moment."""
    asked = Ask(
        reference=new_reference("FS"),
        enquiry_id=enquiry.id,
        organisation_id=body,
        role=COORDINATOR,
        working_days=PROMISED_WORKING_DAYS,
        reply_by=rules.reply_by(clock.local_day(now)),
        created_at=now,
    )
    db.session.add(asked)
    db.session.flush()
    return asked


def _noted(enquiry: Enquiry, action: str, visitor: Visitor, body: int, now: datetime) -> int:
    return note(enquiry, action, person_id=visitor.id, organisation_id=body, now=now).id
