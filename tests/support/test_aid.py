"""Room under the aid rules: three years in a row, to the day, by every stretch that a new grant would fall within."""

from datetime import date
from decimal import Decimal

import pytest

from portal.support.aid import DE_MINIMIS, GBER_28, RULES, Aid, euro_cents, room, three_years_after

TODAY = date(2026, 11, 30)
K = 1000_00


def granted(thousands, day, rule="de-minimis"):
    return Aid(thousands * K, date.fromisoformat(day), rule)


def left(*aids, on=TODAY, rule=DE_MINIMIS):
    return room(rule, aids, on).left // K


def test_the_ceilings_are_those_of_the_rules():
    assert {rule.key: rule.cap for rule in RULES} == {"de-minimis": 300_000_00, "gber-28": 220_000_00}
    assert all(rule.url.startswith("https://") for rule in RULES)


def test_nothing_declared_leaves_it_all():
    assert (left(), left(rule=GBER_28)) == (300, 220)


@pytest.mark.parametrize(
    ("day", "room_left"),
    [
        ("2026-11-30", 200),
        ("2026-11-29", 200),
        ("2023-12-01", 200),
        ("2023-11-30", 300),
        ("2023-11-29", 300),
        ("2010-01-01", 300),
    ],
)
def test_aid_counts_for_three_years_and_not_on_the_day_three_years_later(day, room_left):
    assert left(granted(100, day)) == room_left


@pytest.mark.parametrize(
    ("day", "after"),
    [
        ("2024-02-29", "2027-03-01"),
        ("2023-02-28", "2026-02-28"),
        ("2023-12-31", "2026-12-31"),
        ("2021-03-01", "2024-03-01"),
    ],
)
def test_three_years_later_is_the_same_day_or_the_first_of_march(day, after):
    assert three_years_after(date.fromisoformat(day)) == date.fromisoformat(after)


def test_each_rule_counts_its_own_aid():
    declared = (granted(100, "2026-01-01"), granted(50, "2026-01-01", "gber-28"))

    assert (left(*declared), left(*declared, rule=GBER_28)) == (200, 170)


def test_overlapping_aid_adds_up_and_the_room_grows_as_each_leaves():
    found = room(DE_MINIMIS, [granted(120, "2024-05-01"), granted(100, "2025-09-15")], TODAY)

    assert (found.used // K, found.left // K) == (220, 80)
    assert found.later == ((date(2027, 5, 1), 200 * K), (date(2028, 9, 15), 300 * K))


def test_a_ceiling_that_is_passed_leaves_nothing_and_says_by_how_much():
    found = room(DE_MINIMIS, [granted(200, "2024-05-01"), granted(150, "2025-09-15")], TODAY)

    assert (found.left, found.over) == (0, 50 * K)


def test_exactly_the_ceiling_leaves_nothing_and_is_not_passed():
    found = room(DE_MINIMIS, [granted(300, "2026-11-30")], TODAY)

    assert (found.left, found.over) == (0, 0)


def test_aid_that_is_decided_for_later_takes_room_now():
    later = granted(250, "2028-06-01")

    assert left(later) == 50
    assert left(granted(250, "2029-11-30")) == 300


def test_older_aid_that_has_left_before_later_aid_comes_does_not_add_to_it():
    old, later = granted(200, "2024-01-10"), granted(250, "2027-03-01")

    assert left(old, later, on=date(2026, 12, 1)) == 50
    assert left(old, later, on=date(2027, 2, 1)) == 50


@pytest.mark.parametrize(
    ("amount", "rate", "cents"),
    [
        ("100", None, 10_000),
        ("1150", "11.5", 10_000),
        ("100", "11.5", 870),
        ("0.001", None, 1),
        ("250000", "11.4321", 2_186_825),
    ],
)
def test_kronor_become_euro_by_the_rate_and_go_up_where_they_do_not_come_out_even(amount, rate, cents):
    assert euro_cents(Decimal(amount), Decimal(rate) if rate else None) == cents
