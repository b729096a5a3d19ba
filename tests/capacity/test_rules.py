"""How plans unfold and how stretches become slots: plain values, no database."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal import clock
from portal.capacity import rules
from portal.capacity.openings import ExtraDays
from portal.capacity.rules import DaysOff, Line, Slot, Stretch
from portal.clock import Period

MONDAY = date(2027, 3, 1)
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
SWITCHES = [date(2026, 3, 29), date(2026, 10, 25), SPRING, AUTUMN, date(2028, 3, 26), date(2028, 10, 29)]
HOUR = 3600


@dataclass(frozen=True)
class Shut:
    first_day: date
    last_day: date
    units: int = 0
    lifted_at: datetime | None = None


def moment(day, hour):
    return rules.moment_of(day, int(hour * 60))


def stretch(day, first, last, units=1):
    return Stretch(moment(day, first), moment(day, last), units)


def unfold(*lines, closures=(), day=MONDAY, last_day=None, holidays=False):
    return rules.unfold(lines, closures, day, last_day or day, holidays)


def line(first, last, units=1, weekday=0, **values):
    return Line(weekday, int(first * 60), int(last * 60), units, **values)


def always(units=1):
    return [line(0, 24, units, weekday) for weekday in range(7)]


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


lines = st.builds(
    lambda weekday, opens, minutes, units, first, length: Line(
        weekday,
        opens,
        opens + minutes,
        units,
        None if first is None else date(2026, 1, 1) + timedelta(days=first),
        None if length is None else date(2026, 1, 1) + timedelta(days=(first or 0) + length),
    ),
    st.integers(0, 6),
    st.integers(0, 1439),
    st.integers(1, 1440),
    st.integers(1, 4),
    st.none() | st.integers(0, 1095),
    st.none() | st.integers(0, 400),
)
near_a_switch = st.builds(lambda day, off: day + timedelta(days=off), st.sampled_from(SWITCHES), st.integers(-4, 1))
any_day = st.dates(date(2026, 1, 1), date(2028, 12, 31))
first_days = near_a_switch | any_day
closures = st.builds(
    lambda first, length, units, lifted: Shut(
        first, first + timedelta(days=length), units, clock.start_of(first) if lifted else None
    ),
    first_days,
    st.integers(0, 5),
    st.integers(0, 3),
    st.booleans(),
)


extra_days = st.builds(
    lambda first, length, opens, minutes, units: ExtraDays(
        first, first + timedelta(days=length), opens, opens + minutes, units
    ),
    first_days,
    st.integers(0, 3),
    st.integers(0, 1439),
    st.integers(1, 1440),
    st.integers(1, 6),
)
choices = st.builds(DaysOff, st.booleans(), st.booleans())


def openings_on(day, lines):
    """Return (opens, closes, units) of the lines that are valid on the day they begin."""
    return [
        (one.opens, one.closes, one.units)
        for one in lines
        if getattr(one, "weekday", day.weekday()) == day.weekday()
        and (one.first_day or day) <= day <= (one.last_day or day)
    ]


def units_minute_by_minute(hours, shut, day, off, extra=()):
    """Return the unit-minutes of a day, counted on the wall clock: the second pass of a repeated hour stays at its end."""
    caps = [one.units for one in shut if one.lifted_at is None and one.first_day <= day <= one.last_day]
    yesterday = day - timedelta(days=1)
    is_off, was_off = (
        (off.holidays and clock.is_public_holiday(one)) or (off.eves and clock.is_eve(one)) for one in (day, yesterday)
    )
    today = [] if is_off else openings_on(day, hours)
    last_night = [] if is_off or was_off else openings_on(yesterday, hours)
    beyond, beyond_last_night = openings_on(day, extra), openings_on(yesterday, extra)

    def open_units(openings, minute):
        return [units for opens, closes, units in openings if opens <= minute < closes]

    units, latest = 0, -1
    moment, end = clock.start_of(day), clock.start_of(day + timedelta(days=1))
    while moment < end:
        reading = clock.local(moment)
        latest = max(latest, reading.hour * 60 + reading.minute)
        planned = sum(open_units(today, latest) + open_units(last_night, latest + 1440))
        most = max([planned, *open_units(beyond, latest), *open_units(beyond_last_night, latest + 1440)])
        units += min([most, *caps])
        moment += timedelta(minutes=1)
    return units


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
