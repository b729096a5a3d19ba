"""Waiting for time: the form, one click where a time was refused, and the page of what an organisation waits for."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.booking import forms as booking_forms
from portal.booking.terms import length_words
from portal.catalogue.models import Resource
from portal.catalogue.queries import get_resource
from portal.clock import Period
from portal.errors import N_, Refusal
from portal.waiting import forms, queries, service
from portal.waiting.models import OFFER
from portal.waiting.queries import WaitView
from portal.waiting.service import Longing
from portal.web.error_pages import translated
from portal.web.forms import stripped

blueprint = Blueprint("waiting", __name__)
Answer = str | Response | tuple[str, int]
NO_TIME = N_("Säg mellan vilka dagar ni vill ha tid.")


@blueprint.get("/resurser/<slug>/vantelista")
@audience("signed-in")
def begin(slug: str) -> Answer:
    """The form, filled in as far as the link says."""
    resource = get_resource(slug, signed_in())
    return _page(resource, forms.wait_form(resource, formdata=None, **forms.asked_for(resource, request.args)))


@blueprint.post("/resurser/<slug>/vantelista")
@audience("signed-in")
def join(slug: str) -> Answer:
    """Join the list; or the form again with what is wrong at its field."""
    resource = get_resource(slug, signed_in())
    form = forms.wait_form(resource)
    if not form.validate_on_submit():
        return _page(resource, form)
    units = form.units.data if "units" in form else 1
    return _joined(
        resource, form, Longing(form.window, form.length.data, units, form.purpose.data or "", form.kind.data)
    )


@blueprint.post("/resurser/<slug>/vantelista/tid")
@audience("signed-in")
def join_time(slug: str) -> Answer:
    """Join the list for just the time that was refused, with what was typed on the page that refused it."""
    resource = get_resource(slug, signed_in())
    period, units = _refused_time(resource)
    purpose = stripped(request.form.get("purpose") or "")
    form = forms.wait_form(resource, formdata=None, kind=OFFER, units=units, length=resource.shortest, purpose=purpose)
    if period is None:
        form.refuse(Refusal(NO_TIME))
        return _page(resource, form)
    longing = service.just(resource, period, units, purpose)
    form.show(longing.window, longing.length)
    return _joined(resource, form, longing) if form.ask_for_purpose() else _page(resource, form)


def _refused_time(resource: Resource) -> tuple[Period | None, int]:
    """Return the time that a button carries, or the one that is typed in the form of a booking."""
    text = request.form.get("vanta")
    if text:
        return booking_forms.picked(text), booking_forms.picked_units(text) or 1
    form = booking_forms.booking_form(resource)
    form.validate()
    units = form.units.data if "units" in form else 1
    return form.period, units or 1


def _joined(resource: Resource, form: Any, longing: Longing) -> Answer:
    try:
        wait = service.join(signed_in(), resource, longing, clock.now())
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(resource, form, getattr(refusal, "nearest", None), longing.units)
    flash(_welcome(wait), "success")
    return redirect(url_for(".mine"), 303)


def _welcome(wait: WaitView) -> str:
    if wait.kind == OFFER:
        return _(
            "Ni har plats %(place)s av %(total)s. Vi skriver när det är er tur.", place=wait.place, total=wait.total
        )
    return _("Vi skriver när tid blir ledig, högst en gång om dagen.")


def _page(resource: Resource, form: Any, free: Period | None = None, units: int = 1) -> tuple[str, int]:
    page = render_template(
        "waiting/join.html",
        form=form,
        resource=resource,
        free=free,
        book_query=booking_forms.link_to(resource.unit, free, units) if free else "",
        waiting=queries.demand([resource.id]).get(resource.id),
    )
    return page, 422 if form.errors else 200


@blueprint.get("/vantelista")
@audience("signed-in")
def mine() -> str:
    """What the person's organisations wait for, and what is offered to them."""
    waits = queries.waits_of(signed_in().organisation_ids)
    lacking = queries.lacking_papers(waits)
    return render_template("waiting/mine.html", waits=waits, lacking=lacking, length_words=length_words)


@blueprint.post("/vantelista/<reference>/lamna")
@audience("signed-in")
def leave(reference: str) -> Response:
    """Leave the list, and let go of what was offered."""
    try:
        wait = service.leave(signed_in(), reference, clock.now())
        flash(_("Tiden är släppt och går till nästa.") if wait.is_offered else _("Ni väntar inte längre."), "success")
    except Refusal as refusal:
        flash(translated(refusal), "warning")
    return redirect(url_for(".mine"), 303)
