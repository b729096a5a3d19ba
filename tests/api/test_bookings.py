"""Booking from a program: the same rules, sides and answers as on the pages."""

import json

import pytest

from portal.booking import service
from portal.booking.models import Booking
from portal.outbox import Message
from tests.api.conftest import Program, token_of, wish
from tests.booking.scene import MORNING, claims, count, letters, state_of, taken
from tests.builders import hours

PROBLEM = "application/problem+json"


def kind_of(answer):
    assert answer.content_type == PROBLEM, answer.data
    return answer.status_code, answer.json["type"].split("#")[1]


def pointers(answer):
    return {one["pointer"] for one in answer.json["errors"]}


def test_a_program_books_in_one_step(scene, program):
    answer = program(scene.booker_person).book(wish(scene))

    assert answer.status_code == 201
    assert (answer.json["state"], answer.json["starts_at"]) == ("confirmed", "2027-03-01T08:00:00+01:00")
    assert answer.headers["Location"] == f"/api/v1/bookings/{answer.json['reference']}"
    assert answer.headers["ETag"] == f'"{answer.json["version"]}"'
    assert claims() == taken(MORNING)
    assert len(letters()) == 2


def test_what_is_refused_takes_nothing_and_says_what_fits_instead(scene, program):
    scene.book(by=scene.rival)

    answer = program(scene.booker_person).book(wish(scene))

    assert kind_of(answer) == (409, "no-longer-free")
    assert answer.json["instead"]["here"][0]["starts_at"] == "2027-03-01T10:00:00+01:00"
    assert "Beta" not in answer.text
    assert count(Booking) == 1


@pytest.mark.parametrize("prefers", ["return=minimal", "respond-async, Return=Minimal; x=1"])
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_program_may_do_without_what_fits_instead(scene, program, prefers, monkeypatch):
    scene.book(by=scene.rival)
    monkeypatch.setattr(service, "offers_instead", None)

    answer = program(scene.booker_person).book(wish(scene), Prefer=prefers)

    assert kind_of(answer) == (409, "no-longer-free")
    assert pointers(answer) == {"#/starts_at"}
    assert "instead" not in answer.json and answer.headers["Preference-Applied"] == "return=minimal"


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_every_broken_rule_is_told_at_its_field_in_the_language_asked_for(scene, program):
    late_and_many = wish(scene, hours(10, 12), units=7)

    answer = program(scene.booker_person).book(late_and_many, Accept_Language="en-GB, sv;q=0.5")

    assert kind_of(answer) == (422, "refused")
    assert pointers(answer) == {"#/starts_at", "#/units"}
    assert answer.json["title"] == "It breaks one rule or more."


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_booking_is_moved_by_whoever_has_read_it_and_by_nobody_else(scene, program):
    booker = program(scene.booker_person)
    made = booker.book(wish(scene))
    path, tag = made.headers["Location"].removeprefix("/api/v1"), made.headers["ETag"]
    later = {name: wish(scene, hours(2, 4))[name] for name in ("starts_at", "ends_at")}

    assert kind_of(booker.ask("PATCH", path, later)) == (428, "unconditional")
    assert kind_of(booker.ask("PATCH", path, later, If_Match='"99"')) == (412, "stale")
    assert kind_of(booker.ask("PATCH", path, later, If_Match="W/" + tag)) == (412, "stale")
    moved = booker.ask("PATCH", path, later, If_Match=tag)

    assert (moved.status_code, moved.json["starts_at"]) == (200, "2027-03-01T10:00:00+01:00")
    assert kind_of(booker.ask("PATCH", path, later, If_Match=tag)) == (412, "stale")
    assert claims() == taken(hours(2, 4))
    assert booker.ask("GET", path, If_None_Match=moved.headers["ETag"]).status_code == 304


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_change_that_does_not_fit_leaves_the_booking_and_says_what_would(scene, program):
    scene.book(hours(2, 4), by=scene.rival)
    booker = program(scene.booker_person)
    made = booker.book(wish(scene))

    answer = booker.ask(
        "PATCH", f"/bookings/{made.json['reference']}", {"ends_at": wish(scene, hours(0, 3))["ends_at"]}, If_Match="*"
    )

    assert kind_of(answer) == (409, "no-longer-free")
    assert answer.json["instead"]["here"]
    assert claims() == taken(MORNING, hours(2, 4))


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_booking_is_called_off_once_with_a_reason_of_the_page(scene, program):
    booker = program(scene.booker_person)
    made = booker.book(wish(scene))
    path = f"/bookings/{made.json['reference']}"

    assert kind_of(booker.ask("DELETE", path)) == (428, "unconditional")
    unknown = booker.ask("DELETE", f"{path}?reason=hemlig", If_Match=made.headers["ETag"])
    assert (kind_of(unknown), pointers(unknown)) == ((422, "refused"), {"#/reason"})
    done = booker.ask("DELETE", f"{path}?reason=plans&text=12345", If_Match=made.headers["ETag"])

    assert (done.status_code, done.json["state"]) == (200, "cancelled")
    assert kind_of(booker.ask("DELETE", path, If_Match=made.headers["ETag"]))[0] in (412, 422)
    assert claims() == []


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_others_bookings_are_as_if_they_were_not_there(scene, program):
    reference = scene.book().reference
    rival = program(scene.rival_person)

    for method, said in (("GET", None), ("PATCH", {"units": 1}), ("DELETE", None)):
        theirs = rival.ask(method, f"/bookings/{reference}", said, If_Match="*")
        nobodys = rival.ask(method, "/bookings/TP-3333-3333", said, If_Match="*")
        assert kind_of(theirs) == kind_of(nobodys) == (404, "not-found")
        assert theirs.text.replace(reference, "") == nobodys.text.replace("TP-3333-3333", "")
    assert rival.ask("GET", "/bookings").json == {"bookings": [], "page": 1, "total": 0}
    assert state_of(reference) == "confirmed"


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_own_bookings_come_page_by_page(scene, program):
    for first in (0, 2, 4):
        scene.book(hours(first, first + 1))

    page = program(scene.booker_person).ask("GET", "/bookings?size=2&page=2")

    assert ([one["starts_at"][11:16] for one in page.json["bookings"]], page.json["total"]) == (["12:00"], 3)
    assert '</api/v1/bookings?page=1&size=2>; rel="prev"' in page.headers["Link"]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_free_times_are_what_the_rules_allow_and_tell_of_nobody(scene, program):
    scene.book(hours(1, 8), by=scene.rival)
    day = "from=2027-03-01T00:00:00%2B01:00&to=2027-03-02T00:00:00+01:00"

    answer = program(None).ask("GET", f"/resources/{scene.slug}/free-times?{day}")

    assert [one["starts_at"][11:16] for one in answer.json["free"]] == ["08:00", "16:00"]
    listed = program(None).ask("GET", f"/testbeds/{scene.testbed.slug}/resources")
    assert listed.json["resources"][0]["rules"]["unit"] == "hour"
    assert listed.json["resources"][0] == program(None).ask("GET", f"/resources/{scene.slug}").json


BAD = {
    "no object": [],
    "null": None,
    "unknown field": {"organisation_id": 1, "state": "confirmed"},
    "naive time": {"starts_at": "2027-03-01T08:00:00"},
    "a time in the skipped hour without offset": {"starts_at": "2027-03-28T02:30:00"},
    "far away": {"starts_at": "9999-12-31T23:59:59+01:00"},
    "number as text": {"units": "1"},
    "truth as number": {"units": True},
    "fraction": {"units": 1.5},
    "huge": {"units": 10**40},
    "negative": {"units": -1},
    "list": {"purpose": ["x"]},
    "null field": {"purpose": None},
    "empty": {"purpose": " \x00\u202e "},
    "long": {"purpose": "😀" * 201},
    "other resource": {"resource": "finns-inte"},
    "turned": {"ends_at": "2026-03-01T08:00:00+01:00"},
}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_bad_bodies_are_refused_whole_and_change_nothing(scene, program):
    booker, before = program(scene.booker_person), count(Message)

    answers = {}
    for name, change in BAD.items():
        said = {**wish(scene), **change} if isinstance(change, dict) else change
        answers[name] = booker.book(json.dumps(said).encode())

    statuses = {name: answer.status_code for name, answer in answers.items()}
    assert {name: status for name, status in statuses.items() if status != 422} == {"other resource": 404}
    assert pointers(answers["unknown field"]) == {"#/organisation_id", "#/state"}
    assert all(answer.content_type == PROBLEM for answer in answers.values())
    assert (count(Booking), count(Message)) == (0, before)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"{", "unreadable"),
        (b"", "unreadable"),
        (b'{"units": NaN}', "unreadable"),
        (b"\xff\xfe", "unreadable"),
        (b"[" * 60_000, "unreadable"),
        (b'"' + b"x" * 1_000_000 + b'"', "too-large"),
    ],
)
def test_what_is_no_bearable_json_is_told_so(scene, program, data, kind):
    status = {"unreadable": 400, "too-large": 413}[kind]

    assert kind_of(program(scene.booker_person).book(data)) == (status, kind)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_emoji_and_odd_signs_stay_words(scene, program):
    said = b'{"resource": "%s", "starts_at": "2027-03-01T07:00:00Z", "ends_at": "2027-03-01T10:00:00+02:00", ' % (
        scene.slug.encode()
    )
    answer = program(scene.booker_person).book(said + '"purpose": "Prov 🔥\\ud800\\u0000 =1+1"}'.encode())

    assert (answer.status_code, answer.json["purpose"]) == (201, "Prov 🔥 =1+1")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_forms_are_not_json_and_cookies_sign_nobody_in(scene, client, sign_in):
    sign_in(scene.booker_person)

    assert kind_of(Program(client, None).ask("GET", "/bookings")) == (401, "not-signed-in")
    posted = client.post(
        "/api/v1/bookings",
        data={"resource": scene.slug},
        headers={"Authorization": f"Bearer {token_of(scene.booker_person)}", "Idempotency-Key": "en-nyckel"},
    )
    assert kind_of(posted) == (415, "not-json")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_faults_beside_the_routes_are_problem_documents_too(scene, program):
    booker = program(scene.booker_person)

    assert kind_of(booker.ask("GET", "/finns-inte")) == (404, "not-found")
    wrong = booker.ask("PUT", "/bookings")
    assert (kind_of(wrong), set(wrong.headers["Allow"].split(", "))) == (
        (405, "method"),
        {"GET", "HEAD", "OPTIONS", "POST"},
    )
