"""The pages of booking, from the calendar to the confirmed booking, as a browser uses them."""

import re
from datetime import timedelta

from portal.booking import service
from portal.booking.models import Booking
from tests.booking.filling import DAY, GOOD, errors, form_of, send
from tests.booking.scene import NOW, claims, count, letters, make_scene, state_of, taken
from tests.builders import MONDAY, hours
from tests.pages import Page


def test_the_way_from_the_calendar_to_a_confirmed_booking(app, scene, sign_in):
    client = sign_in(scene.booker_person)
    testbed = Page(client.get(f"/testbaddar/{scene.testbed.slug}?vecka=2027-W09").text, "/")
    link = next(link for link in testbed.links if "/boka?" in link and "dag=2027-03-02" in link)

    form = Page(client.get(link).text, link).form("/boka")
    assert (form.named("first_day").value, form.named("starts").value) == ("2027-03-02", "08:00")
    held = client.post(form.action, data=form.filled(ends="11:00", purpose="Prov", note=""))
    assert held.status_code == 303
    check = Page(client.get(held.location).text, held.location)
    assert "tis 2 mars 2027 kl. 08:00–11:00" in check.text and "Prov" in check.text
    sent = client.post(check.form("/kontrollera").action, data=check.form("/kontrollera").filled())
    assert sent.status_code == 303
    page = Page(client.get(sent.location, follow_redirects=True).text)

    assert "Bekräftad" in page.text and "Bokningen är klar" in page.text
    assert claims() == taken(hours(24, 27))
    assert len(letters()) == 2


def test_the_check_page_says_exactly_which_stretches_are_taken(app, scene, sign_in):
    days = make_scene(unit="day")
    client = sign_in(days.booker_person)
    held = send(client, days, first_day=DAY, last_day="2027-03-02", starts=[], ends=[])

    page = Page(client.get(held.location).text)

    assert "mån 1 mars 2027 kl. 08:00–17:00" in page.text and "tis 2 mars 2027 kl. 08:00–17:00" in page.text
    assert "Tiden hålls åt er i 15 minuter, till kl. 08:15." in page.text


def test_a_double_click_on_the_form_and_on_the_answers_books_once(app, scene, sign_in):
    client = sign_in(scene.booker_person)
    form = form_of(client, scene)
    data = form.filled(**GOOD)

    first, second = (client.post(form.action, data=data) for _ in range(2))
    sent = [client.post(first.location) for _ in range(2)]

    assert first.location == second.location
    assert [answer.status_code for answer in sent] == [303, 303]
    assert count(Booking) == 1
    assert len(letters()) == 2


def test_every_broken_rule_stands_at_its_field_with_all_that_was_typed(app, scene, sign_in):
    answer = send(sign_in(scene.booker_person), scene, starts="16:00", ends="19:00", purpose="")

    page = Page(answer.text)
    assert answer.status_code == 422
    assert errors(answer) == {"starts", "purpose"}
    assert page.form("/boka").named("note").value == "Två personer"
    assert "Närmaste tid som passar:" in page.text


def test_the_nearest_time_is_one_press_away(app, scene, sign_in):
    scene.book(hours(0, 2), by=scene.rival)
    client = sign_in(scene.booker_person)
    answer = send(client, scene)
    form = Page(answer.text, f"/resurser/{scene.slug}/boka").form("/boka")

    assert answer.status_code == 409
    assert "upptagen" in answer.text and "Beta AB" not in answer.text
    chosen = client.post(form.action, data=form.filled(pick=re.search(r'name="pick" value="([\d-]+)"', answer.text)[1]))

    assert chosen.status_code == 303
    assert claims() == taken(hours(0, 2), hours(2, 4))


def test_what_is_held_can_be_changed_and_let_go(app, scene, sign_in):
    client = sign_in(scene.booker_person)
    held = send(client, scene)
    change = next(link for link in Page(client.get(held.location).text).links if "andra=" in link)

    form = Page(client.get(change).text, change).form("/boka")
    assert (form.named("purpose").value, form.named("ends").value) == (GOOD["purpose"], "10:00")
    changed = client.post(form.action, data=form.filled(ends="12:00"))
    assert claims() == taken(hours(0, 4))
    client.post(changed.location.replace("kontrollera", "slapp"))

    assert claims() == []
    assert count(Booking) == 2


def test_a_hold_is_extended_on_the_page(app, scene, sign_in, freeze):
    client = sign_in(scene.booker_person)
    held = send(client, scene)
    freeze(NOW + timedelta(minutes=10))

    answer = client.post(held.location.replace("kontrollera", "forlang"), follow_redirects=True)

    assert "till kl. 08:25" in answer.text


def test_an_expired_hold_whose_time_is_gone_shows_the_form_with_all_that_was_typed(app, scene, sign_in, freeze):
    client = sign_in(scene.booker_person)
    held = send(client, scene)
    later = NOW + timedelta(minutes=16)
    freeze(later)
    assert "hålls inte längre" in client.get(held.location).text
    scene.book(hours(0, 2), by=scene.rival, now=later)

    answer = client.post(held.location)

    form = Page(answer.text, "/").form("/boka")
    assert answer.status_code == 409
    assert (form.named("purpose").value, form.named("note").value) == (GOOD["purpose"], GOOD["note"])
    assert "Närmaste tid som passar:" in answer.text
    chosen = client.post(form.action, data=form.filled(starts="11:00", ends="12:00"))
    assert chosen.status_code == 303


def test_an_expired_hold_whose_time_is_still_free_is_booked(app, scene, sign_in, freeze):
    client = sign_in(scene.booker_person)
    held = send(client, scene)
    freeze(NOW + timedelta(hours=1))
    service.expire_due(NOW + timedelta(hours=1))

    assert client.post(held.location).status_code == 303
    assert claims() == taken(hours(0, 2))


def test_the_owner_confirms_on_the_bookings_page(app, freeze, sign_in):
    freeze(NOW)
    scene = make_scene(mode="request")
    booking = scene.book(purpose="Hemligt")
    client = sign_in(scene.owner_person)
    page = Page(client.get(f"/bokningar/{booking.reference}").text, "/")

    assert "Svara på begäran" in page.text and "Hemligt" in page.text
    assert client.post(page.form("/bekrafta").action).status_code == 303
    assert state_of(booking.reference) == "confirmed"
    again = client.post(f"/bokningar/{booking.reference}/bekrafta", follow_redirects=True)
    assert "redan bekräftad" in again.text


def test_the_owner_declines_with_a_reason(app, freeze, sign_in):
    freeze(NOW)
    scene = make_scene(mode="request")
    booking = scene.book()
    client = sign_in(scene.owner_person)

    empty = client.post(f"/bokningar/{booking.reference}/neka", data={"text": "Tyvärr"})
    assert empty.status_code == 422 and "Tyvärr" in empty.text
    client.post(f"/bokningar/{booking.reference}/neka", data={"reason": "staff", "text": "Tyvärr"})

    told = sign_in(scene.booker_person).get(f"/bokningar/{booking.reference}").text
    assert "Personalen räcker inte till" in told and "Tyvärr" in told


def test_cancelling_asks_first(app, scene, sign_in):
    booking = scene.book()
    client = sign_in(scene.booker_person)
    path = f"/bokningar/{booking.reference}/avboka"

    assert "Avboka" in client.get(path).text
    assert client.post(path, data={}).status_code == 422
    assert state_of(booking.reference) == "confirmed"
    assert client.post(path, data={"reason": "plans"}).status_code == 303
    assert state_of(booking.reference) == "cancelled"
    assert client.get(path).status_code == 303


def test_how_it_went_is_noted_afterwards(app, scene, sign_in, freeze):
    booking = scene.book()
    freeze(MONDAY + timedelta(hours=3))
    client = sign_in(scene.owner_person)
    page = Page(client.get(f"/bokningar/{booking.reference}").text, "/")

    client.post(page.form("/genomford").action)

    assert state_of(booking.reference) == "completed"


def test_the_owner_sees_what_a_closure_displaces_before_closing(app, scene, sign_in):
    booking = scene.book()
    client = sign_in(scene.owner_person)
    path = f"/resurser/{scene.slug}/stang"
    data = {"first_day": DAY, "last_day": DAY, "units": "0", "reason": "fault", "text": "Fläkten"}

    preview = client.post(path, data=data)
    assert preview.status_code == 200 and booking.reference in preview.text
    assert state_of(booking.reference) == "confirmed"
    assert client.post(path, data=data | {"do": "close"}).status_code == 303
    assert state_of(booking.reference) == "displaced"

    broken = client.post(path, data=data | {"last_day": "2027-02-01", "reason": "nope"})
    assert broken.status_code == 422


def test_a_displaced_booking_gets_a_new_time_on_its_page(app, scene, sign_in):
    booking = scene.book(hours(0, 3))
    day = MONDAY.date()
    service.close_days(scene.owner, scene.resource, day, day, 0, "fault", "Fläkten", NOW)
    client = sign_in(scene.booker_person)
    assert "Behöver ny tid" in client.get(f"/bokningar/{booking.reference}").text
    page = Page(client.get(f"/bokningar/{booking.reference}/ny-tid").text, "/")
    form = page.form(holding="first_day")

    assert (form.named("first_day").value, form.named("ends").value) == ("2027-03-02", "11:00")
    broken = client.post(f"/bokningar/{booking.reference}/ny-tid", data=form.filled(ends="23:00"))
    assert broken.status_code == 422
    moved = client.post(f"/bokningar/{booking.reference}/ny-tid", data=form.filled())

    assert moved.status_code == 303
    assert claims() == taken(hours(24, 27))


def test_a_displaced_booking_is_let_go_on_its_page(app, scene, sign_in):
    booking = scene.book()
    day = MONDAY.date()
    service.close_days(scene.owner, scene.resource, day, day, 0, "fault", "", NOW)

    sign_in(scene.owner_person).post(f"/bokningar/{booking.reference}/ny-tid", data={"do": "release"})

    assert state_of(booking.reference) == "cancelled"
