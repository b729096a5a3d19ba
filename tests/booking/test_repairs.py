"""The repair list: new times here, equal resources elsewhere, or letting go; answered by a link without signing in."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.audit import AuditEvent
from portal.booking import queries, service
from portal.booking.models import Repair
from portal.booking.repairs.answering import Choice
from portal.booking.repairs.options import options_for
from portal.capacity import service as capacity
from portal.database import db
from portal.errors import NotAllowed, Refusal
from portal.web import signed
from tests.booking.scene import NOW, claims, letters, make_scene, state_of, taken
from tests.builders import MONDAY, hours, make_opening_hours, make_owner, make_resource, make_testbed

FIRST = date(2027, 3, 1)
LINK = re.compile(r"http\S+/svar\?nyckel=(\S+)")


def close(scene, **more):
    return service.close_days(scene.owner, scene.resource, FIRST, FIRST, 0, "fault", "Fläkten", more.get("now", NOW))


def displaced(scene):
    booked = scene.book(hours(0, 2))
    close(scene)
    return queries.find_view(booked.reference)


def another(scene, *, testbed=None, **values):
    """Return a resource like the scene's, within its testbed or in another one."""
    resource = make_resource(testbed or scene.testbed, **values)
    make_opening_hours(resource, opens=8, closes=17, days=range(5), units=resource.units)
    capacity.unfold_resource(resource.id, NOW)
    return resource


def word_for(booking):
    return next(
        found[1]
        for letter in letters()[::-1]
        if (found := LINK.search(letter.body)) and letter.about == booking.reference
    )


def line_of(booking):
    return db.session.execute(select(Repair).where(Repair.booking_id == booking.id)).scalar_one()


def test_several_new_times_here_are_offered_the_nearest_first(app):
    scene = make_scene()
    lost = displaced(scene)

    here = options_for(lost, NOW).here

    assert here[0] == hours(24, 26)
    assert len(here) == 4 and all(not one.overlaps(two) for one in here for two in here if one is not two)
    assert [one.starts_at for one in here] == sorted(one.starts_at for one in here)


def test_equal_resources_are_offered_within_the_testbed_first_then_by_distance(app):
    scene = make_scene(units=2)
    near, far = make_testbed("Nära", lat=scene.testbed.lat + 0.2), make_testbed("Fjärran", lat=scene.testbed.lat + 2)
    stranger = make_testbed("Annat", technologies=["something-else"], lat=scene.testbed.lat + 0.1)
    for testbed in (near, far, stranger):
        make_owner(testbed)
    wanted = [another(scene, units=2), another(scene, testbed=near, units=2), another(scene, testbed=far, units=3)]
    another(scene, testbed=stranger, units=2), another(scene, units=1), another(scene, units=2, unit="day")
    another(scene, units=2, is_open=False)
    booked = scene.book(hours(0, 2), units=2)
    close(scene)

    elsewhere = options_for(queries.find_view(booked.reference), NOW).elsewhere

    assert [one.resource.id for one in elsewhere] == [one.id for one in wanted]
    assert all(one.is_same_time and one.period == hours(0, 2) for one in elsewhere)
    assert elsewhere[0].distance is None and elsewhere[1].distance < elsewhere[2].distance


def test_a_demonstration_is_never_offered_for_what_is_real(app):
    scene = make_scene()
    another(scene, testbed=make_testbed("Prov", is_demonstration=True))

    assert options_for(displaced(scene), NOW).elsewhere == []


def test_moving_elsewhere_cancels_here_and_books_there_with_both_references(app):
    scene = make_scene()
    other = another(scene)
    lost = displaced(scene)

    new = service.move_elsewhere(scene.booker, lost.reference, other, hours(0, 2), NOW)

    old = queries.find_view(lost.reference)
    assert (old.state, old.reason, new.state, new.resource_id) == ("cancelled", "elsewhere", "confirmed", other.id)
    assert (new.purpose, new.organisation_id) == (lost.purpose, lost.organisation_id)
    assert claims() == taken(hours(0, 2))
    assert queries.history_of(new.id)[0].reason_text == lost.reference
    line = line_of(lost)
    assert (line.outcome, line.settled_by, line.moved_to) == ("elsewhere", "booker", new.reference)
    assert {letter.kind for letter in letters()[-4:]} == {"booking.cancelled", "booking.confirmed"}


def test_elsewhere_the_owner_decides_where_that_is_the_rule(app):
    scene = make_scene()
    testbed = make_testbed("Nära")
    owner = make_owner(testbed)
    other = another(scene, testbed=testbed, mode="request")
    lost = displaced(scene)

    new = service.move_elsewhere(scene.booker, lost.reference, other, hours(0, 2), NOW)

    assert new.state == "requested"
    assert owner.email in [letter.to_email for letter in letters() if letter.kind == "booking.requested"]


def test_when_the_time_elsewhere_is_taken_nothing_is_changed(app):
    scene = make_scene()
    other = another(scene)
    lost = displaced(scene)
    service.submit_hold(scene.rival, service.hold(scene.rival, other, hours(0, 2), 1, "Annat", "", NOW).reference, NOW)

    with pytest.raises(Refusal):
        service.move_elsewhere(scene.booker, lost.reference, other, hours(0, 2), NOW)

    assert state_of(lost.reference) == "displaced"
    assert line_of(lost).settled_at is None


def test_only_the_booker_chooses_another_resource_and_only_one_that_is_alike(app):
    scene = make_scene()
    other, unlike = another(scene), another(scene, unit="day")
    lost = displaced(scene)

    with pytest.raises(NotAllowed):
        service.move_elsewhere(scene.owner, lost.reference, other, hours(0, 2), NOW)
    with pytest.raises(Refusal, match="i stället"):
        service.move_elsewhere(scene.booker, lost.reference, unlike, hours(-8, 16), NOW)


def test_the_letter_to_the_booker_alone_carries_the_link(app):
    scene = make_scene()
    lost = displaced(scene)

    told = [letter for letter in letters() if letter.kind == "booking.displaced"]

    assert [bool(LINK.search(letter.body)) for letter in told] == [
        letter.to_email == scene.booker.email for letter in told
    ]
    assert signed.read("repair", word_for(lost), now=NOW) == line_of(lost).key


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_link_works_without_signing_in_and_looking_changes_nothing(app, freeze, client, prefix):
    freeze(NOW)
    scene = make_scene()
    lost = displaced(scene)
    page = client.get(f"{prefix}/svar?nyckel={word_for(lost)}")

    assert page.status_code == 200 and lost.reference in page.text
    assert state_of(lost.reference) == "displaced"
    assert (page.headers["Cache-Control"], page.headers["Referrer-Policy"]) == ("no-store", "same-origin")
    chosen = re.search(r'value="(here:\d+-\d+)"', page.text)[1]
    answered = client.post(f"{prefix}/svar", data={"nyckel": word_for(lost), "choice": chosen})

    assert (answered.status_code, state_of(lost.reference)) == (303, "confirmed")
    assert claims() == taken(hours(24, 26))
    assert (line_of(lost).settled_by, line_of(lost).outcome) == ("link", "moved")
    again = client.get(answered.location)
    assert again.status_code == 200 and 'type="radio"' not in again.text


def test_a_link_that_was_used_says_what_happened_and_does_nothing_more(app, freeze, client):
    freeze(NOW)
    scene = make_scene()
    lost = displaced(scene)
    word = word_for(lost)
    client.post("/svar", data={"nyckel": word, "choice": "release"})
    sent = len(letters())

    again = client.post("/svar", data={"nyckel": word, "choice": "release"})

    assert again.status_code == 200 and "redan ordnat" in again.text
    assert (state_of(lost.reference), len(letters())) == ("cancelled", sent)


def test_the_link_moves_the_booking_to_another_resource(app, freeze, client):
    freeze(NOW)
    scene = make_scene()
    other = another(scene)
    lost = displaced(scene)
    chosen = f"{other.slug}:{int(MONDAY.timestamp())}-{int(hours(0, 2).ends_at.timestamp())}"

    answered = client.post("/svar", data={"nyckel": word_for(lost), "choice": chosen})

    line = line_of(lost)
    assert (answered.status_code, line.outcome, line.settled_by) == (303, "elsewhere", "link")
    assert line.moved_to in client.get(answered.location).text


def test_a_link_runs_out_and_the_line_stays(app, freeze, client):
    freeze(NOW)
    scene = make_scene()
    lost = displaced(scene)
    word = word_for(lost)
    freeze(NOW + timedelta(days=14))

    for answer in (
        client.get(f"/svar?nyckel={word}"),
        client.post("/svar", data={"nyckel": word, "choice": "release"}),
    ):
        assert answer.status_code == 410 and lost.reference not in answer.text
    assert [line.booking.reference for line in queries.repairs_for_owner(scene.owner.organisation_ids)] == [
        lost.reference
    ]


@pytest.mark.parametrize("word", ["", "x", "a.b", "." * 500, "WyJhIiwxXQ.AAAA", "å\u202e"])
def test_what_is_no_link_of_ours_opens_nothing(app, client, word):
    assert client.get("/svar", query_string={"nyckel": word}).status_code == 404
    assert client.post("/svar", data={"nyckel": word, "choice": "release"}).status_code == 404


def test_a_word_signed_for_another_purpose_opens_nothing(app, freeze, client):
    freeze(NOW)
    lost = displaced(make_scene())
    word = signed.sign("something-else", line_of(lost).key, expires_at=NOW + timedelta(days=1))

    assert client.get(f"/svar?nyckel={word}").status_code == 404


def test_an_older_link_dies_when_the_booking_is_displaced_again(app, freeze, client):
    freeze(NOW)
    scene = make_scene()
    lost = displaced(scene)
    old = word_for(lost)
    service.settle_repair(scene.booker, lost.reference, "moved", NOW, hours(24, 26))
    day = FIRST + timedelta(days=1)
    service.close_days(scene.owner, scene.resource, day, day, 0, "staff", "", NOW)

    assert client.get(f"/svar?nyckel={old}").status_code == 410
    assert client.get(f"/svar?nyckel={word_for(lost)}").status_code == 200


@pytest.mark.parametrize(
    "choice", ["", "nope", "here:", "here:1-x", "here:5-1", ":1-2", "here:1-2", "nowhere:1-2", "here:9-99999999999"]
)
def test_a_choice_that_is_none_is_refused_at_its_field(app, freeze, client, choice):
    freeze(NOW)
    lost = displaced(make_scene())

    answer = client.post("/svar", data={"nyckel": word_for(lost), "choice": choice})

    assert answer.status_code in (404, 409, 422)
    assert state_of(lost.reference) == "displaced"


def test_the_page_of_the_link_shows_that_booking_and_nothing_confidential(app, freeze, client):
    freeze(NOW)
    scene = make_scene(units=2)
    lost = scene.book(hours(0, 2), purpose="Hemligt syfte", note="Hemlig anteckning")
    rival = scene.book(hours(0, 2), by=scene.rival)
    close(scene)

    page = client.get(f"/svar?nyckel={word_for(lost)}").text

    for secret in ("Hemligt", "Hemlig", rival.reference, "Beta AB", "Alfa AB", scene.booker.name, scene.booker.email):
        assert secret not in page


def test_a_reminder_comes_once_before_the_link_runs_out_and_once_when_it_has(app):
    scene = make_scene()
    lost = displaced(scene)
    sent = len(letters())
    told = []

    for day in (1, 9, 11, 12, 15, 16):
        service.remind_repairs(NOW + timedelta(days=day))
        told.append(len(letters()) - sent)

    assert told == [0, 0, 2, 2, 4, 4]
    assert [bool(LINK.search(letter.body)) for letter in letters()[sent:] if letter.to_email == scene.booker.email] == [
        True,
        False,
    ]
    actions = list(db.session.scalars(select(AuditEvent.action).where(AuditEvent.subject == lost.reference)))
    assert actions.count("booking.reminded") == 2


def test_no_reminder_comes_for_a_line_that_is_settled(app):
    scene = make_scene()
    lost = displaced(scene)
    service.answer(scene.booker, lost.reference, Choice(), NOW)
    sent = len(letters())

    assert service.remind_repairs(NOW + timedelta(days=11)) == 0
    assert len(letters()) == sent


def test_a_request_that_is_moved_is_asked_anew_with_a_deadline_of_its_own(app):
    scene = make_scene(mode="request", answer_days=2)
    lost = displaced(scene)
    later = NOW + timedelta(days=3)

    moved = service.settle_repair(scene.booker, lost.reference, "moved", later, hours(24, 26))

    assert moved.state == "requested"
    assert moved.answer_by > later
    service.expire_due(later)
    assert state_of(lost.reference) == "requested"
