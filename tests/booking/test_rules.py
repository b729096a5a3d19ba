"""The rules of booking, over plain values: no database."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.booking.availability import as_kept, claims_for
from portal.booking.rules import NotFree, Wish, broken_rules, earliest_start, nearest
from portal.booking.units_left import ClaimRow, free_units
from portal.capacity.rules import Stretch
from portal.clock import Period, at, day_period, days_period
from portal.errors import Refusal
from tests.builders import MONDAY, hours

NOW = MONDAY - timedelta(days=10)
WEEK = [Stretch(MONDAY + timedelta(days=n), MONDAY + timedelta(days=n, hours=9), 3) for n in range(5)]


@dataclass
class Bench:
    """The terms of a resource that is open 08–17 with three units."""

    unit: str = "hour"
    units: int = 3
    notice_hours: int = 24
    notice_days: int = 0
    start_every: int | None = None
    buffer_before: int = 0
    buffer_after: int = 0
    shortest: int = 1
    longest: int = 8
    horizon_days: int = 180
    is_open: bool = True


def claim(first, last, units=1):
    return ClaimRow(*_edges(first, last), units)


def _edges(first, last):
    period = hours(first, last)
    return period.starts_at, period.ends_at


def said(terms, period, claims=(), *, units=1, now=NOW, offered=WEEK, has_organisation=True):
    found = broken_rules(terms, Wish(period, units, has_organisation), offered, claims, now)
    return [(one.field, one.message % {name: str(value) for name, value in one.details.items()}) for one in found]


@pytest.mark.parametrize(
    ("taken", "free"),
    [
        ((0, 2), 3),  # before
        ((0, 3), 3),  # touching at the start
        ((5, 9), 3),  # touching at the end
        ((3, 5), 1),  # the same
        ((2, 4), 1),  # over the start
        ((4, 6), 1),  # over the end
        ((3.25, 3.5), 1),  # inside
        ((0, 9), 1),  # around
    ],
)
def test_units_are_free_all_through_a_period_or_not(taken, free):
    assert free_units(WEEK, [claim(*taken, units=2)], hours(3, 5)) == free


def test_the_peak_counts_and_not_the_sum():
    one_after_the_other = [claim(3, 4, 2), claim(4, 5, 2)]

    assert free_units(WEEK, one_after_the_other, hours(3, 5)) == 1


def test_where_less_is_offered_less_is_free():
    offered = [Stretch(*_edges(0, 4), 3), Stretch(*_edges(4, 6), 1), Stretch(*_edges(6, 9), 3)]

    assert free_units(offered, [], hours(0, 4)) == 3
    assert free_units(offered, [], hours(0, 5)) == 1
    assert free_units(offered, [claim(4, 5)], hours(0, 9)) == 0
    assert free_units(offered, [], hours(8, 10)) == 0


minutes = st.integers(0, 60)
stretches = st.lists(st.tuples(minutes, st.integers(1, 20), st.integers(1, 3)), max_size=6)


@settings(deadline=None)
@given(stretches, stretches, minutes, st.integers(1, 30))
def test_free_units_are_the_least_of_every_minute(offered, taken, starts, length):
    def minute(number):
        return MONDAY + timedelta(minutes=number)

    capacity = [Stretch(minute(first), minute(first + long), units) for first, long, units in offered]
    claims = [ClaimRow(minute(first), minute(first + long), units) for first, long, units in taken]
    grid = [
        sum(u for f, n, u in offered if f <= at_ < f + n) - sum(u for f, n, u in taken if f <= at_ < f + n)
        for at_ in range(starts, starts + length)
    ]

    assert free_units(capacity, claims, Period(minute(starts), minute(starts + length))) == max(0, min(grid))


def test_a_good_wish_breaks_nothing():
    assert said(Bench(), hours(1, 3)) == []
    assert said(Bench(), hours(0, 8)) == []


@pytest.mark.parametrize(
    ("terms", "period", "units", "expected"),
    [
        (Bench(), hours(8, 10), 1, [("starts", "Tiden ligger utanför öppettiderna. Öppet 2027-03-01: 08:00–17:00.")]),
        (Bench(), hours(-2, 1), 1, [("starts", "Tiden ligger utanför öppettiderna. Öppet 2027-03-01: 08:00–17:00.")]),
        (Bench(), hours(121, 123), 1, [("first_day", "Det är stängt 2027-03-06.")]),
        (Bench(), hours(0.5, 1.5), 1, [("starts", "Boka hela timmar, räknat från öppningen. Öppet är 08:00–17:00.")]),
        (Bench(shortest=2), hours(0, 1), 1, [("ends", "Kortaste bokningen är 2 timmar.")]),
        (Bench(longest=1), hours(0, 2), 1, [("ends", "Längsta bokningen är en timme.")]),
        (Bench(), hours(0, 1), 4, [("units", "Så många enheter finns inte. Välj högst 3.")]),
        (Bench(), hours(0, 1), 0, [("units", "Boka minst en enhet.")]),
        (Bench(is_open=False), hours(0, 1), 1, [(None, "Resursen tar inte emot bokningar just nu.")]),
        (Bench(horizon_days=5), hours(0, 1), 1, [("last_day", "Det går att boka till och med 2027-02-24.")]),
    ],
)  # fmt: skip
def test_each_rule_says_what_is_wrong(terms, period, units, expected):
    assert said(terms, period, units=units) == expected


def test_time_that_has_passed_and_too_short_notice_are_told_apart():
    late, later = MONDAY - timedelta(hours=3), MONDAY + timedelta(hours=2)

    assert said(Bench(), hours(1, 2), now=late) == [
        ("first_day", f"Det är för kort varsel. Tidigast möjliga start är {late + timedelta(hours=24)}.")
    ]
    assert said(Bench(), hours(1, 2), now=later) == [("first_day", "Tiden har redan passerat.")]
    assert said(Bench(notice_hours=0), hours(2, 3), now=later) == []


def test_every_broken_rule_is_said_at_once():
    found = said(
        Bench(shortest=3), hours(4, 5.5), [claim(0, 9, 3)], units=9, now=MONDAY - timedelta(hours=5), has_organisation=False
    )  # fmt: skip

    assert [field for field, _ in found] == [None, "units", "first_day", "starts", "ends"]


def test_what_is_taken_says_how_many_are_left_and_not_who_has_them():
    three_wanted = broken_rules(Bench(), Wish(hours(1, 3), 3), WEEK, [claim(2, 4)], NOW)
    nothing_left = broken_rules(Bench(), Wish(hours(1, 3), 1), WEEK, [claim(2, 4, 3)], NOW)

    assert [(one.field, one.details) for one in three_wanted] == [("units", {"free": 2})]
    assert [(one.field, one.message) for one in nothing_left] == [("starts", "Tiden är upptagen.")]
    assert isinstance(nothing_left[0], NotFree)


def test_a_period_over_night_is_refused_where_the_night_is_closed_and_fine_where_it_is_open():
    around_the_clock = [Stretch(MONDAY - timedelta(days=3), MONDAY + timedelta(days=9), 1)]

    assert said(Bench(longest=30), hours(5, 26)) == [
        ("starts", "Tiden ligger utanför öppettiderna. Öppet 2027-03-01: 08:00–17:00.")
    ]
    assert said(Bench(longest=30), hours(5, 26), offered=around_the_clock) == []


def test_days_pass_over_what_is_closed_between_and_must_be_open_at_both_ends():
    friday_to_monday = days_period(date(2027, 3, 5), date(2027, 3, 8))
    week_after = Stretch(MONDAY + timedelta(days=7), MONDAY + timedelta(days=7, hours=9), 1)
    terms = Bench(unit="day", units=1, longest=2)

    assert said(terms, friday_to_monday, offered=[*WEEK, week_after]) == []
    assert said(terms, friday_to_monday, offered=WEEK) == [("last_day", "Det är stängt 2027-03-08.")]
    assert said(terms, days_period(date(2027, 3, 6), date(2027, 3, 7)), offered=WEEK) == [
        ("first_day", "Det är stängt 2027-03-06."),
        ("last_day", "Det är stängt 2027-03-07."),
    ]


def test_a_booking_of_days_takes_what_is_open_and_is_known_by_its_days():
    tuesday_and_wednesday = days_period(date(2027, 3, 2), date(2027, 3, 3))
    taken = claims_for("day", WEEK, tuesday_and_wednesday)

    assert taken == [hours(24, 33), hours(48, 57)]
    assert as_kept("day", taken) == tuesday_and_wednesday
    assert as_kept("half-day", taken) == hours(24, 57)


def test_claims_of_units_that_change_through_the_day_are_one():
    offered = [Stretch(*_edges(0, 4), 3), Stretch(*_edges(4, 9), 1)]

    assert claims_for("day", offered, day_period(date(2027, 3, 1))) == [hours(0, 9)]


def test_part_of_a_half_day_is_refused():
    terms = Bench(unit="half-day", longest=4)

    assert said(terms, hours(0, 4)) == []
    assert said(terms, hours(1, 4)) == [("starts", "Boka hela halvdagar. Öppet är 08:00–17:00.")]
    assert said(terms, hours(4, 28)) == []
    assert said(Bench(unit="half-day", longest=1), hours(4, 28)) == [("ends", "Längsta bokningen är en halvdag.")]


@pytest.mark.parametrize(
    ("taken", "wished", "found"),
    [
        ([(0, 9)], (1, 3), hours(24, 26)),
        ([(3, 5)], (3, 5), hours(1, 3)),
        ([(0, 5)], (3, 5), hours(5, 7)),
        ([(0, 2), (3, 4), (5, 9)], (0, 1), hours(2, 3)),
        ([], (8, 10), hours(7, 9)),
        ([(0, 9), (24, 33), (48, 57), (72, 81), (96, 105)], (0, 2), None),
    ],
)
def test_the_nearest_time_is_as_long_and_before_or_after(taken, wished, found):
    claims = [claim(*one, units=3) for one in taken]

    assert nearest(Bench(), Wish(hours(*wished)), WEEK, claims, NOW) == found


def test_the_nearest_time_keeps_notice_horizon_and_units():
    soon = MONDAY - timedelta(hours=2)

    assert nearest(Bench(), Wish(hours(0, 2)), WEEK, [], soon) == hours(24, 26)
    assert nearest(Bench(horizon_days=4), Wish(hours(0, 2)), WEEK, [], NOW) is None
    assert nearest(Bench(), Wish(hours(0, 2), 3), WEEK, [claim(0, 30)], NOW) == hours(30, 32)
    assert nearest(Bench(), Wish(hours(0, 2), 4), WEEK, [], NOW) is None


def test_a_length_that_is_never_allowed_becomes_the_closest_that_is():
    assert nearest(Bench(longest=4), Wish(hours(0, 9)), WEEK, [], NOW) == hours(0, 4)
    assert nearest(Bench(shortest=2), Wish(hours(0, 1)), WEEK, [], NOW) == hours(0, 2)


def test_the_nearest_days_are_whole_days():
    terms = Bench(unit="day", units=1, longest=3)
    claims = [ClaimRow(WEEK[0].starts_at, WEEK[0].ends_at, 3)]

    assert nearest(terms, Wish(day_period(date(2027, 3, 1))), WEEK, claims, NOW) == day_period(date(2027, 3, 2))


starts = st.integers(0, 70)


@settings(deadline=None)
@given(
    st.lists(st.tuples(starts, st.integers(1, 9), st.integers(1, 3)), max_size=12),
    starts,
    st.integers(1, 9),
    st.integers(1, 3),
)
def test_what_is_nearest_breaks_no_rule_and_nothing_nearer_is_allowed(taken, first, length, units):
    claims = [claim(start, start + long, count) for start, long, count in taken]
    wish = Wish(hours(first, first + length), units)
    found = nearest(Bench(), wish, WEEK, claims, NOW)
    wanted = min(length, 8)
    allowed = [
        period
        for start in range(0, 120)
        if not broken_rules(Bench(), Wish(period := hours(start, start + wanted), units), WEEK, claims, NOW)
    ]

    distance = lambda period: abs(period.starts_at - wish.period.starts_at)  # noqa: E731
    assert (found in allowed and distance(found) == min(map(distance, allowed))) if allowed else found is None


def test_the_days_when_the_clock_is_changed_have_23_and_25_hours():
    for day, length in ((date(2027, 3, 28), 23), (date(2027, 10, 31), 25)):
        period = day_period(day)
        offered = [Stretch(period.starts_at - timedelta(days=1), period.ends_at + timedelta(days=1), 1)]
        terms = Bench(units=1, longest=30)

        assert period.hours == length
        assert said(terms, period, offered=offered, now=datetime(2027, 2, 1, tzinfo=UTC) if length == 23 else
                    datetime(2027, 9, 1, tzinfo=UTC)) == []  # fmt: skip


def test_an_hour_in_the_night_of_the_change_is_an_hour():
    night = Period(at(date(2027, 3, 28), _clock(1)), at(date(2027, 3, 28), _clock(4)))

    assert night.hours == 2


def _clock(hour):
    return datetime(2027, 1, 1, hour).time()


def test_a_refusal_of_capacity_is_a_conflict():
    assert issubclass(NotFree, Refusal)


@pytest.mark.parametrize(
    ("asked", "days", "earliest"),
    [
        (datetime(2027, 2, 24, 9, tzinfo=UTC), 2, date(2027, 2, 26)),  # a Wednesday
        (datetime(2027, 2, 26, 15, tzinfo=UTC), 2, date(2027, 3, 2)),  # Friday: over the weekend
        (datetime(2027, 2, 27, 9, tzinfo=UTC), 1, date(2027, 3, 1)),  # Saturday counts as no day
        (datetime(2027, 3, 25, 9, tzinfo=UTC), 1, date(2027, 3, 30)),  # Maundy Thursday: Good Friday to Easter Monday
        (datetime(2026, 12, 23, 9, tzinfo=UTC), 2, date(2026, 12, 29)),  # Christmas with its eve
    ],
)
def test_peers_17_notice_is_counted_in_swedish_working_days(asked, days, earliest):
    assert earliest_start(Bench(notice_days=days, notice_hours=0), asked) == at(earliest, time())


def test_notice_in_hours_and_in_working_days_both_hold():
    friday = datetime(2027, 2, 26, 15, tzinfo=UTC)

    assert earliest_start(Bench(notice_days=1, notice_hours=96), friday) == friday + timedelta(hours=96)
    assert earliest_start(Bench(notice_days=1, notice_hours=1), friday) == at(date(2027, 3, 1), time())


def test_a_booking_begins_on_the_grid_that_is_counted_from_the_opening():
    grid = Bench(start_every=180)

    assert said(grid, hours(3, 4)) == []
    assert said(grid, hours(4, 5)) == [
        ("starts", "Bokningar börjar på bestämda tider. Närmast önskad start: 11:00, 14:00.")
    ]
    assert nearest(grid, Wish(hours(4, 5)), WEEK, (), NOW) == hours(3, 4)


@pytest.mark.parametrize(("month", "day"), [(3, 28), (10, 31)])
def test_the_grid_of_starts_follows_the_clock_on_the_wall_when_it_is_moved(month, day):
    grid, on = Bench(start_every=240, units=1, notice_hours=0, horizon_days=400), date(2027, month, day)
    open_all_day = [Stretch(day_period(on).starts_at, day_period(on).ends_at, 1)]

    assert said(grid, Period(at(on, time(8)), at(on, time(9))), offered=open_all_day) == []
    assert said(grid, Period(at(on, time(9)), at(on, time(10))), offered=open_all_day)
