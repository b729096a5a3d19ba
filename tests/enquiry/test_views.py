"""The pages of the way in."""

import re

import pytest
from sqlalchemy import func, select

from portal.catalogue.models import Testbed
from portal.database import db
from portal.enquiry import queries
from portal.enquiry.models import EnquiryDraft
from tests.builders import (
    make_coordinator,
    make_enquiry,
    make_organisation,
    make_owner,
    make_person,
    make_resource,
    make_testbed,
)


def hidden(page: str, name: str) -> str:
    match = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert match, f"{name} is not in the form"
    return match[1]


def send(client, address: str, **typed: str):
    page = client.get(address).text
    return client.post(address, data={"form_key": hidden(page, "form_key"), **typed})


@pytest.fixture
def company(client, sign_in, database):
    person = make_person(make_organisation("Frågande AB"))
    sign_in(person)
    return person


def begin(client, need: str = "Tål axeln 80 kN?", address: str = "/boka", **typed: str) -> str:
    """Return the address of a draft that says this."""
    return client.post(address, data={"need": need, **typed}).location


def test_a_company_asks_about_a_listing_and_gets_a_reference(client, company) -> None:
    make_coordinator("Dalarnas län")
    testbed = make_testbed("Valsverket", owner_id=None, county="Dalarnas län", level="request-here")
    draft = begin(client, came_from=testbed.slug)

    answer = client.post(f"{draft}/granska")
    page = client.get(answer.location).text

    assert answer.status_code == 303
    assert re.search(r"/arenden/FR-\w{4}-\w{4}$", answer.location)
    assert "Tål axeln 80 kN?" in page and "Valsverket" in page


@pytest.mark.parametrize(
    ("old", "new"), [("", ""), ("?q=rost", "?q=rost"), ("?testbadd={slug}&x=1", "?testbadd={slug}")]
)
def test_the_old_address_of_asking_leads_here(client, database, old, new) -> None:
    slug = make_testbed(owner_id=None).slug

    answer = client.get("/boka/fraga" + old.format(slug=slug))

    assert (answer.status_code, answer.location) == (303, "/boka" + new.format(slug=slug))


def test_the_way_in_offers_the_resources_where_there_are_some(client, database) -> None:
    resource = make_resource(make_testbed(), name="Skakbordet")

    assert "Skakbordet" in client.get(f"/boka?testbadd={resource.testbed.slug}").text


def test_signed_out_people_see_the_words_of_their_search_in_the_one_field(client, database) -> None:
    assert ">rost</textarea>" in client.get("/en/boka?q=rost").text.replace("\r\n", "").replace("\n", "")


@pytest.mark.parametrize("need", ["", "   ", "x" * 4001])
def test_a_need_that_is_empty_or_endless_is_refused_at_its_field(client, company, need) -> None:
    answer = client.post("/boka", data={"need": need})

    assert answer.status_code == 422
    assert 'href="#need"' in answer.text
    assert need.strip() in answer.text


@pytest.mark.parametrize("need", ["<script>alert(1)</script>", "'; DROP TABLE enquiry; --", "🔧🧪 provning", "å\x00ä"])
def test_odd_text_is_kept_as_text(client, company, need) -> None:
    make_coordinator()
    draft = begin(client, need)

    answer = client.post(f"{draft}/granska", data={"county": "Skåne län"})
    page = client.get(answer.location)

    assert page.status_code == 200
    assert "<script>alert" not in page.text + client.get("/arenden").text


def test_a_megabyte_of_text_is_refused(client, company) -> None:
    assert client.post("/boka", data={"need": "x" * 1_000_000}).status_code == 413


@pytest.mark.parametrize("county", ["Atlantis län", "", "Skåne län"])
def test_a_county_that_is_unknown_or_that_nobody_serves_is_said_at_the_field(client, company, county) -> None:
    answer = client.post(f"{begin(client)}/granska", data={"county": county})

    assert answer.status_code == 422
    assert 'href="#county"' in answer.text


def test_without_the_token_nothing_is_sent(make_app, sign_in) -> None:
    app = make_app(WTF_CSRF_ENABLED=True)
    with app.app_context():
        client = sign_in(make_person(make_organisation()), app.test_client())

        answer = client.post("/boka", data={"need": "Prov"})

        assert answer.status_code == 400 or "csrf" in answer.text.lower()
        assert db.session.scalar(select(func.count(EnquiryDraft.id))) == 0


def test_a_stranger_gets_the_page_of_what_does_not_exist(client, company) -> None:
    enquiry = make_enquiry()

    foreign, missing = client.get(f"/arenden/{enquiry.reference}"), client.get("/arenden/FR-3333-3333")

    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert enquiry.need not in foreign.text


def test_the_two_sides_talk(client, sign_in, database) -> None:
    testbed = make_testbed()
    enquiry = make_enquiry(testbed)
    sign_in(make_owner(testbed))

    ask = queries.all_asks(enquiry)[0].reference

    answer = client.post(f"/arenden/{enquiry.reference}/{ask}", data={"body": "Det går bra i mars."})

    assert answer.status_code == 303
    assert "Det går bra i mars." in client.get(f"/arenden/{enquiry.reference}").text
    assert "Frågar först" in client.get("/arenden").text


def test_a_fault_is_reported_to_who_answers_for_the_listing(client, company) -> None:
    testbed = make_testbed("Valsverket")
    answer = send(client, f"/boka/fel?testbadd={testbed.slug}", need="Adressen är gammal.")

    assert "Felrapport" in client.get(answer.location).text


def test_a_draft_cannot_be_asked_about(client, company) -> None:
    testbed = make_testbed(lifecycle="draft")

    assert client.get(f"/boka?testbadd={testbed.slug}").status_code == 404
    assert db.session.get(Testbed, testbed.id) is not None
