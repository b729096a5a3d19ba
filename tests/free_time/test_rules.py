"""The first days in a row: the quick way over bytes says what the plain way over days says."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.free_time.rules import CLOSED, Wanted, Window, first_of, first_window, last_of, months_between

SINCE = date(2027, 3, 1)
LATEST = date(2028, 1, 1)


def a_day(number):
    return SINCE + timedelta(days=number)


def plainly(levels, wanted, earliest, latest):
    """Return the window by looking at each day, one after the other."""
    days = [(a_day(number), level) for number, level in enumerate(levels)]
    within = [
        one
        for one in days
        if max(wanted.first_day, earliest) <= one[0] <= min(wanted.last_day, latest) and one[1] != CLOSED
    ]
    for first in range(len(within) - wanted.days + 1):
        row = within[first : first + wanted.days]
        if all(level >= wanted.units for _, level in row):
            return Window(row[0][0], row[-1][0])
    return None


@given(
    levels=st.lists(st.sampled_from([0, 1, 2, 3, CLOSED]), max_size=40).map(bytes),
    first=st.integers(-3, 40),
    length=st.integers(0, 45),
    days=st.integers(1, 5),
    units=st.integers(1, 3),
    earliest=st.integers(-5, 40),
    latest=st.integers(-5, 60),
)
def test_the_quick_way_finds_what_the_plain_way_finds(levels, first, length, days, units, earliest, latest):
    wanted = Wanted(a_day(first), a_day(first + length), days, units)
    edges = (a_day(earliest), a_day(latest))

    assert first_window(levels, SINCE, wanted, *edges) == plainly(levels, wanted, *edges)


@pytest.mark.parametrize(("units", "found"), [(254, True), (300, True)])
def test_a_resource_with_very_many_units_counts_as_254(units, found):
    wanted = Wanted(SINCE, SINCE, 1, units)

    assert bool(first_window(bytes([254]), SINCE, wanted, SINCE, LATEST)) is found


def test_months_follow_upon_each_other_over_new_year():
    months = list(months_between(date(2026, 11, 30), date(2027, 2, 1)))

    assert [(first_of(month), last_of(month).day) for month in months] == [
        (date(2026, 11, 1), 30),
        (date(2026, 12, 1), 31),
        (date(2027, 1, 1), 31),
        (date(2027, 2, 1), 28),
    ]
