"""Closures that begin and end within a day: pure, and exact over the switches of the clock."""

from datetime import timedelta

import pytest

from portal.capacity import rules
from portal.clock import Period
from tests.capacity.test_rules import AUTUMN, HOUR, MONDAY, Shut, always, line, moment, stretch, unfold


def test_a_closure_within_a_day_takes_its_minutes_and_no_more():
    shut = [Shut(MONDAY, MONDAY, 0, opens=10 * 60, closes=12 * 60)]

    assert unfold(line(8, 17), closures=shut) == [stretch(MONDAY, 8, 10), stretch(MONDAY, 12, 17)]


def test_peers_36_an_outage_over_a_weekend_lasts_from_friday_noon_to_monday_morning():
    friday = MONDAY + timedelta(days=4)
    shut = [Shut(friday, friday + timedelta(days=3), 1, opens=12 * 60, closes=9 * 60 + 30)]

    offered = unfold(*always(2), closures=shut, day=friday, last_day=friday + timedelta(days=3))

    assert [one.units for one in offered] == [2, 1, 2]
    assert offered[1].period == Period(moment(friday, 12), moment(friday + timedelta(days=3), 9.5))


def test_a_closure_that_leaves_as_much_as_there_is_cuts_nothing():
    shut = [Shut(MONDAY, MONDAY, 2, opens=600, closes=720)]

    assert rules.unfold_by_day([line(8, 17)], shut, MONDAY, MONDAY) == [stretch(MONDAY, 8, 17)]


@pytest.mark.parametrize(
    ("first", "last", "hours"),
    [(2, 3, 2), (2.5, 3, 1.5), (2, 2.5, 0.5), (0, 24, 25)],
)
def test_a_closure_in_the_repeated_hour_begins_with_the_first_of_two_equal_times(first, last, hours):
    shut = [Shut(AUTUMN, AUTUMN, 0, opens=int(first * 60), closes=int(last * 60))]

    assert rules.blocked(always(), shut, AUTUMN) == hours * HOUR
