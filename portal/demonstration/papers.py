"""The made-up papers: what a resource demands, and which of the bookers has it."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from portal.accounts.models import Membership, Person
from portal.catalogue.models import Resource
from portal.clock import local_day
from portal.database import db
from portal.passport.models import CONFIRMED, Paper, PaperDemand, PaperReview
from portal.passport.rules import TRAINING
from portal.references import new_reference

GIVEN_BEFORE = timedelta(days=60)


def demand(resource_id: int, records: list[dict[str, Any]]) -> None:
    """Let a new resource demand what its record says."""
    plain = {"by_owner": False, "everyone": False, "lead_days": 0}
    db.session.add_all([PaperDemand(resource_id=resource_id, **{**plain, **record}) for record in records])
    db.session.flush()


def add(records: list[dict[str, Any]], owner_id: int, now: datetime) -> None:
    """Give the bookers those of their papers that they have never had."""
    for record in records:
        person, organisation_id = _holder(record["email"])
        had = select(Paper.id).where(Paper.organisation_id == organisation_id, Paper.kind == record["kind"])
        if db.session.scalars(had.limit(1)).first() is None:
            _enter(record, person, organisation_id, owner_id, now)


def _holder(email: str) -> tuple[Person, int]:
    query = select(Person, Membership.organisation_id).join(Membership, Membership.person_id == Person.id)
    row = db.session.execute(query.where(Person.email == email).order_by(Membership.id).limit(1)).one()
    return row[0], row[1]


def _enter(record: dict[str, Any], person: Person, organisation_id: int, owner_id: int, now: datetime) -> None:
    given_at = now - GIVEN_BEFORE
    paper = Paper(
        reference=new_reference("HA"),
        organisation_id=organisation_id,
        person_id=person.id if record["kind"] in TRAINING else None,
        kind=record["kind"],
        title=record["title"],
        first_day=local_day(given_at),
        last_day=local_day(now) + timedelta(days=record["days"]),
        created_at=given_at,
        created_by=person.id,
    )
    db.session.add(paper)
    db.session.flush()
    about = record.get("about") and db.session.scalar(select(Resource.id).where(Resource.slug == record["about"]))
    if about:
        seen = {"asked_at": given_at, "asked_by": person.id, "answered_at": given_at, "state": CONFIRMED}
        review = PaperReview(
            reference=new_reference("HS"), paper_id=paper.id, owner_id=owner_id, resource_id=about, **seen
        )
        db.session.add(review)
        db.session.flush()
