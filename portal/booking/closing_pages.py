"""Closing days: the owner sees what it would displace before it is done."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.booking import forms, service
from portal.booking.blueprint import blueprint
from portal.booking.service import Preview
from portal.capacity.reasons import REASONS
from portal.catalogue.models import Resource
from portal.catalogue.permissions import may_manage
from portal.catalogue.queries import get_resource
from portal.errors import NotFound, Refusal

Answer = str | Response | tuple[str, int]
CLOSE = "close"


@blueprint.route("/resurser/<slug>/stang", methods=["GET", "POST"])
@audience("owner")
def close_days(slug: str) -> Answer:
    """The form, then what it would displace, then the closure."""
    resource = _managed(slug)
    form = _form(resource)
    if not form.validate_on_submit():
        return _page(form, resource)
    try:
        if request.form.get("do") == CLOSE:
            return _close(form, resource)
        return _page(form, resource, _foresee(form, resource))
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(form, resource)


def _form(resource: Resource) -> forms.ClosingForm:
    day = _asked_day()
    form = forms.ClosingForm(units=0, first_day=day, last_day=day)
    form.reason.choices = [(code, _(words)) for code, words in REASONS.items()]
    if resource.units == 1 and not form.is_submitted():
        form.units.data = 0
    return form


def _asked_day() -> date | None:
    """Return the day in the address, as the page of opening hours gives it; anything else is no day."""
    try:
        return date.fromisoformat(request.args.get("dag", ""))
    except ValueError:
        return None


def _foresee(form: forms.ClosingForm, resource: Resource) -> Preview:
    return service.preview_closing(signed_in(), resource, **_asked(form), now=clock.now())


def _asked(form: forms.ClosingForm) -> dict[str, Any]:
    names = ("first_day", "last_day", "units", "reason", "text")
    return {name: form[name].data for name in names}


def _close(form: forms.ClosingForm, resource: Resource) -> Response:
    closing = service.close_days(signed_in(), resource, **_asked(form), now=clock.now())
    stranded = len(closing.displaced)
    if stranded:
        says = ngettext(
            "Dagarna är stängda. %(num)s bokning behöver en ny tid, och båda sidor har fått veta det.",
            "Dagarna är stängda. %(num)s bokningar behöver en ny tid, och båda sidor har fått veta det.",
            stranded,
        )
    else:
        says = _("Dagarna är stängda. Ingen bokning berördes.")
    flash(says, "success")
    return redirect(url_for("desk.index"), 303)


def _page(form: forms.ClosingForm, resource: Resource, foreseen: Preview | None = None) -> tuple[str, int]:
    page = render_template("booking/close_days.html", form=form, resource=resource, foreseen=foreseen, close=CLOSE)
    return page, 422 if form.errors else 200


def _managed(slug: str) -> Resource:
    resource = get_resource(slug, signed_in())
    if not may_manage(signed_in(), resource.testbed):
        raise NotFound()
    return resource
