"""When a request is to be answered, and when whoever answers is reminded."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal import clock
from portal.booking.requests.rules import answer_by, is_to_be_reminded, remind_at

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC))
FAR = datetime(2035, 1, 1, tzinfo=UTC)


def test_two_working_days_from_a_friday_end_with_the_tuesday():
    friday = clock.at(date(2026, 11, 27), time(15))

    assert answer_by(friday, FAR, 2) == clock.at(date(2026, 12, 1), time(23, 59))


def test_holidays_are_no_days_to_answer_on():
    before_christmas = clock.at(date(2026, 12, 23), time(15))

    # The 24th and the 25th are nobody's working days, and then comes a weekend.
    assert answer_by(before_christmas, FAR, 1) == clock.at(date(2026, 12, 28), time(23, 59))


def test_no_deadline_lies_after_the_start_and_none_is_set_without_days():
    friday = clock.at(date(2026, 11, 27), time(15))
    saturday = friday + timedelta(days=1)

    assert answer_by(friday, saturday, 2) == saturday
    assert answer_by(friday, saturday, None) is None


@given(MOMENTS, st.integers(1, 30))
def test_there_are_as_many_working_days_to_answer_as_the_owner_says(now, days):
    deadline = answer_by(now, FAR, days)

    passed = clock.days(clock.local_day(now) + timedelta(days=1), clock.local_day(deadline - timedelta(seconds=1)))
    assert sum(clock.is_working_day(day) for day in passed) == days


@given(MOMENTS)
def test_the_reminder_comes_on_a_working_morning_with_hours_left(deadline):
    moment = remind_at(deadline)

    assert clock.local(moment).time() == time(8)
    assert clock.is_working_day(clock.local_day(moment))
    assert timedelta(hours=4) <= deadline - moment <= timedelta(days=8)


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=40)), st.timedeltas(timedelta(0), timedelta(days=40)))
def test_a_reminder_is_due_only_between_sending_and_deadline(sent_at, to_deadline, to_now):
    deadline, now = sent_at + to_deadline, sent_at + to_now

    if is_to_be_reminded(sent_at, deadline, now):
        assert sent_at < now < deadline
