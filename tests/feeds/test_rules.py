"""Busy time takes what is free and never what is booked; the guard would say the same."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.capacity.rules import Stretch, merged, without
from portal.feeds.rules import Booked, Conflict, make_way, settle
from tests.builders import MONDAY, hours


def stretch(first, last, units=1):
    period = hours(first, last)
    return Stretch(period.starts_at, period.ends_at, units)


def booked(booking_id, first, last, units=1, before=0, after=0):
    period, around = hours(first, last), hours(first - before, last + after)
    return Booked(booking_id, period.starts_at, period.ends_at, units, around.starts_at, around.ends_at)


def conflict(booking_id, first, last):
    period = hours(first, last)
    return Conflict(booking_id, period.starts_at, period.ends_at)


def test_busy_time_closes_what_is_free():
    assert settle([stretch(0, 9)], [], [stretch(2, 4), stretch(3, 5)]) == ([stretch(2, 5)], [])


def test_busy_time_outside_opening_hours_takes_nothing():
    assert settle([stretch(0, 9)], [], [stretch(-5, -1), stretch(9, 12)]) == ([], [])


def test_a_booking_in_the_way_stays_and_is_told():
    assert settle([stretch(0, 9)], [booked(7, 3, 5)], [stretch(2, 6)]) == (
        [stretch(2, 3), stretch(5, 6)],
        [conflict(7, 3, 5)],
    )


def test_with_units_to_spare_nobody_is_in_the_way():
    assert settle([stretch(0, 9, 3)], [booked(7, 3, 5, 2)], [stretch(2, 6)]) == ([stretch(2, 6)], [])


def test_all_units_busy_leaves_what_is_booked():
    taken, met = settle([stretch(0, 9, 3)], [booked(7, 3, 5, 2)], [stretch(2, 6, 3)])

    assert taken == [stretch(2, 3, 3), stretch(3, 5, 1), stretch(5, 6, 3)]
    assert met == [conflict(7, 3, 5)]


def test_what_is_only_held_gives_way_the_latest_first_and_no_more_than_need_be():
    offered, held = [stretch(0, 9, 3)], [replace(booked(number, 3, 5), is_hold=True) for number in (4, 5)]
    claims = [*held, booked(6, 3, 4)]

    assert make_way(offered, claims, [stretch(2, 6)]) == ([stretch(2, 6)], [], [5])
    assert make_way(offered, claims, [stretch(2, 6, 2)]) == ([stretch(2, 6, 2)], [], [5, 4])
    taken, met, gave_way = make_way(offered, claims, [stretch(2, 6, 3)])
    assert taken == [stretch(2, 3, 3), stretch(3, 4, 2), stretch(4, 6, 3)]
    assert (met, gave_way) == ([conflict(6, 3, 4)], [5, 4])


def test_a_hold_that_busy_time_does_not_meet_stays():
    held = replace(booked(4, 6, 8), is_hold=True)

    assert make_way([stretch(0, 9)], [held, booked(5, 3, 5)], [stretch(2, 4)])[1:] == ([conflict(5, 3, 4)], [])


def test_without_cuts_and_leaves_the_rest():
    assert without([stretch(0, 9, 2)], [stretch(2, 4), stretch(3, 5, 5)]) == [
        stretch(0, 2, 2),
        stretch(2, 3, 1),
        stretch(5, 9, 2),
    ]


spans = st.tuples(st.integers(0, 14), st.integers(1, 5), st.integers(1, 3))


@given(
    offers=st.lists(spans, max_size=3),
    claims=st.lists(st.tuples(spans, st.integers(0, 2), st.integers(0, 2)), max_size=4),
    busy=st.lists(spans, max_size=4),
)
def test_what_is_left_still_holds_every_booking(offers, claims, busy):
    offered = merged(stretch(first, first + length, units) for first, length, units in offers)
    made = [
        booked(n, first, first + length, units, *around) for n, ((first, length, units), *around) in enumerate(claims)
    ]
    if not fits(offered, made):
        return

    taken, met = settle(offered, made, [stretch(first, first + length, units) for first, length, units in busy])

    left = without(offered, taken)
    assert fits(left, made)
    told = {one.booking_id for one in met}
    for hour in range(-3, 25):
        moment = MONDAY + timedelta(hours=hour)
        wanted = min(level([stretch(a, a + b, u) for a, b, u in busy], moment), level(offered, moment))
        if level(taken, moment) < wanted:
            assert told & {one.booking_id for one in made if one.uses(moment)}


def level(stretches, moment):
    return sum(one.units for one in stretches if one.starts_at <= moment < one.ends_at)


def fits(offered, claims):
    moments = [MONDAY + timedelta(hours=hour) for hour in range(-3, 25)]
    return all(
        sum(one.units for one in claims if one.keeps(moment)) <= level(offered, moment)
        for moment in moments
        if any(one.uses(moment) for one in claims)
    )
