"""What a booking costs, over plain values and in whole öre."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.clock import Period, day_period
from portal.conditions.pricing import ACADEMY, LARGE, SME, Rates, class_of, price_of
from tests.builders import hours

FULL = Rates(per_hour=60_000, per_half_day=200_000, per_day=350_000, start_fee=50_000)


def lines(price):
    return [(line.what, line.quantity, line.amount) for line in price.lines]


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        ([hours(0, 2)], [("hour", 120, 120_000), ("start", 1, 50_000)]),
        ([hours(0, 4)], [("half-day", 1, 200_000), ("start", 1, 50_000)]),
        ([hours(0, 9)], [("day", 1, 350_000), ("start", 1, 50_000)]),
        ([hours(3, 5)], [("hour", 120, 120_000), ("start", 1, 50_000)]),  # two hours over noon are no two half-days
        ([hours(0, 9), hours(24, 25)], [("day", 1, 350_000), ("hour", 60, 60_000), ("start", 1, 50_000)]),
    ],
)
def test_each_day_costs_the_least_that_the_list_allows(taken, expected):
    assert lines(price_of(FULL, taken, 1, 25)) == expected


def test_units_multiply_all_but_the_start_fee():
    assert price_of(FULL, [hours(0, 9)], 3, 25).net == 3 * 350_000 + 50_000


def test_vat_is_reckoned_on_the_sum_and_half_an_ore_is_rounded_up():
    price = price_of(Rates(per_hour=333), [hours(0, 1.5)], 1, 25)

    assert (price.net, price.vat, price.gross) == (500, 125, 625)
    assert price_of(Rates(start_fee=2), [hours(0, 1)], 1, 25).vat == 1


def test_a_list_without_prices_has_no_price():
    assert price_of(Rates(), [hours(0, 1)], 1, 25) is None
    assert price_of(Rates(start_fee=0), [hours(0, 1)], 1, 25) is None
    assert price_of(FULL, [], 1, 25) is None


def test_a_price_of_nothing_is_a_price():
    assert price_of(Rates(per_hour=0), [hours(0, 2)], 1, 25).gross == 0


@pytest.mark.parametrize(("day", "minutes"), [(date(2027, 3, 28), 23 * 60), (date(2027, 10, 31), 25 * 60)])
def test_hours_are_counted_as_they_pass_when_the_clock_is_moved(day, minutes):
    assert lines(price_of(Rates(per_hour=100), [day_period(day)], 1, 25)) == [("hour", minutes, minutes * 100 // 60)]


@pytest.mark.parametrize(
    ("kind", "size", "expected"),
    [
        ("company", "sme", SME),
        ("company", "large", LARGE),
        ("company", "unknown", LARGE),
        ("operator", "unknown", ACADEMY),
    ],
)
def test_an_organisation_has_its_class(kind, size, expected):
    assert class_of(kind, size) == expected


START = datetime(2027, 3, 1, tzinfo=UTC)
ore = st.one_of(st.none(), st.integers(0, 10**7))
rates = st.builds(Rates, ore, ore, ore, ore)
stretches = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 48)), min_size=1, max_size=5).map(
    lambda pairs: [
        Period(
            START + timedelta(days=3 * n, minutes=30 * first),
            START + timedelta(days=3 * n, minutes=30 * (first + length)),
        )
        for n, (first, length) in enumerate(pairs)
    ]
)


@settings(max_examples=200, deadline=None)
@given(rates, stretches, st.integers(1, 20), st.integers(0, 30))
def test_sums_are_whole_ore_and_agree_with_their_lines(list_, taken, units, vat):
    price = price_of(list_, taken, units, vat)

    if price is None:
        assert list_.is_empty
        return
    amounts = [line.amount for line in price.lines]
    assert all(isinstance(amount, int) and amount >= 0 for amount in amounts)
    assert price.net == sum(amounts) and price.gross == price.net + price.vat
    assert abs(100 * price.vat - price.net * vat) <= 50


@settings(max_examples=200, deadline=None)
@given(rates, stretches, st.integers(1, 5))
def test_it_never_costs_more_than_by_one_way_alone(list_, taken, units):
    price = price_of(list_, taken, units, 25)
    for alone in (Rates(per_hour=list_.per_hour), Rates(per_half_day=list_.per_half_day), Rates(per_day=list_.per_day)):
        other = price_of(alone, taken, units, 25)
        if price and other:
            # The hours of several days are rounded once for all of them.
            assert price.net - (list_.start_fee or 0) <= other.net + 1


@settings(max_examples=100, deadline=None)
@given(rates, stretches, st.integers(1, 5))
def test_more_time_or_more_units_never_cost_less(list_, taken, units):
    price, longer = (price_of(list_, some, units, 25) for some in (taken[:-1], taken))
    more = price_of(list_, taken, units + 1, 25)

    if price and longer and more:
        assert price.net <= longer.net <= more.net
