"""How plans unfold and how stretches become slots: plain values, no database."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal import clock
from portal.capacity import rules
from portal.capacity.rules import Slot, Stretch
from portal.clock import Period
from tests.capacity.plans import (
    AUTUMN,
    HOUR,
    MONDAY,
    SPRING,
    Shut,
    always,
    choices,
    closures,
    extra_days,
    first_days,
    line,
    lines,
    moment,
    stretch,
    unfold,
    units_minute_by_minute,
)


@pytest.mark.parametrize(
    ("lines", "offered"),
    [
        ([], []),
        ([line(8, 17)], [stretch(MONDAY, 8, 17)]),
        ([line(13, 17), line(8, 12)], [stretch(MONDAY, 8, 12), stretch(MONDAY, 13, 17)]),
        ([line(8, 12), line(12, 17)], [stretch(MONDAY, 8, 17)]),
        ([line(8, 12, 2), line(12, 17)], [stretch(MONDAY, 8, 12, 2), stretch(MONDAY, 12, 17)]),
        (
            [line(8, 14, 2), line(12, 17)],
            [stretch(MONDAY, 8, 12, 2), stretch(MONDAY, 12, 14, 3), stretch(MONDAY, 14, 17)],
        ),
        ([line(8, 17), line(8, 17, 2)], [stretch(MONDAY, 8, 17, 3)]),
        ([line(8, 17, weekday=1)], []),
        ([line(8, 17, first_day=MONDAY, last_day=MONDAY)], [stretch(MONDAY, 8, 17)]),
        ([line(8, 17, first_day=MONDAY + timedelta(days=1))], []),
        ([line(8, 17, last_day=MONDAY - timedelta(days=1))], []),
        ([line(0, 24)], [stretch(MONDAY, 0, 24)]),
    ],
)
def test_opening_hours_unfold(lines, offered):
    assert unfold(*lines) == offered


@pytest.mark.parametrize(
    ("closures", "units"),
    [
        ([Shut(MONDAY, MONDAY)], None),
        ([Shut(MONDAY, MONDAY, 2)], 2),
        ([Shut(MONDAY, MONDAY, 9)], 3),
        ([Shut(MONDAY, MONDAY, 2), Shut(MONDAY - timedelta(days=9), MONDAY, 1)], 1),
        ([Shut(MONDAY, MONDAY, lifted_at=clock.start_of(MONDAY))], 3),
        ([Shut(MONDAY + timedelta(days=1), MONDAY + timedelta(days=9))], 3),
        ([Shut(MONDAY - timedelta(days=9), MONDAY - timedelta(days=1))], 3),
    ],
)
def test_a_closure_caps_its_days(closures, units):
    offered = unfold(line(8, 17, 3), closures=closures)

    assert offered == ([] if units is None else [stretch(MONDAY, 8, 17, units)])


def test_open_around_the_clock_is_one_stretch_over_the_days():
    sunday = MONDAY + timedelta(days=6)

    assert unfold(*always(), last_day=sunday) == [
        Stretch(clock.start_of(MONDAY), clock.start_of(sunday + timedelta(1)), 1)
    ]


def test_days_are_cut_at_midnight_for_keeping():
    by_day = rules.unfold_by_day(always(), [], MONDAY, MONDAY + timedelta(days=2), False)

    assert [one.period for one in by_day] == [clock.day_period(MONDAY + timedelta(days=n)) for n in range(3)]


@pytest.mark.parametrize(
    "day", [date(2027, 3, 26), date(2027, 5, 6), date(2027, 6, 25), date(2026, 12, 24), date(2027, 1, 1)]
)
def test_holidays_are_closed_where_the_plan_says_so(day):
    assert unfold(*always(), day=day, holidays=True) == []
    assert unfold(*always(), day=day) == [Stretch(*_ends(clock.day_period(day)), 1)]


def _ends(period):
    return period.starts_at, period.ends_at


@pytest.mark.parametrize(
    ("day", "first", "last", "hours"),
    [
        (SPRING, 0, 24, 23),
        (AUTUMN, 0, 24, 25),
        (SPRING, 1, 4, 2),
        (AUTUMN, 1, 4, 4),
        (SPRING, 2, 3, 0),
        (AUTUMN, 2, 3, 2),
        (SPRING, 2.5, 3.5, 0.5),
        (AUTUMN, 2, 2.5, 0.5),
        (AUTUMN, 2.5, 3, 1.5),
        (SPRING, 8, 17, 9),
        (AUTUMN, 8, 17, 9),
    ],
)
def test_switch_days_offer_the_hours_they_have(day, first, last, hours):
    offered = unfold(line(first, last, weekday=6), day=day)

    assert sum(one.seconds for one in offered) == hours * HOUR


def test_hours_that_begin_in_the_skipped_hour_begin_when_the_clocks_jump():
    offered = unfold(line(2.5, 6, weekday=6), day=SPRING)

    assert clock.local(offered[0].starts_at).strftime("%H:%M") == "03:00"


@settings(max_examples=150, deadline=None)
@given(
    st.lists(lines, max_size=12),
    st.lists(closures, max_size=3),
    st.lists(extra_days, max_size=3),
    first_days,
    st.integers(0, 3),
    choices,
)
def test_unfolding_agrees_with_counting_each_minute(hours, shut, extra, first_day, more, off):
    last_day = first_day + timedelta(days=more)

    offered = rules.unfold(hours, shut, first_day, last_day, off, extra)

    for day in clock.days(first_day, last_day):
        counted = units_minute_by_minute(hours, shut, day, off, extra)
        assert rules.total(offered, clock.day_period(day)) == counted * 60


@settings(max_examples=150, deadline=None)
@given(st.lists(lines, max_size=12), st.lists(closures, max_size=3), first_days, st.integers(0, 9))
def test_what_unfolds_is_sorted_apart_and_joined(hours, shut, first_day, more):
    offered = rules.unfold(hours, shut, first_day, first_day + timedelta(days=more))

    for one, following in pairwise(offered):
        assert one.ends_at < following.starts_at or (
            one.ends_at == following.starts_at and one.units != following.units
        )
    assert all(one.units > 0 and one.seconds > 0 for one in offered)
    assert rules.merged(offered) == offered


@settings(max_examples=100, deadline=None)
@given(st.lists(lines, max_size=8), st.lists(closures, max_size=3), first_days)
def test_blocked_is_what_closures_take(hours, shut, day):
    without = rules.total(rules.unfold(hours, [], day, day), clock.day_period(day))
    left = rules.total(rules.unfold(hours, shut, day, day), clock.day_period(day))

    assert rules.blocked(hours, shut, day) == without - left >= 0


@settings(max_examples=100, deadline=None)
@given(
    st.lists(lines, max_size=8),
    st.lists(closures, max_size=2),
    first_days,
    st.sampled_from(["half-hour", "hour", "half-day", "day"]),
)
def test_slots_never_promise_more_than_is_offered(hours, shut, day, unit):
    offered = rules.unfold(hours, shut, day, day)

    found = rules.slots(unit, offered, day)

    assert all(one.ends_at <= two.starts_at for one, two in pairwise(found))
    for slot in found:
        assert clock.day_period(day).contains(slot.period)
        inside = rules.clipped(offered, slot.period)
        assert slot.units == min(one.units for one in inside)
        if unit != "day":
            assert sum(one.seconds for one in inside) == slot.period.length.total_seconds(), "no gap within a slot"


def test_overlapping_rows_add_up():
    rows = [stretch(MONDAY, 8, 12), stretch(MONDAY, 10, 14, 2)]

    assert rules.merged(rows) == [stretch(MONDAY, 8, 10), stretch(MONDAY, 10, 12, 3), stretch(MONDAY, 12, 14, 2)]


def test_total_counts_units_within_the_period_alone():
    rows = [stretch(MONDAY, 8, 12, 2), stretch(MONDAY, 13, 17)]

    assert rules.total(rows, Period(moment(MONDAY, 11), moment(MONDAY, 14))) == 2 * HOUR + HOUR


def slot(first, last, units=1, day=MONDAY):
    return Slot(moment(day, first), moment(day, last), units)


@pytest.mark.parametrize(
    ("unit", "offered", "expected"),
    [
        ("hour", [], []),
        ("hour", [stretch(MONDAY, 8, 10)], [slot(8, 9), slot(9, 10)]),
        ("hour", [stretch(MONDAY, 8.25, 10.5)], [slot(8.25, 9.25), slot(9.25, 10.25)]),
        ("hour", [stretch(MONDAY, 8, 9.5, 2), stretch(MONDAY, 9.5, 11)], [slot(8, 9, 2), slot(9, 10), slot(10, 11)]),
        ("hour", [stretch(MONDAY, 8, 9), stretch(MONDAY, 10, 11)], [slot(8, 9), slot(10, 11)]),
        ("half-hour", [stretch(MONDAY, 8, 9, 3)], [slot(8, 8.5, 3), slot(8.5, 9, 3)]),
        ("half-hour", [stretch(MONDAY, 8, 8.25)], []),
        ("half-day", [stretch(MONDAY, 8, 17)], [slot(8, 12), slot(12, 17)]),
        ("half-day", [stretch(MONDAY, 8, 12), stretch(MONDAY, 13, 17)], [slot(8, 12), slot(13, 17)]),
        ("half-day", [stretch(MONDAY, 13, 17)], [slot(13, 17)]),
        ("half-day", [stretch(MONDAY, 8, 14, 2), stretch(MONDAY, 14, 17)], [slot(8, 12, 2), slot(12, 17)]),
        ("day", [stretch(MONDAY, 8, 12, 2), stretch(MONDAY, 13, 17)], [slot(8, 17)]),
        ("day", [stretch(MONDAY, 0, 24)], [slot(0, 24)]),
        ("day", [stretch(MONDAY + timedelta(days=1), 8, 17)], []),
    ],
)
def test_a_day_is_cut_into_slots(unit, offered, expected):
    assert rules.slots(unit, offered, MONDAY) == expected


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25)])
def test_slots_of_switch_days(day, hours):
    offered = unfold(*always(), day=day - timedelta(days=1), last_day=day + timedelta(days=1))

    assert len(rules.slots("hour", offered, day)) == hours
    assert len(rules.slots("half-hour", offered, day)) == 2 * hours
    assert rules.slots("day", offered, day) == [Slot(*_ends(clock.day_period(day)), 1)]
    morning, afternoon = rules.slots("half-day", offered, day)
    assert (morning.ends_at - morning.starts_at) == timedelta(hours=hours - 12)
    assert (afternoon.ends_at - afternoon.starts_at) == timedelta(hours=12)


def test_most_at_once_looks_only_at_lines_valid_together():
    together = [line(8, 12, 2), line(10, 14, 2)]
    apart = [line(8, 12, 2, last_day=MONDAY), line(8, 12, 2, first_day=MONDAY + timedelta(days=1))]

    assert rules.most_at_once(together, 0) == 4
    assert rules.most_at_once(apart, 0) == 2
    assert rules.most_at_once(together, 1) == 0
    assert rules.most_at_once([line(22, 30, 2, 6), line(4, 8, 3)], 0) == 5
    assert (
        rules.most_at_once([line(22, 30, 2, 6, last_day=MONDAY - timedelta(8)), line(4, 8, 3, first_day=MONDAY)], 0)
        == 3
    )
