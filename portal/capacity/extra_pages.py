"""Extra hours: what is coming, one more seen before it is saved, and taking one away."""

from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.capacity import extra_hours, preview, queries
from portal.capacity.blueprint import blueprint
from portal.capacity.forms import ExtraForm, write_minute
from portal.capacity.pages import Answer, coming_closures, managed, numbered, status_of, words
from portal.capacity.preview import SHOWN_DAYS, DayPreview, WhatIf
from portal.capacity.service import BookingsInTheWay
from portal.catalogue.models import Resource
from portal.errors import Refusal


@blueprint.route("/resurser/<slug>/extratider", methods=["GET", "POST"])
@audience("owner")
def extra(slug: str) -> Answer:
    """The list and the form; *check* shows what the hours mean, *save* saves them."""
    resource, form = managed(slug), ExtraForm()
    if not form.is_submitted():
        form.units.data = resource.units
        return _page(form, resource)
    if not form.validate():
        return _page(form, resource), 422
    wanted, text = form.extra(), form.text.data or ""
    try:
        if request.form.get("do") == "save":
            extra_hours.add_extra(signed_in(), resource, wanted, text, clock.now())
            flash(_("De extra tiderna är sparade och går att boka."), "success")
            return redirect(url_for(".extra", slug=slug), 303)
        extra_hours.ensure_possible(resource, wanted, text, clock.now())
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(form, resource), status_of(refusal)
    return _page(form, resource, foreseen=_foresee(resource, form))


@blueprint.post("/resurser/<slug>/extratider/ta-bort")
@audience("owner")
def remove_extra(slug: str) -> Answer:
    """Extra hours are named in the form: their number says nothing to anybody else and stays out of addresses."""
    resource = managed(slug)
    try:
        extra_hours.remove_extra(signed_in(), resource, numbered(request.form.get("extra", "")), clock.now())
    except BookingsInTheWay as refusal:
        return _page(_empty(resource), resource, in_the_way=refusal.days), 409
    except Refusal as refusal:
        form = _empty(resource)
        form.refuse(refusal)
        return _page(form, resource), status_of(refusal)
    flash(_("De extra tiderna är borttagna."), "success")
    return redirect(url_for(".extra", slug=slug), 303)


def _empty(resource: Resource) -> ExtraForm:
    return ExtraForm(formdata=None, units=resource.units)


def _foresee(resource: Resource, form: ExtraForm) -> list[DayPreview]:
    """Return the first two weeks of the days that would be opened."""
    wanted, plan = form.extra(), queries.plan_of(resource.id)
    last_day = min(wanted.last_day + timedelta(days=wanted.closes > 1440), wanted.first_day + timedelta(SHOWN_DAYS - 1))
    then = WhatIf(plan.lines, plan.off, [*queries.coming_extra(resource.id, clock.now()), wanted])
    return preview.days_from(resource.id, then, wanted.first_day, last_day)


def _page(form: ExtraForm, resource: Resource, **shown: Any) -> str:
    return render_template(
        "capacity/extra.html",
        form=form,
        resource=resource,
        coming=queries.coming_extra(resource.id, clock.now()),
        closures=coming_closures(resource),
        write_minute=write_minute,
        **words(),
        **shown,
    )
