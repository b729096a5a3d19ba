"""Free days on a page: dates first, then where; in both languages; whatever is typed."""

from datetime import timedelta

import pytest

from portal import clock
from portal.clock import Period
from tests.booking.scene import NOW, make_scene
from tests.builders import MONDAY, hours, make_booking
from tests.pages import Page

FIRST = MONDAY.date()


def address(first=0, last=4, **more):
    query = {"fran": FIRST + timedelta(days=first), "till": FIRST + timedelta(days=last), **more}
    return "/lediga-tider?" + "&".join(f"{name}={value}" for name, value in query.items())


@pytest.fixture(autouse=True)
def at_the_scenes_time(freeze):
    freeze(NOW)


def test_the_page_begins_with_dates_and_no_hits(client):
    page = Page(client.get("/lediga-tider").text)

    assert page.forms[-1].named("fran").value == NOW.date().isoformat()
    assert "traffar" not in page.ids


def test_a_hit_leads_to_the_form_with_its_days(app, client):
    scene = make_scene(unit="day")
    scene.book(Period(clock.start_of(FIRST), clock.start_of(FIRST + timedelta(days=1))))

    answer = client.get(address(dagar=2))

    assert "1 resurs har ledigt" in answer.text
    link = f"/resurser/{scene.slug}/boka?dag={FIRST + timedelta(days=1)}&amp;sista={FIRST + timedelta(days=2)}"
    assert link in answer.text
    assert "Alfa" not in answer.text


def test_the_page_in_english(app, client):
    make_scene()

    page = Page(client.get("/en" + address()).text)

    assert page.lang == "en" and "1 resource is free" in page.html


def test_who_has_been_there_reads_that_they_book_directly(app, client, sign_in):
    scene = make_scene(mode="request", direct_for_known=True)
    make_booking(scene.resource, organisation=scene.organisation, state="completed", period=hours(240, 241))

    said = [Page(one.get(address()).text).text for one in (client, sign_in(scene.booker_person, app.test_client()))]

    assert ["Begär tid Provbänken" in text for text in said] == [True, False]
    assert "Boka Provbänken" in said[1]


def test_nothing_free_says_what_to_try(app, client):
    scene = make_scene()
    for day in range(5):
        scene.book(hours(24 * day, 24 * day + 9))

    assert "Pröva fler dagar" in client.get(address()).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"fran": "2027-02-30"}, "Ange en dag som finns"),
        ({"fran": ""}, "Fyll i fältet"),
        ({"till": "2027-02-01"}, "Sista dagen ligger före den första"),
        ({"till": "2029-01-01"}, "Sök högst ett år"),
        ({"dagar": "0"}, "Ange ett tal från 1 till 60"),
        ({"dagar": "många"}, "Ange ett helt tal"),
        ({"enheter": "9" * 400}, "Ange ett tal från 1 till 254"),
        ({"plats": "Atlantis"}, "Platsen finns inte"),
        ({"radie": "7"}, "giltigt val"),
        ({"teknik": "alkemi"}, "giltigt val"),
    ],
)
def test_bad_questions_are_answered_at_the_field(app, client, typed, said):
    make_scene()

    answer = client.get(address(**typed))

    assert answer.status_code == 422
    assert said in answer.text
    for name, value in typed.items():
        if name not in ("radie", "teknik"):
            assert f'value="{value}"' in answer.text
