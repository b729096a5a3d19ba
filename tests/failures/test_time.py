"""Time zones and the switch to summer time: failures 23 to 26 of the register."""

import os
import time
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest

from portal import clock
from portal.booking import rules
from portal.clock import Period
from portal.errors import CapacityExceeded, Refusal
from portal.web import formats
from tests.booking.scene import letters
from tests.booking.test_clock_changes import SPRING, book, make_open, switches

A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)


@switches
def test_a_letter_and_its_calendar_file_tell_the_same_time_on_both_sides_of_the_switch(app, day):
    scene = make_open(day, "hour")

    for one in (day - A_DAY, day, day + A_DAY):
        starts_at = clock.at(one, clock.local(clock.start_of(day)).time().replace(hour=13))
        book(scene, day, Period(starts_at, starts_at + 2 * AN_HOUR))
        letter = letters()[-1]
        event = icalendar.Calendar.from_ical(letter.calendar).walk("VEVENT")[0]

        said = formats.span(event["DTSTART"].dt, event["DTEND"].dt, letter.language)
        assert said in letter.body and "13:00–15:00" in said


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York"])
def test_the_zone_of_the_machine_moves_no_day(zone):
    known = os.environ.get("TZ")
    moment = clock.start_of(SPRING) + 30 * timedelta(minutes=1)
    os.environ["TZ"] = zone
    time.tzset()
    try:
        assert clock.local_day(moment) == SPRING
        assert formats.span(moment, moment + AN_HOUR, "en") == "Sun 26 Mar 2028 at 00:30–01:30"
    finally:
        os.environ.pop("TZ") if known is None else os.environ.update(TZ=known)
        time.tzset()


def test_times_that_are_written_in_different_zones_still_collide(app):
    scene = make_open(SPRING, "hour")
    noon = clock.start_of(SPRING - A_DAY) + 12 * AN_HOUR
    book(scene, SPRING, Period(noon, noon + 2 * AN_HOUR))

    for zone in ("Asia/Tokyo", "America/St_Johns"):
        there = (noon + AN_HOUR).astimezone(ZoneInfo(zone))
        with pytest.raises(CapacityExceeded):
            book(scene, SPRING, Period(there, there + AN_HOUR), by=scene.rival)


@pytest.mark.parametrize("asked_on", [date(2028, 3, 25), date(2027, 10, 30)])
def test_the_last_day_that_may_be_booked_does_not_slip_over_the_switch(app, asked_on):
    scene = make_open(asked_on + A_DAY, "hour", horizon_days=2)
    last = asked_on + 2 * A_DAY

    midnight = clock.start_of(asked_on + A_DAY) - timedelta(seconds=1)
    evening = Period(clock.start_of(last + A_DAY) - AN_HOUR, clock.start_of(last + A_DAY))
    assert {rules.last_bookable_day(scene.resource, now) for now in (clock.start_of(asked_on), midnight)} == {last}
    assert scene.hold(evening, now=midnight).state == "held"
    with pytest.raises(Refusal, match="Det går att boka till och med"):
        scene.hold(Period(evening.ends_at, evening.ends_at + AN_HOUR), now=midnight)
