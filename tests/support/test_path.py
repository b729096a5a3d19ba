"""The way from a need to a proven product: the ladder, ten steps, three ways out, and where a case stands."""

import html

import pytest
from flask import render_template

from portal.support import path
from portal.support.words import WORDS


def test_the_ladder_covers_every_level_once():
    levels = [level for rung in path.LADDER for level in range(rung.low, rung.high + 1)]

    assert levels == list(range(1, 10))


def test_there_are_ten_steps_and_three_ways_out_with_phases_that_exist():
    phases = {one.phase for one in (*path.STEPS, *path.EXITS)} - {""}

    assert (len(path.STEPS), len(path.EXITS)) == (10, 3)
    assert phases <= set(WORDS["phases"])
    assert len(set(path.STEP_KEYS)) == 10


@pytest.mark.parametrize(("trl", "key"), [(1, "idea"), (3, "concept"), (6, "realistic"), (9, "used")])
def test_a_level_has_its_rung(trl, key):
    assert path.find_rung(trl).key == key


@pytest.mark.parametrize("trl", [None, 0, 10, -1])
def test_what_is_no_level_has_no_rung(trl):
    assert path.find_rung(trl) is None


def test_steps_before_are_done_and_steps_after_are_ahead():
    places = path.place_of("contact")

    assert [places[key] for key in ("place", "need", "contact", "match", "after")] == [
        "done",
        "done",
        "here",
        "ahead",
        "ahead",
    ]
    assert path.place_of("nowhere") == {}


def test_the_page_shows_every_rung_and_step_with_ways_on(client):
    page = html.unescape(client.get("/vagen").text)

    for one in path.LADDER:
        assert one.says in page
    for one in path.STEPS:
        assert one.name in page
    assert "Förbättra och prova igen" in page
    assert "/stod/vilka-passar?skede=test" in page


@pytest.mark.parametrize(("level", "is_shown"), [("lab", True), ("x", False), ("", False)])
def test_the_page_shows_where_one_stands(client, level, is_shown):
    assert ("här är ni" in client.get(f"/vagen?niva={level}").text) is is_shown


def test_a_case_shows_where_it_stands(app):
    with app.test_request_context("/"):
        shown = html.unescape(render_template("support/_path.html", current="money", trl=4))
        unknown = render_template("support/_path.html")

    assert "här är ni" in shown
    assert "Det fungerar i labb" in shown
    assert shown.count("klart") == 5
    assert "här är ni" not in unknown
