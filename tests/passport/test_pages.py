"""The pages of papers: what each says, to whom, in both languages, and what they do with what cannot be."""

from datetime import date

import pytest

from portal.passport import queries, service
from portal.passport.rules import INSURANCE, SAFETY, TERMS
from tests.booking.scene import NOW
from tests.builders import hours, make_person
from tests.pages import Page
from tests.passport.scene import answer, demand, have, make_demanding_scene

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
TOO_LONG = "å" * 1_000_000


@pytest.fixture
def scene(app, freeze):
    freeze(NOW)
    return make_demanding_scene()


@pytest.fixture
def company(scene, sign_in):
    return sign_in(scene.booker_person)


@pytest.fixture
def owner(app, scene, sign_in):
    return sign_in(scene.owner_person, app.test_client())


def passport(scene):
    return f"/konto/organisation/{scene.organisation.slug}/foretagspass"


def send(client, address, action=None, **typed):
    form = Page(client.get(address).text, address).form(action or address)
    return client.post(action or address, data=form.filled(**typed))


def book(client, scene, wanted=None):
    address = f"/resurser/{scene.slug}/boka"
    at = (wanted or hours(0, 2)).starts_at.date().isoformat()
    form = Page(client.get(address).text, address).form("/boka")
    return client.post(
        address, data=form.filled(first_day=at, last_day=at, starts="08:00", ends="10:00", purpose="Prov", note="")
    )


def test_from_nothing_to_a_booking(scene, company, owner):
    needs = f"/resurser/{scene.slug}/krav"
    send(owner, f"/resurser/{scene.slug}/handlingar/sakerhetskurs", by_owner="y", lead_days="10", how_sv="På tisdagar.")
    send(owner, f"/resurser/{scene.slug}/handlingar/ansvarsforsakring", lead_days="3", months="")

    refused = book(company, scene)
    assert refused.status_code == 422
    assert f'Ansvarsförsäkring krävs och saknas. <a href="{needs}">' in refused.text
    assert "Säkerhetskurs krävs och saknas." in refused.text
    page = company.get(needs).text
    assert "Det som saknas tar normalt 10 arbetsdagar att få." in page
    assert "På tisdagar." in page

    adding = f"{passport(scene)}/ansvarsforsakring?resurs={scene.slug}"
    form = Page(company.get(adding).text, adding).form(holding="title")
    sent = company.post(adding, data=form.filled(title="Bolaget", first_day="2027-01-01", last_day="2027-12-31"))
    assert (sent.status_code, sent.location) == (303, needs)
    company.post(f"{needs}/sakerhetskurs", data=Page(company.get(needs).text, needs).form("/sakerhetskurs").filled())

    (review,) = queries.reviews_for(scene.owner.organisation_ids)
    assert "Säkerhetskurs" in owner.get("/skrivbord").text
    assert review.reference in owner.get("/handlingar").text
    send(owner, f"/handlingar/{review.reference}", "", verdict="yes", first_day="2027-02-22", last_day="2028-02-21")

    assert "giltig till och med" in company.get(f"/resurser/{scene.slug}/boka").text
    assert book(company, scene).status_code == 303


def test_it_is_said_beforehand_what_is_needed_and_what_one_has(scene, company, client, app, english):
    demand(scene)
    demand(scene, SAFETY, everyone=True)
    have(scene)
    testbed = f"/testbaddar/{scene.testbed.slug}"

    for address in (f"/resurser/{scene.slug}/boka", testbed):
        page = company.get(address).text
        assert "Ansvarsförsäkring, Säkerhetskurs (var och en som kommer)" in page
        assert "Ni har:" in page
        assert "Säkerhetskurs (saknas för den som bokar)" in page
    assert "Liability insurance (valid until" in company.get(english(testbed)).text
    signed_out = app.test_client().get(testbed).text
    assert "Ansvarsförsäkring, Säkerhetskurs" in signed_out
    assert "Ni har:" not in signed_out


def test_the_passport_is_kept_by_managers_and_seen_by_members_alone(scene, app, sign_in, company):
    paper = have(scene, number="AB-123")
    member = sign_in(make_person(scene.organisation), app.test_client())
    rival = sign_in(scene.rival_person, app.test_client())

    assert "AB-123" in company.get(passport(scene)).text
    assert "AB-123" in member.get(passport(scene)).text
    assert "Ta bort" not in member.get(passport(scene)).text
    assert member.get(f"{passport(scene)}/sekretessavtal").status_code == 403
    assert rival.get(passport(scene)).status_code == 404
    send(company, passport(scene), f"/foretagspass/{paper.reference}/ta-bort")
    assert "AB-123" not in company.get(passport(scene)).text


def test_renewing_begins_where_the_old_one_ends(scene, company):
    paper = have(scene, number="AB-123")
    address = f"{passport(scene)}/ansvarsforsakring?fornya={paper.reference}"

    form = Page(company.get(address).text, address).form(holding="title")

    assert (form.named("first_day").value, form.named("number").value) == ("2028-01-01", "AB-123")


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"last_day": "2027-02-30"}, "Ange en dag som finns"),
        ({"last_day": "2026-12-31"}, "Sista dagen ligger före den första."),
        ({"first_day": "2020-01-01", "last_day": "2027-02-21"}, "Den dagen har redan varit."),
        ({"first_day": "0001-01-01"}, "Ange en dag mellan 1990 och 2100."),
        ({"last_day": ""}, "Fyll i fältet."),
        ({"title": ""}, "Fyll i fältet."),
        ({"title": TOO_LONG}, "Skriv högst 120 tecken."),
        ({"note": TOO_LONG}, "Skriv högst 1000 tecken."),
        ({"number": "x" * 81}, "Skriv högst 80 tecken."),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(scene, company, typed, message):
    address = f"{passport(scene)}/ansvarsforsakring"
    good = {"title": "Bolaget", "first_day": "2027-01-01", "last_day": "2027-12-31"}

    answered = send(company, address, "", **{**good, **typed})

    assert answered.status_code in (413, 422)
    if answered.status_code == 422:
        assert message in answered.text
    assert queries.passport_of(scene.organisation.id) == []


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"lead_days": "-1"}, "Ange ett tal från 0 till 250."),
        ({"lead_days": "x"}, "Ange ett helt tal."),
        ({"months": "0"}, "Ange ett tal från 1 till 240."),
        ({"link": "javascript:alert(1)"}, "Ange en adress som börjar med https://."),
        ({"how_sv": "x" * 501}, "Skriv högst 500 tecken."),
        ({"everyone": "2"}, "everyone"),
    ],
)
def test_a_demand_that_cannot_be_is_refused_at_its_field(scene, owner, typed, message):
    answered = send(owner, f"/resurser/{scene.slug}/handlingar/sakerhetskurs", "", **{"lead_days": "1", **typed})

    assert answered.status_code == 422
    assert message in answered.text
    assert queries.demands_of(scene.resource.id) == ()


def test_foreign_and_unknown_things_are_not_found(scene, company, owner):
    demand(scene, SAFETY, by_owner=True)
    for address in (
        f"{passport(scene)}/villkor",
        f"{passport(scene)}/utrustningsutbildning",
        f"{passport(scene)}/finns-inte",
        f"{passport(scene)}/ansvarsforsakring?fornya=HA-0000-0000",
        f"{passport(scene)}/ansvarsforsakring?resurs=finns-inte",
        f"{passport(scene)}/ansvarsforsakring?resurs=%00",
        "/resurser/finns-inte/krav",
    ):
        assert company.get(address).status_code == 404, address
    assert owner.get("/handlingar/HS-0000-0000").status_code == 404
    token = Page(company.get(passport(scene)).text, "/").form("/logga-ut").named("csrf_token").value
    rivals = make_person(scene.organisation).email.replace("person", "ingen")
    asked = company.post(f"/resurser/{scene.slug}/krav/sakerhetskurs", data={"csrf_token": token, "email": rivals})
    assert asked.status_code == 303
    assert queries.reviews_for(scene.owner.organisation_ids) == []


def test_terms_are_read_and_accepted_where_they_are_asked(scene, company):
    demand(scene, TERMS, terms="Skyddsglasögon bärs.\n\nInga <husdjur>.")
    address = f"/resurser/{scene.slug}/krav"

    page = company.get(address).text
    assert "Inga &lt;husdjur&gt;." in page
    send(company, address, f"{address}/villkor")

    assert "gäller tills vidare" in company.get(address).text.lower()
    assert book(company, scene).status_code == 303


def test_a_booking_that_stands_is_shown_to_both_sides_as_something_to_renew(scene, company, owner):
    demand(scene)
    made_paper = have(scene)
    made = scene.book(hours(1, 2))
    assert "Handling att förnya" not in company.get("/skrivbord").text
    service.withdraw_paper(scene.booker, made_paper, NOW)

    for client in (company, owner):
        assert "Ansvarsförsäkring krävs och saknas." in client.get(f"/bokningar/{made.reference}").text
    assert "Handling att förnya" in company.get("/skrivbord").text
    assert owner.get("/skrivbord").text.count("Handling att förnya") == int(made.starts_at.date() <= date(2027, 5, 23))


def test_an_owners_no_is_read_by_the_company(scene, company):
    demand(scene, INSURANCE, by_owner=True)
    have(scene)
    (review,) = queries.reviews_for(scene.owner.organisation_ids)
    answer(scene, review, False, text="Beloppet är för lågt.")

    page = company.get(f"/resurser/{scene.slug}/krav").text

    assert "Beloppet är för lågt." in page
    assert "Be testbädden säga ja till Bolaget" in page
