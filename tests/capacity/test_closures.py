"""Closures: recorded, unfolded, lifted; and what the past keeps."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal import clock
from portal.capacity import queries, service
from portal.capacity.models import Closure
from portal.capacity.outages import outage_of
from portal.database import db
from portal.errors import Conflict, NotFound, Refusal, Refusals
from tests.builders import (
    make_resource,
)
from tests.capacity.steps import (
    MONDAY,
    NOW,
    OFFICE,
    TODAY,
    book,
    close,
    last_audit,
    on,
    save_plan,
    stretch,
)


def test_a_closure_takes_its_days_once_it_is_unfolded(resource, owner):
    save_plan(resource, [replace(line, units=3) for line in OFFICE])

    close(owner, resource, MONDAY, MONDAY + timedelta(days=1))
    close(owner, resource, MONDAY + timedelta(days=2), MONDAY + timedelta(days=2), units=2)

    week = clock.days_period(MONDAY, MONDAY + timedelta(days=3))
    assert queries.offered(resource.id, week) == [
        stretch(MONDAY + timedelta(days=2), 8, 17, 2),
        stretch(MONDAY + timedelta(days=3), 8, 17, 3),
    ]


def test_recording_a_closure_alone_leaves_capacity_to_the_caller(resource, owner):
    save_plan(resource, OFFICE)

    service.record_closure(owner, resource, MONDAY, MONDAY, 0, "fault", "Trasig pump", NOW)

    assert on(resource, MONDAY) == [stretch(MONDAY, 8, 17)]
    assert last_audit().action == "capacity.closed"


def test_a_closure_under_bookings_does_not_unfold_until_they_have_made_room(resource, owner):
    save_plan(resource, OFFICE)
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
    save_plan(resource, OFFICE)
    closure = close(owner, resource, MONDAY, MONDAY)

    service.lift_closure(owner, resource, closure.id, NOW)
    service.lift_closure(owner, resource, closure.id, NOW)

    assert on(resource, MONDAY) == [stretch(MONDAY, 8, 17)]
    assert queries.closures_of(resource.id, clock.day_period(MONDAY)) == []
    assert last_audit().action == "capacity.closure-lifted"


def test_lifting_a_closure_under_way_keeps_the_days_that_were_closed(resource, owner):
    save_plan(resource, OFFICE)
    closure = close(owner, resource, MONDAY, MONDAY + timedelta(days=4))
    wednesday = MONDAY + timedelta(days=2)

    service.lift_closure(owner, resource, closure.id, clock.start_of(wednesday) + timedelta(hours=9))

    assert [bool(on(resource, MONDAY + timedelta(days=n))) for n in range(5)] == [False, False, True, True, True]
    assert on(resource, wednesday) == [stretch(wednesday, 9, 17)]
    row = db.session.get_one(Closure, closure.id, populate_existing=True)
    assert (row.last_day, row.closes) == (wednesday, 9 * 60)


def test_a_closure_that_is_over_is_not_lifted(resource, owner):
    save_plan(resource, OFFICE)
    closure = close(owner, resource, MONDAY, MONDAY)

    with pytest.raises(Refusal):
        service.lift_closure(owner, resource, closure.id, clock.start_of(MONDAY + timedelta(days=1)))


def test_a_closure_of_another_resource_is_not_found(resource, owner):
    closure = close(owner, resource, MONDAY, MONDAY)
    other = make_resource(resource.testbed)

    with pytest.raises(NotFound):
        service.lift_closure(owner, other, closure.id, NOW)


def test_an_outage_of_today_begins_now_and_what_was_open_stays_so(resource, owner):
    save_plan(resource, OFFICE)

    close(owner, resource, TODAY, TODAY)

    assert on(resource, TODAY) == [stretch(TODAY, 8, 10.5)]


def test_an_outage_within_a_day_is_recorded_with_its_minutes(resource, owner):
    save_plan(resource, OFFICE)
    outage = service.Outage(MONDAY, MONDAY, 0, "fault", opens=600, closes=720, is_planned=False)

    closure = service.record_outage(owner, resource, outage, NOW)
    service.unfold_resource(resource.id, NOW)

    assert on(resource, MONDAY) == [stretch(MONDAY, 8, 10), stretch(MONDAY, 12, 17)]
    assert (closure.is_planned, last_audit().details["opens"]) == (False, 600)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"opens": 720, "closes": 600}, "closes"),
        ({"first_day": TODAY, "last_day": TODAY, "closes": 8 * 60}, "closes"),
        ({"last_day": MONDAY - timedelta(days=1)}, "last_day"),
    ],
)
def test_an_outage_that_lasts_no_time_is_refused(resource, owner, values, field):
    outage = service.Outage(**{"first_day": MONDAY, "last_day": MONDAY, "units": 0, **values})

    with pytest.raises(Refusals) as caught:
        service.record_outage(owner, resource, outage, NOW)

    assert [one.field for one in caught.value.refusals] == [field]


def change(owner, resource, closure, now=NOW, **values):
    outage = replace(outage_of(closure), **values)
    changed = service.withdraw(owner, resource, closure.id, outage, now)
    service.unfold_resource(resource.id, now)
    return changed


def test_peers_39_moving_an_outage_leaves_no_copy_behind(resource, owner):
    save_plan(resource, OFFICE)
    closure = close(owner, resource, MONDAY, MONDAY)
    tuesday = MONDAY + timedelta(days=1)

    change(owner, resource, closure, first_day=tuesday, last_day=tuesday)

    assert on(resource, MONDAY) == [stretch(MONDAY, 8, 17)]
    assert on(resource, tuesday) == []
    assert [one.first_day for one in queries.closures_of(resource.id, clock.days_period(MONDAY, tuesday))] == [tuesday]
    assert last_audit().details["before"]["first_day"] == MONDAY.isoformat()


def test_an_outage_under_way_can_be_shortened_but_not_begin_at_another_time(resource, owner):
    save_plan(resource, OFFICE)
    closure = close(owner, resource, MONDAY, MONDAY + timedelta(days=4))
    during = clock.start_of(MONDAY + timedelta(days=1)) + timedelta(hours=9)

    with pytest.raises(Refusal, match="har börjat"):
        change(owner, resource, closure, now=during, first_day=MONDAY + timedelta(days=1))
    with pytest.raises(Refusals):
        change(owner, resource, closure, now=during, last_day=MONDAY)
    change(owner, resource, closure, now=during, last_day=MONDAY + timedelta(days=1), closes=12 * 60)

    assert on(resource, MONDAY) == []
    assert on(resource, MONDAY + timedelta(days=1)) == [stretch(MONDAY + timedelta(days=1), 12, 17)]


def test_two_who_change_an_outage_do_not_overwrite_each_other(resource, owner):
    save_plan(resource, OFFICE)
    closure = close(owner, resource, MONDAY, MONDAY)
    seen = outage_of(closure)
    change(owner, resource, closure, reason="staff")

    with pytest.raises(Conflict):
        service.withdraw(owner, resource, closure.id, replace(seen, text="Pumpen"), NOW, seen.fingerprint)
