"""What can be booked, by which rules, and which times are free: what the pages show to the same reader."""

from datetime import datetime, timedelta
from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, current_person
from portal.api import answers, rules, shown
from portal.api.blueprint import v1
from portal.booking import service
from portal.catalogue.queries import get_resource, get_testbed, resources_of
from portal.clock import Period
from portal.errors import N_, NotFound, Refusal, Refusals

LONGEST_WINDOW = timedelta(days=31)
USUAL_WINDOW = timedelta(days=7)
WINDOW = N_("Fråga om högst %(most)s dygn i taget, med slutet efter starten.")


@v1.get("/testbeds/<slug>/resources")
@audience("public")
def of_testbed(slug: str) -> Response:
    """The open resources of a testbed."""
    testbed = get_testbed(slug, current_person())
    found = [one for one in resources_of(testbed.id) if one.is_open]
    return answers.plain({"resources": [_with_links(one) for one in found]})


@v1.get("/resources/<slug>")
@audience("public")
def one_resource(slug: str) -> Response:
    """One resource with its rules."""
    return answers.plain(_with_links(get_resource(slug, current_person())))


@v1.get("/resources/<slug>/free-times")
@audience("public")
def free_times(slug: str) -> Response:
    """Every time of so many units of time that may be booked within the period; who has the others is not told."""
    visitor, now = current_person(), clock.now()
    resource = get_resource(slug, visitor)
    if not resource.is_open:
        raise NotFound()
    within, length, units = _asked(resource.shortest, now)
    found = service.free_times(visitor, [resource], within, length, units, now)[resource.id]
    return answers.plain({"resource": slug, "length": length, "units": units, "free": shown.free(found)})


def _with_links(resource: Any) -> dict[str, Any]:
    path = url_for("api.v1.free_times", slug=resource.slug)
    return {**shown.resource(resource), "free_times": path}


def _asked(shortest: int, now: datetime) -> tuple[Period, int, int]:
    """Return the period, the length and the units of the address. Raise Refusals with every fault."""
    fields = {
        "from": rules.Field(rules.moment_of_address),
        "to": rules.Field(rules.moment_of_address),
        "length": rules.Field(rules.digits(1, 10_000)),
        "units": rules.Field(rules.digits(1, 10_000)),
    }
    said = rules.read(dict(request.args.items()), fields)
    first = said.get("from", now)
    last = said.get("to", first + USUAL_WINDOW)
    if not first < last <= first + LONGEST_WINDOW:
        raise Refusals([Refusal(WINDOW, field="/to", most=LONGEST_WINDOW.days)])
    return Period(first, last), said.get("length", shortest), said.get("units", 1)
