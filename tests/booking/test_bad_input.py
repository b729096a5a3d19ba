"""What nobody should send: answered in words, never with a fault, and nothing is booked."""

import pytest

from portal.booking.models import Booking
from tests.booking.scene import NOW, count, make_scene, state_of
from tests.booking.test_pages import DAY, GOOD, errors, form_of, send
from tests.builders import hours, make_person
from tests.pages import Page


@pytest.fixture
def scene(app, freeze):
    freeze(NOW)
    return make_scene(units=2, opens=0, closes=24, days=range(7))


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"first_day": ""}, "first_day"),
        ({"first_day": "igår"}, "first_day"),
        ({"first_day": "2027-02-30"}, "first_day"),
        ({"first_day": "0001-01-01"}, "first_day"),
        ({"first_day": "9999-12-31"}, "first_day"),
        ({"first_day": "2020-01-01"}, "first_day"),
        ({"first_day": "2099-01-01"}, None),
        ({"starts": ""}, "starts"),
        ({"starts": "25:00"}, "starts"),
        ({"starts": "08:07"}, "starts"),
        ({"ends": "07:00"}, "ends"),
        ({"ends": "08:00"}, "ends"),
        ({"last_day": "2027-02-01"}, "ends"),
        ({"first_day": "2027-03-28", "starts": "02:30", "ends": "05:00"}, "starts"),
        ({"units": "0"}, "units"),
        ({"units": "-1"}, "units"),
        ({"units": "3"}, "units"),
        ({"units": "99999999999999999999"}, "units"),
        ({"units": "1.5"}, "units"),
        ({"units": "två"}, "units"),
        ({"units": ""}, "units"),
        ({"purpose": ""}, "purpose"),
        ({"purpose": "x" * 201}, "purpose"),
        ({"note": "x" * 4001}, "note"),
        ({"form_key": "<script>"}, None),
    ],
)
def test_is_refused_at_its_field(app, scene, sign_in, typed, field):
    answer = send(sign_in(scene.booker_person), scene, **typed)

    assert answer.status_code == 422
    assert field is None or field in errors(answer)
    assert count(Booking) == 0


def test_a_time_that_the_clock_skips_says_so(app, scene, sign_in):
    answer = send(sign_in(scene.booker_person), scene, first_day="2027-03-28", starts="02:30", ends="05:00")

    assert "Klockslaget finns inte den dagen" in answer.text


@pytest.mark.parametrize(
    "text", ["🧪🔥 ÅÄÖ", "<script>alert(1)</script>", "'; DROP TABLE booking; --", "{{ 7 * 7 }}", "%(n)s"]
)
def test_odd_texts_are_kept_and_shown_as_they_are(app, scene, sign_in, text):
    client = sign_in(scene.booker_person)

    held = send(client, scene, purpose=text, note=text)
    page = client.get(held.location)

    assert page.status_code == 200
    assert text in Page(page.text).text
    assert "<script>alert" not in page.text


def test_nul_signs_and_a_megabyte_are_taken_calmly(app, scene, sign_in):
    client = sign_in(scene.booker_person)

    assert send(client, scene, purpose="a\x00b").status_code == 303
    assert send(client, scene, note="x" * 1_000_000).status_code in (413, 422)
    assert count(Booking) == 1


@pytest.mark.parametrize("pick", ["", "x", "1-", "-1", "5-4", "1-2-3", "99999999999999999999-1", "0-1", "1e3-2e3"])
def test_a_forged_nearest_time_is_no_time(app, scene, sign_in, pick):
    client = sign_in(scene.booker_person)
    form = form_of(client, scene)

    answer = client.post(form.action, data=form.filled(pick=pick, purpose="Prov"))

    assert answer.status_code == 422
    assert count(Booking) == 0


@pytest.mark.parametrize(
    "query", ["dag=igår", "start=x&slut=y", "dag=2027-02-30", "sista=9999-99-99", "halva=natt", "andra=TP-X"]
)
def test_a_link_with_nonsense_opens_the_empty_form(app, scene, sign_in, query):
    answer = sign_in(scene.booker_person).get(f"/resurser/{scene.slug}/boka?{query}&vecka=x")

    assert answer.status_code == 200


def test_a_wrong_token_changes_nothing(make_app, freeze):
    freeze(NOW)
    app = make_app(WTF_CSRF_ENABLED=True)
    with app.app_context():
        scene = make_scene()
        held = scene.hold(hours(0, 2))
        from tests.signing_in import session_cookie

        client = app.test_client()
        name, value = session_cookie(app, scene.booker_person)
        client.set_cookie(name, value)
        for path, data in (
            (f"/resurser/{scene.slug}/boka", GOOD | {"starts": "12:00", "ends": "13:00"}),
            (f"/bokningar/{held.reference}/kontrollera", {"csrf_token": "fel"}),
            (f"/bokningar/{held.reference}/slapp", {}),
        ):
            assert client.post(path, data=data).status_code in (400, 422)
        assert (count(Booking), state_of(held.reference)) == (1, "held")


PATHS = ("", "/kontrollera", "/avboka", "/ny-tid", ".ics")
POSTS = ("/kontrollera", "/forlang", "/slapp", "/bekrafta", "/neka", "/genomford", "/uteblev", "/avboka", "/ny-tid")


@pytest.mark.parametrize("reference", ["TP-3333-3333", "TP-", "..", "%00", "x" * 300, "1"])
def test_a_reference_that_nobody_has_is_not_found(app, scene, sign_in, reference):
    client = sign_in(scene.owner_person)

    for path in PATHS:
        assert client.get(f"/bokningar/{reference}{path}").status_code == 404
    for path in POSTS:
        assert client.post(f"/bokningar/{reference}{path}", data={"reason": "other"}).status_code in (404, 405)


def test_a_resource_that_nobody_has_or_may_see_is_not_found(app, scene, sign_in):
    client = sign_in(scene.rival_person)

    assert client.get("/resurser/finns-inte/boka").status_code == 404
    assert client.post("/resurser/finns-inte/boka", data=GOOD).status_code == 404
    assert client.get("/resurser/finns-inte/stang").status_code in (403, 404)
    assert client.get(f"/resurser/{scene.slug}/stang").status_code in (403, 404)


def test_whoever_has_no_organisation_is_told_so(app, scene, sign_in):
    answer = send(sign_in(make_person()), scene)

    assert answer.status_code == 422
    assert "organisation" in Page(answer.text).text
    assert count(Booking) == 0


def test_who_is_not_signed_in_comes_back_to_the_same_time(app, scene, client):
    answer = client.get(f"/resurser/{scene.slug}/boka?dag={DAY}&start=08:00")

    assert answer.status_code == 303
    assert "boka" in answer.location
