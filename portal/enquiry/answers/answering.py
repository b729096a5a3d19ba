"""Answering a question, and deciding about the testbed that was named instead: each is one transaction, told and on record."""

from datetime import datetime
from typing import Any

from portal import outbox
from portal.accounts import queries as accounts
from portal.accounts.queries import Visitor
from portal.catalogue.models import Testbed
from portal.database import db, lock, transaction
from portal.enquiry import letters, permissions, queries, rules, service
from portal.enquiry.answers.rules import AlreadyAsked, Decided, Given, Overtaken, OwnTestbed, Withdrawn
from portal.enquiry.models import (
    ACCEPTED,
    CLOSED,
    DECLINED,
    NO,
    PROPOSED,
    QUESTION,
    REFERRED,
    SENT,
    WITHDRAWN,
    YES,
    Ask,
    Enquiry,
    Post,
    Referral,
)
from portal.enquiry.noting import note
from portal.enquiry.routing import route_if_nobody_can
from portal.errors import NotFound
from portal.references import new_reference

KINDS = {YES: "yes", QUESTION: "question", NO: "no", REFERRED: "referred"}


def answer_of(ask: Ask) -> Given:
    """Return the answer as it stands."""
    return Given(ask.state, ask.answer_text, ask.answer_reason, ask.answer_times, ask.answer_price)


def answer(
    visitor: Visitor, asked: Ask, given: Given, *, seen: str, now: datetime, instead: Testbed | None = None
) -> Ask:
    """Answer, or change the answer, and tell the company; the same answer twice is one.

    `seen` is the mark of the answer that was read. `instead` is the testbed of a referral. Raise Overtaken when a colleague has
    answered since, Withdrawn, Closed, OwnTestbed, and NotFound for who is not asked.
    """
    if not permissions.answers(visitor, asked):
        raise NotFound()
    if instead is not None and instead.id == asked.testbed_id:
        raise OwnTestbed(field="testbed")
    with transaction():
        current, enquiry = lock(Ask, asked.id), lock(Enquiry, asked.enquiry_id)
        _ensure_open(current, enquiry)
        if answer_of(current) == given and (instead is None or _is_proposed(current, instead)):
            return current
        if answer_of(current).mark != seen:
            raise Overtaken()
        _keep(current, given, visitor, now)
        _let_go_of_referrals(current, visitor, now)
        if instead is not None:
            _propose(current, instead, given.text, visitor, now)
        _tell_company(current, enquiry, given, instead, visitor, now)
        route_if_nobody_can(enquiry, person_id=visitor.id, now=now)
    return current


def _ensure_open(ask: Ask, enquiry: Enquiry) -> None:
    if enquiry.state == CLOSED:
        raise rules.Closed()
    if ask.state == WITHDRAWN:
        raise Withdrawn()


def _keep(ask: Ask, given: Given, visitor: Visitor, now: datetime) -> None:
    """Keep the answer. When it was first answered is what the clock measures, so a change of mind does not move it."""
    if ask.state == SENT or ask.answered_at is None:
        ask.answered_at = now
    ask.state, ask.answered_by = given.state, visitor.id
    ask.answer_text, ask.answer_reason = given.text, given.reason
    ask.answer_times, ask.answer_price = given.times, given.price
    if given.state == QUESTION:
        # A question begins a talk: it stands in the thread, where the answer to it goes.
        words = {"enquiry_id": ask.enquiry_id, "ask_id": ask.id, "body": given.text}
        db.session.add(Post(**words, person_id=visitor.id, organisation_id=ask.organisation_id, at=now))
    db.session.flush()


def _is_proposed(ask: Ask, testbed: Testbed) -> bool:
    return any(one.testbed_id == testbed.id and one.state == PROPOSED for one in queries.referrals_of([ask]))


def _let_go_of_referrals(ask: Ask, visitor: Visitor, now: datetime) -> None:
    for referral in queries.referrals_of([ask]):
        if referral.state == PROPOSED:
            referral.state, referral.decided_at, referral.decided_by = DECLINED, now, visitor.id


def _propose(ask: Ask, testbed: Testbed, text: str, visitor: Visitor, now: datetime) -> None:
    known = [one for one in queries.referrals_of([ask]) if one.testbed_id == testbed.id]
    referral = known[0] if known else Referral(reference=new_reference("FH"), ask_id=ask.id, testbed_id=testbed.id)
    referral.text, referral.state, referral.created_at, referral.created_by = text, PROPOSED, now, visitor.id
    referral.decided_at = referral.decided_by = None
    db.session.add(referral)
    db.session.flush()


def _tell_company(
    ask: Ask, enquiry: Enquiry, given: Given, instead: Testbed | None, visitor: Visitor, now: datetime
) -> None:
    who: dict[str, Any] = {
        "person_id": visitor.id,
        "organisation_id": ask.organisation_id,
        "ask_id": ask.id,
        "now": now,
    }
    details: dict[str, Any] = (
        {"testbed": instead.name} if instead is not None else {"reason": given.reason} if given.reason else {}
    )
    event = note(enquiry, f"ask.{given.state}", **who, **details)
    readers = accounts.members_of(enquiry.organisation_id)
    said = {"who": ask.organisation.name, **({"testbed": instead} if instead is not None else {})}
    outbox.tell(letters.about(enquiry, KINDS[given.state], event.id, readers, **said), now=now)


def decide(visitor: Visitor, referral: Referral, *, accepts: bool, now: datetime) -> Ask | None:
    """Say yes or no to the testbed that was named instead. A yes passes the brief on whole and credits who named it.

    The same decision twice is one. Raise Decided when the other was taken, Closed, NobodyAnswers for a listing that nobody
    answers for, and NotFound for who is not of the company.
    """
    enquiry = referral.ask.enquiry
    if not permissions.asks(visitor, enquiry):
        raise NotFound()
    addressee = service.addressee_of(referral.testbed) if accepts else None
    with transaction():
        ask, current = lock(Ask, referral.ask_id), lock(Enquiry, enquiry.id)
        row = lock(Referral, referral.id)
        wanted = ACCEPTED if accepts else DECLINED
        if row.state == wanted:
            return None
        if row.state != PROPOSED:
            raise Decided()
        if current.state == CLOSED:
            raise rules.Closed()
        row.state, row.decided_at, row.decided_by = wanted, now, visitor.id
        who: dict[str, Any] = {
            "person_id": visitor.id,
            "organisation_id": current.organisation_id,
            "ask_id": ask.id,
            "now": now,
        }
        event = note(current, f"referral.{wanted}", **who, testbed=row.testbed.name)
        readers = accounts.members_of(ask.organisation_id)
        outbox.tell(letters.about(current, wanted, event.id, readers, testbed=row.testbed), now=now)
        if addressee is None:
            return None
        return _ask_instead(current, addressee, row, now)


def _ask_instead(enquiry: Enquiry, addressee: object, referral: Referral, now: datetime) -> Ask | None:
    """Ask the testbed that was named; who asked it already in this case only credits nobody twice."""
    if any(one.testbed_id == referral.testbed_id for one in queries.all_asks(enquiry)):
        return None
    return service.ask(enquiry, addressee, referral.testbed, now=now, credited_to_id=referral.ask_id)  # type: ignore[arg-type]


def ensure_not_asked(enquiry: Enquiry, testbed: Testbed) -> Ask | None:
    """Return the question to this testbed that was taken back, None when it was never asked. Raise AlreadyAsked."""
    for one in queries.all_asks(enquiry):
        if one.testbed_id == testbed.id:
            if one.state != WITHDRAWN:
                raise AlreadyAsked(field="testbed")
            return one
    return None
