"""What the pages of this room share: whose resource it is, and how a plan is shown before it is saved."""

from collections.abc import Callable
from typing import Any

from flask import render_template
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import signed_in
from portal.capacity import preview, queries, service
from portal.capacity.forms import WEEKDAYS, PlanForm
from portal.capacity.preview import WhatIf
from portal.capacity.queries import ClosureView
from portal.capacity.reasons import REASONS
from portal.catalogue.models import Resource
from portal.catalogue.queries import get_resource
from portal.clock import Period
from portal.errors import Conflict, NotFound, Refusal

Answer = Response | str | tuple[str, int]


def managed(slug: str) -> Resource:
    """Return the resource. Raise NotFound for whoever does not answer for it, as if it were not there."""
    resource = get_resource(slug, signed_in())
    service.ensure_manages(signed_in(), resource)
    return resource


def status_of(refusal: Refusal) -> int:
    return 409 if isinstance(refusal, Conflict) else 422


def numbered(text: str) -> int:
    """Return the number that a form names. Raise NotFound for what is none."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise NotFound()
    return int(text)


def plan_page(form: PlanForm, resource: Resource, **shown: Any) -> str:
    return render_template(
        "capacity/plan.html", form=form, resource=resource, closures=coming_closures(resource), **words(), **shown
    )


def check_plan(form: PlanForm, resource: Resource) -> Answer:
    """Show what the plan in the form would change, or what stands in its way; nothing is saved."""
    now, lines = clock.now(), form.plan_lines()

    def attempt() -> None:
        service.try_plan(signed_in(), resource, lines, form.off, now, form.seen_version)

    if refused := refusal_page(form, resource, attempt):
        return refused
    then = WhatIf(lines, form.off, queries.coming_extra(resource.id, now))
    return render_template(
        "capacity/check.html",
        form=form,
        resource=resource,
        days=preview.coming_days(resource.id, then, now=now),
        weeks=preview.changing_weeks(resource.id, then, now=now),
        **words(),
    )


def refusal_page(form: PlanForm, resource: Resource, act: Callable[[], None]) -> Answer | None:
    """Do it, and return the page of the plan with what is wrong when it is refused, None when it is done."""
    try:
        act()
    except service.BookingsInTheWay as refusal:
        return plan_page(form, resource, in_the_way=refusal.days), 409
    except Refusal as refusal:
        form.refuse(refusal)
        return plan_page(form, resource, is_stale=isinstance(refusal, Conflict)), status_of(refusal)
    return None


def coming_closures(resource: Resource) -> list[ClosureView]:
    today = clock.start_of(clock.local_day(clock.now()))
    return queries.closures_of(resource.id, Period(today, today + queries.FAR))


def words() -> dict[str, Any]:
    return {
        "weekdays": WEEKDAYS,
        "reasons": REASONS,
        "unit_hours": preview.unit_hours,
        "name_of": clock.name_of,
        "week_of": clock.week_of,
    }
