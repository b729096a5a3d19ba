"""The pages on which a booking that stands is changed, handed over, checked in and called off, as a browser uses them."""

import pytest

from portal.booking import queries, service
from portal.booking.service import Wanted
from portal.catalogue.models import Resource
from portal.database import db
from tests.booking.scene import NOW, claims, letters, make_scene, state_of, taken
from tests.builders import hours, make_person
from tests.pages import Page

START = hours(0, 1).starts_at


def page_of(client, booking, more=""):
    path = f"/bokningar/{booking.reference}{more}"
    return Page(client.get(path).text, path)


@pytest.fixture
def confirmed(app, freeze):
    """A booking that its owner has said yes to."""
    freeze(NOW)
    scene = make_scene(mode="request")
    return scene, service.confirm_booking(scene.owner, scene.book(hours(0, 2)).reference, NOW)


def test_the_form_shows_what_holds_and_changes_it(app, scene, sign_in):
    booking = scene.book(hours(0, 2))
    client = sign_in(scene.booker_person)
    assert any(link.endswith("/andra") for link in page_of(client, booking).links)
    form = page_of(client, booking, "/andra").form(holding="first_day")
    assert (form.named("starts").value, form.named("ends").value) == ("08:00", "10:00")

    answer = client.post(form.action, data=form.filled(ends="12:00"), follow_redirects=True)

    assert "Bokningen är ändrad" in answer.text and "Tid eller antal ändrades" in answer.text
    assert claims() == taken(hours(0, 4))


def test_a_taken_time_comes_back_with_the_nearest_one_press_away(app, scene, sign_in):
    booking = scene.book(hours(0, 2))
    scene.book(hours(2, 4), by=scene.rival)
    client = sign_in(scene.booker_person)
    form = page_of(client, booking, "/andra").form(holding="first_day")

    refused = client.post(form.action, data=form.filled(starts="11:00", ends="13:00"))
    assert refused.status_code == 409 and "Närmaste tid som passar" in refused.text and "Beta AB" not in refused.text
    again = Page(refused.text, form.action).form(holding="first_day")
    pick = f"{int(hours(4, 6).starts_at.timestamp())}-{int(hours(4, 6).ends_at.timestamp())}"
    client.post(form.action, data=again.filled(pick=pick))

    assert claims() == taken(hours(2, 4), hours(4, 6))


@pytest.mark.parametrize(
    "typed",
    [
        {"first_day": "2027-02-30"},
        {"starts": "", "ends": "x"},
        {"ends": "07:00"},
        {"first_day": "2027-03-06"},
        {"text": "x" * 1001},
        {"first_day": "\x00", "pick": "9" * 40},
    ],
)
def test_bad_input_is_said_at_its_field_and_changes_nothing(app, scene, sign_in, typed):
    booking = scene.book(hours(0, 2))
    client = sign_in(scene.booker_person)
    form = page_of(client, booking, "/andra").form(holding="first_day")

    assert client.post(form.action, data=form.filled(**typed)).status_code == 422
    assert queries.find_view(booking.reference) == booking


@pytest.mark.parametrize("version", ["", "x", "999", "-1"])
def test_a_stale_or_strange_version_changes_nothing(app, scene, sign_in, version):
    booking = scene.book(hours(0, 2))
    client = sign_in(scene.booker_person)
    form = page_of(client, booking, "/andra").form(holding="first_day")

    answer = client.post(form.action, data=form.filled(ends="11:00", version=version))

    assert answer.status_code == 409 and "Någon annan hann ändra" in answer.text
    assert claims() == taken(hours(0, 2))


def test_the_owner_sees_the_change_on_the_desk_and_says_yes(confirmed, sign_in):
    scene, booking = confirmed
    client = sign_in(scene.booker_person)
    form = page_of(client, booking, "/andra").form(holding="first_day")
    asked = client.post(form.action, data=form.filled(ends="12:00", text="Provet drar ut"), follow_redirects=True)
    assert "Ändringen är begärd" in asked.text and claims() == taken(hours(0, 2))

    owner = sign_in(scene.owner_person)
    assert booking.reference in Page(owner.get("/skrivbord").text).text
    page = page_of(owner, booking)
    assert "Provet drar ut" in page.text
    owner.post(page.form("/andra/ja").action)

    assert claims() == taken(hours(0, 4))


def test_a_change_is_declined_by_the_owner_and_withdrawn_by_the_booker(confirmed, sign_in):
    scene, booking = confirmed
    wanted = Wanted(hours(0, 4), 1)
    service.alter_booking(scene.booker, booking.reference, wanted, NOW)
    owner = sign_in(scene.owner_person)
    form = page_of(owner, booking).form("/andra/nej")
    assert owner.post(form.action, data=form.filled(text="y" * 1001)).status_code == 303
    assert queries.find_change(booking.id)
    owner.post(form.action, data=form.filled(text="Fullt"))
    assert queries.find_change(booking.id) is None and "Fullt" in letters()[-1].body

    service.alter_booking(scene.booker, booking.reference, wanted, NOW)
    client = sign_in(scene.booker_person)
    client.post(page_of(client, booking).form("/ta-tillbaka").action)
    assert queries.find_change(booking.id) is None
    gone = client.post(f"/bokningar/{booking.reference}/andra/ta-tillbaka", follow_redirects=True)
    assert "ingen ändring att svara på" in gone.text


def test_a_colleague_is_chosen_from_a_list(app, scene, sign_in):
    booking = scene.book(hours(0, 2))
    client = sign_in(scene.booker_person)
    assert "ingen kollega" in client.get(f"/bokningar/{booking.reference}/lamna-over").text
    make_person(scene.organisation, email="kollega@example.com", name="Kim Kollega")
    form = page_of(client, booking, "/lamna-over").form(holding="email")

    assert client.post(form.action, data=form.filled(email=scene.rival.email)).status_code == 422
    answer = client.post(form.action, data=form.filled(email="kollega@example.com"), follow_redirects=True)

    assert "Kim Kollega" in answer.text
    assert queries.find_view(booking.reference).person_email == "kollega@example.com"


def test_coming_and_going_are_buttons_of_the_day(app, sign_in, freeze):
    scene = make_scene(no_show_after=30)
    booking = scene.book(hours(0, 4))
    freeze(START)
    client = sign_in(scene.booker_person)
    page = page_of(client, booking)
    assert "Checka in senast 30 minuter efter start" in page.text

    client.post(page.form("/checka-in").action)
    freeze(hours(2, 3).starts_at)
    client.post(page_of(client, booking).form("/checka-ut").action)

    assert state_of(booking.reference) == "completed" and claims() == taken(hours(0, 2))


def test_the_owner_writes_the_times_afterwards(app, scene, sign_in, freeze):
    booking = scene.book(hours(0, 4))
    freeze(hours(8, 9).starts_at)
    client = sign_in(scene.owner_person)
    form = page_of(client, booking, "/anvandning").form(holding="starts")

    assert client.post(form.action, data=form.filled(ends="25:00")).status_code == 422
    assert client.post(form.action, data=form.filled(starts="08:20", ends="11:45")).status_code == 303

    assert "08:20–11:45" in page_of(client, booking).text


def test_what_a_late_cancellation_costs_is_said_before_booking_and_at_cancelling(app, sign_in, freeze):
    freeze(NOW)
    scene = make_scene(late_hours=24, late_percent=50, notice_hours=0)
    says = "senare än 24 timmar före start kostar det 50 procent"
    client = sign_in(scene.booker_person)
    assert says in client.get(f"/resurser/{scene.slug}/boka").text
    assert says in client.get(f"/testbaddar/{scene.testbed.slug}").text
    held = scene.hold(hours(0, 2))
    assert says in client.get(f"/bokningar/{held.reference}/kontrollera").text
    service.submit_hold(scene.booker, held.reference, NOW)
    early = client.get(f"/bokningar/{held.reference}/avboka").text
    assert "är avbokningen fri" in early

    freeze(hours(-1, 0).starts_at)
    client = sign_in(scene.booker_person)
    assert "Avbokningen är sen" in client.get(f"/bokningar/{held.reference}/avboka").text
    english = client.get(f"/en/bokningar/{held.reference}/avboka").text
    assert "50 percent of the price" in english


def test_the_owner_sets_presence_and_late_terms_on_a_page_of_their_own(app, scene, sign_in):
    client = sign_in(scene.owner_person)
    path = f"/resurser/{scene.slug}/narvaro"
    form = Page(client.get(path).text, path).form(holding="late_hours")

    bad = client.post(path, data=form.filled(no_show_after="0", late_percent="101", late_hours="x"))
    assert bad.status_code == 422
    assert client.post(path, data=form.filled(late_percent="50", late_hours="0")).status_code == 422
    good = form.filled(no_show_after="30", late_hours="48", late_percent="50", returns_rest=[])
    assert client.post(path, data=good).status_code == 303
    stale = client.post(path, data=form.filled(no_show_after="10", late_hours="0", late_percent="0"))

    row = db.session.get(Resource, scene.resource.id, populate_existing=True)
    assert stale.status_code == 409
    assert (row.no_show_after, row.late_hours, row.late_percent, row.returns_rest) == (30, 48, 50, False)
