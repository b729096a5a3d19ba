"""Enquiries: who is asked, what is told, and that the same form sent twice is one enquiry."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from portal.accounts.models import Person
from portal.database import db
from portal.enquiry import permissions, queries, rules, service
from portal.enquiry.brief import Brief
from portal.enquiry.models import Enquiry
from portal.errors import NotFound
from portal.outbox import Message
from tests.builders import make_coordinator, make_enquiry, make_organisation, make_owner, make_person, make_testbed
from tests.visitors import visitor_of

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def a_company():
    return service.sender_of(visitor_of(make_person(make_organisation("Frågande AB"))))


def the_ask(enquiry):
    return queries.all_asks(enquiry)[0]


def test_a_listing_with_an_owner_is_asked_itself(database) -> None:
    testbed = make_testbed()
    make_coordinator(testbed.county)

    enquiry = service.send_enquiry(a_company(), Brief("Tål den kyla?"), [testbed], now=NOW)

    assert the_ask(enquiry).organisation_id == testbed.owner_id


def test_a_listing_without_an_owner_is_asked_through_the_coordinator_of_its_county(database) -> None:
    make_coordinator()
    regional = make_coordinator("Dalarnas län")
    testbed = make_testbed(owner_id=None, county="Dalarnas län")

    enquiry = service.send_enquiry(a_company(), Brief("Tål den kyla?"), [testbed], now=NOW)

    assert the_ask(enquiry).organisation_id == visitor_of(regional).organisation.id


def test_a_county_without_a_coordinator_of_its_own_is_served_by_the_national_one(database) -> None:
    national = make_coordinator()
    make_coordinator("Dalarnas län")

    enquiry = service.send_enquiry(a_company(), Brief("Tål den kyla?", county="Skåne län"), now=NOW)

    assert the_ask(enquiry).organisation_id == visitor_of(national).organisation.id


def test_nobody_to_answer_is_said_and_nothing_is_kept(database) -> None:
    with pytest.raises(rules.NobodyAnswers):
        service.send_enquiry(a_company(), Brief("Tål den kyla?", county="Skåne län"), now=NOW)

    assert db.session.scalar(select(func.count(Enquiry.id))) == 0


def test_the_same_form_sent_twice_is_one_enquiry_told_once(database) -> None:
    make_coordinator()
    asker, need = a_company(), Brief("Tål den kyla?", county="Skåne län")

    first = service.send_enquiry(asker, need, now=NOW, form_key="samma")
    second = service.send_enquiry(asker, need, now=NOW, form_key="samma")

    assert first.reference == second.reference
    assert db.session.scalar(select(func.count(Message.id))) == 2


def test_both_sides_are_told_and_no_subject_carries_the_need(database) -> None:
    coordinator = make_coordinator()
    asker = a_company()

    service.send_enquiry(asker, Brief("HEMLIGT-LEGERING", county="Skåne län"), now=NOW)

    messages = list(db.session.scalars(select(Message)))
    assert {message.to_email for message in messages} == {coordinator.email, asker.email}
    assert not any("HEMLIGT" in message.subject + message.body for message in messages)


@pytest.mark.parametrize(
    ("today", "promised"),
    [
        (date(2026, 11, 24), date(2026, 11, 27)),
        (date(2026, 11, 27), date(2026, 12, 2)),
        # Over Christmas 2026: the 24th to 26th are not worked, the 31st and the 1st neither.
        (date(2026, 12, 23), date(2026, 12, 30)),
        # Over Easter 2027: Good Friday is the 26th of March, Easter Monday the 29th.
        (date(2027, 3, 25), date(2027, 4, 1)),
    ],
)
def test_an_answer_is_promised_in_three_working_days(today: date, promised: date) -> None:
    assert rules.reply_by(today) == promised


def test_the_first_answer_of_the_addressee_answers_the_enquiry(database) -> None:
    testbed = make_testbed()
    enquiry = make_enquiry(testbed)
    owner = visitor_of(make_owner(testbed))

    service.post(owner, the_ask(enquiry), "Ja, ner till −40 °C.", now=NOW)

    assert the_ask(enquiry).state == "question"


def test_a_closed_enquiry_takes_no_more_messages(database) -> None:
    testbed = make_testbed()
    enquiry = make_enquiry(testbed)
    owner = visitor_of(make_owner(testbed))
    service.close(visitor_of(database.get(Person, enquiry.person_id)), enquiry, now=NOW)

    with pytest.raises(rules.Closed):
        service.post(owner, the_ask(enquiry), "En sak till", now=NOW)


def test_a_third_party_finds_nothing_and_may_do_nothing(database) -> None:
    enquiry = make_enquiry()
    stranger = visitor_of(make_person(make_organisation("Främmande AB")))

    with pytest.raises(NotFound):
        queries.get_enquiry(enquiry.reference, stranger)
    with pytest.raises(NotFound):
        service.post(stranger, the_ask(enquiry), "Hej", now=NOW)
    assert not permissions.may_read(stranger, enquiry, [the_ask(enquiry)])


def test_another_coordinator_finds_nothing(database) -> None:
    enquiry = make_enquiry()

    with pytest.raises(NotFound):
        queries.get_enquiry(enquiry.reference, visitor_of(make_coordinator()))
