"""A draft becomes one case: at once for who is signed in, by the letter's link for others, and never before or twice."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from portal.accounts.models import Membership, Organisation, Person, SignIn
from portal.database import db, transaction
from portal.enquiry import queries, rules
from portal.enquiry.intake import drafts, sending
from portal.enquiry.models import Enquiry, EnquiryDraft
from portal.errors import Conflict, TooMany
from portal.outbox import Message
from tests.builders import make_coordinator, make_organisation, make_person, make_testbed
from tests.visitors import visitor_of

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
SOON = NOW + timedelta(minutes=2)
GUEST = drafts.Author(None, "sv", "192.0.2.1")
CONTACT = {"name": "Nora Nilsson", "email": "Nora@Axlar.example", "company": "Nilssons Axlar AB", "size_class": "sme"}


def begin(*testbeds, need="Tål axeln 80 kN?") -> EnquiryDraft:
    return drafts.get_draft(drafts.begin(need, GUEST, testbeds=[one.slug for one in testbeds], now=NOW), now=NOW)


def asked(draft, **contact) -> str:
    """Return the token of the link that was sent."""
    sending.ask_to_confirm(draft, CONTACT | contact, GUEST, now=NOW)
    letter = db.session.scalars(select(Message).order_by(Message.id.desc())).first()
    return letter.body.split("kod=")[1].split()[0]


def confirm(token, visitor=None, now=SOON):
    return sending.confirm(token, str(sending.get_asked(token, now=now).version), visitor, now=now)


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def test_who_is_signed_in_sends_at_once_and_once(database) -> None:
    testbeds, visitor = [make_testbed(), make_testbed()], visitor_of(make_person(make_organisation()))
    draft = begin(*testbeds)

    first, second = sending.send(visitor, draft, now=NOW), sending.send(visitor, draft, now=SOON)

    assert first.id == second.id
    assert {one.testbed_id for one in queries.all_asks(first)} == {one.id for one in testbeds}
    assert db.session.scalars(select(EnquiryDraft)).one().answers == {}


def test_nobody_is_asked_and_nothing_is_made_before_the_link_is_pressed(database) -> None:
    testbed = make_testbed()
    people = count(Person)

    asked(begin(testbed))

    assert (count(Enquiry), count(Person)) == (0, people)
    assert [one.kind for one in db.session.scalars(select(Message))] == ["accounts.enquiry-confirm"]


def test_the_letter_says_nothing_that_was_typed(database) -> None:
    asked(begin(make_testbed(), need="HEMLIGT-LEGERING"))

    letter = db.session.scalars(select(Message)).one()
    assert not any(word in letter.subject + letter.body for word in ("HEMLIGT", "Nilssons", "Nora N"))


def test_the_link_makes_person_organisation_and_case_in_one_go(database) -> None:
    testbed = make_testbed()

    sent = confirm(asked(begin(testbed)))

    person = db.session.scalars(select(Person).where(Person.email == "nora@axlar.example")).one()
    membership = db.session.scalars(select(Membership).where(Membership.person_id == person.id)).one()
    assert (person.name, person.verified_at, person.password_hash) == ("Nora Nilsson", SOON, "!")
    assert (membership.role, membership.organisation.name, membership.organisation.size_class) == (
        "manager",
        "Nilssons Axlar AB",
        "sme",
    )
    assert (sent.enquiry.organisation_id, bool(sent.sign_in)) == (membership.organisation_id, True)


def test_a_double_press_is_one_case_and_one_person(database) -> None:
    token = asked(begin(make_testbed()))
    version = str(sending.get_asked(token, now=SOON).version)

    sent = [sending.confirm(token, version, None, now=SOON) for _press in range(2)]

    assert sent[0].enquiry.id == sent[1].enquiry.id and all(one.sign_in for one in sent)
    assert (count(Enquiry), db.session.scalar(select(func.count()).where(Person.password_hash == "!"))) == (1, 1)


def test_long_after_the_link_signs_nobody_in(database) -> None:
    token = asked(begin(make_testbed()))
    confirm(token)

    assert sending.confirm(token, "1", None, now=NOW + timedelta(days=1)).sign_in is None


def test_what_changed_after_the_page_was_shown_is_read_first(database) -> None:
    draft = begin(make_testbed())
    token = asked(draft)
    version = str(sending.get_asked(token, now=SOON).version)
    drafts.save(draft, {"need": "Något helt annat"}, now=SOON)

    with pytest.raises(Conflict):
        sending.confirm(token, version, None, now=SOON)
    assert count(Enquiry) == 0


def test_where_nobody_answers_no_letter_goes_out(database) -> None:
    with pytest.raises(rules.NobodyAnswers):
        sending.ask_to_confirm(begin(), CONTACT | {"county": "Skåne län"}, GUEST, now=NOW)
    assert count(Message) == 0


def test_when_sending_fails_no_account_is_left(database) -> None:
    body = visitor_of(make_coordinator()).organisation.id
    token = asked(begin(), county="Skåne län")
    with transaction() as session:
        session.get(Organisation, body).is_national = False
    people = count(Person), count(Organisation), count(SignIn)

    with pytest.raises(rules.NobodyAnswers):
        confirm(token)
    assert (count(Person), count(Organisation), count(SignIn)) == people


def test_an_address_with_an_account_sends_only_when_its_holder_is_signed_in(database) -> None:
    person = make_person(make_organisation("Axlar AB"), email="nora@axlar.example")
    stranger = make_person(make_organisation())
    token = asked(begin(make_testbed()))

    for visitor in (None, visitor_of(stranger)):
        with pytest.raises(sending.SignInFirst):
            confirm(token, visitor)
    sent = confirm(token, visitor_of(person))

    assert sent.enquiry.organisation.name == "Axlar AB"
    assert sent.sign_in is None


def test_only_the_letter_tells_that_there_is_an_account(database) -> None:
    make_person(make_organisation(), email="nora@axlar.example")

    asked(begin(make_testbed()))

    assert "redan ett konto" in db.session.scalars(select(Message)).one().body


def test_a_person_without_an_organisation_gets_one(database) -> None:
    person = make_person(email="nora@axlar.example")

    sent = confirm(asked(begin(make_testbed())), visitor_of(person))

    assert sent.enquiry.organisation.name == "Nilssons Axlar AB"


def test_an_address_that_was_never_confirmed_is_taken_over_by_its_holder(database) -> None:
    person = make_person(
        make_organisation("Fel AB"), email="nora@axlar.example", verified_at=None, password="gissat av någon"
    )

    sent = confirm(asked(begin(make_testbed())))

    db.session.refresh(person)
    assert (person.password_hash, person.verified_at, sent.enquiry.person_id) == ("!", SOON, person.id)
    assert sent.enquiry.organisation.name == "Nilssons Axlar AB"


def test_a_shut_account_gets_no_letter_and_no_case(database) -> None:
    make_person(email="nora@axlar.example", disabled_at=NOW)

    sending.ask_to_confirm(begin(make_testbed()), CONTACT, GUEST, now=NOW)

    assert count(Message) == 0


def test_letters_to_one_address_come_seldom(database) -> None:
    draft = begin(make_testbed())

    with pytest.raises(TooMany):
        for _time in range(10):
            sending.ask_to_confirm(draft, CONTACT, GUEST, now=NOW)
    assert count(Message) < 10


@pytest.mark.parametrize("token", ["", "x", "å" * 500])
def test_a_link_that_is_none_is_dead(database, token) -> None:
    with pytest.raises(sending.DeadLink):
        sending.get_asked(token, now=NOW)
