"""When one can begin: as the database has it, kept or worked out, for the organisation that asks."""

from datetime import timedelta

import pytest
from sqlalchemy import event, insert, select, update

from portal import clock
from portal.booking import service
from portal.booking.models import BookingEvent
from portal.capacity.models import Pool
from portal.catalogue.models import Resource
from portal.clock import Period
from portal.database import db, transaction
from portal.free_time.models import AnsweringTime
from portal.free_time.service import measure_answers, refresh
from portal.free_time.start_rules import Answer, Answering, Lacking, Notice, Papers
from portal.free_time.starts import earliest_many, earliest_of
from portal.passport.models import Paper, PaperDemand
from tests.booking.scene import NOW, make_scene
from tests.builders import (
    MONDAY,
    hours,
    make_booking,
    make_capacity,
    make_organisation,
    make_person,
    make_resource,
    make_testbed,
)

SUNDAY = MONDAY - timedelta(days=1)


@pytest.fixture(params=["worked out", "kept"])
def ready(request):
    """Return what makes the months ready before a question, or does nothing."""
    return (lambda: refresh(NOW)) if request.param == "kept" else (lambda: 0)


def start_of(scene, visitor=None, now=NOW):
    return earliest_of([scene.resource.id], visitor, now)[scene.resource.id]


def test_the_first_free_time_is_long_enough_and_on_the_grid(app, ready):
    scene = make_scene(shortest=2, start_every=120)
    scene.book(hours(0, 2), by=scene.rival)
    scene.book(hours(4, 6), by=scene.rival)
    ready()

    assert start_of(scene, now=SUNDAY).moment == hours(2, 4).starts_at
    assert start_of(scene, now=hours(2.5, 3).starts_at).moment == hours(6, 8).starts_at
    assert start_of(scene, now=hours(6.5, 7).starts_at).moment == hours(24, 26).starts_at


def test_a_day_unit_begins_when_the_day_opens_and_passes_over_what_is_taken(app, ready):
    scene = make_scene(unit="day", shortest=2, longest=5)
    tuesday = MONDAY.date() + timedelta(days=1)
    scene.book(Period(clock.start_of(tuesday), clock.start_of(tuesday + timedelta(days=2))), by=scene.rival)
    ready()

    assert start_of(scene, now=SUNDAY).moment == hours(72, 73).starts_at


def test_what_is_booked_after_the_months_were_kept_counts_at_once(app):
    scene = make_scene()
    refresh(NOW)
    booking = scene.book(hours(0, 1))
    before = start_of(scene, now=SUNDAY).moment
    service.cancel_booking(scene.booker, booking.reference, "plans", "", NOW)
    refresh(NOW)
    with transaction() as session:
        session.execute(update(Resource).values(shortest=9, start_every=540))
    make_booking(scene.resource, period=hours(8, 9))

    assert before == hours(1, 2).starts_at
    assert start_of(scene, now=SUNDAY).moment == hours(24, 33).starts_at


def test_no_time_within_the_horizon_is_said_as_such(app, ready):
    scene = make_scene(horizon_days=6)
    ready()

    assert start_of(scene, now=SUNDAY - timedelta(hours=39)).moment == MONDAY
    with transaction() as session:
        session.execute(update(Resource).values(is_open=False))
    assert earliest_of([scene.resource.id], None, NOW) == {}
    lonely = make_resource(scene.testbed, horizon_days=30)
    ready()
    found = earliest_many([scene.testbed.id], None, NOW)[scene.testbed.id]
    assert (found.resource_id, found.moment, found.horizon_days) == (lonely.id, None, 30)


def test_a_time_far_off_is_found_beyond_the_first_months(app, ready):
    resource = make_resource()
    far = hours(24 * 70, 24 * 70 + 5)
    make_capacity(resource, far)
    ready()

    assert earliest_of([resource.id], None, NOW)[resource.id].moment == far.starts_at


def test_starts_of_the_coming_months_are_kept_and_again_when_a_month_has_passed(app):
    scene = make_scene()
    refresh(NOW)
    later = NOW + timedelta(days=31)

    assert (refresh(NOW), refresh(later), refresh(later)) == (0, 1, 0)
    assert start_of(scene).moment == NOW


def test_notice_then_the_answer_that_is_promised_then_what_is_missing(app, ready):
    scene = make_scene(mode="request", notice_hours=48, answer_days=1)
    demand = {"resource_id": scene.resource.id, "kind": "insurance", "lead_days": 2}
    paper = {
        "reference": "HA-1", "organisation_id": scene.rival.organisation_ids[0], "kind": "insurance", "title": "Ansvar",
        "first_day": NOW.date(), "created_at": NOW, "created_by": scene.rival.id,
    }  # fmt: skip
    with transaction() as session:
        session.add_all([PaperDemand(**demand), Paper(**paper)])
    ready()

    # A Monday: answered by Tuesday night, trained by Thursday night.
    found = start_of(scene, scene.booker)

    assert [type(step) for step in found.steps] == [Notice, Answer, Papers]
    assert found.moment == NOW + timedelta(days=4)
    assert found.steps[-1].lacking == Lacking((("Ansvarsförsäkring", "Liability insurance"),), 2)
    assert start_of(scene).steps == found.steps
    assert [type(step) for step in start_of(scene, scene.rival).steps] == [Notice, Answer]


def answer_requests(scene, count, *, after=timedelta(hours=3), resource=None):
    """Let so many requests have been sent at nine on working days, each answered so long afterwards."""
    owner_id = scene.owner.id
    for number in range(count):
        asked_at = NOW - timedelta(days=7 * (number + 1)) + timedelta(hours=1)
        row = make_booking(resource or scene.resource, organisation=scene.organisation, state="cancelled")
        moves = [(None, "held", 0), ("held", "requested", 0), ("requested", "confirmed", after)]
        with transaction() as session:
            for old, new, wait in moves:
                at = asked_at + (wait or timedelta(0))
                values = {"booking_id": row.id, "at": at, "person_id": owner_id, "from_state": old, "to_state": new}
                session.execute(insert(BookingEvent), [values])


def test_the_answer_is_measured_from_five_requests_on_and_else_from_all_of_the_owner(app):
    scene = make_scene(mode="request", answer_days=9)
    other = make_resource(scene.testbed, mode="request")
    answer_requests(scene, 4)
    measure_answers(NOW)
    few = start_of(scene).steps[-1].answering
    answer_requests(scene, 3, after=timedelta(hours=5), resource=other)

    told = measure_answers(NOW)

    of_owner = Answering(180, 7, by_owner=True)
    assert few == Answering(promised=9)
    assert told == 2 and start_of(scene).steps[-1].answering == of_owner
    answer_requests(scene, 5, after=timedelta(hours=4), resource=other)
    measure_answers(NOW)
    assert earliest_of([other.id], None, NOW)[other.id].steps[-1].answering == Answering(240, 8)


def test_answers_of_nobody_and_answers_long_ago_are_not_measured(app):
    scene = make_scene(mode="request")
    answer_requests(scene, 6)
    owner_id = scene.owner.id
    with transaction() as session:
        session.execute(update(BookingEvent).where(BookingEvent.from_state == "requested").values(person_id=None))

    assert measure_answers(NOW) == 0
    with transaction() as session:
        session.execute(update(BookingEvent).values(person_id=owner_id))
    assert measure_answers(NOW + timedelta(days=360)) == 0
    assert measure_answers(NOW) == 1
    assert db.session.scalars(select(AnsweringTime.requests)).all() == [6]


def test_who_books_directly_waits_for_no_answer_and_an_unknown_answer_is_not_sure(app):
    scene = make_scene(mode="request", direct_for_known=True)
    make_booking(scene.resource, organisation=scene.organisation, state="completed", period=hours(240, 241))

    assert start_of(scene, scene.booker).steps == ()
    assert not start_of(scene, scene.rival).is_sure and not start_of(scene).is_sure


def test_what_is_kept_for_small_companies_is_not_the_first_time_of_a_large_one(app, ready):
    scene = make_scene()
    row = {"resource_id": scene.resource.id, "units": 1, "weekdays": "0", "opens": 0, "closes": 1440}
    with transaction() as session:
        session.execute(insert(Pool), [{**row, "released_days": 0, "created_at": NOW}])
    ready()
    large = scene.visitor(make_person(make_organisation("Stora AB", size_class="large")))

    assert start_of(scene, scene.booker, SUNDAY).moment == hours(0, 1).starts_at
    assert start_of(scene, large, SUNDAY).moment == hours(24, 25).starts_at


def counted(ask):
    seen = []
    listen = lambda *given: seen.append(given[2])  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", listen)
    try:
        ask()
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)
    return len(seen)


def test_many_testbeds_cost_as_many_statements_as_one(app, ready):
    testbeds = [make_testbed() for _ in range(12)]
    for number, testbed in enumerate(testbeds):
        make_capacity(make_resource(testbed, mode="request"), hours(24 * 20 * (number % 4), 24 * 20 * (number % 4) + 9))
    ready()

    one = counted(lambda: earliest_many([testbeds[3].id], None, NOW))
    many = counted(lambda: earliest_many([testbed.id for testbed in testbeds], None, NOW))

    assert len(earliest_many([testbed.id for testbed in testbeds], None, NOW)) == 12
    assert many <= one <= 8
