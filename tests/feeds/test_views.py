"""The page on which an owner connects a calendar, and what others see of it."""

import pytest

from tests.booking.scene import NOW, make_scene
from tests.builders import hours
from tests.feeds.calendars import URL, Elsewhere
from tests.pages import Page


@pytest.fixture
def elsewhere(app, freeze):
    freeze(NOW)
    app.extensions["feed-fetcher"] = calendar = Elsewhere()
    return calendar


def test_an_owner_connects_reads_and_disconnects_a_calendar(elsewhere, client, sign_in):
    scene = make_scene()
    elsewhere.periods = [hours(2, 4)]
    sign_in(scene.owner_person)
    address = f"/resurser/{scene.slug}/egen-kalender"

    assert client.post(address, data={"url": URL, "units": "1"}).status_code == 303
    page = client.get(address).text
    assert "Senast läst" in page and URL in page
    assert client.post(f"{address}/las").status_code == 303
    assert client.post(f"{address}/koppla-fran").status_code == 303
    assert "Senast läst" not in client.get(address).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"url": "", "units": "1"}, "Fyll i fältet"),
        ({"url": "http://x.example.org", "units": "1"}, "börjar med https://"),
        ({"url": "x" * 600, "units": "1"}, "Skriv högst 500 tecken"),
        ({"url": URL, "units": "0"}, "Ange ett tal från 1"),
        ({"url": URL, "units": "7"}, "Ange ett antal från 1 till 1"),
    ],
)
def test_what_cannot_be_is_said_at_the_field_and_kept(elsewhere, client, sign_in, typed, said):
    scene = make_scene()
    sign_in(scene.owner_person)

    answer = client.post(f"/resurser/{scene.slug}/egen-kalender", data=typed)

    assert answer.status_code == 422 and said in answer.text
    assert typed["url"] in answer.text


def test_a_conflict_is_on_the_desk_and_settled_on_the_page(elsewhere, client, sign_in):
    scene = make_scene()
    sign_in(scene.owner_person)
    address = f"/resurser/{scene.slug}/egen-kalender"
    client.post(address, data={"url": URL, "units": "1"})
    made = scene.book(hours(2, 4))
    elsewhere.periods = [hours(1, 3)]
    client.post(f"{address}/las")

    assert "Krock med egen kalender" in client.get("/skrivbord").text
    page = Page(client.get(address).text)
    form = next(one for one in page.forms if one.action.endswith("/galler"))
    assert client.post(f"{address}/galler", data=form.filled()).status_code == 303
    assert made.reference not in client.get(address).text


def test_others_see_when_it_was_read_and_nothing_else(elsewhere, client, sign_in):
    scene = make_scene()
    sign_in(scene.owner_person)
    client.post(f"/resurser/{scene.slug}/egen-kalender", data={"url": URL, "units": "1"})
    sign_in(scene.booker_person)

    page = client.get(f"/resurser/{scene.slug}/boka").text
    assert "egen kalender lästes" in page and "hemlig" not in page
    assert client.get(f"/resurser/{scene.slug}/egen-kalender").status_code in (403, 404)
