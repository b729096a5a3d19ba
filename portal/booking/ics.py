"""A booking as a calendar file (RFC 5545): one stable UID, a SEQUENCE that grows, and nothing confidential.

Who booked and why is left out: a calendar is shared more widely than one thinks, and CLASS:PRIVATE is only a wish.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from icalendar import Calendar, Event

from portal import clock
from portal.booking.availability import first_day_of, last_day_of
from portal.booking.queries import BookingView
from portal.booking.states import CONFIRMED, HELD, REQUESTED, TAKES_CAPACITY
from portal.web.language import in_language, localised
from portal.web.links import public_url

A_DAY = timedelta(days=1)


def calendar_of(booking: BookingView, language: str, *, host: str, now: datetime) -> str:
    """Return the calendar file in this language; a booking that has lost its time is a cancelled event."""
    return calendar_of_all([booking], language, host=host, now=now)


def calendar_of_all(bookings: Iterable[BookingView], language: str, *, host: str, now: datetime) -> str:
    """Return one calendar file with an event for each booking."""
    with in_language(language):
        calendar = Calendar()
        calendar.add("prodid", f"-//{host}//Testporten//{language.upper()}")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        for booking in bookings:
            calendar.add_component(_event(booking, language, host=host, now=now))
        return calendar.to_ical().decode()


def _event(booking: BookingView, language: str, *, host: str, now: datetime) -> Event:
    resource, testbed = localised(booking, "resource_name", language), localised(booking, "testbed_name", language)
    event = Event()
    event.add("uid", f"{booking.reference}@{host}")
    event.add("sequence", booking.sequence)
    event.add("dtstamp", now)
    event.add("last-modified", booking.changed_at)
    starts, ends = _edges(booking)
    event.add("dtstart", starts)
    event.add("dtend", ends)
    event.add("summary", _("Testbädd: %(resource)s, %(testbed)s", resource=resource, testbed=testbed))
    event.add("location", ", ".join(part for part in (booking.testbed_address, booking.municipality) if part))
    event.add("description", _("Bokning %(reference)s", reference=booking.reference))
    event.add("status", _status(booking.state))
    event.add("transp", "OPAQUE" if booking.state in TAKES_CAPACITY else "TRANSPARENT")
    event.add("url", public_url("booking.show", language, reference=booking.reference))
    return event


def _edges(booking: BookingView) -> tuple[date | datetime, date | datetime]:
    """Return whole days where days are booked, else moments in UTC."""
    first_day, last_day = first_day_of(booking.period), last_day_of(booking.period)
    if booking.unit == "day" and booking.period == clock.days_period(first_day, last_day):
        return first_day, last_day + A_DAY
    return booking.starts_at, booking.ends_at


def _status(state: str) -> str:
    if state in (HELD, REQUESTED):
        return "TENTATIVE"
    return "CONFIRMED" if state in TAKES_CAPACITY or state == CONFIRMED else "CANCELLED"
