"""Openings past midnight, holidays and eves, extra hours: plain values, no database."""

from datetime import date, timedelta

import pytest

from portal.capacity import rules
from portal.capacity.openings import DaysOff, ExtraDays
from portal.capacity.rules import Stretch
from portal.clock import Period
from tests.capacity.plans import AUTUMN, HOUR, MONDAY, SPRING, Shut, always, line, moment, stretch, unfold


@pytest.mark.parametrize(
    ("off", "day", "is_open"),
    [
        (DaysOff(True, False), date(2027, 3, 27), True),
        (DaysOff(True, False), date(2027, 3, 26), False),
        (DaysOff(False, True), date(2027, 3, 27), False),
        (DaysOff(False, True), date(2027, 3, 26), True),
        (DaysOff(False, True), date(2027, 6, 25), False),
        (DaysOff(True, False), date(2026, 12, 24), True),
        (DaysOff(True, True), date(2027, 4, 30), True),
    ],
)
def test_holidays_and_eves_are_two_choices(off, day, is_open):
    assert bool(unfold(*always(), day=day, holidays=off)) == is_open


def nightly(units=1):
    return [line(22, 30, units, weekday) for weekday in range(7)]


def test_an_opening_past_midnight_is_offered_as_one_and_kept_cut():
    tuesday = MONDAY + timedelta(days=1)
    last_day = MONDAY + timedelta(days=2)

    offered = unfold(line(22, 30), day=MONDAY, last_day=last_day)

    assert offered == [Stretch(moment(MONDAY, 22), moment(tuesday, 6), 1)]
    assert rules.unfold_by_day([line(22, 30)], [], MONDAY, last_day, False) == [
        stretch(MONDAY, 22, 24),
        stretch(tuesday, 0, 6),
    ]


def test_the_night_from_sunday_reaches_into_monday_and_adds_up_there():
    assert unfold(line(22, 30, weekday=6), line(4, 8, 2)) == [
        stretch(MONDAY, 0, 4),
        stretch(MONDAY, 4, 6, 3),
        stretch(MONDAY, 6, 8, 2),
    ]


def test_a_night_belongs_to_the_day_it_opens_also_in_its_validity():
    last = line(22, 30, last_day=MONDAY)

    assert unfold(last, day=MONDAY + timedelta(days=1)) == [stretch(MONDAY + timedelta(days=1), 0, 6)]
    assert unfold(line(22, 30, first_day=MONDAY + timedelta(days=1)), day=MONDAY + timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("day", "hours"),
    [(SPRING, 7), (AUTUMN, 9), (SPRING + timedelta(days=1), 8)],
    ids=["clocks forward", "clocks back", "the night after"],
)
def test_a_night_over_the_switch_has_the_hours_it_has(day, hours):
    eve = day - timedelta(days=1)

    night = Period(moment(eve, 22), moment(day, 6))

    assert rules.total(unfold(*nightly(), day=eve, last_day=day), night) == hours * HOUR


def test_no_night_begins_on_a_closed_day_and_none_goes_on_into_one():
    good_friday = date(2027, 3, 26)
    days = good_friday - timedelta(days=1), good_friday + timedelta(days=1)

    assert unfold(*nightly(), day=days[0], last_day=days[1], holidays=DaysOff(True, False)) == [
        stretch(days[0], 0, 6),
        stretch(days[0], 22, 24),
        stretch(days[1], 22, 24),
    ]


def test_extra_hours_open_a_holiday_and_never_more_than_they_say():
    good_friday = date(2027, 3, 26)
    extra = [ExtraDays(MONDAY, MONDAY, 16 * 60, 20 * 60, 2), ExtraDays(good_friday, good_friday, 600, 720, 3)]

    assert rules.unfold([line(8, 17, 1)], [], MONDAY, MONDAY, True, extra) == [
        stretch(MONDAY, 8, 16),
        stretch(MONDAY, 16, 20, 2),
    ]
    assert rules.unfold([], [], good_friday, good_friday, True, extra) == [stretch(good_friday, 10, 12, 3)]
    assert rules.unfold([], [Shut(good_friday, good_friday)], good_friday, good_friday, True, extra) == []
