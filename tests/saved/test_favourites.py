"""Stars on testbeds: one's own, pressed with and without scripts."""

import pytest
from sqlalchemy import delete

from portal.accounts.models import Membership, Person, SignIn
from portal.catalogue.models import Testbed
from portal.catalogue.queries import get_testbed
from portal.database import db, transaction
from portal.errors import NotFound, Refusal
from portal.saved import queries, rules, service
from portal.saved.models import Favourite
from tests.builders import make_person
from tests.pages import Page
from tests.saved.steps import A_DAY, NOW
from tests.search.listing import list_testbed
from tests.visitors import visitor_of

only_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
MINE = "/mina/favoriter"
HTMX = {"HX-Request": "true"}


def add(visitor, slug, *, now=NOW):
    service.add_favourite(visitor, get_testbed(slug), now=now)


def press(client, path, **headers):
    """Press the first star of the page and return where one lands."""
    form = Page(client.get(path).text, path).form(MINE)
    return client.post(form.action, data=form.filled(), headers=headers, follow_redirects=True)


def test_the_newest_star_comes_first_and_a_second_press_changes_nothing(visitor):
    for day, slug in enumerate(("ugnen", "lasern")):
        list_testbed(slug.title(), slug=slug)
        add(visitor, slug, now=NOW + A_DAY * day)
    add(visitor, "ugnen", now=NOW + 9 * A_DAY)

    ids = queries.favourite_ids(visitor.id)

    assert [db.session.get_one(Testbed, one).slug for one in ids] == ["lasern", "ugnen"]


def test_a_star_is_taken_off_once_or_twice(visitor):
    list_testbed("Lasern", slug="lasern")
    add(visitor, "lasern")

    for _ in range(2):
        service.remove_favourite(visitor, "lasern")

    assert queries.favourite_ids(visitor.id) == []


def test_stars_are_ones_own(visitor):
    list_testbed("Lasern", slug="lasern")
    add(visitor, "lasern")
    other = visitor_of(make_person())

    service.remove_favourite(other, "lasern")

    assert queries.favourite_ids(other.id) == [] and len(queries.favourite_ids(visitor.id)) == 1


@only_sqlite
def test_one_too_many_is_refused(visitor, monkeypatch):
    monkeypatch.setattr(rules, "MOST_FAVOURITES", 1)
    for slug in ("ugnen", "lasern"):
        list_testbed(slug, slug=slug)
    add(visitor, "ugnen")

    with pytest.raises(Refusal, match="favoriter"):
        add(visitor, "lasern")


@only_sqlite
def test_a_testbed_that_does_not_exist_has_no_star(visitor):
    with pytest.raises(NotFound):
        service.remove_favourite(visitor, "finns-inte")


@pytest.mark.parametrize("goes", ["person", "testbed"])
def test_a_star_goes_with_its_person_and_its_testbed(visitor, goes):
    testbed = list_testbed("Lasern", slug="lasern")
    add(visitor, "lasern")

    with transaction() as session:
        if goes == "testbed":
            session.execute(delete(Testbed).where(Testbed.id == testbed.id))
        else:
            for table in (Membership, SignIn):
                session.execute(delete(table).where(table.person_id == visitor.id))
            session.execute(delete(Person).where(Person.id == visitor.id))

    assert db.session.scalars(db.select(Favourite)).all() == []


@pytest.mark.parametrize("path", ["/testbaddar?q=laser", "/testbaddar/lasern", "/en/testbaddar/lasern"])
def test_a_star_is_pressed_on_a_hit_and_on_the_page_and_one_stays_there(client, sign_in, person, path):
    list_testbed("Lasern", slug="lasern")
    sign_in(person)
    assert 'aria-pressed="false"' in client.get(path).text

    page = press(client, path)

    assert page.request.full_path.rstrip("?") == path
    assert 'aria-pressed="true"' in page.text
    assert 'aria-pressed="false"' in press(client, path).text


@only_sqlite
def test_a_script_gets_the_pressed_star_alone(client, sign_in, person):
    list_testbed("Lasern", slug="lasern")
    sign_in(person)

    answer = press(client, "/testbaddar?q=laser", **HTMX)

    assert answer.text.startswith('<form class="star"') and 'aria-pressed="true"' in answer.text
    assert 'value="/testbaddar?q=laser#stjarna-lasern"' in answer.text


@only_sqlite
def test_those_signed_out_are_sent_to_sign_in_and_back(client):
    list_testbed("Lasern", slug="lasern")

    assert "/logga-in?next=/testbaddar/lasern" in client.get("/testbaddar/lasern").text
    assert 'class="star"' not in client.get("/testbaddar?q=laser").text
    assert client.post(MINE, data={"testbadd": "lasern", "spara": "1"}).location.startswith("/logga-in")


@only_sqlite
def test_a_star_leads_to_no_other_site(client, sign_in, person):
    list_testbed("Lasern", slug="lasern")
    sign_in(person)

    answer = client.post(MINE, data={"testbadd": "lasern", "spara": "1", "vidare": "//evil.example"})

    assert answer.location == "/testbaddar/lasern"


@only_sqlite
def test_the_page_begins_empty_and_undo_brings_a_star_back(client, sign_in, person, visitor):
    list_testbed("Lasern", slug="lasern")
    sign_in(person)
    assert "Ni har inga favoriter" in client.get(MINE).text
    add(visitor, "lasern")

    removed = press(client, MINE)
    assert "Lasern är borttagen" in removed.text and "Ni har inga favoriter" in removed.text
    form = Page(removed.text, MINE).form(MINE)
    back = client.post(form.action, data=form.filled(), follow_redirects=True).text

    assert "är borttagen" not in back and "Lasern" in back


@only_sqlite
def test_the_latest_four_are_compared_by_one_link(client, sign_in, person, visitor):
    for day, slug in enumerate("abcde"):
        list_testbed(slug.upper(), slug=slug)
        add(visitor, slug, now=NOW + A_DAY * day)
    sign_in(person)

    links = Page(client.get(MINE).text, MINE).links

    assert "/jamfor?t=e&t=d&t=c&t=b" in links


@only_sqlite
def test_one_that_is_no_longer_shown_is_not_named_and_can_be_removed(client, sign_in, person, visitor):
    testbed = list_testbed("Hemliga lasern", slug="lasern")
    add(visitor, "lasern")
    with transaction():
        testbed.lifecycle = "paused"
    sign_in(person)
    page = client.get(MINE).text
    assert "inte visas just nu" in page and "Hemliga" not in page

    assert "Ni har inga favoriter" in press(client, MINE).text
