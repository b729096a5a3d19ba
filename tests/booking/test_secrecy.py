"""A rival learns nothing: markers are planted in a booking and looked for wherever others can look."""

import pytest

from portal.audit import AuditEvent
from portal.booking import service
from portal.database import db
from tests.booking.scene import NOW, letters, make_scene
from tests.booking.test_bad_input import PATHS, POSTS
from tests.booking.test_pages import GOOD
from tests.builders import hours, make_administrator, make_coordinator, make_owner, make_testbed

PURPOSE, NOTE, REASON = "MARKÖR-ÄNDAMÅL-7316", "MARKÖR-ANTECKNING-4482", "MARKÖR-SKÄL-9921"


@pytest.fixture
def scene(app, freeze):
    freeze(NOW)
    scene = make_scene(mode="request")
    scene.booking = scene.book(hours(0, 2), purpose=PURPOSE, note=NOTE)
    return scene


def secrets_of(scene):
    return (PURPOSE, NOTE, REASON, scene.booking.reference, "Alfa AB", scene.booker.email, scene.booker.name)


def public_pages(scene):
    return (
        f"/testbaddar/{scene.testbed.slug}?vecka=2027-W09",
        f"/resurser/{scene.slug}/vecka/2027-W09",
        f"/en/testbaddar/{scene.testbed.slug}?vecka=2027-W09",
        f"/resurser/{scene.slug}/boka?dag=2027-03-01",
        f"/resurser/{scene.slug}/boka?andra={scene.booking.reference}",
        "/mina-bokningar",
        "/skrivbord",
    )


def strangers(scene):
    return {
        "rival": scene.rival_person,
        "other owner": make_owner(make_testbed()),
        "coordinator": make_coordinator(),
        "regional coordinator": make_coordinator(scene.testbed.county),
    }


@pytest.mark.parametrize("who", ["anonymous", "rival", "other owner", "coordinator", "regional coordinator"])
def test_no_page_shows_anything_to_whoever_is_no_party(app, scene, client, sign_in, who):
    if who != "anonymous":
        sign_in(strangers(scene)[who])

    for path in (*public_pages(scene), *(f"/bokningar/{scene.booking.reference}{end}" for end in PATHS)):
        answer = client.get(path, headers={"HX-Request": "true"} if "/vecka/" in path else {})
        body = answer.text + str(answer.headers)
        asked = scene.booking.reference if scene.booking.reference in path else None
        assert [secret for secret in secrets_of(scene) if secret in body and secret != asked] == [], path
        if "/bokningar/" in path:
            assert answer.status_code == (303 if who == "anonymous" else 404), path


@pytest.mark.parametrize("who", ["rival", "other owner", "coordinator"])
def test_nobody_else_can_do_anything_with_it(app, scene, client, sign_in, who):
    sign_in(strangers(scene)[who])

    for path in POSTS:
        answer = client.post(f"/bokningar/{scene.booking.reference}{path}", data={"reason": "other", "text": "x"})
        assert answer.status_code in (403, 404), path
        assert PURPOSE not in answer.text


def test_a_refusal_does_not_say_who_was_quicker(app, scene, client, sign_in):
    sign_in(scene.rival_person)

    answer = client.post(f"/resurser/{scene.slug}/boka", data=GOOD)

    assert answer.status_code == 409
    assert [secret for secret in secrets_of(scene) if secret in answer.text] == []


def test_no_letter_carries_what_is_confidential(app, scene):
    service.decline_booking(scene.owner, scene.booking.reference, "other", REASON, NOW)

    for letter in letters():
        assert PURPOSE not in letter.subject + letter.body + (letter.calendar or "")
        assert NOTE not in letter.subject + letter.body + (letter.calendar or "")
        assert REASON not in letter.subject


def test_both_sides_and_administrators_read_it_and_reading_from_outside_is_noted(app, scene, client, sign_in):
    for person in (scene.booker_person, scene.owner_person, make_administrator()):
        answer = sign_in(person).get(f"/bokningar/{scene.booking.reference}")
        assert PURPOSE in answer.text and NOTE in answer.text
        assert answer.headers["Cache-Control"] == "no-store"

    reads = db.session.query(AuditEvent).filter_by(action="booking.read").count()
    assert reads == 2
