import csv
import io
import json
import re

import pytest

from portal.search.criteria import Criteria
from portal.search.queries import find
from tests.builders import make_organisation, make_person
from tests.pages import Page
from tests.search.listing import list_testbed

HTMX = {"HX-Request": "true"}


def listed(html):
    return re.findall(r'<h2 class="hit-title"><a href="[^"]*/testbaddar/([^"]+)"', html)


def shown_counts(html):
    pattern = r'name="(\w+)" value="([^"]+)"[^>]*>[^<]* <b>(\d+)<'
    return {(name, value): int(count) for name, value, count in re.findall(pattern, html)}


def test_the_list_shows_the_hits_in_their_order(client):
    for number in range(30):
        list_testbed(f"Lasern {number:02}", slug=f"laser-{number:02}")
    list_testbed("Ugnen")

    first, second = client.get("/testbaddar?q=laser"), client.get("/testbaddar?q=laser&sida=2")

    assert listed(first.text) + listed(second.text) == [hit.listed.slug for hit in find(Criteria(q="laser")).hits]
    assert len(listed(first.text)) == 25
    assert "30 testbäddar" in first.text


def test_all_hits_fit_on_one_page_when_asked_for(client):
    for number in range(30):
        list_testbed(f"Lasern {number:02}")

    assert len(listed(client.get("/testbaddar?antal=500").text)) == 30


def test_a_card_says_what_where_how_far_why_and_how_to_get_in(client):
    list_testbed(
        "Lasern", operator="Institutet", municipality="Lund", county="Skåne län", lat=55.7, lon=13.2,
        summary_sv="Svetsning med laser.", level="contact-only", status="uncertain", is_demonstration=True,
    )  # fmt: skip
    page = client.get("/testbaddar?q=laser&plats=Malmö").text
    card = page[page.index('<li class="hit') : page.index("</li>", page.index('<li class="hit'))]

    for said in ("Lasern", "Institutet", "Lund, Skåne län", "km från Malmö", "Svetsning", "Endast kontakt"):
        assert said in card
    assert "<mark>laser</mark>" in card
    assert "Osäker uppgift" in card
    assert "Demonstration" in card
    assert "oktober 2026" in card


def test_a_card_is_the_same_with_and_without_a_place_apart_from_the_distance(client):
    list_testbed("Lasern")
    plain, measured = client.get("/testbaddar").text, client.get("/testbaddar?plats=Lund").text

    assert "km från" not in plain and "km från Lund" in measured


def test_the_counts_shown_are_those_of_the_search(seeded_client, seeded_app):
    shown = shown_counts(seeded_client.get("/testbaddar?q=batteri&teknik=batteries-storage&lan=skane-lan").text)
    facets = find(
        Criteria(q="batteri", chosen=(("teknik", ("batteries-storage",)), ("lan", ("skane-lan",)))),
    ).facets

    assert shown == {(name, value): count for name, values in facets.items() for value, count in values.items()}
    assert len(shown) > 100


def test_what_is_chosen_stays_ticked_and_can_be_taken_away(client):
    list_testbed("Lasern", technologies=["photonics"])
    page = Page(client.get("/testbaddar?q=laser&teknik=photonics&plats=Lund").text)
    boxes = {one.value for form in page.forms for one in form.fields if one.name == "teknik" and one.is_chosen}

    assert boxes == {"photonics"}
    assert {"/testbaddar?teknik=photonics&plats=Lund", "/testbaddar?q=laser&plats=Lund"} <= set(page.links)


def test_a_script_gets_the_list_alone_with_the_new_counts(client):
    list_testbed("Lasern", technologies=["photonics"])
    answer = client.get("/testbaddar?teknik=photonics&q=&plats=", headers=HTMX)
    told = json.loads(re.search(r'data-counts="([^"]+)"', answer.text)[1].replace("&#34;", '"'))

    assert "<html" not in answer.text
    assert answer.headers["HX-Push-Url"] == "/testbaddar?teknik=photonics"
    assert "HX-Request" in answer.headers["Vary"]
    assert told["counts"]["teknik"]["photonics"] == 1 and told["chosen"] == {"teknik": 1}
    assert 'data-map-points="/api/v1/testbeds.geojson?teknik=photonics"' in answer.text


def test_a_search_without_hits_says_so_and_shows_ways_on(client):
    list_testbed("Ugnen")
    page = client.get("/testbaddar?q=abrakadabra&lan=gotlands-lan")
    links = Page(page.text).links

    assert "Ingen testbädd svarar mot sökningen" in page.text
    assert "/testbaddar?q=abrakadabra" in links
    assert "/boka?q=abrakadabra" in links


def test_a_place_that_nobody_knows_is_told(client):
    list_testbed("Ugnen")

    assert "Vi känner ingen ort som heter ”Atlantis”" in client.get("/testbaddar?plats=Atlantis").text


def test_values_that_nobody_knows_are_told(client):
    list_testbed("Ugnen")
    page = client.get("/testbaddar?teknik=alkemi")

    assert page.status_code == 200
    assert "alkemi" in page.text and len(listed(page.text)) == 1


@pytest.mark.parametrize(
    "query",
    [
        {"q": "å" * 1_000_000},
        {"q": "<script>alert(1)</script>", "plats": "<script>alert(1)</script>"},
        {"q": "'; DROP TABLE posting; --", "teknik": "' OR 1=1"},
        {"q": "😀" * 50},
        {"q": "\x01\x02", "sida": "-5", "antal": "NaN", "sortera": "'"},
    ],
)
def test_bad_input_is_answered_well(client, query):
    list_testbed("Ugnen")
    answer = client.get("/testbaddar", query_string=query)

    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert Page(answer.text).unsafe == []


def test_the_page_is_the_same_for_everybody_signed_out(client):
    list_testbed("Ugnen")
    answer = client.get("/testbaddar")

    assert "Set-Cookie" not in answer.headers
    assert "csrf" not in answer.text


def test_a_signed_in_person_gets_a_page_of_their_own(client, sign_in):
    list_testbed("Ugnen")
    client.get("/testbaddar")
    person = make_person(make_organisation("Kabelverket AB"))

    assert "Kabelverket" in sign_in(person).get("/testbaddar").text
    client.delete_cookie("session")
    assert "Kabelverket" not in client.get("/testbaddar").text


def test_a_kept_page_follows_the_catalogue(client):
    list_testbed("Ugnen")
    assert len(listed(client.get("/testbaddar").text)) == 1

    list_testbed("Lasern")

    assert len(listed(client.get("/testbaddar").text)) == 2


def test_english_pages_show_english_words(client, english):
    list_testbed("Ugnen", name_en="The furnace", summary_en="Heat.", summary_sv="Värme.", county="Skåne län")
    page = client.get(english("/testbaddar"))

    assert Page(page.text).lang == "en"
    assert "The furnace" in page.text and "Heat." in page.text and "Skåne County" in page.text
    assert "Additive manufacturing" in page.text


def test_the_file_holds_the_hits_without_demonstrations(client):
    list_testbed("Lasern", slug="lasern", technologies=["photonics"])
    list_testbed("Demolasern", is_demonstration=True)
    list_testbed("Ugnen")
    answer = client.get("/testbaddar.csv?q=laser")
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))

    assert answer.mimetype == "text/csv"
    assert [row["slug"] for row in rows] == ["lasern"]
    assert rows[0]["technologies"] == "Fotonik"
    assert rows[0]["url"].endswith("/testbaddar/lasern")


def test_no_cell_of_the_file_is_a_formula(client):
    list_testbed("=HYPERLINK(1)")

    assert "'=HYPERLINK(1)" in client.get("/testbaddar.csv").text
