"""Suggestions while one types: testbeds, subjects and places, from sorted names that follow the catalogue."""

import pytest

from portal.catalogue.service import save_testbed
from portal.database import transaction
from portal.search.suggesting import MOST, suggest
from tests.builders import LONG_AGO
from tests.search.listing import list_testbed


def names(text):
    return [one.name for one in suggest(text).testbeds]


@pytest.mark.parametrize("typed", ["ljus", "LJUSB", "ljusbagsugnen", "ugnen i", "vaster"])
def test_a_testbed_is_suggested_by_the_beginning_of_any_of_its_words_however_folded(database, typed):
    list_testbed("Ljusbågsugnen – Ugnen i Västerås")

    assert names(typed) == ["Ljusbågsugnen – Ugnen i Västerås"]


@pytest.mark.parametrize("typed", ["", "l", "bågsugn", "xyz", "\0", "%"])
def test_what_no_name_has_a_word_for_suggests_nothing(database, typed):
    list_testbed("Ljusbågsugnen")

    assert names(typed) == []


def test_a_name_that_begins_so_goes_before_one_with_a_later_word(database):
    list_testbed("Alfa laser")
    list_testbed("Laserhallen")

    assert names("laser") == ["Laserhallen", "Alfa laser"]


def test_suggestions_follow_a_listing_that_changes(database):
    testbed = list_testbed("Ljusbågsugnen", name_en="The arc lab")
    list_testbed("Ugnens arc lab")
    assert names("ljus") == ["Ljusbågsugnen"]

    with transaction():
        testbed.name = "Gasbrännaren"
        save_testbed(testbed, now=LONG_AGO)

    assert names("ljus") == [] and names("gas") == ["Gasbrännaren"] and len(names("arc")) == 2


def test_each_kind_has_its_share_and_together_they_are_few(seeded_app):
    found = suggest("sk")

    assert found.testbeds and found.places
    assert len(found.concepts) + len(found.testbeds) + len(found.places) <= MOST
    assert len(suggest("korrosion").concepts) >= 1


def test_the_answer_says_what_each_is_and_where_it_leads(seeded_client, english):
    told = seeded_client.get("/testbaddar/forslag?q=korros").json["suggestions"]
    subject = told[0]

    assert subject["kind"] == "Ämne" and subject["url"].startswith("/testbaddar?q=korrosion")
    assert {"Testbädd"} <= {one["kind"] for one in told}
    assert seeded_client.get(english("/testbaddar/forslag?q=corros")).json["suggestions"][0]["kind"] == "Subject"
    place = seeded_client.get("/testbaddar/forslag?q=Borlän").json["suggestions"][-1]
    assert (place["fills"], place["value"]) == ("plats", "Borlänge, Dalarnas län")


def test_a_very_long_text_suggests_nothing(client):
    assert client.get("/testbaddar/forslag", query_string={"q": "å" * 100_000}).json == {"suggestions": []}
