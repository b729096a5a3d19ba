"""Limits for one organisation, over plain values: no database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.clock import Period, at_or_after, start_of
from portal.conditions.rules import COUNT, HOURS, MEASURES, SPANS, Conditions, Limit, Use, windows

NOW = datetime(2027, 2, 1, 8, tzinfo=UTC)
NOON = datetime(2027, 3, 3, 11, tzinfo=UTC)  # a Wednesday


def use(hours=2, *, days=0, units=1):
    start = NOON + timedelta(days=days)
    return Use((Period(start, start + timedelta(hours=hours)),), units)


def said(limits, uses, wish, now=NOW):
    return [
        one.message % one.details
        for one in Conditions(tuple(limits), tuple(uses)).broken(wish.stretches, wish.units, now)
    ]


@pytest.mark.parametrize(
    ("span", "days", "counts"),
    [
        ("week", 4, True),  # Sunday of the same week
        ("week", 5, False),  # the Monday after
        ("week", -3, False),  # the Sunday before
        ("month", 28, True),  # the last of March
        ("month", 29, False),
        ("month", -3, False),  # the last of February
        ("quarter", 89, False),
        ("quarter", -40, True),  # January
        ("year", 303, True),  # the last of the year
        ("year", 304, False),
        ("future", -20, True),
        ("future", -40, False),
        ("total", -4000, True),
    ],
)
def test_a_use_counts_within_the_same_span_of_time_only(span, days, counts):
    assert bool(said([Limit(COUNT, span, 1)], [use(days=days)], use())) is counts


def test_every_limit_that_is_passed_is_named_with_what_is_used():
    limits = [Limit(COUNT, "week", 1), Limit(HOURS, "month", 5), Limit(COUNT, "year", 9)]

    assert said(limits, [use(4)], use(2)) == [
        "Antal bokningar samma vecka för er organisation: högst 1. Ni har redan 1 den veckan.",
        "Timmar samma månad för er organisation: högst 5. Ni har 4.0 och ber om 2.0 till.",
    ]


def test_peers_48_a_quota_may_be_in_hours_and_each_unit_counts():
    limit = [Limit(HOURS, "week", 8)]

    assert said(limit, [use(2)], use(3, units=2)) == []
    assert said(limit, [use(3)], use(3, units=2))
    assert said(limit, [use(2, units=3)], use(3))


def test_a_booking_over_a_border_counts_on_either_side_with_its_own_hours():
    sunday = start_of(date(2027, 3, 8)) - timedelta(hours=3)
    over_midnight = Use((Period(sunday, sunday + timedelta(hours=5)),))

    assert said([Limit(HOURS, "week", 3)], [], over_midnight) == []
    assert said([Limit(HOURS, "week", 2)], [], over_midnight)
    assert said([Limit(COUNT, "week", 1)], [over_midnight], use(days=6))


def test_weeks_are_cut_at_local_midnight_also_when_the_clock_is_moved():
    night = at_or_after(date(2027, 3, 28), NOON.time())

    assert windows("week", [Period(night, night + timedelta(hours=1))], NOW) == [
        Period(start_of(date(2027, 3, 22)), start_of(date(2027, 3, 29)))
    ]


def test_without_limits_nothing_is_refused():
    assert said([], [use()] * 50, use()) == []


uses = st.builds(
    lambda day, hour, length, units: Use(
        (Period(NOW + timedelta(days=day, hours=hour), NOW + timedelta(days=day, hours=hour + length)),), units
    ),
    st.integers(0, 120),
    st.integers(0, 23),
    st.integers(1, 60),
    st.integers(1, 3),
)
limits = st.builds(Limit, st.sampled_from(MEASURES), st.sampled_from(SPANS), st.integers(1, 60))


@settings(max_examples=200, deadline=None)
@given(st.lists(uses, max_size=12), limits)
def test_whoever_keeps_to_the_refusals_never_passes_the_limit(wishes, limit):
    taken: list[Use] = []
    for wish in wishes:
        if not Conditions((limit,), tuple(taken)).broken(wish.stretches, wish.units, NOW):
            taken.append(wish)

    for window in {window for one in taken for window in windows(limit.span, one.stretches, NOW)}:
        assert sum(one.counted(limit.measure, window) for one in taken) <= limit.ceiling


@settings(max_examples=200, deadline=None)
@given(st.lists(uses, max_size=8), uses, limits)
def test_a_refusal_is_given_only_when_the_limit_would_be_passed(taken, wish, limit):
    refused = Conditions((limit,), tuple(taken)).broken(wish.stretches, wish.units, NOW)

    over = [
        window
        for window in windows(limit.span, wish.stretches, NOW)
        if wish.counted(limit.measure, window)
        and sum(one.counted(limit.measure, window) for one in [*taken, wish]) > limit.ceiling
    ]
    assert bool(refused) == bool(over)
