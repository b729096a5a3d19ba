"""What is said to be free is what can be booked, whether it was kept, kept too long, or never kept."""

import random
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, insert, update

from portal import clock
from portal.booking import service
from portal.booking.taken import claims_between
from portal.booking.units_left import free_units
from portal.capacity.models import NEEDS, WHOLE, ResourceLink
from portal.capacity.queries import offered
from portal.capacity.rules import clipped, runs
from portal.catalogue.models import Resource, Testbed
from portal.clock import Period
from portal.database import db, transaction
from portal.free_time.models import FreeMonth
from portal.free_time.queries import find_free
from portal.free_time.rules import Wanted, Window
from portal.free_time.service import refresh
from tests.booking.scene import NOW, make_scene
from tests.builders import MONDAY, hours, make_booking, make_capacity, make_resource, make_testbed

FIRST = MONDAY.date()
MARCH = Wanted(date(2027, 3, 1), date(2027, 3, 31))


def on(number):
    return FIRST + timedelta(days=number)


def windows(wanted, now=NOW):
    return {one.slug: one.window for one in find_free(wanted, now)}


@pytest.fixture(params=["worked out", "kept"])
def ready(request):
    """Return what makes the months ready before a question, or does nothing."""
    return (lambda: refresh(NOW)) if request.param == "kept" else (lambda: 0)


def test_the_first_day_is_the_first_that_is_free_all_day(app, ready):
    scene = make_scene()
    scene.book(hours(0, 1))
    scene.book(hours(24, 26), by=scene.rival)
    ready()

    assert windows(MARCH) == {scene.slug: Window(on(2), on(2))}


def test_days_in_a_row_pass_over_the_weekend(app, ready):
    scene = make_scene(unit="day")
    scene.book(Period(clock.start_of(on(1)), clock.start_of(on(3))))
    ready()

    assert windows(Wanted(on(0), on(30), days=3)) == {scene.slug: Window(on(3), on(7))}
    assert windows(Wanted(on(0), on(6), days=3)) == {}


def test_units_that_others_have_are_not_there(app, ready):
    scene = make_scene(units=3)
    scene.book(hours(0, 2), units=2)
    ready()

    assert windows(Wanted(on(0), on(0), units=1))
    assert not windows(Wanted(on(0), on(0), units=2))


def test_notice_and_horizon_hold(app, ready):
    scene = make_scene(notice_hours=24 * 8, horizon_days=12)
    ready()

    assert windows(Wanted(on(0), on(30))) == {scene.slug: Window(on(2), on(2))}
    assert not windows(Wanted(on(0), on(30), days=5))


def test_a_day_too_long_or_too_short_for_the_resource_is_no_hit(app, ready):
    scene = make_scene(unit="day", shortest=2, longest=3)
    ready()

    assert [bool(windows(Wanted(on(0), on(30), days=days))) for days in (1, 2, 3, 4)] == [False, True, True, False]
    assert scene.resource.longest == 3


def test_what_changed_after_it_was_kept_is_worked_out_anew(app):
    scene = make_scene()
    assert refresh(NOW) == 1
    booking = scene.book(hours(0, 9))

    assert windows(Wanted(on(0), on(0))) == {}
    service.cancel_booking(scene.booker, booking.reference, "plans", "", NOW)
    assert windows(Wanted(on(0), on(0)))
    assert (refresh(NOW), refresh(NOW)) == (1, 0)


def test_new_terms_count_at_once(app):
    scene = make_scene()
    scene.book(hours(0, 9))
    refresh(NOW)
    with transaction() as session:
        session.execute(update(Resource).values(buffer_after=16 * 60))

    # The night after the first day is shorter than the buffer that the second would need before it... none is needed before.
    assert windows(Wanted(on(0), on(1)))
    with transaction() as session:
        session.execute(update(Resource).values(buffer_before=16 * 60))
    assert not windows(Wanted(on(0), on(1)))


@pytest.mark.parametrize("kind", [WHOLE, NEEDS])
def test_what_is_taken_along_must_be_free_too(app, kind):
    scene = make_scene()
    part = make_resource(scene.testbed, horizon_days=1)
    make_capacity(part, hours(-24, 24 * 30))
    with transaction() as session:
        row = {"resource_id": scene.resource.id, "takes_id": part.id, "kind": kind, "units": 1, "since": NOW}
        session.execute(insert(ResourceLink).values(**row))
    refresh(NOW)

    make_booking(part, period=hours(0, 2))

    assert windows(Wanted(on(0), on(30)))[scene.slug] == Window(on(1), on(1))


def test_nearest_come_first_on_the_same_day_and_what_is_too_far_does_not_come(app, ready):
    near, far = make_testbed(lat=59.6, lon=16.5), make_testbed(lat=65.6, lon=22.1)
    for testbed in (far, near):
        make_capacity(make_resource(testbed), hours(0, 9))
    ready()
    place = (59.3, 18.0)

    def distances(**more):
        return [one.distance for one in find_free(Wanted(on(0), on(0), near=place, **more), NOW)]

    assert distances() == sorted(distances()) and len(distances()) == 2
    assert [round(one) for one in distances(within_km=200.0)] == [91]


def test_technology_lifecycle_and_closed_resources_are_heeded(app, ready):
    scene = make_scene()
    ready()

    assert windows(Wanted(on(0), on(0), technology="robotics-automation"))
    assert not windows(Wanted(on(0), on(0), technology="additive-manufacturing"))
    with transaction() as session:
        session.execute(update(Testbed).values(lifecycle="paused"))
    assert not windows(Wanted(on(0), on(0)))
    assert scene.slug


def test_answers_are_those_of_a_plain_sweep(app):
    """Many resources, many bookings, many questions: the months say what reading claims and capacity says (G22)."""
    dice = random.Random(20261124)
    made = [_busy_resource(dice, number) for number in range(8)]
    refresh(NOW)
    asked = 0
    for _ in range(500):
        first = dice.randrange(0, 30)
        wanted = Wanted(on(first), on(first + dice.randrange(1, 20)), dice.randrange(1, 4), dice.randrange(1, 4))
        found = windows(wanted)
        assert found == {one.slug: window for one in made if (window := _swept(one, wanted))}, wanted
        asked += len(found)
    assert asked > 500


def _busy_resource(dice, number):
    resource = make_resource(units=3, unit="day", buffer_after=dice.choice([0, 0, 600]), horizon_days=500)
    for day in range(60):
        if dice.random() < 0.85:
            make_capacity(resource, hours(24 * day, 24 * day + 9), units=dice.randrange(1, 4))
    for _ in range(40):
        day, units = dice.randrange(60), dice.randrange(1, 3)
        period = hours(24 * day + dice.randrange(0, 5), 24 * day + dice.randrange(5, 9))
        if free_units(offered(resource.id, period), claims_between(resource.id, period), period) >= units:
            try:
                make_booking(resource, period=period, units=units)
            except service.NoLongerFree:
                continue
    return resource


def _swept(resource, wanted):
    """Return the first window, minute by minute from the rows themselves."""
    good = []
    for day in clock.days(max(wanted.first_day, clock.local_day(NOW)), wanted.last_day):
        around = clock.day_period(day)
        open_parts = runs(clipped(offered(resource.id, around), around))
        if not open_parts:
            continue
        reach = Period(around.starts_at - timedelta(days=1), around.ends_at + timedelta(days=1))
        claims, offers = claims_between(resource.id, reach), offered(resource.id, reach)
        after = timedelta(minutes=resource.buffer_after)
        free = min(
            free_units(offers, claims, Period(part[0].starts_at, part[-1].ends_at), after=after, units=resource.units)
            for part in open_parts
        )
        good = [*good, day] if free >= wanted.units else []
        if len(good) == wanted.days:
            return Window(good[0], good[-1])
    return None


def test_refreshing_nothing_does_nothing(app):
    with transaction() as session:
        session.execute(delete(FreeMonth))

    assert refresh(NOW) == 0
    assert db.session.query(FreeMonth).count() == 0
