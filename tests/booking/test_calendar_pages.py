"""The calendar of a resource and the calendar file of a booking, and a form for every unit of time."""

from datetime import timedelta

import icalendar
import pytest

from portal.booking import service
from tests.booking.filling import send
from tests.booking.scene import NOW, claims, make_scene, named_in, taken
from tests.builders import MONDAY, hours
from tests.pages import Page


def test_the_calendar_file_has_a_stable_name_and_a_growing_sequence(app, scene, sign_in):
    booking = scene.book(purpose="Hemligt", note="Hemligt")
    client = sign_in(scene.booker_person)

    first = client.get(f"/bokningar/{booking.reference}.ics")
    service.cancel_booking(scene.booker, booking.reference, "plans", "", NOW)
    second = client.get(f"/bokningar/{booking.reference}.ics")

    before, after = (icalendar.Calendar.from_ical(answer.data).walk("VEVENT")[0] for answer in (first, second))
    assert first.mimetype == "text/calendar"
    assert before["UID"] == after["UID"] and after["SEQUENCE"] > before["SEQUENCE"]
    assert (before["STATUS"], after["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert before["DTSTART"].dt == MONDAY and before["DTEND"].dt == MONDAY + timedelta(hours=2)
    assert b"DTSTAMP:" in first.data and b"DTSTART:20270301T070000Z" in first.data
    assert b"Hemligt" not in first.data and "Alfa AB" not in first.text


def test_whole_days_are_whole_days_in_the_calendar_file(app, freeze, sign_in):
    freeze(NOW)
    scene = make_scene(unit="day")
    booking = scene.book(hours(24, 57))

    answer = sign_in(scene.booker_person).get(f"/bokningar/{booking.reference}.ics")

    assert b"DTSTART;VALUE=DATE:20270302" in answer.data and b"DTEND;VALUE=DATE:20270304" in answer.data


def test_a_week_comes_alone_for_htmx_and_as_the_whole_page_without(app, scene, client):
    path = f"/resurser/{scene.slug}/vecka/2027-W09"

    piece = client.get(path, headers={"HX-Request": "true"})
    plain = client.get(path)

    assert piece.status_code == 200 and "<html" not in piece.text
    assert f'id="kalender-{scene.slug}-efter"' in piece.text
    assert plain.status_code == 303 and "vecka=2027-W09" in plain.location
    for nonsense in ("2027-W99", "x", "0001-W01", "9999-W01"):
        assert client.get(f"/resurser/{scene.slug}/vecka/{nonsense}").status_code == 404


def test_the_calendar_says_in_words_what_is_free_taken_and_closed(app, freeze, client):
    freeze(NOW + timedelta(days=1, hours=3))
    scene = make_scene(units=3, notice_hours=24)
    scene.book(hours(0, 2), units=3, now=NOW)
    scene.book(hours(3, 4), units=2, now=NOW)

    week = Page(client.get(f"/testbaddar/{scene.testbed.slug}?vecka=2027-W09").text)
    this_week = Page(client.get(f"/testbaddar/{scene.testbed.slug}?vecka=2027-W08").text)

    for words in ("Upptaget", "3 lediga", "1 ledig", "Stängt"):
        assert words in week.text
    for words in ("Passerad", "För kort varsel"):
        assert words in this_week.text
    assert "Alfa" not in week.text


def test_the_kept_calendar_follows_every_change_at_once(app, scene, client):
    path = f"/testbaddar/{scene.testbed.slug}?vecka=2027-W09"
    before = client.get(path).text.count("Upptaget")
    booking = scene.book(hours(0, 2))
    booked = client.get(path).text.count("Upptaget")
    service.cancel_booking(scene.booker, booking.reference, "plans", "", NOW)

    assert (booked - before, client.get(path).text.count("Upptaget") - before) == (2, 0)


def test_a_lapsed_hold_is_free_in_the_calendar(app, scene, client, freeze):
    scene.hold(hours(0, 2))
    path = f"/resurser/{scene.slug}/vecka/2027-W09"
    held = client.get(path, headers={"HX-Request": "true"}).text
    freeze(NOW + timedelta(minutes=16))

    assert (held.count("Upptaget"), client.get(path, headers={"HX-Request": "true"}).text.count("Upptaget")) == (2, 0)


def test_my_bookings_come_in_pages(app, scene, sign_in, freeze):
    for number in range(3):
        scene.book(hours(number, number + 1))
    client = sign_in(scene.booker_person)
    assert len(named_in(client.get("/mina-bokningar").text)) == 6
    freeze(MONDAY + timedelta(days=9))

    page = sign_in(scene.booker_person).get("/mina-bokningar").text
    assert "Tidigare" in page and "inga kommande" in page


@pytest.mark.parametrize("unit", ["half-hour", "hour", "half-day", "day"])
def test_every_unit_of_time_has_its_form_and_link(app, freeze, sign_in, unit):
    freeze(NOW)
    scene = make_scene(unit=unit)
    client = sign_in(scene.booker_person)
    page = Page(client.get(f"/testbaddar/{scene.testbed.slug}?vecka=2027-W09").text, "/")
    link = next(link for link in page.links if "/boka?" in link)

    form = Page(client.get(link).text, link).form("/boka")
    answer = client.post(form.action, data=form.filled(purpose="Prov"))

    assert answer.status_code == 303
    assert claims()[0][0] == MONDAY


def test_over_midnight_where_it_is_open_all_night(app, freeze, sign_in):
    freeze(NOW)
    scene = make_scene(opens=0, closes=24, days=range(7))
    client = sign_in(scene.booker_person)

    answer = send(client, scene, starts="22:00", ends="03:00", last_day="2027-03-02")
    until_midnight = send(client, scene, first_day="2027-03-03", starts="22:00", ends="00:00", last_day="")

    assert answer.status_code == until_midnight.status_code == 303
    assert claims() == taken(hours(14, 19), hours(62, 64))
