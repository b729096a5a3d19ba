"""The pages of terms and new resources."""

import re

import pytest
from sqlalchemy import select

from portal.capacity import service
from portal.capacity.rules import Line
from portal.catalogue.models import Resource, Testbed
from portal.database import db
from tests.capacity.steps import NOW, OFFICE, address, in_page

pytestmark = pytest.mark.usefixtures("stopped_clock")


def terms(page, **values):
    return {**in_page(page), "description_sv": "", "description_en": "", **values}


def test_terms_are_shown_and_saved(resource, owner_client):
    page = owner_client.get(address(resource, "villkor"))

    answer = owner_client.post(
        address(resource, "villkor"),
        data=terms(
            page, mode="request", notice_hours="48", shortest="2", longest="8", horizon_days="30", price_sv="1 200 kr"
        ),
    )

    assert answer.status_code == 303
    row = db.session.get_one(Resource, resource.id, populate_existing=True)
    assert (row.mode, row.notice_hours, row.shortest, row.longest, row.horizon_days) == ("request", 48, 2, 8, 30)
    assert (row.price_sv, row.is_open, row.name_sv) == ("1 200 kr", True, resource.name_sv)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"shortest": "9", "longest": "8"}, "kan inte vara kortare"),
        ({"horizon_days": "41"}, "högst 40 dagar"),
        ({"horizon_days": "1", "notice_hours": "24"}, "Framförhållningen är längre"),
        ({"units": "0"}, "Ange ett tal från 1 till 1000."),
        ({"units": ""}, "Fyll i fältet."),
        ({"mode": "whatever"}, "Välj ett alternativ."),
        ({"name_sv": ""}, "Fyll i fältet."),
        ({"name_sv": "x" * 121}, "Skriv högst 120 tecken."),
    ],
)
def test_terms_that_cannot_be_are_refused(resource, owner_client, values, message):
    page = owner_client.get(address(resource, "villkor"))

    answer = owner_client.post(address(resource, "villkor"), data=terms(page, **{"horizon_days": "30", **values}))

    assert answer.status_code == 422
    assert message in answer.text


def test_units_are_not_fewer_than_the_opening_hours_use(resource, owner_client):
    service.enter_plan(resource, [Line(0, 480, 1020, 2)], now=NOW)
    page = owner_client.get(address(resource, "villkor"))

    answer = owner_client.post(address(resource, "villkor"), data=terms(page, units="1", horizon_days="30"))

    assert answer.status_code == 422
    assert "Öppettiderna använder 2 enheter." in answer.text


def test_terms_that_somebody_changed_meanwhile_are_not_overwritten(resource, owner_client):
    page = owner_client.get(address(resource, "villkor"))
    first = owner_client.post(address(resource, "villkor"), data=terms(page, longest="5", horizon_days="30"))

    second = owner_client.post(address(resource, "villkor"), data=terms(page, longest="6", horizon_days="30"))

    assert (first.status_code, second.status_code) == (303, 409)
    assert in_page(second)["longest"] == "6"


def test_a_resource_that_is_shut_no_longer_promises_booking(resource, owner_client):
    service.enter_plan(resource, OFFICE, now=NOW)
    data = terms(owner_client.get(address(resource, "villkor")), horizon_days="30")
    del data["is_open"]

    owner_client.post(address(resource, "villkor"), data=data)

    assert db.session.scalar(select(Testbed.level).where(Testbed.id == resource.testbed_id)) == "request-here"


def new(**values):
    return {
        "name_sv": "Våt provbänk Ö",
        "name_en": "Wet bench",
        "unit": "half-day",
        "units": "2",
        "mode": "direct",
    } | values


def test_a_new_resource_is_made_and_leads_to_its_opening_hours(resource, owner_client):
    testbed = resource.testbed

    answer = owner_client.post(f"/testbaddar/{testbed.slug}/resurser/ny", data=new())

    slug = f"{testbed.slug}-vat-provbank-o"
    assert answer.status_code == 303
    assert answer.location == f"/resurser/{slug}/oppettider"
    made = db.session.scalars(select(Resource).where(Resource.slug == slug)).one()
    assert (made.unit, made.units, made.mode, made.longest) == ("half-day", 2, "direct", 20)


def test_the_same_form_sent_twice_makes_one_resource(resource, owner_client):
    url = f"/testbaddar/{resource.testbed.slug}/resurser/ny"
    owner_client.post(url, data=new())

    again = owner_client.post(url, data=new())

    assert again.status_code == 422
    assert "redan en resurs med det namnet" in again.text
    assert len(db.session.scalars(select(Resource).where(Resource.name_sv == new()["name_sv"])).all()) == 1


@pytest.mark.parametrize("name", ["Våt provbänk ö", "Våt Provbänk-Ö!", "🧪", "   a  ", "x" * 120])
def test_every_name_gets_an_address_of_its_own(resource, owner_client, name):
    url = f"/testbaddar/{resource.testbed.slug}/resurser/ny"
    owner_client.post(url, data=new())

    answer = owner_client.post(url, data=new(name_sv=name))

    assert answer.status_code == 303
    assert owner_client.get(answer.location).status_code == 200
    assert re.fullmatch(r"/resurser/[a-z0-9-]{1,80}/oppettider", answer.location)


def test_what_is_missing_in_a_new_resource_is_said_at_once(resource, owner_client):
    page = owner_client.post(f"/testbaddar/{resource.testbed.slug}/resurser/ny", data={"units": "x"})

    assert page.status_code == 422
    assert page.text.count('class="field-error"') == 5
