"""A campaign that begins in a case: its steps are those who said yes, and what is booked belongs to the case."""

import pytest

from portal.database import transaction
from portal.enquiry import queries
from portal.enquiry.answers import answering
from portal.enquiry.answers.rules import Given
from portal.enquiry.models import YES, Ask
from tests.builders import hours, make_capacity, make_resource
from tests.enquiry.cases import NOW, make_case
from tests.pages import Page


@pytest.fixture
def answered(app, freeze):
    """A case in which two of three have said yes, each with something that can be booked."""
    freeze(NOW)
    case = make_case(3)
    for number in (0, 2):
        make_capacity(make_resource(case.testbeds[number], slug=f"bank-{number}"), hours(0, 9))
        seen = answering.answer_of(case.ask(number)).mark
        given = Given(YES, times="När som helst")
        answering.answer(case.owner(number), case.ask(number), given, seen=seen, now=NOW)
    return case


def send_all(client, address: str) -> None:
    planned = client.get(client.get(f"{address}/kampanj").location)
    form = next(one for one in Page(planned.text, "/kampanj").forms if one.action == "/kampanj")
    days = {"fran": "2027-03-01", "till": "2027-03-05"}
    found = client.get("/kampanj", query_string=form.filled(visa=1, **days))
    chain = next(one for one in Page(found.text, "/kampanj").forms if one.method == "post" and "purpose" in one.names)
    held = client.post("/kampanj", data=chain.filled(purpose="Köldprov", note=""))
    client.post(held.location)


def test_a_step_for_each_that_said_yes_and_both_bookings_belong_to_the_case(answered, sign_in) -> None:
    client = sign_in(answered.person)

    assert f"{answered.address}/kampanj" in client.get(answered.address).text
    send_all(client, answered.address)

    assert [one.resource_slug for one in queries.bookings_of(answered.enquiry)] == ["bank-0", "bank-2"]


def test_what_is_booked_by_itself_afterwards_does_not_follow(answered, sign_in) -> None:
    client = sign_in(answered.person)
    send_all(client, answered.address)

    with client.session_transaction() as session:
        assert "enquiry" not in session


def test_one_yes_is_no_campaign(answered, sign_in) -> None:
    with transaction() as session:
        session.get_one(Ask, answered.ask(2).id).state = "no"

    assert "/kampanj" not in sign_in(answered.person).get(answered.address).text
