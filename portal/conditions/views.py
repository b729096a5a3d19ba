"""Pages on which owners say on what conditions a resource is booked."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.catalogue.models import Resource
from portal.catalogue.queries import get_resource
from portal.conditions import forms, queries, service
from portal.errors import Conflict, Refusal

blueprint = Blueprint("conditions", __name__)

Answer = Response | str | tuple[str, int]


@blueprint.route("/resurser/<slug>/regler", methods=["GET", "POST"])
@audience("owner")
def rules(slug: str) -> Answer:
    """Notice in working days, grid of starts, direct for the known, and how much one organisation may have."""
    resource = _managed(slug)
    form = forms.rules_form(resource, queries.limits_of(resource.id), service.rules_seen(resource))
    status = 200
    if request.method == "POST":
        try:
            if form.validate():
                _save(form, resource)
                return redirect(url_for(".rules", slug=slug), 303)
            status = 422
        except Refusal as refusal:
            form.refuse(refusal)
            status = 409 if isinstance(refusal, Conflict) else 422
    return render_template("conditions/rules.html", form=form, resource=resource, is_stale=status == 409), status


def _save(form: Any, resource: Resource) -> None:
    service.save_rules(signed_in(), resource, form.rules(), form.limits(), clock.now(), seen=form.seen.data)
    flash(_("Reglerna är sparade. Bokningar som redan finns gäller som förut."), "success")


def _managed(slug: str) -> Resource:
    resource = get_resource(slug, signed_in())
    service.ensure_manages(signed_in(), resource)
    return resource
