"""Reads of the catalogue: what a list shows, in the order asked for, and what nobody may see."""

import json
from datetime import date

import pytest

from portal.catalogue import queries, rules, vocabulary
from portal.errors import NotFound
from portal.geography import COUNTIES
from portal.settings import ROOT
from portal.web.wording import language_of, languages_of, other_language
from tests.builders import make_organisation, make_resource, make_testbed


def test_cards_come_in_the_order_of_the_ids_without_what_nobody_may_see(app):
    first, hidden, closed = make_testbed(), make_testbed(lifecycle="draft"), make_testbed(lifecycle="closed")

    cards = queries.cards([closed.id, hidden.id, 9999, first.id], "sv")

    assert [card["id"] for card in cards] == [closed.id, first.id]


def test_a_card_is_in_the_readers_language_and_says_where_it_is_not(app):
    both = make_testbed("Ugnen", name_en="The furnace", county="Dalarnas län")
    swedish = make_testbed("Bågen")

    english = queries.cards([both.id, swedish.id], "en")

    assert [(card["name"], card["name_lang"]) for card in english] == [("The furnace", "en"), ("Bågen", "sv")]
    assert english[0]["county_label"] == "Dalarna County"
    assert english[0]["summary"] == both.summary_en


def test_a_resource_of_a_hidden_testbed_is_hidden_too(app):
    resource = make_resource(make_testbed(lifecycle="paused"))

    assert queries.find_resource(resource.slug) is None
    with pytest.raises(NotFound):
        queries.get_resource(resource.slug)


def test_a_testbed_lists_its_open_resources_by_name(app):
    testbed = make_testbed()
    for name, is_open in (("B", True), ("A", True), ("C", False)):
        make_resource(testbed, name=name, is_open=is_open)

    assert [resource.name_sv for resource in queries.resources_of(testbed.id)] == ["A", "B"]


def test_owners_see_their_own_whatever_its_lifecycle(app):
    owner = make_organisation(kind="operator")
    draft = make_testbed("Utkast", owner=owner, lifecycle="draft")
    resource = make_resource(draft, is_open=False)
    make_resource()

    assert [testbed.id for testbed in queries.owned_testbeds([owner.id])] == [draft.id]
    assert [one.id for one in queries.owned_resources([owner.id])] == [resource.id]
    assert queries.owned_resources([]) == []


def test_the_vocabulary_names_every_key_in_both_languages():
    for kind in vocabulary.KINDS:
        for key, label in vocabulary.choices(kind, "sv") + vocabulary.choices(kind, "en"):
            assert label.strip(), key
    assert vocabulary.label("services", "no-longer-there", "sv") == "no-longer-there"


def test_the_vocabulary_of_the_seeds_and_of_the_portal_are_the_same():
    words = json.loads((ROOT / "seeds" / "vocabulary.json").read_text(encoding="utf-8"))

    assert words["counties"] == [county.name for county in COUNTIES]
    for kind in vocabulary.LISTED:
        assert set(words[kind]) == set(vocabulary.keys(kind))


@pytest.mark.parametrize(
    ("confirmed_on", "collected_on", "stale"),
    [
        (date(2025, 11, 24), None, False),
        (date(2025, 11, 23), date(2026, 11, 1), True),
        (None, date(2026, 11, 1), False),
        (None, date(2025, 5, 1), True),
        (None, None, True),
    ],
)
def test_facts_grow_old(confirmed_on, collected_on, stale):
    assert rules.is_stale(confirmed_on, collected_on, date(2026, 11, 24)) is stale


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("rigg för prov", "sv"),
        ("Ljusbåge", "sv"),
        ("indoor hall of about 10,000 m2", "en"),
        ("maximum of SEK 500 000", "en"),
        ("EOS M290", None),
        ("", None),
    ],
)
def test_the_language_of_a_line_is_guessed_or_left_open(text, language):
    assert language_of(text) == language


def test_a_line_that_does_not_tell_follows_the_others():
    assert languages_of(["EOS M290", "ugn för prov", "hall med travers"]) == ["sv", "sv", "sv"]
    assert languages_of(["EOS M290"]) == [None]
    assert other_language("ugn för prov", "sv") is None
    assert other_language("ugn för prov", "en") == "sv"
    assert other_language(None, "en") is None
