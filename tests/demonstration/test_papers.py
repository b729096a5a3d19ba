"""What is made up of papers: one resource demands a course, one company has it and the other has not."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from portal.accounts.models import Membership, Person
from portal.catalogue.models import Resource
from portal.clock import local_day
from portal.demonstration import removal, service
from portal.passport.models import Paper, PaperDemand, PaperReview
from portal.passport.queries import papers_for
from portal.passport.rules import MISSING, SAFETY

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_one_company_has_the_course_and_the_other_has_not_until_all_is_taken_away(make_app, database):
    service.add(NOW)
    resource = database.scalar(select(Resource).where(Resource.slug.endswith("-tomograf")))
    people = select(Person.id, Membership.organisation_id).join(Membership, Membership.person_id == Person.id)

    lacking = {}
    for email in ("foretag@demo.example", "foretag2@demo.example"):
        person_id, organisation_id = database.execute(people.where(Person.email == email)).one()
        gaps = papers_for(organisation_id, resource.id, person_id).gaps(local_day(NOW), local_day(NOW))
        lacking[email] = [(gap.demand.kind, gap.reason) for gap in gaps]

    assert lacking == {"foretag@demo.example": [(SAFETY, MISSING)], "foretag2@demo.example": []}
    removal.remove(NOW)
    for model in (Paper, PaperDemand, PaperReview):
        assert database.scalars(select(model.id)).all() == []
