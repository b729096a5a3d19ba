"""The made-up cases: what a newcomer meets, added once, marked as made up, and gone with the rest."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from portal.accounts.queries import find_person
from portal.catalogue import vocabulary
from portal.database import db
from portal.demonstration import cases, content, removal, service
from portal.enquiry import queries as enquiries
from portal.enquiry.brief import from_plain
from portal.enquiry.desk import queries as desk
from portal.enquiry.models import Ask, Enquiry, EnquiryEvent, Outcome
from portal.enquiry.outcomes import queries as outcomes
from tests.visitors import visitor_of

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def added(make_app):
    app = make_app(HORIZON_DAYS=20)
    with app.app_context():
        service.add(NOW)
        yield app


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_a_newcomer_meets_a_yes_one_who_is_waited_for_a_blind_case_and_one_that_is_done(added) -> None:
    found = {one.form_key.removeprefix("demonstration-"): one for one in db.session.scalars(select(Enquiry))}

    states = {name: [ask.state for ask in enquiries.all_asks(one)] for name, one in found.items()}
    assert states["kontakt"] == ["yes", "sent"] and found["blind"].is_blind
    assert found["gripdon"].closed_because == "done" and count(Outcome) == 2
    assert all(one.organisation.is_demonstration for one in found.values())


def test_the_made_up_coordinator_has_something_on_the_desk_and_nobody_else_has(added) -> None:
    region = visitor_of(find_person("region@demo.example"))

    assert [row.has_taker for row in desk.rows_for(region, NOW)] == [False]


def test_what_is_made_up_is_in_no_published_figure(added) -> None:
    found = outcomes.published()

    assert found.told is None and [story.is_demonstration for story in found.stories] == [True]


def test_each_brief_can_be_read(added) -> None:
    for one in db.session.scalars(select(Enquiry)):
        brief = from_plain(one.brief, one.need)
        assert brief.county in vocabulary.keys("counties") and brief.sector in vocabulary.keys("sectors")


def test_adding_again_adds_nothing(added) -> None:
    before = (count(Enquiry), count(Ask), count(EnquiryEvent), count(Outcome))

    cases.add(content.content()["cases"], NOW)

    assert (count(Enquiry), count(Ask), count(EnquiryEvent), count(Outcome)) == before


def test_they_go_with_the_demonstration(added) -> None:
    removal.remove(NOW)

    assert [count(model) for model in (Enquiry, Ask, EnquiryEvent, Outcome)] == [0, 0, 0, 0]
