"""The earliest start by plain values: each step after the other over holidays and the switch to summer time."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from portal import clock
from portal.free_time.kept_starts import first_start, pack, starts_in
from portal.free_time.start_rules import (
    WORKING_DAY,
    Answering,
    Lacking,
    Notice,
    Start,
    add_working_minutes,
    answered_by,
    earliest,
    measured,
    ready_at,
    steps_before,
    working_minutes,
)

COURSE = Lacking((("Säkerhetskurs", "Safety course"),), 10)


def at(day, hour=0, minute=0):
    return clock.at(date.fromisoformat(day), time(hour, minute))


def test_notice_runs_beside_the_answer_and_what_is_missing_is_got_after_it():
    now = at("2026-11-24", 10)
    notice = Notice(0, 2, at("2026-11-26"))

    steps = steps_before(notice, Answering(3 * WORKING_DAY, 12), COURSE, now)

    assert [step.until for step in steps] == [at("2026-11-26"), at("2026-11-27", 10), at("2026-12-12")]
    assert ready_at(steps, now) == at("2026-12-12")


def test_long_notice_decides_where_all_else_is_quicker():
    now = at("2026-11-24", 10)

    steps = steps_before(Notice(0, 30, at("2027-01-12")), Answering(WORKING_DAY, 7), None, now)

    assert ready_at(steps, now) == at("2027-01-12")
    assert ready_at((), now) == now


@pytest.mark.parametrize(
    ("answering", "until"),
    [
        # Christmas Eve, Christmas Day and the weekend lie between.
        (Answering(2 * WORKING_DAY, 9), at("2026-12-28", 14)),
        # New Year's Eve and New Year's Day too, and the whole of the last day counts.
        (Answering(promised=5), at("2027-01-05")),
        (Answering(), at("2026-12-22", 14)),
    ],
)
def test_an_answer_over_christmas_waits_for_days_on_which_people_work(answering, until):
    assert answered_by(answering, at("2026-12-22", 14)) == until


def test_training_over_christmas_is_counted_in_working_days():
    steps = steps_before(None, None, COURSE, at("2026-12-22", 14))

    # 23, 28, 29, 30 December; 4, 5, 7, 8, 11, 12 January.
    assert steps[0].until == at("2027-01-13")


@pytest.mark.parametrize(
    ("since", "until", "minutes"),
    [
        (at("2026-11-24", 10), at("2026-11-24", 12, 30), 150),
        (at("2026-11-24", 6), at("2026-11-24", 20), WORKING_DAY),
        # Easter, and the clocks go forward.
        (at("2027-03-25", 15), at("2027-03-30", 9), 120),
        (at("2026-12-23", 12), at("2026-12-28", 10), 360),
        (at("2026-12-24", 9), at("2026-12-27", 9), 0),
    ],
)
def test_minutes_of_work_lie_within_working_days(since, until, minutes):
    assert working_minutes(since, until) == minutes
    if minutes % WORKING_DAY:
        assert add_working_minutes(since, minutes) == until


def test_few_answers_tell_nothing():
    assert measured([60, 60, 60, 60]) is None
    assert measured([30, 90, 60, 6000, 60]) == (60, 5)


def start(number, moment, answering=None):
    steps = steps_before(None, answering, None, at("2026-11-24", 10))
    return Start(number, "Bänken", "The bench", "hour", steps, moment, 180)


def test_the_earliest_is_the_first_in_time_and_of_two_the_surer():
    soon, late = at("2026-12-01", 8), at("2026-12-02", 8)

    assert earliest([start(1, None), start(2, late), start(3, soon, Answering()), start(4, soon)]) == start(4, soon)
    assert earliest([start(1, None)]) == start(1, None)
    assert earliest([]) is None


def test_a_packed_month_gives_back_every_start_also_when_the_clocks_change():
    """Hour by hour through the month that loses an hour: each start is found again, and so is the next one after it."""
    first = clock.start_of(date(2027, 3, 1))
    starts = [first + timedelta(hours=number) for number in range(31 * 24 - 1)]
    packed = pack([(one, clock.local_day(one)) for one in starts], date(2027, 3, 1))

    assert starts[-1] == datetime(2027, 3, 31, 21, tzinfo=UTC)
    for one in starts[600:700]:
        assert first_start(packed, date(2027, 3, 1), one, date(2027, 12, 31)) == one
        assert first_start(packed, date(2027, 3, 1), one - timedelta(minutes=59), date(2027, 12, 31)) == one


def test_what_ends_after_the_last_day_that_can_be_booked_is_no_start():
    month, since = date(2027, 3, 1), at("2027-03-10")
    packed = pack([(at("2027-03-10", 8), date(2027, 3, 14))], month)

    assert first_start(packed, month, since, date(2027, 3, 14)) == at("2027-03-10", 8)
    assert first_start(packed, month, since, date(2027, 3, 13)) is None
    assert first_start(packed, month, at("2027-03-10", 8, 1), date(2027, 3, 31)) is None
    assert first_start(b"", month, since, date(2027, 3, 31)) is None


def test_starts_are_parted_by_the_local_month():
    starts = [(at("2027-03-31", 23), date(2027, 4, 1)), (at("2027-04-01"), date(2027, 4, 1))]
    march = 2027 * 12 + 2

    assert [starts_in(starts, number) for number in (march, march + 1)] == [starts[:1], starts[1:]]
