"""Searches that nothing fits are counted, once each and without the person."""

from datetime import date

import pytest
from sqlalchemy import inspect, select

from portal.database import db
from portal.search.criteria import Criteria
from portal.search.demand import FEWEST, note_unmet, sought, unmet
from portal.search.models import UnmetSearch
from portal.search.visits import is_new_question
from tests.builders import MONDAY
from tests.search.listing import list_testbed

PERSON = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}
DAY = date(2027, 3, 1)


def rows():
    db.session.rollback()
    return [(row.words, row.place, row.county, row.times, row.empty) for row in db.session.scalars(select(UnmetSearch))]


def test_a_search_that_nothing_fits_is_counted_with_its_place(client):
    list_testbed("Ugnen")

    client.get("/testbaddar?q=Rymdhiss till månen&plats=Lund", headers=PERSON)

    assert rows() == [("rymdhiss manen", "Lund", "Skåne län", 1, 1)]


def test_two_people_are_counted_as_two_also_when_the_page_is_kept(client):
    list_testbed("Ugnen")

    client.get("/testbaddar?q=rymdhiss", headers=PERSON)
    client.get("/testbaddar?q=rymdhiss", headers=PERSON)

    assert rows() == [("rymdhiss", "", "", 2, 2)]


def test_a_search_that_something_fits_is_not_counted(seeded_client, seeded_app):
    seeded_client.get("/testbaddar?q=korrosionsprovning", headers=PERSON)
    seeded_client.get("/testbaddar?lan=gotlands-lan", headers=PERSON)

    assert rows() == []


def test_a_window_of_the_map_with_nothing_in_it_is_no_lack_of_the_country(client):
    list_testbed("Ugnen", lat=65.6, lon=22.1)

    client.get("/testbaddar?q=ugnen&ram=55,12,57,15", headers=PERSON)
    client.get("/testbaddar?q=rymdhiss&ram=55,12,57,15", headers=PERSON)

    assert rows() == [("rymdhiss", "", "", 1, 1)]


def test_a_file_and_the_map_count_nothing(client):
    list_testbed("Ugnen")

    client.get("/testbaddar.csv?q=rymdhiss", headers=PERSON)
    client.get("/api/v1/testbeds.geojson?q=rymdhiss", headers=PERSON)

    assert rows() == []


@pytest.mark.parametrize(
    ("asked", "headers", "is_new"),
    [
        ({"q": "rymdhiss"}, {}, True),
        ({"q": "rymdhiss"}, {"Referer": "https://example.com/"}, True),
        ({"q": "rymdhiss"}, {"Referer": "http://localhost/testbaddar?q=ugn"}, True),
        ({}, {}, False),
        ({"q": "rymdhiss", "page": 2}, {}, False),
        ({"q": "rymdhiss"}, {"Referer": "http://localhost/testbaddar?q=Rymdhiss&sida=2"}, False),
        ({"q": "rymdhiss"}, {"HX-Current-URL": "http://localhost/en/testbaddar?q=rymdhiss&lan=skane-lan"}, False),
        ({"q": "rymdhiss", "place": "Lund"}, {"HX-Current-URL": "http://localhost/testbaddar?q=rymdhiss"}, True),
        ({"q": "rymdhiss"}, {"Cache-Control": "max-age=0"}, False),
        ({"q": "rymdhiss"}, {"Sec-Purpose": "prefetch;prerender"}, False),
        ({"q": "rymdhiss"}, {"HX-History-Restore-Request": "true"}, False),
        ({"q": "rymdhiss"}, {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}, False),
        ({"q": "rymdhiss"}, {"User-Agent": ""}, False),
        ({"q": "rymdhiss"}, {"Referer": "http://[/testbaddar"}, True),
    ],
)
def test_a_question_is_new_once(asked, headers, is_new):
    assert is_new_question(Criteria(**asked), PERSON | headers) is is_new


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Rymdhiss till MÅNEN", "rymdhiss manen"),
        ("ring 070-123 45 67 om rymdhiss", "ring rymdhiss"),
        ("rymdhiss svar till anna@example.com", "rymdhiss svar"),
        ("hiss hiss Hiss", "hiss"),
        ("och att med", ""),
        ("2,4 m 800", "m"),
    ],
)
def test_only_words_that_say_what_is_sought_are_kept(typed, kept):
    assert sought(typed) == kept


def test_nothing_tells_who_asked():
    assert {column.name for column in inspect(UnmetSearch).columns} == {
        "day",
        "words",
        "place",
        "county",
        "times",
        "empty",
    }


def test_counts_below_five_are_shown_to_nobody(database):
    for _ in range(FEWEST - 1):
        note_unmet(Criteria(q="rymdhiss", place="Lund"), is_empty=True, now=MONDAY)
    assert unmet(DAY, DAY) == []

    note_unmet(Criteria(q="rymdhiss", place="Malmö"), is_empty=False, now=MONDAY)

    (found,) = unmet(DAY, DAY)
    assert (found.words, found.county, found.times, found.empty) == ("rymdhiss", "Skåne län", FEWEST, FEWEST - 1)


def test_a_coordinator_of_counties_sees_what_was_sought_there(database):
    for _ in range(FEWEST):
        note_unmet(Criteria(q="rymdhiss", place="Lund"), is_empty=True, now=MONDAY)

    assert [one.words for one in unmet(DAY, DAY, ["Skåne län"])] == ["rymdhiss"]
    assert unmet(DAY, DAY, ["Dalarnas län"]) == []
