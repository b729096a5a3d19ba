"""What this room shows on pages of other rooms: the ways to the waiting list where a time is refused, and to one's own places."""

from datetime import timedelta
from typing import Any

from flask import render_template

from portal import clock
from portal.accounts.guards import signed_in
from portal.booking.forms import link_to, pick_value
from portal.clock import Period
from portal.waiting import queries

SIX_DAYS = timedelta(days=6)


def at_refusal(resource: Any, form_id: str, **_context: object) -> str:
    """Return the button that waits for the time in a form that was refused, with all that is typed there."""
    return render_template("waiting/_at_refusal.html", resource=resource, form_id=form_id)


def at_date(resource: Any, period: Period | None, units: int, **_context: object) -> str:
    """Return the button that waits for one refused date of a series; an empty string for a date that does not exist."""
    if period is None:
        return ""
    return render_template("waiting/_at_date.html", resource=resource, period=period, value=pick_value(period, units))


def at_week(resource: Any, week: Any, **_context: object) -> str:
    """Return the way to wait for time in the week that is shown; an empty string for one that is over."""
    last_day, today = week.monday + SIX_DAYS, clock.local_day(clock.now())
    if last_day < today:
        return ""
    query = link_to("day", clock.days_period(max(week.monday, today), last_day))
    return render_template("waiting/_at_week.html", resource=resource, query=query)


def own(**_context: object) -> str:
    """Return the way to what the organisation waits for, if it waits for anything."""
    waits = queries.waits_of(signed_in().organisation_ids)
    return render_template("waiting/_own.html", waits=waits) if waits else ""
