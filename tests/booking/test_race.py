"""Many at once: the last place goes to exactly one of them. The same without the guard sells it twice: the test can fail."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from portal.booking import service
from portal.booking.models import Booking, Claim
from portal.booking.taken import claims_between
from portal.booking.units_left import free_units
from portal.capacity.queries import offered
from portal.catalogue.queries import get_resource
from portal.database import db, transaction
from portal.errors import Busy, CapacityExceeded, Refusal
from tests.booking.scene import NOW, claims, count, letters, make_scene, state_of, taken
from tests.booking.test_guard import drop_guard
from tests.builders import hours, make_booking, make_organisation, make_person

CLIENTS = 6


def at_once(app, tasks):
    """Run the tasks at the same moment, each in a thread and a session of its own; return what each gave or raised."""
    gate = threading.Barrier(len(tasks), timeout=20)

    def run(task):
        with app.app_context():
            gate.wait()
            try:
                return task()
            except Refusal as refusal:
                return refusal
            finally:
                db.session.remove()

    db.session.remove()
    with ThreadPoolExecutor(len(tasks)) as threads:
        return list(threads.map(run, tasks))


def here(scene):
    """Return the resource for the session of this thread."""
    return get_resource(scene.slug)


def won(results):
    return [one for one in results if not isinstance(one, Refusal)]


def test_the_last_place_goes_to_exactly_one(app):
    scene = make_scene()
    visitors = [scene.visitor(make_person(make_organisation())) for _ in range(CLIENTS)]

    results = at_once(
        app,
        [lambda who=who: service.hold(who, here(scene), hours(0, 2), 1, "Prov", "", NOW) for who in visitors],
    )

    assert len(won(results)) == 1
    assert all(isinstance(one, CapacityExceeded | Busy) for one in results if isinstance(one, Refusal))
    assert claims() == taken(hours(0, 2))


def test_a_double_click_holds_once_and_books_once(app):
    scene = make_scene()
    who = scene.booker

    held = at_once(
        app,
        [lambda: service.hold(who, here(scene), hours(0, 2), 1, "Prov", "", NOW, form_key="nyckel-1")] * CLIENTS,
    )
    references = {one.reference for one in held}
    sent = at_once(app, [lambda: service.submit_hold(who, references.copy().pop(), NOW)] * CLIENTS)

    assert len(references) == 1
    assert {one.state for one in sent} == {"confirmed"}
    assert count(Booking) == 1
    assert len(letters()) == 2
    assert claims() == taken(hours(0, 2))


def test_yes_and_cancelled_at_once_end_in_one_state(app):
    scene = make_scene(mode="request")
    booking = scene.book()
    owner, booker = scene.owner, scene.booker

    results = at_once(
        app,
        [
            lambda: service.decline_booking(owner, booking.reference, "other", "", NOW),
            lambda: service.cancel_booking(booker, booking.reference, "other", "", NOW),
        ],
    )

    assert len(won(results)) == 1
    assert state_of(booking.reference) == won(results)[0].state
    assert claims() == []


def test_a_closure_and_a_booking_at_once_never_leave_a_booking_without_capacity(app):
    scene = make_scene(units=2)
    day = hours(0, 1).starts_at.date()
    owner, rival, resource_id = scene.owner, scene.rival, scene.resource.id
    scene.book(hours(0, 2))

    at_once(
        app,
        [
            lambda: service.close_days(owner, here(scene), day, day, 0, "fault", "", NOW),
            *[lambda n=n: service.hold(rival, here(scene), hours(n, n + 1), 1, "Prov", "", NOW) for n in range(3)],
        ],
    )

    assert offered(resource_id, hours(0, 9)) == []
    assert claims() == []


def sell_carelessly(booking_id, resource_id):
    """Look whether the place is free, think for a moment, and take it: what the guard is there for."""
    period = hours(0, 2)
    free = free_units(offered(resource_id, period), claims_between(resource_id, period), period)
    db.session.rollback()
    looked.wait()
    if free < 1:
        raise CapacityExceeded()
    with transaction() as session:
        row = {"booking_id": booking_id, "resource_id": resource_id, "units": 1, "active": 1}
        session.execute(insert(Claim).values(starts_at=period.starts_at, ends_at=period.ends_at, **row))
    return True


looked = threading.Barrier(CLIENTS, timeout=20)


@pytest.mark.parametrize(("is_guarded", "sold"), [(True, 1), (False, CLIENTS)])
def test_with_the_guard_one_is_sold_and_without_it_all_of_them(app, is_guarded, sold):
    scene = make_scene()
    elsewhere = [make_booking(make_scene().resource, state="cancelled").id for _ in range(1)] * CLIENTS
    resource_id = scene.resource.id
    if not is_guarded:
        drop_guard()
    looked.reset()

    results = at_once(app, [lambda one=one: sell_carelessly(one, resource_id) for one in elsewhere])

    assert len(won(results)) == sold
    assert len(db.session.execute(select(Claim.id).where(Claim.active == 1)).all()) == sold


def test_a_lapsed_hold_is_sent_while_another_takes_its_time(app):
    scene = make_scene()
    lapsed = scene.hold()
    later = NOW + timedelta(minutes=16)
    booker, rival = scene.booker, scene.rival

    results = at_once(
        app,
        [
            lambda: service.submit_hold(booker, lapsed.reference, later),
            lambda: service.hold(rival, here(scene), hours(0, 2), 1, "Prov", "", later),
        ],
    )

    assert len(won(results)) == 1
    assert claims() == taken(hours(0, 2))
