"""Local days, switches, weeks and working days. No database; Stockholm whatever zone the machine is in."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import clock
from portal.clock import NoSuchTime, Period

SPRINGS = [date(2026, 3, 29), date(2027, 3, 28), date(2028, 3, 26), date(2029, 3, 25), date(2030, 3, 31)]
SPRINGS += [date(2031, 3, 30), date(2032, 3, 28)]
AUTUMNS = [date(2026, 10, 25), date(2027, 10, 31), date(2028, 10, 29), date(2029, 10, 28), date(2030, 10, 27)]
AUTUMNS += [date(2031, 10, 26), date(2032, 10, 31)]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


def minutes_of(day):
    period = clock.day_period(day)
    return [period.starts_at + n * MINUTE for n in range(period.length // MINUTE)]


@pytest.mark.parametrize("day", SPRINGS + AUTUMNS, ids=str)
def test_each_minute_of_a_switch_day_comes_back_as_it_went(day):
    minutes = minutes_of(day)

    assert all(clock.local(moment).astimezone(UTC) == moment for moment in minutes)
    assert {clock.local_day(moment) for moment in minutes} == {day}
    assert len(minutes) == 60 * (23 if day in SPRINGS else 25)


@pytest.mark.parametrize("day", SPRINGS + AUTUMNS, ids=str)
def test_each_wall_clock_minute_of_a_switch_day_is_read_or_refused(day):
    for minute in range(24 * 60):
        reading = time(minute // 60, minute % 60)
        if day in SPRINGS and minute // 60 == 2:
            with pytest.raises(NoSuchTime):
                clock.at(day, reading)
            assert clock.at_or_after(day, reading) == clock.at(day, time(3))
        else:
            moment = clock.at(day, reading)
            assert clock.local(moment).replace(tzinfo=None) == datetime.combine(day, reading)
            assert clock.at_or_after(day, reading) == moment


@pytest.mark.parametrize("day", AUTUMNS, ids=str)
def test_a_time_that_occurs_twice_means_the_first(day):
    first = clock.at(day, time(2, 30))

    assert clock.local(first + HOUR).time() == time(2, 30)
    assert first - clock.start_of(day) == 2.5 * HOUR


@given(st.datetimes(datetime(2025, 1, 1), datetime(2035, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC)))
def test_every_moment_lies_in_its_own_local_day(moment):
    period = clock.day_period(clock.local_day(moment))

    assert period.starts_at <= moment < period.ends_at


def test_now_is_in_utc_and_to_the_second():
    assert clock.now().tzinfo is UTC
    assert clock.now().microsecond == 0


@pytest.mark.parametrize(
    ("first_day", "last_day", "hours"),
    [
        (date(2027, 3, 1), date(2027, 3, 1), 24),
        (date(2027, 3, 28), date(2027, 3, 28), 23),
        (date(2027, 10, 25), date(2027, 10, 31), 169),
        (date(2027, 1, 1), date(2027, 12, 31), 365 * 24),
    ],
)
def test_days_from_midnight_to_midnight(first_day, last_day, hours):
    assert clock.days_period(first_day, last_day).hours == hours


def test_days_lists_first_and_last_and_nothing_when_turned_round():
    monday = date(2027, 3, 1)

    assert list(clock.days(monday, monday)) == [monday]
    assert len(list(clock.days(monday, monday + timedelta(days=6)))) == 7
    assert list(clock.days(monday, monday - timedelta(days=1))) == []


@pytest.mark.parametrize(("year", "month", "hours"), [(2027, 3, 743), (2027, 10, 745), (2026, 12, 744), (2028, 2, 696)])
def test_months_have_the_hours_they_have(year, month, hours):
    assert clock.month_period(year, month).hours == hours


@pytest.mark.parametrize(
    ("ends_at", "why"),
    [(NOON, "empty"), (NOON - HOUR, "turned round"), (datetime(2027, 3, 1, 13), "naive")],
)
def test_a_period_is_aware_and_never_empty(ends_at, why):
    with pytest.raises(ValueError, match="a period"):
        Period(NOON, ends_at)


def test_a_period_is_in_utc_whatever_it_was_given():
    period = Period(NOON.astimezone(timezone(timedelta(hours=5))), clock.local(NOON + HOUR))

    assert period == Period(NOON, NOON + HOUR)
    assert period.starts_at.tzinfo is UTC
    assert period.ends_at.tzinfo is UTC


@pytest.mark.parametrize(
    ("first", "last", "overlaps"),
    [(-2, -1, False), (-1, 0, False), (-1, 1, True), (0, 2, True), (0.5, 1, True), (1, 3, True), (2, 3, False)],
)
def test_back_to_back_periods_do_not_overlap(first, last, overlaps):
    period, other = Period(NOON, NOON + 2 * HOUR), Period(NOON + first * HOUR, NOON + last * HOUR)

    assert period.overlaps(other) is other.overlaps(period) is overlaps
    assert (period.intersection(other) is not None) is overlaps


def test_what_two_periods_share():
    period, other = Period(NOON, NOON + 2 * HOUR), Period(NOON + HOUR, NOON + 5 * HOUR)

    assert period.intersection(other) == Period(NOON + HOUR, NOON + 2 * HOUR)
    assert period.contains(Period(NOON, NOON + HOUR))
    assert not period.contains(other)


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2026, 11, 24), "2026-W48"),
        (date(2026, 12, 31), "2026-W53"),
        (date(2027, 1, 1), "2026-W53"),
        (date(2027, 1, 4), "2027-W01"),
        (date(2028, 1, 1), "2027-W52"),
    ],
)
def test_weeks_are_iso_weeks(day, week):
    assert clock.week_of(day) == week
    assert clock.monday_of(week) == day - timedelta(days=day.weekday())


@pytest.mark.parametrize(
    "week", ["2025-W53", "2026-W00", "2026-W54", "2026-W5", "2026W05", "2026-11", "", "v. 48", "2026-W48-1"]
)
def test_what_is_no_week_is_refused(week):
    with pytest.raises(ValueError, match=r"week|isoformat"):
        clock.monday_of(week)


def easter(year):
    """Return Easter Sunday by the rule of Butcher and Meeus: independent of the library that the portal uses."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


def saturday_from(day):
    return day + timedelta(days=(5 - day.weekday()) % 7)


def by_the_law(year):
    """Return the named days of the law (1989:253) and the eves of midsummer, Christmas and the new year."""
    sunday = easter(year)
    midsummer = saturday_from(date(year, 6, 20))
    fixed = {date(year, *day) for day in ((1, 1), (1, 6), (5, 1), (6, 6), (12, 25), (12, 26))}
    moving = {sunday + timedelta(days=n) for n in (-2, 0, 1, 39, 49)}
    eves = {midsummer - timedelta(days=1), date(year, 12, 24), date(year, 12, 31)}
    return fixed | moving | eves | {midsummer, saturday_from(date(year, 10, 31))}


@pytest.mark.parametrize("year", range(2026, 2036))
def test_holidays_are_those_of_the_law_and_the_three_eves(year):
    found = {day for day in clock.days(date(year, 1, 1), date(year, 12, 31)) if clock.is_holiday(day)}

    assert found == by_the_law(year)


def days_of(year):
    return list(clock.days(date(year, 1, 1), date(year, 12, 31)))


@pytest.mark.parametrize("year", range(2026, 2036))
def test_public_holidays_are_those_of_the_law_alone(year):
    found = {day for day in days_of(year) if clock.is_public_holiday(day)}

    eves = {saturday_from(date(year, 6, 20)) - timedelta(days=1), date(year, 12, 24), date(year, 12, 31)}
    assert found == by_the_law(year) - eves


@pytest.mark.parametrize("year", range(2026, 2036))
def test_the_five_eves_come_the_day_before_what_they_are_named_after(year):
    sunday = easter(year)
    midsummer, new_year = saturday_from(date(year, 6, 20)), date(year + 1, 1, 1)
    feasts = [sunday, sunday + timedelta(days=49), midsummer, date(year, 12, 25), new_year]

    found = [day for day in days_of(year) if clock.is_eve(day)]

    assert found == [day - timedelta(days=1) for day in feasts]


@pytest.mark.parametrize("year", range(2026, 2036))
def test_holidays_and_eves_have_names_in_both_languages_and_other_days_none(year):
    for day in days_of(year):
        is_named = clock.is_public_holiday(day) or clock.is_eve(day)
        assert (clock.name_of(day, "sv") is not None) == (clock.name_of(day, "en") is not None) == is_named

    assert clock.name_of(easter(year) - timedelta(days=1), "sv") == "Påskafton"
    assert clock.name_of(easter(year) - timedelta(days=1), "en") == "Holy Saturday"


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 11, 24), 0, date(2026, 11, 24)),
        (date(2026, 11, 24), 2, date(2026, 11, 26)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2027, 3, 25), 1, date(2027, 3, 30)),
        (date(2027, 6, 24), 1, date(2027, 6, 28)),
        (date(2026, 12, 23), 1, date(2026, 12, 28)),
        (date(2026, 12, 30), 1, date(2027, 1, 4)),
        (date(2027, 1, 5), 1, date(2027, 1, 7)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
    ],
    ids=["none", "midweek", "weekend", "easter", "midsummer", "christmas", "new year", "epiphany", "from a saturday"],
)
def test_working_days_pass_over_weekends_and_holidays(day, count, expected):
    assert clock.add_working_days(day, count) == expected
