"""Saving a plan: what is unfolded, what the guard refuses, what two editors meet."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.capacity import queries, rules, service
from portal.capacity.rules import Line, Stretch
from portal.catalogue.models import Testbed
from portal.clock import Period
from portal.database import db
from portal.errors import CapacityExceeded, Conflict, NotFound, Refusals
from tests.builders import (
    make_booking,
    make_capacity,
    make_owner,
    make_resource,
    make_testbed,
)
from tests.capacity.steps import (
    MONDAY,
    NOW,
    OFFICE,
    TODAY,
    book,
    last_audit,
    on,
    row_ids,
    rows,
    save_plan,
    stretch,
    visitor_of,
)


def test_a_saved_plan_offers_from_today_to_the_horizon(resource):
    plan = save_plan(resource, OFFICE)

    assert rows(resource)[0] == stretch(TODAY, 8, 17)
    assert plan.unfolded_to == TODAY + timedelta(days=40)
    assert clock.local_day(rows(resource)[-1].starts_at) <= plan.unfolded_to
    assert (plan.version, plan.lines) == (1, OFFICE)


def test_a_row_ends_at_midnight_and_is_offered_as_one(resource):
    save_plan(resource, [Line(weekday, 0, 1440) for weekday in range(7)])

    week = clock.days_period(MONDAY, MONDAY + timedelta(days=6))
    assert len(queries.offered(resource.id, week)) == 1
    assert all(row.seconds <= 25 * 3600 for row in rows(resource))


def test_rows_that_stay_right_are_not_touched(resource):
    save_plan(resource, OFFICE)
    before = row_ids(resource)

    save_plan(resource, [*OFFICE[:4], replace(OFFICE[4], closes=15 * 60)])

    gone = before - row_ids(resource)
    fridays = sum(day.weekday() == 4 for day in clock.days(TODAY, TODAY + timedelta(days=40)))
    assert len(gone) == fridays - 1, "Good Friday has no row"


def test_saving_the_same_plan_changes_no_row(resource):
    save_plan(resource, OFFICE)
    before = row_ids(resource)

    save_plan(resource, OFFICE)

    assert row_ids(resource) == before


def test_the_past_stays_as_it_was(resource):
    yesterday = stretch(TODAY - timedelta(days=1), 6, 22, 2)
    make_capacity(resource, yesterday.period, units=2)

    save_plan(resource, OFFICE)
    save_plan(resource, ())

    assert rows(resource) == [yesterday]


def test_a_row_across_midnight_keeps_its_past(resource):
    first, last = rules.moment_of(TODAY - timedelta(days=2), 600), rules.moment_of(TODAY + timedelta(days=2), 600)
    make_capacity(resource, Period(first, last), units=2)

    save_plan(resource, ())

    assert rows(resource) == [Stretch(first, clock.start_of(TODAY), 2)]


def test_hours_may_shrink_to_just_around_a_booking(resource):
    save_plan(resource, [replace(line, units=3) for line in OFFICE])
    book(resource, MONDAY, 9, 11, units=2)

    save_plan(resource, [Line(0, 9 * 60, 11 * 60, 2)])

    assert on(resource, MONDAY) == [stretch(MONDAY, 9, 11, 2)]


def test_a_plan_may_be_cut_in_other_pieces_under_a_booking(resource):
    save_plan(resource, OFFICE)
    book(resource, MONDAY, 10, 15)

    save_plan(resource, [Line(0, 10 * 60, 12 * 60), Line(0, 12 * 60, 15 * 60)])

    assert on(resource, MONDAY) == [stretch(MONDAY, 10, 15)]


def test_a_plan_that_cuts_under_bookings_is_refused_and_names_the_days(resource):
    save_plan(resource, OFFICE)
    for day in (MONDAY, MONDAY + timedelta(days=7)):
        book(resource, day, 15, 17)
    before = rows(resource)

    with pytest.raises(service.BookingsInTheWay) as caught:
        save_plan(resource, [replace(line, closes=16 * 60) for line in OFFICE])

    assert caught.value.days == [MONDAY, MONDAY + timedelta(days=7)]
    assert caught.value.details["days"] == "2027-03-01, 2027-03-08"
    assert rows(resource) == before
    assert queries.plan_of(resource.id).version == 1


def test_the_refusal_is_one_that_says_that_capacity_ran_out(resource):
    assert issubclass(service.BookingsInTheWay, CapacityExceeded)


def test_a_cancelled_booking_does_not_stand_in_the_way(resource):
    save_plan(resource, OFFICE)
    make_booking(resource, period=stretch(MONDAY, 15, 17).period, state="cancelled")

    save_plan(resource, [replace(line, closes=16 * 60) for line in OFFICE])

    assert on(resource, MONDAY) == [stretch(MONDAY, 8, 16)]


def test_trying_a_plan_leaves_no_trace(resource, owner):
    save_plan(resource, OFFICE)
    before = rows(resource)

    service.try_plan(owner, resource, (), False, NOW, 1)

    assert rows(resource) == before
    assert queries.plan_of(resource.id).version == 1
    assert last_audit().details["version"] == 1


def test_trying_a_plan_says_what_saving_it_would(resource, owner):
    save_plan(resource, OFFICE)
    book(resource, MONDAY, 15, 17)

    with pytest.raises(service.BookingsInTheWay):
        service.try_plan(owner, resource, (), False, NOW, 1)


def test_the_second_of_two_editors_is_refused(resource, owner):
    save_plan(resource, OFFICE)
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
        save_plan(resource, lines)

    assert [one.field for one in caught.value.refusals] == ["lines-0-closes", "lines-1-units", "lines-2-last_day"]


def test_overlapping_lines_may_not_exceed_the_resource(resource):
    with pytest.raises(Refusals) as caught:
        save_plan(resource, [Line(0, 480, 720, 2), Line(0, 660, 900, 2)])

    assert caught.value.refusals[0].details == {"units": 4, "most": 3}


def test_nights_that_are_too_much_are_named_once_where_they_begin(resource):
    with pytest.raises(Refusals) as caught:
        save_plan(resource, [Line(6, 1320, 1800, 2), Line(6, 1320, 1800, 2)])

    assert [one.field for one in caught.value.refusals] == ["lines-1-units"]

    with pytest.raises(Refusals) as caught:
        save_plan(resource, [Line(6, 1320, 1800, 2), Line(0, 0, 120, 2)])

    assert [one.field for one in caught.value.refusals] == ["lines-1-units"]


def test_lines_that_are_never_valid_together_do_not_add_up(resource):
    before = Line(0, 480, 720, 2, None, MONDAY)
    after = Line(0, 480, 720, 2, MONDAY + timedelta(days=1), None)

    save_plan(resource, [before, after])

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
        save_plan(resource, lines)
        levels.append(db.session.scalar(select(Testbed.level).where(Testbed.id == testbed.id)))

    assert levels == ["request-here", "book-here", "request-here", "request-here"]


def test_nobody_is_promised_booking_where_nothing_is_offered(app):
    resource = make_resource(testbed := make_testbed(level="book-here"))

    save_plan(resource, ())

    assert db.session.scalar(select(Testbed.level).where(Testbed.id == testbed.id)) == "request-here"
