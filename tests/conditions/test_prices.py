"""Prices by class of customer, and quotes that stay as they were given."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.conditions import prices
from portal.conditions.models import Quote
from portal.conditions.pricing import Rates
from portal.conditions.queries import get_quote, rates_of
from portal.database import db, transaction
from portal.errors import NotFound
from tests.booking.filling import GOOD, form_of, send
from tests.booking.scene import NOW, claims, make_scene
from tests.builders import make_administrator, make_person, make_resource
from tests.pages import Page

SME = {"sme": Rates(per_hour=60_000, start_fee=50_050)}


@pytest.fixture
def scene(app, freeze):
    freeze(NOW)
    return make_scene()


def priced(scene, rates=SME, vat=25):
    prices.save_prices(scene.owner, scene.resource, rates, vat, NOW)
    return scene


def list_form(client, scene):
    address = f"/resurser/{scene.slug}/priser"
    return Page(client.get(address).text, address).form("/priser")


def save(client, scene, **typed):
    form = list_form(client, scene)
    return client.post(form.action, data=form.filled(**typed))


def ask(client, scene, **typed):
    """Press the button for a quote in the form that books."""
    form = form_of(client, scene)
    return client.post(f"/resurser/{scene.slug}/offert", data=form.filled(**{**GOOD, **typed}))


def test_prices_are_typed_in_kronor_and_kept_in_ore(scene, sign_in):
    client = sign_in(scene.owner_person)

    answer = save(client, scene, sme_per_hour="1 200,50", large_per_day="9500", academy_per_hour="0", vat_percent="6")

    assert answer.status_code == 303
    assert rates_of(scene.resource.id) == {
        "sme": Rates(per_hour=120_050),
        "large": Rates(per_day=950_000),
        "academy": Rates(per_hour=0),
    }
    form = list_form(client, scene)
    assert [
        form.named(name).value for name in ("sme_per_hour", "large_per_day", "academy_per_hour", "vat_percent")
    ] == [
        "1200,50",
        "9500",
        "0",
        "6",
    ]


@pytest.mark.parametrize("text", ["-1", "1,234", "1e3", "tusen", "99999999999", "1.2.3", "١٢"])
def test_an_amount_that_is_none_is_refused_and_stays_typed(scene, sign_in, text):
    answer = save(sign_in(scene.owner_person), scene, sme_per_hour=text, large_per_hour="700")

    form = Page(answer.text).form("/priser")
    assert answer.status_code == 422
    assert "Ange ett belopp i kronor" in answer.text
    assert (form.named("sme_per_hour").value, form.named("large_per_hour").value) == (text, "700")
    assert rates_of(scene.resource.id) == {}


def test_two_owners_do_not_overwrite_each_others_prices(scene, sign_in):
    client = sign_in(scene.owner_person)
    form = list_form(client, scene)
    save(client, scene, sme_per_hour="500")

    answer = client.post(form.action, data=form.filled(sme_per_hour="900"))

    assert answer.status_code == 409
    assert rates_of(scene.resource.id)["sme"].per_hour == 50_000


def test_the_testbed_page_and_the_form_show_the_price_list(scene, client, sign_in):
    priced(scene, {**SME, "academy": Rates(per_day=100_000)})

    public = Page(client.get(f"/testbaddar/{scene.testbed.slug}").text)
    form = Page(sign_in(scene.booker_person).get(f"/resurser/{scene.slug}/boka").text)

    for page in (public, form):
        assert "Pris: Små och medelstora företag" in page.text and "Pris: Akademi och offentlig sektor" in page.text
        assert "600,00 kr per timme, startavgift 500,50 kr" in page.text.replace("\xa0", " ")
        assert "(moms 25 % tillkommer)" in page.text


def test_the_check_page_says_what_the_time_costs_with_and_without_vat(scene, sign_in):
    priced(scene)
    client = sign_in(scene.booker_person)

    page = Page(client.get(send(client, scene).location).text)

    text = page.text.replace("\xa0", " ")
    assert "2 timmar à 600,00 kr" in text
    assert "1 700,50 kr" in text and "425,13 kr" in text and "2 125,63 kr" in text


def test_a_quote_has_a_reference_and_an_expiry_and_holds_nothing(scene, sign_in):
    priced(scene)
    client = sign_in(scene.booker_person)

    answer = ask(client, scene, purpose="")
    page = Page(client.get(answer.location).text)

    assert answer.status_code == 303
    assert "/offerter/OF-" in answer.location
    assert "gäller till och med ons 24 mars 2027" in page.text
    assert "2 125,63 kr" in page.text.replace("\xa0", " ")
    assert claims() == []


def test_a_quote_stays_as_it_was_given_when_the_prices_change(scene, sign_in, freeze):
    priced(scene)
    client = sign_in(scene.booker_person)
    quote = ask(client, scene).location
    before = Page(client.get(quote).text).text
    priced(scene, {"sme": Rates(per_day=1)}, vat=6)

    assert Page(client.get(quote).text).text == before
    freeze(NOW + timedelta(days=31))
    assert "har gått ut" in client.get(quote).text or client.get(quote).status_code == 303


def test_only_its_organisation_the_owner_and_administrators_read_a_quote(scene, sign_in):
    priced(scene)
    reference = ask(sign_in(scene.booker_person), scene).location.rsplit("/", 1)[-1]
    colleague = make_person(scene.organisation)
    another_owner = make_scene().owner_person

    for person in (colleague, scene.owner_person, make_administrator()):
        assert get_quote(reference, scene.visitor(person)).reference == reference
    for person in (scene.rival_person, another_owner):
        with pytest.raises(NotFound):
            get_quote(reference, scene.visitor(person))


def test_a_class_without_prices_gets_no_quote(scene, sign_in):
    priced(scene)
    organisation = scene.organisation
    with transaction():
        organisation.size_class = "large"
    client = sign_in(scene.booker_person)

    answer = ask(client, scene)

    assert answer.status_code == 422
    assert "Det finns inget pris för det här." in answer.text
    assert Page(answer.text).form("/boka").named("purpose").value == GOOD["purpose"]
    assert db.session.execute(select(Quote.id)).all() == []


@pytest.mark.parametrize(
    "typed",
    [
        {"first_day": ""},
        {"starts": "12:00", "ends": "09:00"},
        {"first_day": "2027-03-01", "last_day": "2099-12-31"},
    ],
)
def test_a_time_that_is_none_gets_no_quote(scene, sign_in, typed):
    priced(scene)

    answer = ask(sign_in(scene.booker_person), scene, **typed)

    assert answer.status_code == 422
    assert "error-summary" in answer.text


def test_days_that_are_closed_get_no_quote(app, freeze, sign_in):
    freeze(NOW)
    days = priced(make_scene(unit="day"))

    answer = ask(sign_in(days.booker_person), days, first_day="2027-03-06", starts=[], ends=[])

    assert answer.status_code == 422
    assert "Det är stängt" in answer.text


def test_prices_and_quotes_read_in_english(scene, sign_in, english):
    priced(scene)
    client = sign_in(scene.booker_person)
    quote = ask(client, scene).location

    page = Page(client.get(english(quote)).text)

    assert "SEK 2,125.63" in page.text.replace("\xa0", " ")
    assert "Small and medium-sized enterprises" in page.text


def test_a_resource_without_prices_speaks_of_agreement_as_before(scene, client):
    make_resource(scene.testbed)

    assert "Enligt överenskommelse med testbädden" in client.get(f"/testbaddar/{scene.testbed.slug}").text
