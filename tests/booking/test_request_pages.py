"""Requests on their pages: standing in line, answering with what a yes refuses, and the owner's settings."""

import pytest

from portal.booking import queries, service
from tests.booking.filling import GOOD, errors, form_of, send
from tests.booking.scene import NOW, make_scene, state_of
from tests.booking.test_line import stand
from tests.builders import MONDAY, hours, make_owner
from tests.pages import Page


@pytest.fixture
def scene(app, freeze):
    freeze(NOW)
    return make_scene(mode="request", answer_days=2)


def line_up(scene, who=None):
    return stand(scene, who)


def answer_form(client, reference, action="bekrafta"):
    page = client.get(f"/bokningar/{reference}")
    return Page(page.text, page.request.path).form(f"/bokningar/{reference}/{action}")


def test_a_requested_time_offers_a_place_in_line(scene, client, sign_in):
    scene.book()
    sign_in(scene.rival_person)

    refused = send(client, scene)
    form = form_of(client, scene)
    queued = client.post(form.action, data=form.filled(**GOOD, queue="1"))

    assert refused.status_code == 409
    assert "Ställ er i kö" in refused.text
    assert queued.status_code == 303
    page = client.get(queued.location)
    assert "Nummer 2 i ordningen" in page.text
    assert "Alfa AB" not in page.text


def test_a_confirmed_time_is_taken_and_offers_no_line(scene, client, sign_in):
    service.confirm_booking(scene.owner, scene.book().reference, NOW)
    sign_in(scene.rival_person)

    refused = send(client, scene)

    assert refused.status_code == 409
    assert "Ställ er i kö" not in refused.text


def test_the_owner_sees_what_a_yes_refuses_before_it_is_given(scene, client, sign_in):
    first = scene.book()
    second = line_up(scene)
    sign_in(scene.owner_person)

    page = client.get(f"/bokningar/{first.reference}")
    form = answer_form(client, first.reference)
    done = client.post(form.action, data=form.filled())

    assert second.reference in page.text
    assert "Beta AB" in page.text
    assert "Bekräfta och neka 1 annan" in page.text
    assert done.status_code == 303
    assert state_of(second.reference) == "declined"


def test_somebody_who_joins_the_line_meanwhile_is_shown_before_the_yes(scene, client, sign_in):
    first = scene.book()
    sign_in(scene.owner_person)
    form = answer_form(client, first.reference)
    second = line_up(scene)

    refused = client.post(form.action, data=form.filled())

    assert refused.status_code == 409
    assert second.reference in refused.text
    assert state_of(first.reference) == "requested"


@pytest.mark.parametrize("action", ["bekrafta", "neka"])
def test_an_answer_on_an_older_page_says_what_changed(scene, client, sign_in, action):
    booking = scene.book()
    sign_in(scene.owner_person)
    form = answer_form(client, booking.reference, action)
    service.cancel_booking(scene.booker, booking.reference, "plans", "", NOW)

    refused = client.post(form.action, data=form.filled(reason="staff"))

    assert refused.status_code == 409
    assert "har ändrats" in refused.text
    assert "Planerna har ändrats" in refused.text


def test_calling_off_on_an_older_page_is_a_conflict(scene, client, sign_in):
    booking = scene.book()
    sign_in(scene.booker_person)
    page = client.get(f"/bokningar/{booking.reference}/avboka")
    form = next(one for one in Page(page.text, page.request.path).forms if "reason" in one.names)
    service.confirm_booking(scene.owner, booking.reference, NOW)

    refused = client.post(f"/bokningar/{booking.reference}/avboka", data=form.filled(reason="plans"))

    assert refused.status_code == 409
    assert state_of(booking.reference) == "confirmed"


def test_both_sides_see_the_deadline(scene, client, sign_in):
    booking = scene.book()
    for person in (scene.booker_person, scene.owner_person):
        sign_in(person)
        assert "Svar senast" in client.get(f"/bokningar/{booking.reference}").text


def test_english_pages_say_it_in_english(scene, client, sign_in, english):
    scene.book()
    second = line_up(scene)
    sign_in(scene.rival_person)

    page = client.get(english(f"/bokningar/{second.reference}"))

    assert "Place in the queue" in page.text


def settings_form(client, scene, end="begaranden"):
    page = client.get(f"/resurser/{scene.slug}/begaranden")
    return Page(page.text, page.request.path).form(f"/resurser/{scene.slug}/{end}")


def test_the_owner_saves_how_requests_wait_and_who_answers(scene, client, sign_in):
    technician = make_owner(scene.testbed)
    sign_in(scene.owner_person)
    form = settings_form(client, scene)

    done = client.post(form.action, data=form.filled(holds="no", answer_days="4", steps="2", first=[technician.id]))

    assert done.status_code == 303
    kept = settings_form(client, scene)
    assert [kept.named(name).value for name in ("answer_days", "most_pending")] == ["4", "5"]
    booking = scene.book()
    assert (booking.state, booking.approval_steps) == ("queued", 2)
    page = client.get(f"/bokningar/{booking.reference}")
    assert technician.name in page.text
    assert "Godkänn steget" not in page.text


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("answer_days", "0"),
        ("answer_days", "snart"),
        ("most_pending", ""),
        ("most_pending", "-1"),
        ("holds", "kanske"),
        ("steps", "3"),
        ("first", "999999"),
        ("first", "ett"),
    ],
)
def test_bad_settings_are_refused_at_their_field(scene, client, sign_in, name, typed):
    sign_in(scene.owner_person)
    form = settings_form(client, scene)

    refused = client.post(form.action, data=form.filled(**{name: typed}))

    assert refused.status_code == 422
    assert "Det här behöver ändras" in refused.text


def test_settings_saved_meanwhile_are_not_overwritten(scene, client, sign_in):
    sign_in(scene.owner_person)
    form = settings_form(client, scene)
    client.post(form.action, data=form.filled(most_pending="7"))

    refused = client.post(form.action, data=form.filled(most_pending="9"))

    assert refused.status_code == 409
    assert settings_form(client, scene).named("most_pending").value == "7"


def test_an_absence_is_added_shown_and_taken_away(scene, client, sign_in):
    colleague = make_owner(scene.testbed, name="Vikarien")
    sign_in(scene.owner_person)
    form = settings_form(client, scene, "begaranden/ersattare")
    day = MONDAY.date().isoformat()
    typed = {"d-away": scene.owner_person.id, "d-instead": colleague.id, "d-since": day, "d-until": day}

    added = client.post(form.action, data=form.filled(**typed))
    wrong = client.post(form.action, data=form.filled(**{**typed, "d-until": "2020-01-01"}))
    removal = settings_form(client, scene, "begaranden/ersattare/ta-bort")
    removed = client.post(removal.action, data=removal.filled())

    assert (added.status_code, wrong.status_code, removed.status_code) == (303, 422, 303)
    assert "d-until" in errors(wrong)
    assert client.post(removal.action, data=removal.filled()).status_code == 404
    assert client.post(removal.action, data=removal.filled(absence="x")).status_code == 404


def test_the_desk_shows_requests_by_deadline(scene, client, sign_in):
    later = scene.book()
    sooner = service.submit_hold(scene.rival, scene.hold(by=scene.rival, now=NOW, period=hours(2, 4)).reference, NOW)
    sign_in(scene.owner_person)

    waiting = queries.waiting_for([scene.testbed.owner_id])
    page = client.get("/skrivbord")

    assert {one.reference for one in waiting} == {later.reference, sooner.reference}
    assert waiting == sorted(waiting, key=lambda one: one.deadline)
    assert "svara senast" in page.text
