"""What programs read of resources, bookings and plans: plain values, moments as Stockholm reads them with their offset."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from portal import clock
from portal.booking.queries import BookingView, ChangeView
from portal.booking.service import FreeTime, Instead
from portal.capacity.minutes import write_minute
from portal.capacity.queries import PlanView
from portal.catalogue.models import Resource
from portal.clock import Period


def moment(at: datetime | None) -> str | None:
    return clock.local(at).isoformat() if at else None


def period(one: Period) -> dict[str, Any]:
    return {"starts_at": moment(one.starts_at), "ends_at": moment(one.ends_at)}


_RULES = (
    "unit",
    "units",
    "mode",
    "shortest",
    "longest",
    "notice_hours",
    "notice_days",
    "horizon_days",
    "start_every",
    "buffer_before",
    "buffer_after",
    "late_hours",
    "late_percent",
)


def resource(one: Resource) -> dict[str, Any]:
    """Return the resource with the rules by which it is booked; lengths are counted in its own unit of time."""
    return {
        "resource": one.slug,
        "testbed": one.testbed.slug,
        "name_sv": one.name_sv,
        "name_en": one.name_en,
        "is_open": one.is_open,
        "is_demonstration": one.testbed.is_demonstration,
        "rules": {name: getattr(one, name) for name in _RULES},
    }


def free(times: Iterable[FreeTime]) -> list[dict[str, Any]]:
    return [period(one.period) for one in times]


def booking(one: BookingView, change: ChangeView | None = None) -> dict[str, Any]:
    """Return the booking as both its sides may read it, with the change that waits for an answer."""
    return {
        "reference": one.reference,
        "version": one.version,
        "state": one.state,
        "resource": one.resource_slug,
        "testbed": one.testbed_slug,
        **period(one.period),
        "units": one.units,
        "purpose": one.purpose,
        "note": one.note,
        "organisation": one.organisation_name,
        "person": one.person_name,
        "answer_by": moment(one.answer_by),
        "created_at": moment(one.created_at),
        "changed_at": moment(one.changed_at),
        "asked": {**period(change.period), "units": change.units, "asked_at": moment(change.asked_at)}
        if change
        else None,
    }


def instead(found: Instead) -> dict[str, Any]:
    """Return what nearly fits, here and elsewhere."""
    return {
        "here": [{"kind": one.kind, **period(one.period), "units": one.units} for one in found.here],
        "elsewhere": [
            {"resource": one.slug, "testbed": one.testbed_name, "kilometres": one.kilometres} for one in found.elsewhere
        ],
    }


def nearest(one: Period) -> dict[str, Any]:
    return {"here": [{"kind": "time", **period(one)}], "elsewhere": []}


def plan(resource: Resource, one: PlanView) -> dict[str, Any]:
    """Return the plan; Monday is 0, and a night that goes on past midnight closes on the clock of the day after."""
    return {
        "resource": resource.slug,
        "version": one.version,
        "closed_on_holidays": one.closed_on_holidays,
        "closed_on_eves": one.closed_on_eves,
        "lines": [
            {
                "weekday": line.weekday,
                "opens": write_minute(line.opens),
                "closes": write_minute(line.closes),
                "units": line.units,
                "first_day": line.first_day and line.first_day.isoformat(),
                "last_day": line.last_day and line.last_day.isoformat(),
            }
            for line in one.lines
        ],
    }
