import re
from pathlib import Path

import pytest

from portal.search.queries import inventory
from tests.pages import Page
from tests.search.listing import list_testbed

PAGES = ("/", "/om", "/tillganglighet", "/integritet")
# What Digg asks of an accessibility statement, each by words that must stand in ours.
PARTS = {
    "who": "fyller i sitt namn",
    "service": "Redogörelsen gäller webbplatsen Testporten",
    "compliance": "delvis förenlig",
    "faults": "Det som inte är tillgängligt",
    "assessed": "Vi bedömde webbplatsen själva den",
    "updated": "uppdaterades senast",
    "method": "automatiska prov",
    "report": "skicka en förfrågan till oss",
    "authority": "https://www.digg.se/tdosanmalan",
    "burden": "12 § i lagen",
    "outside": "9 § i lagen",
}


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_pages_are_sound_and_the_same_for_everybody(client, address, prefix):
    answer = client.get(prefix + address)
    page = Page(answer.text)

    assert answer.status_code == 200
    assert page.lang == ("en" if prefix else "sv")
    assert page.unsafe == []
    assert "Set-Cookie" not in answer.headers and "csrf" not in answer.text


def test_the_start_page_has_one_field_that_searches(client):
    (form,) = Page(client.get("/").text).forms

    assert (form.method, form.action, form.names) == ("get", "/testbaddar", ["q"])


def test_numbers_are_counted_from_the_inventory(seeded_client, seeded_app):
    figures = inventory()
    page = seeded_client.get("/").text
    shown = [int(number) for number in re.findall(r"<dd>(\d+)</dd>", page)]

    assert shown == [figures.testbeds, figures.counties, figures.technologies, figures.operators]
    assert figures.testbeds == 225 and figures.counties == 21


def test_the_market_areas_lead_to_their_testbeds(client):
    list_testbed(market_areas=["flexible-autonomous-production"])
    page = client.get("/")

    assert "/marknadsomraden/flexible-autonomous-production" in Page(page.text).links
    assert "1 testmiljö" in page.text


def test_the_start_page_follows_the_catalogue(client):
    client.get("/")
    list_testbed("Ugnen")

    assert "<dd>1</dd>" in client.get("/").text


@pytest.mark.parametrize("part", PARTS)
def test_the_accessibility_statement_has_its_parts(client, part):
    assert PARTS[part] in client.get("/tillganglighet").text


def test_the_statements_name_who_runs_the_portal(make_app):
    client = make_app(OPERATOR="Industrirådet").test_client()

    assert "Industrirådet står bakom webbplatsen" in client.get("/tillganglighet").text
    assert "Industrirådet är personuppgiftsansvarig" in client.get("/integritet").text


def test_every_page_leads_to_the_statements(client):
    for address in PAGES:
        assert {"/om", "/tillganglighet", "/integritet"} <= set(Page(client.get(address).text).links)


@pytest.mark.parametrize("address", ["/", "/testbaddar"])
def test_a_page_weighs_little_without_its_map(seeded_client, seeded_app, address):
    answer = seeded_client.get(address)
    assets = [one.split("?")[0] for one in Page(answer.text).assets if one.startswith("/static/")]
    plain = [one for one in assets if "/map/" not in one and not re.search("leaflet|markercluster|fullscreen", one)]
    weight = len(answer.data) + sum(Path(seeded_app.root_path, f"..{one}").stat().st_size for one in plain)

    assert len(plain) >= 4
    assert weight <= 200_000
