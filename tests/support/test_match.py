"""Needs in a company's own words, matched against the programmes."""

import json

import pytest

from portal.enquiry.commands import county_of
from portal.settings import ROOT
from portal.support import queries
from portal.support.reading import stems_of
from portal.support.rules import Situation
from portal.support.traits import is_narrow, names_testing, needs_partners
from tests.support.programmes import APPLY_FIRST, make_programme

RECORDS = {
    record["slug"]: record for record in json.loads((ROOT / "seeds" / "support.json").read_text(encoding="utf-8"))
}


def run(app, tmp_path, content):
    file = tmp_path / "needs.json"
    file.write_text(content, encoding="utf-8")
    return app.test_cli_runner().invoke(args=["match-support", str(file)])


def test_needs_are_matched_by_the_command(app, tmp_path):
    make_programme("skane", counties=["Skåne län"])
    make_programme("dalarna", counties=["Dalarnas län"])
    make_programme("landet")

    answer = run(app, tmp_path, '[{"id": "n1", "text": "Prova en pump", "place": "Falun"}, {"id": "n2", "text": "x"}]')

    found = json.loads(answer.output)
    assert found["n1"] == ["dalarna", "landet"]
    assert found["n2"][0] == "landet"


@pytest.mark.parametrize("content", ["{", "[1]", '[{"text": "x"}]', "{}x"])
def test_a_file_of_something_else_is_refused_in_words(app, tmp_path, content):
    make_programme()

    answer = run(app, tmp_path, content)

    assert answer.exit_code == 1
    assert "does not hold a list of needs" in answer.output


def test_nothing_to_match_with_is_said(app, tmp_path):
    assert "There are no support programmes" in run(app, tmp_path, "[]").output


@pytest.mark.parametrize(
    ("place", "county"),
    [("Borås", "Västra Götalands län"), ("Uppsala län", "Uppsala län"), ("Ingenstans", ""), ("", "")],
)
def test_the_county_of_a_place_is_found(place, county):
    assert county_of(place) == county


def test_a_text_of_any_length_or_kind_is_read(app):
    make_programme(technologies=["hydrogen"])

    for text in ("\0" * 5, "x " * 50_000, "🦀" * 10, "<script>"):
        assert len(queries.match(Situation(text=text))) == 1


def test_the_name_of_a_place_says_nothing_of_a_field():
    assert stems_of("Borås") == frozenset()
    assert stems_of("propeller")


@pytest.mark.parametrize(
    ("slug", "reads"),
    [
        ("vinnova-test-demo-smf", (True, False, False)),
        ("eic-transition", (True, False, True)),
        ("eurostars", (False, True, False)),
        ("klimatklivet", (False, False, False)),
        ("region-dalarna-investeringsstod", (False, False, False)),
    ],
)
def test_what_a_programme_says_beside_its_fields_is_read(slug, reads):
    text = RECORDS[slug]["summary_sv"]

    assert (names_testing(text), needs_partners(text), is_narrow(text)) == reads


def test_each_programme_that_wants_the_application_first_names_a_source_of_its_own():
    stated = {slug: one for slug, one in RECORDS.items() if one.get("order_first")}

    assert set(stated) == {
        "region-varmland-foretagsstod",
        "region-orebro-lan-foretagsstod",
        "region-vasternorrland-innovationscheck",
        "euipo-sme-fund",
    }
    for one in stated.values():
        assert one["order_first"]["source"] in {source["url"] for source in one["sources"]}


def test_programmes_say_what_they_want_first(app):
    make_programme(order_first=APPLY_FIRST)

    assert queries.get_programme("checken").order_first == APPLY_FIRST
