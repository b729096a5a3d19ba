"""A calendar file as busy time: the only user of the library that unfolds repeated events.

Events that are cancelled or marked as free take no time. A whole day is one from midnight to midnight in Stockholm; a time
without a zone is Stockholm's.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import recurring_ical_events  # type: ignore[import-untyped]
from icalendar import Calendar

from portal import clock
from portal.clock import Period
from portal.errors import N_, Refusal

MOST_EVENTS = 5000
NO_CALENDAR = N_("Svaret är ingen kalender i formatet iCalendar.")
TOO_MANY = N_("Kalendern har för många händelser under den tid som går att boka.")


class NoCalendar(Refusal):
    """What was read cannot be understood."""


def busy_times(text: bytes, period: Period) -> list[Period]:
    """Return when the calendar is busy within the period, sorted. Raise NoCalendar for what is none."""
    try:
        calendar = Calendar.from_ical(text)
        if getattr(calendar, "name", None) != "VCALENDAR":
            raise NoCalendar(NO_CALENDAR)
        events = recurring_ical_events.of(calendar, components=["VEVENT"], skip_bad_series=True)
        found = sorted(_busy(events.between(clock.local(period.starts_at), clock.local(period.ends_at)), period))
    except NoCalendar:
        raise
    except Exception:
        # The library meets whatever anybody's calendar writes; there is no list of what it may raise.
        raise NoCalendar(NO_CALENDAR) from None
    if len(found) > MOST_EVENTS:
        raise NoCalendar(TOO_MANY)
    return [Period(*one) for one in found]


def _busy(events: list[Any], period: Period) -> Iterator[tuple[datetime, datetime]]:
    for event in events:
        if str(event.get("TRANSP", "")).upper() == "TRANSPARENT" or str(event.get("STATUS", "")).upper() == "CANCELLED":
            continue
        starts_at = max(_moment(event["DTSTART"].dt), period.starts_at)
        ends_at = min(_moment(event["DTEND"].dt), period.ends_at)
        if starts_at < ends_at:
            yield starts_at, ends_at


def _moment(value: date | datetime) -> datetime:
    if not isinstance(value, datetime):
        return clock.start_of(value)
    if value.tzinfo is None:
        return clock.at_or_after(value.date(), value.time())
    # Whole seconds, as everything here is kept.
    return value.astimezone(UTC).replace(microsecond=0)
