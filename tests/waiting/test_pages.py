"""The pages of waiting, as a browser uses them."""

from datetime import date

import pytest

from portal.booking import service as booking
from portal.database import db
from portal.waiting import queries, service
from portal.waiting.models import Wait
from tests.booking.filling import DAY, send
from tests.booking.scene import NOW, claims, count, state_of, taken
from tests.builders import hours, make_person
from tests.pages import Page
from tests.passport.scene import demand, have

only_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
DAYS = {"first_day": DAY, "last_day": "2027-03-01", "length": "9", "purpose": "Prov"}


def form_at(client, path):
    return Page(client.get(path).text, path).form(holding="purpose")


def join(client, scene, **typed):
    path = f"/resurser/{scene.slug}/vantelista"
    return client.post(path, data=form_at(client, path).filled(**{**DAYS, **typed}), follow_redirects=True)


def test_whoever_waits_without_papers_is_told_so_until_they_are_there(line, sign_in):
    demand(line)
    line.booker_person = make_person(line.organisation, role="manager")
    client = sign_in(line.booker_person)

    joined = join(client, line)

    assert "Inget erbjuds förrän det här är klart: Ansvarsförsäkring" in Page(joined.text).text
    assert f"/resurser/{line.slug}/krav" in Page(joined.text).links
    have(line, first_day=date(2027, 3, 1))
    assert "Inget erbjuds" not in client.get("/vantelista").text


def test_the_way_from_a_taken_time_to_a_booking(line, sign_in):
    client = sign_in(line.booker_person)
    refused = send(client, line).text
    form = Page(refused, f"/resurser/{line.slug}/boka").form("/boka")
    assert f'formaction="/resurser/{line.slug}/vantelista/tid"' in refused

    joined = client.post(f"/resurser/{line.slug}/vantelista/tid", data=form.filled(), follow_redirects=True)
    assert "plats 1 av 1" in joined.text and "Beta AB" not in joined.text
    booking.cancel_booking(line.rival, line.theirs.reference, "plans", "", NOW)
    desk = Page(client.get("/skrivbord").text, "/skrivbord")
    take = next(one for one in desk.links if one.endswith("/kontrollera"))
    check = Page(client.get(take).text, take)
    assert "kl. 12:00" in check.text and "Förläng" not in check.text
    client.post(check.form("/kontrollera").action, data=check.form("/kontrollera").filled())

    assert claims() == taken(hours(0, 2))
    assert "väntar inte på någon tid" in client.get("/vantelista").text


@only_sqlite
def test_days_are_waited_for_and_the_list_is_left(line, sign_in):
    client = sign_in(line.booker_person)

    joined = join(client, line)
    assert "9 timmar" in joined.text
    assert "Ni väntar på 1 tid" in client.get("/mina-bokningar").text
    left = client.post(Page(joined.text, "/vantelista").form("/lamna").action, follow_redirects=True)

    assert "Ni väntar inte längre" in left.text
    assert queries.waits_of(line.booker.organisation_ids) == []


@only_sqlite
def test_declining_lets_the_time_go(line, sign_in):
    client = sign_in(line.booker_person)
    join(client, line)
    booking.cancel_booking(line.rival, line.theirs.reference, "plans", "", NOW)
    offer = queries.offers_of(line.booker.organisation_ids)[0]

    client.post(f"/vantelista/{offer.reference}/lamna")

    assert state_of(offer.booking_reference) == "cancelled"


@only_sqlite
def test_the_owner_sees_how_many_wait_and_not_who(line, sign_in):
    service.join(line.booker, line.resource, service.Longing(hours(0, 2), 2, 1, "Hemligt"), NOW)
    service.join(line.second, line.resource, service.Longing(hours(0, 2), 2, 1, "", "watch"), NOW)

    desk = sign_in(line.owner_person).get("/skrivbord").text

    assert "1 på väntelistan" in desk and "1 bevakar" in desk
    assert "Gamma AB" not in desk and "Hemligt" not in desk


@only_sqlite
@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"first_day": "x"}, "first_day"),
        ({"last_day": "2027-02-30"}, "last_day"),
        ({"last_day": "2027-02-01"}, "last_day"),
        ({"last_day": "2029-01-01"}, "last_day"),
        ({"first_day": "0001-01-01"}, "first_day"),
        ({"length": "0"}, "length"),
        ({"length": "9" * 30}, "length"),
        ({"length": "99"}, "length"),
        ({"purpose": ""}, "purpose"),
        ({"purpose": "p" * 201}, "purpose"),
    ],
)
def test_bad_input_is_answered_at_its_field(line, sign_in, typed, field):
    client = sign_in(line.booker_person)

    answer = join(client, line, **typed)

    assert answer.status_code == 422
    assert field in {one.name for form in Page(answer.text).forms for one in form.fields if one.has_error}
    assert count(Wait) == 0


@only_sqlite
def test_what_is_free_is_booked_and_not_waited_for(line, sign_in):
    client = sign_in(line.booker_person)

    answer = join(client, line, length="2")

    assert answer.status_code == 422
    assert f"/resurser/{line.slug}/boka?dag=2027-03-01&amp;start=10:00&amp;slut=12:00" in answer.text


@only_sqlite
def test_a_button_that_carries_no_time_leads_to_the_form(line, sign_in):
    client = sign_in(line.booker_person)
    path = f"/resurser/{line.slug}/vantelista/tid"

    for data in ({}, {"vanta": "x"}, {"vanta": "1-2-3", "purpose": ""}):
        assert client.post(path, data=data).status_code == 422
    assert count(Wait) == 0


@only_sqlite
def test_the_calendar_and_a_series_lead_to_the_list(line, sign_in):
    client = sign_in(line.booker_person)
    page = client.get(f"/testbaddar/{line.testbed.slug}?resurs={line.slug}&vecka=2027-W09").text
    assert f"/resurser/{line.slug}/vantelista?dag=2027-03-01&amp;sista=2027-03-07" in page

    path = f"/resurser/{line.slug}/serie"
    form = form_at(client, path)
    typed = {"first_day": DAY, "starts": "08:00", "ends": "10:00", "count": "2", "purpose": "Prov", "gor": "visa"}
    report = client.post(path, data=form.filled(**typed)).text
    value = f"{int(hours(0, 2).starts_at.timestamp())}-{int(hours(0, 2).ends_at.timestamp())}-1"
    assert report.count('name="vanta"') == 1 and f'value="{value}"' in report
    client.post(f"/resurser/{line.slug}/vantelista/tid", data={"vanta": value, "purpose": "Prov"})

    assert db.session.query(Wait.starts_at, Wait.length).all() == [(hours(0, 2).starts_at, 2)]


@only_sqlite
def test_the_pages_speak_english_too(line, sign_in):
    client = sign_in(line.booker_person)

    assert "Wait for time" in client.get(f"/en/resurser/{line.slug}/vantelista").text
    assert "Waiting list" in client.get("/en/vantelista").text
