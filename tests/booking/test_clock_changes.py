"""Bookings over the days on which the clocks change: 23 and 25 hours, a time that is missing and one that comes twice (G19)."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.booking.calendar_pages import week_for
from portal.booking.models import Booking, Claim
from portal.capacity.queries import offered
from portal.capacity.rules import slots
from portal.clock import Period
from portal.database import db
from portal.errors import CapacityExceeded, Refusal
from tests.booking.filling import errors, send
from tests.booking.scene import make_scene
from tests.builders import make_organisation, make_person

SPRING, AUTUMN = date(2028, 3, 26), date(2027, 10, 31)
"""The clocks go from 02 to 03, and from 03 back to 02; neither is a holiday."""
LENGTHS = {SPRING: 23, AUTUMN: 25}
A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)
switches = pytest.mark.parametrize("day", [SPRING, AUTUMN])


def soon_before(day):
    return clock.start_of(day - timedelta(days=30))


def make_open(day, unit, **values):
    """Return a scene that is open day and night around the switch."""
    return make_scene(opens=0, closes=24, days=range(7), unit=unit, now=soon_before(day), **values)


def book(scene, day, period, **more):
    return scene.book(period, now=soon_before(day), **more)


def company(scene):
    return scene.visitor(make_person(make_organisation()))


def slots_of(scene, day):
    return slots(scene.resource.unit, offered(scene.resource.id, clock.day_period(day)), day)


def claimed_hours():
    rows = db.session.execute(select(Claim.starts_at, Claim.ends_at).where(Claim.active == 1)).all()
    return sum((ends_at - starts_at).total_seconds() for starts_at, ends_at in rows) / 3600


@switches
def test_a_booked_day_is_as_long_as_the_day_is(app, day):
    scene = make_open(day, "day")

    booking = book(scene, day, clock.day_period(day))

    assert booking.period == clock.day_period(day)
    assert claimed_hours() == LENGTHS[day]


@switches
def test_the_days_around_the_switch_stand_apart(app, day):
    scene = make_open(day, "day")

    for one in (day - A_DAY, day, day + A_DAY):
        book(scene, day, clock.day_period(one), by=company(scene))

    assert claimed_hours() == 48 + LENGTHS[day]
    with pytest.raises(CapacityExceeded):
        book(scene, day, clock.day_period(day), by=company(scene))


@switches
def test_a_week_of_days_over_the_switch_is_one_booking(app, day):
    scene = make_open(day, "day")

    booking = book(scene, day, clock.days_period(day - timedelta(days=3), day + timedelta(days=3)))

    assert (clock.local(booking.starts_at).hour, clock.local(booking.ends_at).hour) == (0, 0)
    assert claimed_hours() == 6 * 24 + LENGTHS[day]


@switches
def test_a_half_day_ends_at_noon_on_the_clock(app, day):
    scene = make_open(day, "half-day")
    morning, afternoon = slots_of(scene, day)

    for one in (morning, afternoon):
        book(scene, day, one.period, by=company(scene))

    assert (morning.period.hours, afternoon.period.hours) == (LENGTHS[day] - 12, 12)
    assert clock.local(morning.ends_at).hour == 12
    assert claimed_hours() == LENGTHS[day]


@switches
def test_every_hour_of_the_day_can_be_booked_once(app, day):
    scene = make_open(day, "hour")
    found = slots_of(scene, day)

    for one in found:
        book(scene, day, one.period, by=company(scene))

    assert len(found) == LENGTHS[day] == claimed_hours()
    for one in found:
        with pytest.raises(CapacityExceeded):
            book(scene, day, one.period, by=scene.booker)


@switches
def test_a_booking_from_evening_to_morning_is_as_long_as_the_night(app, day):
    scene = make_open(day, "hour")
    night = Period(clock.start_of(day) - 2 * AN_HOUR, clock.start_of(day) + 6 * AN_HOUR)

    booking = book(scene, day, night)

    ends = {SPRING: 7, AUTUMN: 5}[day]
    assert (clock.local(booking.starts_at).hour, clock.local(booking.ends_at).hour) == (22, ends)
    assert claimed_hours() == 8


def test_half_past_two_comes_twice_in_autumn_and_is_booked_twice(app):
    scene = make_open(AUTUMN, "half-hour")
    twice = [one for one in slots_of(scene, AUTUMN) if clock.local(one.starts_at).strftime("%H:%M") == "02:30"]

    for one in twice:
        book(scene, AUTUMN, one.period, by=company(scene))

    first, second = twice
    assert second.starts_at - first.starts_at == AN_HOUR
    for one in twice:
        with pytest.raises(CapacityExceeded):
            book(scene, AUTUMN, one.period)


def test_half_past_two_does_not_come_in_spring(app):
    scene = make_open(SPRING, "half-hour")
    times = Counter(clock.local(one.starts_at).strftime("%H") for one in slots_of(scene, SPRING))

    assert "02" not in times
    assert sum(times.values()) == 46


def test_a_time_that_comes_twice_means_the_first_on_the_form(app, client, sign_in, freeze):
    freeze(soon_before(AUTUMN))
    scene = make_open(AUTUMN, "half-hour")
    sign_in(scene.booker_person)

    answer = send(client, scene, first_day="2027-10-31", starts="02:30", ends="03:00")

    assert answer.status_code == 303
    assert db.session.scalars(select(Booking.starts_at)).all() == [datetime(2027, 10, 31, 0, 30, tzinfo=UTC)]


def test_a_time_that_is_missing_is_refused_at_its_field(app, client, sign_in, freeze):
    freeze(soon_before(SPRING))
    scene = make_open(SPRING, "half-hour")
    sign_in(scene.booker_person)

    answer = send(client, scene, first_day="2028-03-26", starts="02:30", ends="04:00")

    assert answer.status_code == 422
    assert errors(answer) == {"starts"}


@switches
def test_opening_hours_stand_still_on_the_clock(app, day):
    scene = make_scene(now=soon_before(day), days=range(7))
    before, after = (
        slots("hour", offered(scene.resource.id, clock.day_period(one)), one) for one in (day - A_DAY, day)
    )

    for one in (before[0], after[0]):
        book(scene, day, one.period)

    assert clock.local(before[0].starts_at).hour == clock.local(after[0].starts_at).hour == 8
    assert abs((after[0].starts_at - before[0].starts_at) - A_DAY) == AN_HOUR


@switches
def test_a_booking_out_of_step_with_the_changed_clock_is_refused(app, day):
    scene = make_scene(now=soon_before(day), days=range(7))
    as_yesterday = clock.start_of(day - A_DAY) + timedelta(days=1, hours=8)

    ends = as_yesterday + timedelta(hours=9)
    with pytest.raises(Refusal):
        book(scene, day, Period(as_yesterday, ends))


@switches
def test_the_calendar_of_the_week_has_every_hour_of_the_changed_day(app, day, freeze):
    freeze(soon_before(day))
    scene = make_open(day, "hour")

    week = week_for(scene.resource, day - timedelta(days=day.weekday()))

    free = [sum(cell.state == "free" for cell in row.cells) for row in week.rows]
    assert free == [24] * 6 + [LENGTHS[day]]
    assert len(week.columns) == max(24, LENGTHS[day])
