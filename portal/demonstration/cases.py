"""The made-up cases: one with a yes and one who is waited for, a blind one, one that nobody has taken, and one that is done."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from portal.accounts.models import Membership, Person
from portal.accounts.queries import find_person, members_of
from portal.catalogue.models import Testbed
from portal.clock import local_day
from portal.database import db
from portal.enquiry.models import CLOSED, COMPANY, NO, OPEN, SENT, Ask, Enquiry, EnquiryEvent, Outcome
from portal.enquiry.rules import PROMISED_WORKING_DAYS, reply_by
from portal.errors import NotFound
from portal.references import new_reference

TOLD_AFTER = timedelta(hours=2)


def add(records: list[dict[str, Any]], now: datetime) -> None:
    """Make those of the cases that are not there: by the key of the form that they would have been sent with."""
    for record in records:
        key = f"demonstration-{record['slug']}"
        if db.session.scalar(select(Enquiry.id).where(Enquiry.form_key == key)) is None:
            _enter(record, key, now)


def _enter(record: dict[str, Any], key: str, now: datetime) -> None:
    person, organisation_id = _asker(record["email"])
    sent_at = now - timedelta(days=record["days_ago"])
    routed, closed = record.get("routed_after_days"), record.get("closed_days_ago")
    enquiry = Enquiry(
        reference=new_reference("FR"),
        form_key=key,
        organisation_id=organisation_id,
        person_id=person.id,
        county=record["county"],
        need=record["brief"]["need"],
        brief={**record["brief"], "county": record["county"]},
        is_blind=record.get("is_blind", False),
        state=OPEN if closed is None else CLOSED,
        created_at=sent_at,
        routed_at=None if routed is None else sent_at + timedelta(days=routed),
        closed_at=None if closed is None else now - timedelta(days=closed),
        closed_because="" if closed is None else "done",
    )
    db.session.add(enquiry)
    db.session.flush()
    _happened(enquiry, "enquiry.sent", sent_at, organisation_id)
    asks = [_ask(enquiry, one, now) for one in record["asks"]]
    for one in record.get("outcomes", []):
        _outcome(enquiry, asks[0], one)
    if enquiry.closed_at is not None:
        _happened(enquiry, "enquiry.closed", enquiry.closed_at, organisation_id)
    db.session.flush()


def _asker(email: str) -> tuple[Person, int]:
    person = find_person(email)
    if person is None:
        raise NotFound()
    query = select(Membership.organisation_id).where(Membership.person_id == person.id).order_by(Membership.id)
    return person, db.session.scalars(query.limit(1)).one()


def _ask(enquiry: Enquiry, record: dict[str, Any], now: datetime) -> Ask:
    testbed = db.session.scalars(select(Testbed).where(Testbed.slug == record["testbed"])).one()
    days = record.get("asked_days_ago")
    asked_at = enquiry.created_at if days is None else now - timedelta(days=days)
    people = members_of(testbed.owner_id or 0)
    is_answered = record["state"] != SENT
    asked = Ask(
        reference=new_reference("FS"),
        enquiry_id=enquiry.id,
        organisation_id=testbed.owner_id,
        testbed_id=testbed.id,
        state=record["state"],
        working_days=PROMISED_WORKING_DAYS,
        reply_by=reply_by(local_day(asked_at)),
        created_at=asked_at,
        answered_at=asked_at + timedelta(hours=record["after_hours"]) if is_answered else None,
        answered_by=people[0].id if people and is_answered else None,
        answer_reason=record.get("reason", "") if record["state"] == NO else "",
        answer_text=record.get("text", ""),
        answer_times=record.get("times", ""),
        answer_price=record.get("price"),
    )
    db.session.add(asked)
    db.session.flush()
    if asked.answered_at is not None:
        _happened(enquiry, f"ask.{asked.state}", asked.answered_at, asked.organisation_id, ask_id=asked.id)
    return asked


def _happened(enquiry: Enquiry, action: str, at: datetime, organisation_id: int, **more: Any) -> None:
    words = {"enquiry_id": enquiry.id, "organisation_id": organisation_id, "action": action, "at": at}
    db.session.add(EnquiryEvent(**words, **more))


def _outcome(enquiry: Enquiry, asked: Ask, record: dict[str, Any]) -> None:
    """Enter what one side told, the company when it closed the case and the owner a little later."""
    is_company = record["side"] == COMPANY
    at = enquiry.closed_at or enquiry.created_at
    at = at if is_company else at + TOLD_AFTER
    whose = enquiry.organisation_id if is_company else asked.organisation_id
    who = enquiry.person_id if is_company else asked.answered_by or enquiry.person_id
    row = {"enquiry_id": enquiry.id, "organisation_id": whose, "created_by": who, "created_at": at, "changed_at": at}
    db.session.add(Outcome(**row, **record))
    _happened(enquiry, "outcome.told", at, whose)
