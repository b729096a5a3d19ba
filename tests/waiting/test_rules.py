"""How long an offer stands, and when somebody is told: working hours, and never past the notice."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from portal.clock import Period
from portal.waiting.rules import ANSWER_HOURS, after_working_hours, answer_by, bookable_until, is_news, is_over


def at(day, hour, minute=0, month=3):
    """A moment on the clock in Stockholm in winter time, 2027."""
    return datetime(2027, month, day, hour - 1, minute, tzinfo=UTC)


def notice(hours=0, days=0):
    return SimpleNamespace(notice_hours=hours, notice_days=days)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (at(1, 9), at(1, 13)),
        (at(1, 13), at(1, 17)),
        (at(1, 15), at(2, 10)),
        (at(1, 6), at(1, 12)),
        (at(1, 20), at(2, 12)),
        (at(5, 16), at(8, 11)),
        (at(6, 12), at(8, 12)),
        # Thursday has one hour left, then comes Good Friday to Easter Monday, and summer time begins.
        (at(25, 16), datetime(2027, 3, 30, 9, tzinfo=UTC)),
    ],
    ids=["same day", "to five", "next morning", "before eight", "night", "weekend", "Saturday", "Easter"],
)
def test_four_hours_are_working_hours(now, until):
    assert after_working_hours(now, ANSWER_HOURS) == until


@pytest.mark.parametrize(
    ("terms", "until"),
    [
        (notice(), at(8, 9)),
        (notice(hours=24), at(7, 9)),
        # Sunday is the last day from which one working day's notice reaches no further than Monday.
        (notice(days=1), at(8, 1) - timedelta(hours=1)),
        (notice(days=2), at(5, 1) - timedelta(hours=1)),
        (notice(hours=96, days=1), at(4, 9)),
    ],
    ids=["none", "hours", "a working day", "two", "both"],
)
def test_a_time_is_booked_until_its_notice(terms, until):
    assert bookable_until(terms, at(8, 9)) == until


def test_an_offer_never_outlasts_the_notice_nor_the_hour_before_the_start():
    assert answer_by(notice(), at(1, 12), at(1, 9)) == at(1, 11)
    assert answer_by(notice(hours=2), at(1, 12), at(1, 9)) == at(1, 10)
    assert answer_by(notice(), at(9, 9), at(1, 9)) == at(1, 13)


@pytest.mark.parametrize("minutes", [0, 60, 89])
def test_too_close_to_the_start_nothing_is_offered(minutes):
    assert answer_by(notice(), at(1, 9) + timedelta(minutes=minutes), at(1, 9)) is None


def test_a_wish_is_over_when_it_has_no_room_left_in_its_window():
    window = Period(at(1, 8), at(1, 17))

    assert not is_over("hour", window, 3, at(1, 14))
    assert is_over("hour", window, 3, at(1, 14, 1))


def test_who_watches_is_told_of_news_and_once_a_day():
    first, second, now = at(5, 9), at(6, 9), at(1, 9)

    assert is_news(None, [], [first], now)
    assert not is_news(None, [], [], now)
    assert not is_news(now - timedelta(hours=23), [first], [first, second], now)
    assert is_news(now - timedelta(hours=24), [first], [first, second], now)
    assert not is_news(now - timedelta(days=9), [first, second], [second], now)
