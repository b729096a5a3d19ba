"""Testbeds side by side: which are shown, what is said of the others, and what each row says."""

import re
from urllib.parse import quote

import pytest

from portal.geography import find_place
from portal.saved import comparing, rules, service
from portal.saved.rules import Chosen
from tests.builders import make_resource
from tests.pages import Page
from tests.saved.steps import NOW
from tests.search.listing import list_testbed

only_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
KNOWN = set("abcdef")


def address(*slugs, **more):
    pairs = [("t", slug) for slug in slugs] + list(more.items())
    return "/jamfor?" + "&".join(f"{name}={quote(value)}" for name, value in pairs)


def columns(html):
    return re.findall(r'class="compare-name" href="[^"]*/testbaddar/([^"]+)"', html)


def row(rows, title):
    return next(one for one in rows if one.title == title)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("", Chosen()),
        ("abcd", Chosen(tuple("abcd"))),
        ("abab", Chosen(("a", "b"), doubled=("a", "b"))),
        ("abcdef", Chosen(tuple("abcd"), left_out=("e", "f"))),
        ("xaxy", Chosen(("a",), unknown=("x", "y"))),
    ],
)
def test_the_first_four_that_are_known_are_shown_once(asked, expected):
    assert rules.chosen(asked, KNOWN) == expected


def test_only_public_ones_are_found_and_in_the_order_asked_for(database):
    for slug, lifecycle in (("a", "published"), ("b", "draft"), ("c", "closed"), ("d", "paused")):
        list_testbed(slug, slug=slug, lifecycle=lifecycle)

    assert [one.slug for one in comparing.find_public(["c", "b", "a", "d", "c", "x"])] == ["c", "a"]


@only_sqlite
def test_rows_say_what_counts_and_which_of_them_are_equal(app):
    near = list_testbed("Nära", municipality="Lund", county="Skåne län", lat=55.7, lon=13.19, services=["training"])
    far = list_testbed("Långt bort", operator="Annan", technologies=["robotics-automation"], trl_min=4, trl_max=7)
    make_resource(near, name="Provbänken")

    with app.test_request_context("/jamfor"):
        rows = comparing.rows_of([near, far], find_place("Lund"), "sv")

    assert row(rows, "Plats").cells == ["Lund, Skåne län", "Västerås, Västmanlands län"]
    assert re.fullmatch(r"mindre än 1 km|\d km", row(rows, "Avstånd från Lund").cells[0])
    assert row(rows, "Går att boka").cells == [[("Provbänken", None)], []]
    assert row(rows, "TRL").cells == ["", "4–7"]
    assert row(rows, "Status").is_equal and not row(rows, "Drivs av").is_equal


@only_sqlite
def test_the_same_words_in_another_order_are_equal(app):
    both = ["robotics-automation", "photonics"]
    testbeds = [list_testbed("A", technologies=both), list_testbed("B", technologies=both[::-1])]

    with app.test_request_context("/jamfor"):
        assert row(comparing.rows_of(testbeds, None, "sv"), "Teknik").is_equal


def test_the_page_shows_them_side_by_side_and_says_what_is_left_out(client):
    for slug in "abcdef":
        list_testbed(f"Testbädd {slug}", slug=slug)

    page = client.get(address("b", "a", "c", "d", "f", "b", "finns-inte"))

    assert page.status_code == 200 and page.headers["X-Robots-Tag"] == "noindex"
    assert columns(page.text) == ["b", "a", "c", "d"]
    for said in ("Högst fyra", "Testbädd f</a>.", "två gånger", "Testbädd b.", "finns-inte"):
        assert said in page.text


@only_sqlite
def test_equal_rows_are_hidden_and_shown_again(client):
    for slug in "ab":
        list_testbed(slug.upper(), slug=slug, operator=f"Drift {slug}")
    page = client.get(address("a", "b"))
    assert '<th scope="row">Drivs av</th>' in page.text and '<th scope="row">Status</th>' in page.text

    toggle = next(one for one in Page(page.text, address("a", "b")).links if "dolj=lika" in one)
    hidden = client.get(toggle).text

    assert '<th scope="row">Drivs av</th>' in hidden and '<th scope="row">Status</th>' not in hidden
    assert "rader där alla är lika" in hidden


@only_sqlite
def test_a_column_is_removed_by_a_link_and_the_rest_stays(client):
    for slug in "abc":
        list_testbed(slug, slug=slug)
    path = address("a", "b", "c", plats="Lund", dolj="lika")

    links = [one for one in Page(client.get(path).text, path).links if "/jamfor" in one]

    assert any(columns(client.get(one).text) == ["a", "c"] and "plats=Lund" in one for one in links)


@only_sqlite
def test_one_is_added_from_a_search_and_from_favourites(client, sign_in, person, visitor):
    testbeds = {slug: list_testbed(f"Lasern {slug}", slug=slug) for slug in "abc"}
    service.add_favourite(visitor, testbeds["c"], now=NOW)
    sign_in(person)

    page = client.get(address("a", q="laser")).text

    offered = re.findall(r'href="([^"]*/jamfor[^"]*)"><span class="visually-hidden">Lägg till', page)
    assert [columns(client.get(one.replace("&amp;", "&")).text) for one in offered] == [
        ["a", "b"],
        ["a", "c"],
        ["a", "c"],
    ]


@only_sqlite
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "Inga testbäddar är valda"),
        ("?t=", "Inga testbäddar är valda"),
        ("?t=finns-inte", "Det finns ingen testbädd"),
        ("?t=%3Cscript%3E", "&lt;script&gt;"),
        ("?t=" + "x" * 5000, "Det finns ingen testbädd"),
        ("?" + "t=a&" * 300, "två gånger"),
        ("?t=a&plats=Ankeborg", "Vi känner ingen ort"),
        ("?t=a&q=abrakadabra&dolj=x&sida=-1", "Ingen annan testbädd"),
        ("?t=%ff%fe&plats=%ff&q=" + "%C3%B6" * 300, "Lägg till en testbädd"),
    ],
)
def test_no_address_is_too_strange(client, query, said):
    list_testbed("A", slug="a")

    page = client.get("/jamfor" + query)

    assert page.status_code == 200 and said in page.text


@only_sqlite
def test_a_draft_is_as_good_as_none_also_to_its_owner(client):
    list_testbed("Hemligheten", slug="hemlig", lifecycle="draft")

    page = client.get(address("hemlig")).text

    assert "Hemligheten" not in page and "Det finns ingen testbädd" in page


@only_sqlite
def test_boxes_of_a_list_are_sent_by_its_bar_with_the_place(client):
    list_testbed("Lasern", slug="lasern")

    page = client.get("/testbaddar?q=laser&plats=Lund").text

    assert re.search(r'type="checkbox" name="t" value="lasern" form="jamfor"', page)
    form = next(one for one in Page(page, "/testbaddar").forms if one.action == "/jamfor")
    assert (form.method, form.named("plats").value) == ("get", "Lund")
