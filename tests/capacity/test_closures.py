"""Closures: recorded, unfolded, lifted; and what the past keeps."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal import clock
from portal.capacity import queries, service
from portal.capacity.models import Closure
from portal.database import db
from portal.errors import NotFound, Refusal, Refusals
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
    assert db.session.get_one(Closure, closure.id, populate_existing=True).last_day == wednesday - timedelta(days=1)


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
