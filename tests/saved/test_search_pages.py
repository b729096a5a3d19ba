"""Saved searches in a browser's hands, and the link of a letter without one."""

import re
from datetime import timedelta

import pytest

from portal import clock
from portal.database import db
from portal.saved import letters as letter
from portal.saved import service
from portal.saved.models import SavedSearch
from tests.builders import make_person
from tests.pages import Page
from tests.saved.steps import NOW, letters, save
from tests.search.listing import list_testbed

only_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
LIST = "/mina/sokningar"


def press(client, path, action, **typed):
    """Press the button of the form whose address ends so, and return the page one lands on."""
    form = Page(client.get(path).text, path).form(action)
    return client.post(form.action, data=form.filled(**typed), follow_redirects=True)


def is_watched(search):
    return db.session.get_one(SavedSearch, search.id, populate_existing=True).is_watched


def test_a_search_is_saved_from_its_result_and_says_so(client, sign_in, person):
    list_testbed("Lasern")
    sign_in(person)

    page = press(client, "/testbaddar?q=laser&sida=2", LIST)

    assert page.request.full_path == "/testbaddar?q=laser"
    assert "Sökningen är sparad" in page.text and "Spara sökningen" not in page.text
    assert "1 testbädd nu" in client.get(LIST).text


@only_sqlite
def test_those_signed_out_sign_in_and_come_back(client):
    page = client.get("/testbaddar?q=laser&plats=Lund").text

    assert "Logga in och spara" in page
    assert "/logga-in?next=/testbaddar?q%3Dlaser%26plats%3DLund" in page


@only_sqlite
def test_the_whole_list_is_not_saved(client, sign_in, person):
    sign_in(person)

    assert "Spara sökningen" not in client.get("/testbaddar?plats=Lund").text


@only_sqlite
def test_an_empty_list_says_how_to_begin(client, sign_in, person):
    sign_in(person)

    assert "inte sparat någon sökning" in client.get(LIST).text


@only_sqlite
def test_the_list_names_what_is_new_until_one_looks(client, sign_in, person, visitor):
    save(visitor)
    list_testbed("Nya lasern")
    sign_in(person)
    assert "1 ny sedan ni tittade" in client.get(LIST).text

    page = press(client, LIST, "/traffar")

    assert page.request.full_path == "/testbaddar?q=laser"
    assert "sedan ni tittade" not in client.get(LIST).text


@only_sqlite
@pytest.mark.parametrize(("name", "status"), [("Svetsning", 200), ("  ", 422), ("x" * 81, 422)])
def test_a_search_gets_a_name_and_what_was_typed_stays(client, sign_in, person, visitor, name, status):
    path = f"{LIST}/{save(visitor).reference}/namn"
    sign_in(person)

    page = press(client, path, path, name=name)

    assert page.status_code == status and name.strip() in page.text


@only_sqlite
def test_removing_offers_to_take_it_back(client, sign_in, person, visitor):
    save(visitor)
    sign_in(person)

    removed = press(client, LIST, "/ta-bort")
    assert "är borttagen" in removed.text and "inte sparat någon sökning" in removed.text
    form = Page(removed.text, LIST).form("/aterta")
    back = client.post(form.action, data=form.filled(), follow_redirects=True)

    assert "Sökningen är tillbaka" in back.text and "1 testbädd" not in back.text
    assert "är borttagen" not in back.text


@only_sqlite
def test_letters_are_ended_and_begun_on_the_page(client, sign_in, person, visitor):
    search = save(visitor)
    sign_in(person)

    assert "inga fler brev" in press(client, LIST, "/brev").text and not is_watched(search)
    assert "Ni får brev" in press(client, LIST, "/brev").text and is_watched(search)


def path_in_letter(visitor):
    """Return the search and the address that ends its letters, as the letter's header says it."""
    search = save(visitor)
    list_testbed("Lasern")
    service.tell_new(clock.now())
    return search, re.sub(r"https?://[^/]+", "", letters()[0].unsubscribe or "")


def test_one_click_of_a_mail_program_ends_the_letters(client, visitor):
    search, path = path_in_letter(visitor)

    answer = client.post(path, data={"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200 and not is_watched(search)
    assert "Set-Cookie" not in answer.headers


@only_sqlite
def test_looking_at_the_link_changes_nothing_and_its_button_does(client, visitor):
    search, path = path_in_letter(visitor)
    page = client.get(path)
    assert page.headers["Referrer-Policy"] == "same-origin" and is_watched(search)

    done = client.post(Page(page.text, path).form("/sokbrev/avsluta").action)

    assert "Inga fler brev" in done.text and not is_watched(search)
    assert client.post(path).status_code == 200


@only_sqlite
def test_the_letters_own_text_has_the_link_too(visitor):
    path_in_letter(visitor)

    assert letters()[0].unsubscribe in letters()[0].body


@only_sqlite
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_is_wrong_or_old_says_so_kindly(client, visitor, method):
    search = save(visitor)
    old = letter.unsubscribe_url(search.reference, "sv", NOW - timedelta(days=400)).split("nyckel=")[1]

    answers = [getattr(client, method)(f"/sokbrev/avsluta?nyckel={word}") for word in ("", "fel", old + "x", old)]

    assert [answer.status_code for answer in answers] == [404, 404, 404, 410]
    assert all("Länken gäller inte" in answer.text for answer in answers)
    assert is_watched(search)


@only_sqlite
def test_a_link_to_a_search_that_is_gone_works_all_the_same(client, visitor):
    search, path = path_in_letter(visitor)
    service.remove_search(visitor, search.reference, now=NOW)

    assert client.post(path).status_code == 200


@only_sqlite
def test_what_is_not_ones_own_is_not_there(client, sign_in, visitor):
    reference = save(visitor).reference
    sign_in(make_person())

    assert "Ångra" not in client.get(f"{LIST}?borttagen={reference}").text
    for action in ("traffar", "brev", "ta-bort", "aterta", "namn"):
        assert client.post(f"{LIST}/{reference}/{action}").status_code == 404
