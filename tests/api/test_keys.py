"""What is sent twice is done once (G11): five times at once, again afterwards, with another body, after a refusal, after a kill.

Threads, sessions and connections are real. `make load` sends a thousand bookings instead of a hundred.
"""

import os
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from portal.api import keys
from portal.api.keys import Asked
from portal.api.models import KeptAnswer
from portal.api.rules import Answer
from portal.booking import service
from portal.booking.models import Booking
from portal.clock import now as this_moment
from portal.database import db
from portal.outbox import Message
from tests.api.conftest import Program, token_of, wish
from tests.api.test_bookings import kind_of
from tests.booking.scene import NOW, claims, count, make_scene, taken
from tests.builders import hours

BOOKINGS = 1000 if os.environ.get("LOAD") == "full" else 100
AT_ONCE = 5
PATIENCE_SECONDS = 60


@pytest.fixture
def big(make_app, freeze):
    """A scene with room for every booking, and a program with requests enough."""
    freeze(NOW)
    app = make_app(API_REQUESTS_A_MINUTE=1_000_000)
    with app.app_context():
        scene = make_scene(opens=0, closes=24, days=range(7), units=BOOKINGS)
        yield app, scene, token_of(scene.booker_person)


def test_a_hundred_bookings_sent_five_times_at_once_are_a_hundred(big, engine):
    app, scene, token = big
    said = [wish(scene, hours(number % 24, number % 24 + 1), note=str(number)) for number in range(BOOKINGS)]
    resource_id = scene.resource.id
    gate = threading.Barrier(AT_ONCE, timeout=PATIENCE_SECONDS)
    db.session.remove()

    def send(_lane):
        program, found = Program(app.test_client(), token), []
        for number in range(BOOKINGS):
            gate.wait()
            found.append(answered(program.book(said[number], key=f"nyckel {number}")))
        return found

    with ThreadPoolExecutor(AT_ONCE) as threads:
        lanes = list(threads.map(send, range(AT_ONCE)))
    again = Program(app.test_client(), token)
    lanes.append([answered(again.book(said[number], key=f'"nyckel {number}"')) for number in range(BOOKINGS)])

    answers = [set(of_one) for of_one in zip(*lanes, strict=True)]
    print(f"{engine}: {len(answers)} bookings, {sum(map(len, lanes))} requests")
    assert len(answers) == BOOKINGS
    assert {len(one) for one in answers} == {1}, "every request of a key was answered the same"
    assert {status for one in answers for status, *_ in one} == {201}
    mine = select(func.count(), func.count(func.distinct(Booking.note))).where(Booking.resource_id == resource_id)
    assert tuple(db.session.execute(mine).one()) == (BOOKINGS, BOOKINGS)
    to_the_booker = select(func.count()).where(Message.to_email == scene.booker_person.email)
    assert db.session.scalar(to_the_booker) == BOOKINGS
    assert kind_of(again.book({**said[0], "note": "annat"}, key="nyckel 0")) == (422, "key-reused")
    assert count(Booking) == BOOKINGS


def answered(answer):
    return answer.status_code, answer.data, answer.headers.get("Location"), answer.headers.get("ETag")


def test_what_was_refused_may_be_sent_again_with_the_same_key(scene, program):
    theirs = scene.book(by=scene.rival)
    booker = program(scene.booker_person)

    assert kind_of(booker.book(wish(scene), key="samma"))[0] == 409
    service.cancel_booking(scene.rival, theirs.reference, "plans", "", NOW)

    assert booker.book(wish(scene), key="samma").status_code == 201
    assert claims() == taken(hours(0, 2))


def test_one_that_dies_in_the_middle_leaves_neither_key_nor_booking(scene):
    booker = scene.booker
    asked = Asked(booker.id, "nyckel", "vad som helst")

    def dies():
        scene.book(by=booker)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        keys.once(asked, dies, now=NOW)

    assert (count(KeptAnswer), count(Booking)) == (0, 0)
    assert keys.once(asked, lambda: Answer(201, scene.book(by=booker).reference), now=NOW).status == 201
    assert (count(KeptAnswer), count(Booking)) == (1, 1)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_keys_are_each_persons_own_and_kept_for_two_days(scene, program):
    for person in (scene.booker_person, scene.rival_person):
        assert kind_of(program(person).ask("POST", "/bookings", wish(scene))) == (400, "key-missing")
        assert kind_of(program(person).book(wish(scene), key="å")) == (400, "key-missing")
    assert program(scene.booker_person).book(wish(scene), key="lika").status_code == 201
    assert program(scene.rival_person).book(wish(scene, hours(2, 4)), key="lika").status_code == 201

    keys.tidy_up(this_moment() + keys.KEPT_FOR - keys.KEPT_FOR / 2)
    assert count(KeptAnswer) == 2
    keys.tidy_up(this_moment() + keys.KEPT_FOR)
    assert count(KeptAnswer) == 0
