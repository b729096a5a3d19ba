"""Calendars as other systems write them, read as busy time."""

from datetime import UTC, datetime

import pytest

from portal.clock import Period
from portal.feeds.reading import NoCalendar, busy_times

MARCH = Period(datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 4, 1, tzinfo=UTC))
ZONE = """BEGIN:VTIMEZONE
TZID:Europe/Stockholm
BEGIN:STANDARD
DTSTART:19701025T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
END:VTIMEZONE
"""


def calendar(*events, zone=""):
    body = "".join(
        f"BEGIN:VEVENT\nUID:{number}\nDTSTAMP:20270101T000000Z\n{text}\nEND:VEVENT\n"
        for number, text in enumerate(events)
    )
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y//\n{zone}{body}END:VCALENDAR\n".replace("\n", "\r\n").encode()


def read(*events, zone=""):
    found = busy_times(calendar(*events, zone=zone), MARCH)
    return [f"{one.starts_at:%d %H:%M}-{one.ends_at:%d %H:%M}" for one in found]


@pytest.mark.parametrize(
    ("event", "busy"),
    [
        ("DTSTART:20270302T080000Z\nDTEND:20270302T100000Z", ["02 08:00-02 10:00"]),
        ("DTSTART:20270302T080000Z\nDURATION:PT90M", ["02 08:00-02 09:30"]),
        ("DTSTART:20270302T080000\nDTEND:20270302T100000", ["02 07:00-02 09:00"]),
        ("DTSTART;VALUE=DATE:20270302\nDTEND;VALUE=DATE:20270304", ["01 23:00-03 23:00"]),
        ("DTSTART;VALUE=DATE:20270302", ["01 23:00-02 23:00"]),
        ("DTSTART:20270302T080000Z\nDTEND:20270302T100000Z\nTRANSP:TRANSPARENT", []),
        ("DTSTART:20270302T080000Z\nDTEND:20270302T100000Z\nSTATUS:CANCELLED", []),
        ("DTSTART:20270302T080000Z\nDTEND:20270302T080000Z", []),
        ("DTSTART:20260302T080000Z\nDTEND:20260302T100000Z", []),
        ("DTSTART:20270228T200000Z\nDTEND:20270301T040000Z", ["01 00:00-01 04:00"]),
    ],
)
def test_one_event(event, busy):
    assert read(event) == busy


def test_a_repeated_event_keeps_its_clock_over_the_switch():
    weekly = "DTSTART;TZID=Europe/Stockholm:20270322T090000\nDTEND;TZID=Europe/Stockholm:20270322T100000\nRRULE:FREQ=WEEKLY;COUNT=3"

    assert read(weekly, zone=ZONE) == ["22 08:00-22 09:00", "29 07:00-29 08:00"]


def test_a_date_that_was_taken_out_is_free():
    daily = "DTSTART:20270302T080000Z\nDTEND:20270302T090000Z\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE:20270303T080000Z"

    assert read(daily) == ["02 08:00-02 09:00", "04 08:00-04 09:00"]


@pytest.mark.parametrize(
    "text", [b"", b"<html>log in</html>", b"\x00\xff", b"BEGIN:VCALENDAR", b"BEGIN:VEVENT\r\nEND:VEVENT\r\n"]
)
def test_what_is_no_calendar_is_refused(text):
    with pytest.raises(NoCalendar):
        busy_times(text, MARCH)


def test_an_endless_rule_of_seconds_is_too_many():
    with pytest.raises(NoCalendar):
        busy_times(calendar("DTSTART:20270302T080000Z\nDTEND:20270302T080001Z\nRRULE:FREQ=MINUTELY"), MARCH)
