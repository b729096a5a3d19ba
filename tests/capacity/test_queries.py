"""Reads of capacity, for one resource and for many."""

from datetime import timedelta

from portal import clock
from portal.capacity import queries
from portal.capacity.rules import DaysOff
from tests.builders import (
    make_capacity,
    make_resource,
)
from tests.capacity.steps import MONDAY, OFFICE, close, save_plan, stretch


def test_plans_and_closures_of_many_resources_come_in_four_statements(resource, owner):
    save_plan(resource, OFFICE, False)
    close(owner, resource, MONDAY, MONDAY)
    other = make_resource(resource.testbed)

    planned = queries.planned_many([resource.id, other.id], clock.days_period(MONDAY, MONDAY))

    assert (planned[resource.id].lines, planned[resource.id].off) == (list(OFFICE), DaysOff(False, False))
    assert [one.first_day for one in planned[resource.id].closures] == [MONDAY]
    assert (planned[other.id].lines, planned[other.id].closures) == ([], [])


def test_what_many_offer_is_what_each_offers(resource):
    save_plan(resource, OFFICE)
    make_capacity(resource, stretch(MONDAY, 16, 18).period, units=2)
    week = clock.days_period(MONDAY, MONDAY + timedelta(days=6))

    many = queries.offered_many([resource.id, -1], week)

    assert many == {resource.id: queries.offered(resource.id, week), -1: []}
    assert many[resource.id][:3] == [stretch(MONDAY, 8, 16), stretch(MONDAY, 16, 17, 3), stretch(MONDAY, 17, 18, 2)]


def test_what_is_offered_is_clipped_to_the_period(resource):
    save_plan(resource, OFFICE)

    assert queries.offered(resource.id, stretch(MONDAY, 16, 20).period) == [stretch(MONDAY, 16, 17)]
