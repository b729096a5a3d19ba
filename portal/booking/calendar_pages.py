"""The week calendar as a piece of a page: on the testbed's page, beside the form, and alone when htmx asks for another week."""

from datetime import date, timedelta

from flask import redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, current_person
from portal.accounts.queries import Visitor
from portal.booking import calendar
from portal.booking.blueprint import blueprint
from portal.booking.calendar import Week
from portal.booking.forms import link_to
from portal.booking.rules import earliest_start
from portal.booking.shares.pooling import is_sme, kept_in, with_shares
from portal.booking.shares.words import week_notes
from portal.booking.taken import claims_between
from portal.booking.terms import units_free_words
from portal.booking.units_left import reach_of
from portal.capacity.queries import closures_of, offered
from portal.capacity.reasons import REASONS
from portal.catalogue.models import Resource
from portal.catalogue.queries import get_resource
from portal.errors import NotFound

FAR = timedelta(days=1100)


@blueprint.get("/resurser/<slug>/vecka/<week>")
@audience("public")
def week(slug: str, week: str) -> str | Response:
    """One week of the resource: the piece alone for htmx, or the way to the page that shows it."""
    resource = get_resource(slug)
    monday = read_monday(week)
    if monday is None:
        raise NotFound()
    if request.headers.get("HX-Request") != "true":
        return redirect(url_for("catalogue.show", slug=resource.testbed.slug, vecka=week, resurs=slug), 303)
    return week_piece(resource, week_for(resource, monday, current_person()))


def read_monday(text: str | None) -> date | None:
    """Return the Monday of 2026-W49; None for what is no week, or one that is years away."""
    try:
        monday = clock.monday_of(text or "")
    except ValueError:
        return None
    return monday if abs(monday - clock.local_day(clock.now())) < FAR else None


def chosen_monday(day: date | None = None) -> date:
    """Return the Monday of the week in the address, of this day unless it is years away, or of today."""
    today = clock.local_day(clock.now())
    day = day if day and abs(day - today) < FAR else today
    return read_monday(request.args.get("vecka")) or day - timedelta(days=day.weekday())


def first_monday(resource: Resource) -> date:
    """Return the Monday of the first week in which the resource can still be booked by its notice."""
    day = clock.local_day(earliest_start(resource, clock.now()))
    return day - timedelta(days=day.weekday()) + timedelta(days=7 if day.weekday() > 4 else 0)


def week_for(resource: Resource, monday: date, visitor: Visitor | None = None) -> Week:
    """Return the week as it stands for whoever reads it: a large company sees what it can book itself."""
    period, now = calendar.period_of(monday), clock.now()
    reach = reach_of(resource, period)
    claims = claims_between(resource.id, reach, now=now)
    if not is_sme(visitor):
        claims = with_shares(resource.id, claims, reach, now=now)
    return calendar.week(resource, monday, offered(resource.id, reach), claims, now)


def week_piece(resource: Resource, shown: Week) -> Markup:
    counts = {cell.free for row in shown.rows for cell in row.cells}
    free_words = {count: units_free_words(count, resource.units) for count in counts}
    return Markup(  # nosec B704: a template of ours, escaped when it was rendered
        render_template(
            "booking/_week.html",
            resource=resource,
            week=shown,
            link_to=link_to,
            free_words=free_words,
            closures=closures_of(resource.id, calendar.period_of(shown.monday)),
            closing_reasons=REASONS,
            notes=week_notes(kept_in(resource.id, calendar.period_of(shown.monday), clock.now())),
        )
    )
