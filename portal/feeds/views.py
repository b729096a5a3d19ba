"""The page on which an owner connects a calendar of their own and settles what disagrees with it."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import InputRequired

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.capacity.service import ensure_manages
from portal.catalogue.models import Resource
from portal.catalogue.queries import get_resource
from portal.clock import Period
from portal.errors import Refusal
from portal.feeds import queries, service
from portal.feeds.rules import is_stale
from portal.web.forms import PortalForm, WholeNumberField, between, longest, required

SHOWN_AHEAD, SHOWN = timedelta(days=60), 20
Answer = str | Response | tuple[str, int]

blueprint = Blueprint("feeds", __name__)


class FeedForm(PortalForm):
    """Where the calendar is, and how many units are busy while one of its events lasts."""

    url = StringField(lazy_gettext("Kalenderns adress"), [required(), longest(500)])
    units = WholeNumberField(
        lazy_gettext("Enheter som är upptagna under en händelse"),
        [InputRequired(lazy_gettext("Fyll i fältet.")), between(1, 10_000)],
    )


@blueprint.route("/resurser/<slug>/egen-kalender", methods=["GET", "POST"])
@audience("owner")
def show(slug: str) -> Answer:
    resource = _managed(slug)
    feed = queries.feed_of(resource.id)
    seen = {"url": feed.url, "units": feed.units} if feed else {"units": resource.units}
    form = FeedForm(data=seen)
    if request.method == "POST" and form.validate():
        try:
            service.connect_feed(signed_in(), resource, form.url.data or "", form.units.data or 0, clock.now())
        except Refusal as refusal:
            form.refuse(_at_the_address(refusal))
        else:
            flash(_("Kalendern är läst och läses från och med nu var femtonde minut."), "success")
            return redirect(url_for(".show", slug=slug), 303)
    return _page(resource, form), 422 if form.errors else 200


def _at_the_address(refusal: Refusal) -> Refusal:
    """Let what says no field be said of the address: it is what could not be read."""
    refusal.field = refusal.field or "url"
    return refusal


@blueprint.post("/resurser/<slug>/egen-kalender/las")
@audience("owner")
def read(slug: str) -> Answer:
    """Read the calendar now."""
    resource = _managed(slug)
    feed = queries.feed_of(resource.id)
    if feed and service.read(feed, clock.now()):
        flash(_("Kalendern är läst."), "success")
    elif feed:
        flash(_("Kalendern kunde inte läsas. Det den sade senast gäller."), "warning")
    return redirect(url_for(".show", slug=slug), 303)


@blueprint.post("/resurser/<slug>/egen-kalender/koppla-fran")
@audience("owner")
def disconnect(slug: str) -> Answer:
    service.disconnect_feed(signed_in(), _managed(slug), clock.now())
    flash(_("Kalendern läses inte längre, och tiderna den upptog är lediga igen."), "success")
    return redirect(url_for(".show", slug=slug), 303)


@blueprint.post("/resurser/<slug>/egen-kalender/galler")
@audience("owner")
def keep(slug: str) -> Answer:
    """Say that a booking holds although the other calendar is busy."""
    resource, line = _managed(slug), request.form.get("line", "")
    if line.isascii() and line.isdigit() and len(line) < 10:
        service.keep_booking(signed_in(), resource, int(line), clock.now())
        flash(_("Bokningen gäller."), "success")
    return redirect(url_for(".show", slug=slug), 303)


def _page(resource: Resource, form: FeedForm) -> str:
    now = clock.now()
    feed = queries.feed_of(resource.id)
    owner_id = resource.testbed.owner_id
    ahead = queries.busy_of(resource.id, Period(now, now + SHOWN_AHEAD)) if feed else []
    return render_template(
        "feeds/show.html",
        resource=resource,
        form=form,
        feed=feed,
        stale=bool(feed and is_stale(feed.ok_at, now)),
        ahead=ahead[:SHOWN],
        more=max(0, len(ahead) - SHOWN),
        conflicts=queries.open_conflicts([owner_id] if owner_id else [], resource.id),
    )


def _managed(slug: str) -> Resource:
    resource = get_resource(slug, signed_in())
    ensure_manages(signed_in(), resource)
    return resource
