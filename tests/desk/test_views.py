"""The desk: what waits for whom."""

from datetime import date, timedelta

from portal import clock
from portal.clock import Period
from tests.builders import (
    make_booking,
    make_capacity,
    make_coordinator,
    make_enquiry,
    make_organisation,
    make_owner,
    make_person,
    make_resource,
    make_testbed,
)


def soon(hours: int = 2) -> Period:
    starts_at = clock.now() + timedelta(days=3)
    return Period(starts_at, starts_at + timedelta(hours=hours))


def a_resource(name: str = "Skakbordet"):
    resource = make_resource(make_testbed(), name=name)
    make_capacity(resource, Period(clock.now() - timedelta(days=30), clock.now() + timedelta(days=30)), units=9)
    return resource


def test_a_desk_where_nothing_waits_says_so(client, sign_in, database) -> None:
    sign_in(make_person(make_organisation()))

    assert "Inget väntar på er just nu." in client.get("/skrivbord").text


def test_a_request_waits_on_the_owners_desk(client, sign_in, database) -> None:
    resource = a_resource()
    booking = make_booking(resource, state="requested", period=soon())
    sign_in(make_owner(resource.testbed))

    page = client.get("/skrivbord").text

    assert booking.reference in page and "Begäran" in page


def test_the_desk_of_another_owner_does_not_show_it(client, sign_in, database) -> None:
    booking = make_booking(a_resource(), state="requested", period=soon())
    sign_in(make_owner(make_testbed("Grannens")))

    assert booking.reference not in client.get("/skrivbord").text


def test_an_owner_is_asked_how_it_went(client, sign_in, database) -> None:
    resource = a_resource()
    past = Period(clock.now() - timedelta(days=2), clock.now() - timedelta(days=1))
    booking = make_booking(resource, state="confirmed", period=past)
    sign_in(make_owner(resource.testbed))

    page = client.get("/skrivbord").text

    assert booking.reference in page and "Säg hur det gick" in page


def test_a_company_sees_its_own_bookings_and_enquiries(client, sign_in, database) -> None:
    person = make_person(company := make_organisation())
    booking = make_booking(a_resource(), person=person, organisation=company, period=soon())
    enquiry = make_enquiry(person=person, organisation_id=company.id)
    other = make_booking(a_resource(), period=soon())
    sign_in(person)

    page = client.get("/skrivbord").text

    assert booking.reference in page and enquiry.reference in page
    assert other.reference not in page


def test_an_answer_that_is_late_is_called_late(client, sign_in, database) -> None:
    testbed = make_testbed()
    make_enquiry(testbed, reply_by=date(2026, 1, 7))
    sign_in(make_owner(testbed))

    assert "Försenat" in client.get("/skrivbord").text


def test_a_coordinator_finds_the_way_to_the_figures(client, sign_in, database) -> None:
    sign_in(make_coordinator("Dalarnas län"))

    assert 'href="/samordning"' in client.get("/skrivbord").text


def test_signed_out_people_are_sent_to_sign_in(client, database) -> None:
    assert client.get("/skrivbord").status_code == 303
