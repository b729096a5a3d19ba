"""A series that is moved over the days on which the clocks change keeps the clock on the wall (G19, Cal 1092, newtheatre 17)."""

from datetime import time, timedelta
from itertools import pairwise

import pytest

from portal import clock
from portal.clock import NoSuchTime, Period
from portal.series import queries, service
from portal.series.rules import WallTime, in_order, wall_time, wanted_on
from portal.series.service import ALL, Asked, Shift, Target
from tests.booking.test_clock_changes import LENGTHS, SPRING, claimed_hours, make_open, soon_before, switches

A_DAY = timedelta(days=1)
MIDNIGHT, NOON = time(), time(12)
UNITS = {
    # The time of a Saturday, and what it is moved to on the Sunday.
    "hour": (WallTime(time(13), time(15), 0), WallTime(time(12), time(16), 0)),
    "half-day": (WallTime(MIDNIGHT, NOON, 0), WallTime(NOON, MIDNIGHT, 1)),
    "day": (WallTime(MIDNIGHT, MIDNIGHT, 1), WallTime(MIDNIGHT, MIDNIGHT, 2)),
}


def make_series(scene, first, wall, now):
    """Return a series of two weeks."""
    dates = wanted_on([first, first + 7 * A_DAY], wall)
    series = service.hold_series(scene.booker, scene.resource, Asked(dates, [], 1, "Prov", "", "nyckel-1"), now)
    service.send_series(scene.booker, series.reference, {one.day for one in dates}, now)
    return series


def report(scene, series, first, days, wall, now):
    return service.report_move(scene.booker, series.reference, Shift(ALL, first, days, wall, 1), "", now)


def move(scene, series, lines, first, days, wall, now):
    targets = {one.day: Target(one.period, one.booking.version) for one in lines if one.fits}
    service.move_dates(scene.booker, series.reference, Shift(ALL, first, days, wall, 1), targets, "", now)
    return [one.period for one in queries.dates_of(series.id)]


@switches
@pytest.mark.parametrize("unit", UNITS)
def test_saturdays_become_sundays_at_the_same_time_of_the_day(app, day, unit):
    scene, now, saturday = make_open(day, unit), soon_before(day), day - 8 * A_DAY
    was, is_to_be = UNITS[unit]
    series = make_series(scene, saturday, was, now)

    lines = report(scene, series, saturday, 1, is_to_be, now)
    periods = move(scene, series, lines, saturday, 1, is_to_be, now)

    assert [clock.local_day(one.starts_at) for one in periods] == [day - 7 * A_DAY, day]
    assert {wall_time(one) for one in periods} == {is_to_be}


@switches
def test_a_night_on_which_the_clock_is_moved_is_longer_or_shorter_and_says_so(app, day):
    scene, now, thursday = make_open(day, "hour"), soon_before(day), day - 10 * A_DAY
    night = WallTime(time(22), time(6), 1)
    series = make_series(scene, thursday, WallTime(time(8), time(10), 0), now)

    lines = report(scene, series, thursday, 2, night, now)
    move(scene, series, lines, thursday, 2, night, now)

    assert [one.longer for one in lines] == [timedelta(0), timedelta(hours=LENGTHS[day] - 24)]
    assert claimed_hours() == 16 + LENGTHS[day] - 24


@switches
def test_a_time_that_is_missing_stays_and_one_that_comes_twice_means_the_first(app, day):
    scene, now, first = make_open(day, "hour"), soon_before(day), day - 7 * A_DAY
    series = make_series(scene, first, WallTime(time(8), time(10), 0), now)
    two = WallTime(time(2), time(4), 0)

    lines = report(scene, series, first, 0, two, now)
    periods = move(scene, series, lines, first, 0, two, now)

    if day == SPRING:
        assert isinstance(lines[1].refusal, NoSuchTime) and lines[0].fits
        assert clock.local(periods[1].starts_at).hour == 8
    else:
        assert periods[1] == Period(clock.start_of(day) + timedelta(hours=2), clock.start_of(day) + timedelta(hours=5))


def test_a_step_leaves_its_time_before_another_comes_there():
    weeks = [
        Period(clock.start_of(SPRING + n * 7 * A_DAY), clock.start_of(SPRING + (n * 7 + 1) * A_DAY)) for n in range(4)
    ]

    assert in_order(list(pairwise(weeks))) == [2, 1, 0]
    assert in_order([(one, other) for other, one in pairwise(weeks)]) == [0, 1, 2]
