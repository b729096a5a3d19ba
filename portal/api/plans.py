"""The plan of a resource, for the programs of those who answer for it: read whole, replaced whole, never blindly."""

from datetime import date
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.api import answers, rules, shown
from portal.api.blueprint import scope, v1
from portal.api.bodies import body
from portal.api.rules import Field
from portal.api.service import as_stale
from portal.capacity import queries
from portal.capacity import service as capacity
from portal.capacity.minutes import closing_minute, read_minute
from portal.capacity.openings import DaysOff
from portal.capacity.rules import Line
from portal.catalogue.models import Resource
from portal.catalogue.queries import get_resource
from portal.errors import N_, Conflict, Refusal, Refusals

MOST_LINES = 200
NO_CLOCK = N_("Ange ett klockslag från 00:00 till 24:00.")
NO_DAY = N_("Ange en dag som finns, till exempel 2026-11-24.")


def _clock(value: Any, place: str) -> int:
    try:
        return read_minute(rules.text(5)(value, place))
    except ValueError:
        raise Refusal(NO_CLOCK, field=place) from None


def _day(value: Any, place: str) -> date | None:
    try:
        return None if value is None else date.fromisoformat(rules.text(10)(value, place))
    except ValueError:
        raise Refusal(NO_DAY, field=place) from None


LINE = {
    "weekday": Field(rules.whole(0, 6), is_required=True),
    "opens": Field(_clock, is_required=True),
    "closes": Field(_clock, is_required=True),
    "units": Field(rules.whole(1, 10_000)),
    "first_day": Field(_day),
    "last_day": Field(_day),
}


def _line(value: Any, place: str) -> Line:
    said = rules.read(value, LINE, place)
    return Line(**{"units": 1, **said, "closes": closing_minute(said["opens"], said["closes"])})


PLAN = {
    "lines": Field(rules.listed(_line, MOST_LINES), is_required=True),
    "closed_on_holidays": Field(rules.truth, is_required=True),
    "closed_on_eves": Field(rules.truth, is_required=True),
}


@v1.get("/resources/<slug>/plan")
@audience("owner")
@scope("manage")
def plan(slug: str) -> Response:
    """The plan as it stands; version 0 where there is none yet."""
    resource = _managed(slug)
    found = queries.plan_of(resource.id)
    return answers.versioned(shown.plan(resource, found), found.version)


@v1.put("/resources/<slug>/plan")
@audience("owner")
@scope("manage")
def replace_plan(slug: str) -> Response:
    """Replace the plan that was read. What has been booked is not cut: 409 then says on which days."""
    resource, now = _managed(slug), clock.now()
    version = queries.plan_of(resource.id).version
    rules.ensure_current(request.headers.get("If-Match"), version)
    said = body(PLAN)
    off = DaysOff(said["closed_on_holidays"], said["closed_on_eves"])
    try:
        after = capacity.save_plan(signed_in(), resource, said["lines"], off, now, version)
    except Conflict as refusal:
        raise as_stale(refusal) from None
    except Refusals as refusal:
        raise Refusals([_placed(one) for one in refusal.refusals]) from None
    return answers.versioned(shown.plan(resource, after), after.version)


def _placed(refusal: Refusal) -> Refusal:
    """Return the refusal at its place in the body: lines-3-closes is /lines/3/closes."""
    place = "/" + (refusal.field or "").replace("-", "/") if refusal.field else None
    return Refusal(refusal.message, field=place, **refusal.details)


def _managed(slug: str) -> Resource:
    resource = get_resource(slug, signed_in())
    capacity.ensure_manages(signed_in(), resource)
    return resource
