"""Pages on which owners say on what conditions a resource is booked."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.catalogue.models import Resource
from portal.catalogue.queries import get_resource
from portal.conditions import forms, prices, queries, service
from portal.conditions.words import CLASS_WORDS, line_in_words
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


@blueprint.route("/resurser/<slug>/priser", methods=["GET", "POST"])
@audience("owner")
def price_list(slug: str) -> Answer:
    """What each class of customer pays."""
    resource = _managed(slug)
    form = forms.prices_form(queries.rates_of(resource.id), resource.vat_percent, prices.prices_seen(resource))
    status = 200
    if request.method == "POST":
        try:
            if form.validate():
                vat = form.vat_percent.data or 0
                prices.save_prices(signed_in(), resource, form.rates(), vat, clock.now(), seen=form.seen.data)
                flash(_("Priserna är sparade. Prisuppgifter som redan lämnats ändras inte."), "success")
                return redirect(url_for(".price_list", slug=slug), 303)
            status = 422
        except Refusal as refusal:
            form.refuse(refusal)
            status = 409 if isinstance(refusal, Conflict) else 422
    return render_template("conditions/prices.html", form=form, resource=resource, is_stale=status == 409), status


@blueprint.get("/offerter/<reference>")
@audience("signed-in")
def quote(reference: str) -> str:
    """An indicative price as it was given, on one page to print."""
    found = queries.get_quote(reference, signed_in())
    return render_template(
        "conditions/quote.html",
        quote=found,
        resource=found.resource,
        class_words=CLASS_WORDS[found.customer_class](),
        line_words=lambda line: line_in_words(line["what"], line["quantity"], line["rate"], line["units"]),
        has_expired=found.expires_on < clock.local_day(clock.now()),
    )


def _managed(slug: str) -> Resource:
    resource = get_resource(slug, signed_in())
    service.ensure_manages(signed_in(), resource)
    return resource
