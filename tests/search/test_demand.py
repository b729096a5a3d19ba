"""Searches that nothing fits are counted, once each and without the person."""

import fcntl
import time
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, inspect, select, text

from portal.database import db, transaction
from portal.search import demand
from portal.search.criteria import Criteria
from portal.search.demand import FEWEST, note_unmet, sought, unmet, write_waiting
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
    write_waiting()
    assert unmet(DAY, DAY) == []

    note_unmet(Criteria(q="rymdhiss", place="Malmö"), is_empty=False, now=MONDAY)
    write_waiting()

    (found,) = unmet(DAY, DAY)
    assert (found.words, found.county, found.times, found.empty) == ("rymdhiss", "Skåne län", FEWEST, FEWEST - 1)


def test_a_coordinator_of_counties_sees_what_was_sought_there(database):
    for _ in range(FEWEST):
        note_unmet(Criteria(q="rymdhiss", place="Lund"), is_empty=True, now=MONDAY)
    write_waiting()

    assert [one.words for one in unmet(DAY, DAY, ["Skåne län"])] == ["rymdhiss"]
    assert unmet(DAY, DAY, ["Dalarnas län"]) == []


@contextmanager
def somebody_writing(table="unmet_search"):
    """Hold what a writer of the table has to wait for: the file of SQLite, the table of PostgreSQL."""
    engine = create_engine(db.engine.url, poolclass=NullPool)
    with engine.connect() as other:
        if engine.dialect.name == "sqlite":
            other.exec_driver_sql("ROLLBACK")
            other.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            other.exec_driver_sql(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
        yield
        other.rollback()


def ask(client, words):
    began = time.monotonic()
    answer = client.get(f"/testbaddar?q={words}", headers=PERSON)
    return answer.status_code, time.monotonic() - began


def test_a_search_does_not_wait_for_who_writes_and_its_count_is_not_lost(client):
    list_testbed("Ugnen")
    ask(client, "rymdhiss")

    with somebody_writing():
        answers = [ask(client, "rymdhiss"), ask(client, "tidsmaskin")]
    assert [status for status, _ in answers] == [200, 200]
    assert max(seconds for _, seconds in answers) < 2
    assert rows() == [("rymdhiss", "", "", 1, 1)]

    ask(client, "ugnen")
    assert rows() == [("rymdhiss", "", "", 2, 2), ("tidsmaskin", "", "", 1, 1)]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_search_does_not_stand_in_the_line_of_writers_either(client):
    list_testbed("Ugnen")
    with Path(f"{db.engine.url.database}.gate").open("w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)

        status, seconds = ask(client, "rymdhiss")

    assert (status, seconds < 2, rows()) == (200, True, [])


def test_a_process_that_stops_writes_what_it_still_has(app, client):
    list_testbed("Ugnen")
    with somebody_writing():
        ask(client, "rymdhiss")

    demand._write_last(app)

    assert rows() == [("rymdhiss", "", "", 1, 1)]


def test_whoever_writes_after_a_count_has_waited_waits_as_long_as_ever(client):
    list_testbed("Ugnen")
    with somebody_writing():
        ask(client, "rymdhiss")

    with transaction() as session:
        sqlite = "SELECT timeout FROM pragma_busy_timeout"
        told = session.scalar(text(sqlite if db.engine.dialect.name == "sqlite" else "SHOW lock_timeout"))

    assert told in (20_000, "5s")


def test_what_waits_is_limited(monkeypatch):
    monkeypatch.setattr(demand, "MOST_WAITING", 1)
    waiting = demand.Waiting()

    for words in ("rymdhiss", "rymdhiss", "tidsmaskin"):
        waiting.add((DAY, words, "", ""), is_empty=False)

    assert waiting.take() == {(DAY, "rymdhiss", "", ""): (2, 0)}
    assert not waiting
