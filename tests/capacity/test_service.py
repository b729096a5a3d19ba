"""Plans and closures against a real database: what is unfolded, what the guard refuses, what two editors meet."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from portal import clock
from portal.accounts.queries import Place, Visitor
from portal.audit import AuditEvent
from portal.capacity import queries, rules, service
from portal.capacity.models import Capacity, CapacityPlan, Closure
from portal.capacity.rules import Line, Stretch
from portal.catalogue.models import Testbed
from portal.clock import Period
from portal.database import db
from portal.errors import CapacityExceeded, Conflict, NotFound, Refusal, Refusals
from tests.builders import make_booking, make_capacity, make_owner, make_resource, make_testbed

NOW = clock.at(date(2027, 2, 25), datetime(2027, 2, 25, 10, 30).time())  # a Thursday
TODAY = date(2027, 2, 25)
MONDAY = date(2027, 3, 1)
OFFICE = tuple(Line(weekday, 8 * 60, 17 * 60) for weekday in range(5))
save = partial(service.enter_plan, now=NOW)


@pytest.fixture
def app(make_app):
    app = make_app(HORIZON_DAYS=40)
    with app.app_context():
        yield app


def visitor_of(person, testbed):
    place = Place(testbed.owner_id, "o", "O", "operator", "member", "unknown", (), False, False)
    return Visitor(person.id, person.email, person.name, "sv", False, False, 1, (place,))


@pytest.fixture
def resource(app):
    return make_resource(units=3)


@pytest.fixture
def owner(resource):
    return visitor_of(make_owner(resource.testbed), resource.testbed)


def stretch(day, first, last, units=1):
    return Stretch(rules.moment_of(day, int(first * 60)), rules.moment_of(day, int(last * 60)), units)


def rows(resource):
    query = select(Capacity.starts_at, Capacity.ends_at, Capacity.units).where(Capacity.resource_id == resource.id)
    return [Stretch(*row) for row in db.session.execute(query.order_by(Capacity.starts_at, Capacity.ends_at))]


def row_ids(resource):
    return set(db.session.scalars(select(Capacity.id).where(Capacity.resource_id == resource.id)))


def on(resource, day):
    return queries.offered(resource.id, clock.day_period(day))


def book(resource, day, first, last, units=1):
    return make_booking(resource, period=stretch(day, first, last).period, units=units)


def last_audit():
    return db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()


def test_a_saved_plan_offers_from_today_to_the_horizon(resource):
    plan = save(resource, OFFICE)

    assert rows(resource)[0] == stretch(TODAY, 8, 17)
    assert plan.unfolded_to == TODAY + timedelta(days=40)
    assert clock.local_day(rows(resource)[-1].starts_at) <= plan.unfolded_to
    assert (plan.version, plan.lines) == (1, OFFICE)


def test_a_row_ends_at_midnight_and_is_offered_as_one(resource):
    save(resource, [Line(weekday, 0, 1440) for weekday in range(7)])

    week = clock.days_period(MONDAY, MONDAY + timedelta(days=6))
    assert len(queries.offered(resource.id, week)) == 1
    assert all(row.seconds <= 25 * 3600 for row in rows(resource))


def test_rows_that_stay_right_are_not_touched(resource):
    save(resource, OFFICE)
    before = row_ids(resource)

    save(resource, [*OFFICE[:4], replace(OFFICE[4], closes=15 * 60)])

    gone = before - row_ids(resource)
    fridays = sum(day.weekday() == 4 for day in clock.days(TODAY, TODAY + timedelta(days=40)))
    assert len(gone) == fridays - 1, "Good Friday has no row"


def test_saving_the_same_plan_changes_no_row(resource):
    save(resource, OFFICE)
    before = row_ids(resource)

    save(resource, OFFICE)

    assert row_ids(resource) == before


def test_the_past_stays_as_it_was(resource):
    yesterday = stretch(TODAY - timedelta(days=1), 6, 22, 2)
    make_capacity(resource, yesterday.period, units=2)

    save(resource, OFFICE)
    save(resource, ())

    assert rows(resource) == [yesterday]


def test_a_row_across_midnight_keeps_its_past(resource):
    first, last = rules.moment_of(TODAY - timedelta(days=2), 600), rules.moment_of(TODAY + timedelta(days=2), 600)
    make_capacity(resource, Period(first, last), units=2)

    save(resource, ())

    assert rows(resource) == [Stretch(first, clock.start_of(TODAY), 2)]


def test_hours_may_shrink_to_just_around_a_booking(resource):
    save(resource, [replace(line, units=3) for line in OFFICE])
    book(resource, MONDAY, 9, 11, units=2)

    save(resource, [Line(0, 9 * 60, 11 * 60, 2)])

    assert on(resource, MONDAY) == [stretch(MONDAY, 9, 11, 2)]


def test_a_plan_may_be_cut_in_other_pieces_under_a_booking(resource):
    save(resource, OFFICE)
    book(resource, MONDAY, 10, 15)

    save(resource, [Line(0, 10 * 60, 12 * 60), Line(0, 12 * 60, 15 * 60)])

    assert on(resource, MONDAY) == [stretch(MONDAY, 10, 15)]


def test_a_plan_that_cuts_under_bookings_is_refused_and_names_the_days(resource):
    save(resource, OFFICE)
    for day in (MONDAY, MONDAY + timedelta(days=7)):
        book(resource, day, 15, 17)
    before = rows(resource)

    with pytest.raises(service.BookingsInTheWay) as caught:
        save(resource, [replace(line, closes=16 * 60) for line in OFFICE])

    assert caught.value.days == [MONDAY, MONDAY + timedelta(days=7)]
    assert caught.value.details["days"] == "2027-03-01, 2027-03-08"
    assert rows(resource) == before
    assert queries.plan_of(resource.id).version == 1


def test_the_refusal_is_one_that_says_that_capacity_ran_out(resource):
    assert issubclass(service.BookingsInTheWay, CapacityExceeded)


def test_a_cancelled_booking_does_not_stand_in_the_way(resource):
    save(resource, OFFICE)
    make_booking(resource, period=stretch(MONDAY, 15, 17).period, state="cancelled")

    save(resource, [replace(line, closes=16 * 60) for line in OFFICE])

    assert on(resource, MONDAY) == [stretch(MONDAY, 8, 16)]


def test_trying_a_plan_leaves_no_trace(resource, owner):
    save(resource, OFFICE)
    before = rows(resource)

    service.try_plan(owner, resource, (), False, NOW, 1)

    assert rows(resource) == before
    assert queries.plan_of(resource.id).version == 1
    assert last_audit().details["version"] == 1


def test_trying_a_plan_says_what_saving_it_would(resource, owner):
    save(resource, OFFICE)
    book(resource, MONDAY, 15, 17)

    with pytest.raises(service.BookingsInTheWay):
        service.try_plan(owner, resource, (), False, NOW, 1)


def test_the_second_of_two_editors_is_refused(resource, owner):
    save(resource, OFFICE)
    service.save_plan(owner, resource, OFFICE[:3], True, NOW, version=1)

    with pytest.raises(Conflict):
        service.save_plan(owner, resource, OFFICE[:1], True, NOW, version=1)

    assert queries.plan_of(resource.id).lines == OFFICE[:3]


def test_two_first_plans_are_two_editors_too(resource, owner):
    service.save_plan(owner, resource, OFFICE, True, NOW, version=0)

    with pytest.raises(Conflict):
        service.save_plan(owner, resource, (), True, NOW, version=0)


def test_who_does_not_manage_the_testbed_finds_no_plan_to_save(resource):
    stranger = visitor_of(make_owner(other := make_testbed()), other)

    with pytest.raises(NotFound):
        service.save_plan(stranger, resource, OFFICE, True, NOW)


def test_every_broken_line_is_named_at_once(resource):
    lines = [Line(0, 600, 600), Line(1, 0, 60, 4), Line(2, 0, 60, 1, TODAY, TODAY - timedelta(days=1))]

    with pytest.raises(Refusals) as caught:
        save(resource, lines)

    assert [one.field for one in caught.value.refusals] == ["lines-0-closes", "lines-1-units", "lines-2-last_day"]


def test_overlapping_lines_may_not_exceed_the_resource(resource):
    with pytest.raises(Refusals) as caught:
        save(resource, [Line(0, 480, 720, 2), Line(0, 660, 900, 2)])

    assert caught.value.refusals[0].details == {"units": 4, "most": 3}


def test_lines_that_are_never_valid_together_do_not_add_up(resource):
    before = Line(0, 480, 720, 2, None, MONDAY)
    after = Line(0, 480, 720, 2, MONDAY + timedelta(days=1), None)

    save(resource, [before, after])

    assert on(resource, MONDAY) == [stretch(MONDAY, 8, 12, 2)]


def test_saving_is_audited_with_the_whole_plan(resource, owner):
    service.save_plan(owner, resource, OFFICE[:1], False, NOW)

    event = last_audit()
    assert (event.action, event.subject, event.person_id) == ("capacity.plan-saved", resource.slug, owner.id)
    assert event.details["lines"] == [
        {"weekday": 0, "opens": 480, "closes": 1020, "units": 1, "first_day": None, "last_day": None}
    ]


def test_the_testbed_promises_booking_once_something_can_be_booked(app):
    testbed = make_testbed(level="contact-only")
    by_request, direct = (make_resource(testbed, mode=mode) for mode in ("request", "direct"))

    levels = []
    for lines, resource in ((OFFICE, by_request), (OFFICE, direct), ((), direct), ((), by_request)):
        save(resource, lines)
        levels.append(db.session.scalar(select(Testbed.level).where(Testbed.id == testbed.id)))

    assert levels == ["request-here", "book-here", "request-here", "request-here"]


def test_nobody_is_promised_booking_where_nothing_is_offered(app):
    resource = make_resource(testbed := make_testbed(level="book-here"))

    save(resource, ())

    assert db.session.scalar(select(Testbed.level).where(Testbed.id == testbed.id)) == "request-here"


def close(owner, resource, first_day, last_day, units=0, **values):
    values = {"reason": "maintenance", "text": "", "now": NOW, **values}
    closure = service.record_closure(owner, resource, first_day, last_day, units, **values)
    service.unfold_resource(resource.id, values["now"])
    return closure


def test_a_closure_takes_its_days_once_it_is_unfolded(resource, owner):
    save(resource, [replace(line, units=3) for line in OFFICE])

    close(owner, resource, MONDAY, MONDAY + timedelta(days=1))
    close(owner, resource, MONDAY + timedelta(days=2), MONDAY + timedelta(days=2), units=2)

    week = clock.days_period(MONDAY, MONDAY + timedelta(days=3))
    assert queries.offered(resource.id, week) == [
        stretch(MONDAY + timedelta(days=2), 8, 17, 2),
        stretch(MONDAY + timedelta(days=3), 8, 17, 3),
    ]


def test_recording_a_closure_alone_leaves_capacity_to_the_caller(resource, owner):
    save(resource, OFFICE)

    service.record_closure(owner, resource, MONDAY, MONDAY, 0, "fault", "Trasig pump", NOW)

    assert on(resource, MONDAY) == [stretch(MONDAY, 8, 17)]
    assert last_audit().action == "capacity.closed"


def test_a_closure_under_bookings_does_not_unfold_until_they_have_made_room(resource, owner):
    save(resource, OFFICE)
    book(resource, MONDAY, 8, 10)

    with pytest.raises(service.BookingsInTheWay) as caught:
        close(owner, resource, MONDAY, MONDAY)

    assert caught.value.days == [MONDAY]
    assert on(resource, MONDAY) == [stretch(MONDAY, 8, 17)]


def test_every_fault_of_a_closure_is_named_at_once(resource, owner):
    with pytest.raises(Refusals) as caught:
        service.record_closure(
            owner, resource, TODAY - timedelta(days=1), TODAY - timedelta(days=2), 3, "", "x" * 401, NOW
        )

    assert [one.field for one in caught.value.refusals] == ["first_day", "last_day", "units", "reason", "text"]


def test_a_lifted_closure_opens_its_days_again(resource, owner):
    save(resource, OFFICE)
    closure = close(owner, resource, MONDAY, MONDAY)

    service.lift_closure(owner, resource, closure.id, NOW)
    service.lift_closure(owner, resource, closure.id, NOW)

    assert on(resource, MONDAY) == [stretch(MONDAY, 8, 17)]
    assert queries.closures_of(resource.id, clock.day_period(MONDAY)) == []
    assert last_audit().action == "capacity.closure-lifted"


def test_lifting_a_closure_under_way_keeps_the_days_that_were_closed(resource, owner):
    save(resource, OFFICE)
    closure = close(owner, resource, MONDAY, MONDAY + timedelta(days=4))
    wednesday = MONDAY + timedelta(days=2)

    service.lift_closure(owner, resource, closure.id, clock.start_of(wednesday) + timedelta(hours=9))

    assert [bool(on(resource, MONDAY + timedelta(days=n))) for n in range(5)] == [False, False, True, True, True]
    assert db.session.get_one(Closure, closure.id, populate_existing=True).last_day == wednesday - timedelta(days=1)


def test_a_closure_that_is_over_is_not_lifted(resource, owner):
    save(resource, OFFICE)
    closure = close(owner, resource, MONDAY, MONDAY)

    with pytest.raises(Refusal):
        service.lift_closure(owner, resource, closure.id, clock.start_of(MONDAY + timedelta(days=1)))


def test_a_closure_of_another_resource_is_not_found(resource, owner):
    closure = close(owner, resource, MONDAY, MONDAY)
    other = make_resource(resource.testbed)

    with pytest.raises(NotFound):
        service.lift_closure(owner, other, closure.id, NOW)


def test_the_worker_adds_the_days_that_are_missing_and_no_others(resource):
    save(resource, OFFICE)
    before = row_ids(resource)
    later = NOW + timedelta(days=3)

    assert service.extend_all(later) == 1
    assert service.extend_all(later) == 0

    assert before < row_ids(resource)
    assert queries.plan_of(resource.id).unfolded_to == clock.local_day(later) + timedelta(days=40)
    assert rows(resource)[-1].starts_at > rows(resource)[len(before) - 1].starts_at


def test_extending_equals_unfolding_anew(resource, owner):
    save(resource, [Line(weekday, 0, 1440) for weekday in range(7)])
    close(owner, resource, TODAY + timedelta(days=41), TODAY + timedelta(days=42))
    later = NOW + timedelta(days=30)

    service.extend_all(later)
    extended = row_ids(resource)
    service.unfold_resource(resource.id, later)

    assert row_ids(resource) == extended


def test_the_worker_unfolds_a_plan_that_never_was(resource):
    save(resource, OFFICE)
    before = rows(resource)
    with service.transaction():
        db.session.get_one(CapacityPlan, resource.id).unfolded_to = None
        for row in db.session.scalars(select(Capacity)).all():
            db.session.delete(row)

    service.extend_all(NOW)

    assert rows(resource) == before


def test_a_worker_that_slept_does_not_fill_in_the_past(resource):
    save(resource, OFFICE)
    newest = rows(resource)[-1]
    much_later = NOW + timedelta(days=100)

    service.extend_all(much_later)

    added = [row for row in rows(resource) if row.starts_at > newest.starts_at]
    assert clock.local_day(added[0].starts_at) >= clock.local_day(much_later)


def test_plans_and_closures_of_many_resources_come_in_three_statements(resource, owner):
    save(resource, OFFICE, False)
    close(owner, resource, MONDAY, MONDAY)
    other = make_resource(resource.testbed)

    planned = queries.planned_many([resource.id, other.id], clock.days_period(MONDAY, MONDAY))

    assert (planned[resource.id].lines, planned[resource.id].closed_on_holidays) == (list(OFFICE), False)
    assert [one.first_day for one in planned[resource.id].closures] == [MONDAY]
    assert (planned[other.id].lines, planned[other.id].closures) == ([], [])


def test_what_many_offer_is_what_each_offers(resource):
    save(resource, OFFICE)
    make_capacity(resource, stretch(MONDAY, 16, 18).period, units=2)
    week = clock.days_period(MONDAY, MONDAY + timedelta(days=6))

    many = queries.offered_many([resource.id, -1], week)

    assert many == {resource.id: queries.offered(resource.id, week), -1: []}
    assert many[resource.id][:3] == [stretch(MONDAY, 8, 16), stretch(MONDAY, 16, 17, 3), stretch(MONDAY, 17, 18, 2)]


def test_what_is_offered_is_clipped_to_the_period(resource):
    save(resource, OFFICE)

    assert queries.offered(resource.id, stretch(MONDAY, 16, 20).period) == [stretch(MONDAY, 16, 17)]
