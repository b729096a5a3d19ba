"""Which dates a series has and what the clock makes of them, over both switches."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import clock
from portal.clock import NoSuchTime, Period
from portal.series.rules import MOST_DATES, moved_by_the_clock, overlapping, period_on, wall_time, wanted_on, weekly

SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)


def local(day, first, last, *, days=0):
    return Period(clock.at(day, clock.time(first)), clock.at(day + timedelta(days=days), clock.time(last)))


@pytest.mark.parametrize("switch", [SPRING, AUTUMN])
@pytest.mark.parametrize(("first", "last", "days"), [(8, 10, 0), (0, 0, 1), (12, 0, 1), (0, 12, 0), (22, 6, 1)])
def test_the_clock_on_the_wall_is_the_same_before_and_after_the_switch(switch, first, last, days):
    wall = wall_time(local(switch - timedelta(days=14), first, last, days=days))

    for one in wanted_on([switch + timedelta(days=offset) for offset in (-7, -1, 0, 1, 7)], wall):
        starts, ends = clock.local(one.period.starts_at), clock.local(one.period.ends_at)
        assert (starts.date(), starts.hour, ends.hour) == (one.day, first, last)
        assert ends.date() - starts.date() == timedelta(days=days)


def test_a_time_that_the_switch_skips_is_told_of_and_not_shifted():
    wall = wall_time(local(SPRING - timedelta(days=7), 2, 4))

    with pytest.raises(NoSuchTime):
        period_on(SPRING, wall)
    assert [one.period is None for one in wanted_on([SPRING - timedelta(days=7), SPRING], wall)] == [False, True]


def test_a_time_that_comes_twice_means_the_first_and_says_how_long_it_is():
    wall = wall_time(local(AUTUMN - timedelta(days=7), 2, 4))

    period = period_on(AUTUMN, wall)

    assert period.starts_at == datetime(2027, 10, 31, 0, 0, tzinfo=UTC)
    assert moved_by_the_clock(period, wall) == timedelta(hours=1)
    assert moved_by_the_clock(period_on(AUTUMN + timedelta(days=7), wall), wall) == timedelta(0)


def test_a_day_on_a_switch_has_23_or_25_hours():
    wall = wall_time(local(SPRING - timedelta(days=7), 0, 0, days=1))

    assert period_on(SPRING, wall).hours == 23
    assert period_on(AUTUMN, wall).hours == 25


@given(st.integers(1, 12), st.integers(1, 60), st.dates(date(2026, 1, 1), date(2030, 12, 31)))
def test_weeks_are_counted_in_days_and_there_is_an_end_to_them(every, count, first):
    days = weekly(first, every, count=count)

    assert len(days) == min(count, MOST_DATES + 1)
    assert {day.weekday() for day in days} == {first.weekday()}
    assert {(two - one).days for one, two in pairwise(days)} <= {7 * every}
    assert weekly(first, every, until=days[-1]) == days


def test_dates_are_sorted_and_each_comes_once():
    wall = wall_time(local(SPRING, 8, 9))

    assert [one.day for one in wanted_on([AUTUMN, SPRING, AUTUMN], wall)] == [SPRING, AUTUMN]


def test_times_that_take_each_other_are_found():
    wall = wall_time(local(date(2027, 3, 1), 8, 10, days=2))

    assert overlapping(wanted_on([date(2027, 3, 1), date(2027, 3, 3)], wall))
    assert overlapping(wanted_on([date(2027, 3, 1), date(2027, 3, 4)], wall)) is None
