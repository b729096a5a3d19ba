"""Pages on which owners say how much a resource offers and how it is booked."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.capacity import preview, queries, resources, service
from portal.capacity.forms import WEEKDAYS, NewResourceForm, PlanForm, TermsForm
from portal.capacity.reasons import REASONS
from portal.catalogue.models import Resource
from portal.catalogue.permissions import may_manage
from portal.catalogue.queries import get_resource, get_testbed
from portal.errors import Conflict, NotFound, Refusal

blueprint = Blueprint("capacity", __name__)

Answer = Response | str | tuple[str, int]


@blueprint.get("/resurser/<slug>/oppettider")
@audience("owner")
def plan(slug: str) -> Answer:
    resource = _managed(slug)
    seen = queries.plan_of(resource.id)
    form = PlanForm(
        formdata=None, version=str(seen.version), closed_on_holidays="closed" if seen.closed_on_holidays else "open"
    )
    form.show(seen.lines)
    return _plan_page(form, resource)


@blueprint.post("/resurser/<slug>/oppettider")
@audience("owner")
def change_plan(slug: str) -> Answer:
    """Rows are added, copied and taken away by buttons; *check* shows what the plan means, *save* saves it."""
    resource, form = _managed(slug), PlanForm()
    wanted, _sep, number = request.form.get("do", "check").partition("-")
    if wanted == "add":
        form.add(int(number) if number in tuple("0123456") else 0)
    elif wanted == "remove":
        form.remove(number)
    elif wanted == "copy":
        form.copy_monday()
    elif wanted != "edit":
        return _check_or_save(form, resource, is_final=wanted == "save")
    return _plan_page(form, resource)


def _check_or_save(form: PlanForm, resource: Resource, *, is_final: bool) -> Answer:
    if not form.validate():
        return _plan_page(form, resource), 422
    lines, closed, now = form.plan_lines(), form.closed_on_holidays.data == "closed", clock.now()
    act = service.save_plan if is_final else service.try_plan
    try:
        act(signed_in(), resource, lines, closed, now, form.seen_version)
    except service.BookingsInTheWay as refusal:
        return _plan_page(form, resource, in_the_way=refusal.days), 409
    except Refusal as refusal:
        form.refuse(refusal)
        return _plan_page(form, resource, is_stale=isinstance(refusal, Conflict)), _status(refusal)
    if not is_final:
        days = preview.coming_days(resource.id, lines, closed, now=now)
        return render_template("capacity/check.html", form=form, resource=resource, days=days, **_words())
    flash(_("Öppettiderna är sparade."), "success")
    return redirect(url_for(".plan", slug=resource.slug), 303)


@blueprint.post("/resurser/<slug>/oppettider/upphav")
@audience("owner")
def lift(slug: str) -> Answer:
    """The closure is named in the form: its number says nothing to anybody else and stays out of addresses."""
    resource = _managed(slug)
    number = request.form.get("closure", "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise NotFound()
    service.lift_closure(signed_in(), resource, int(number), clock.now())
    flash(_("Stängningen är upphävd, och dagarna går att boka igen."), "success")
    return redirect(url_for(".plan", slug=slug, _anchor="stangda-dagar"), 303)


@blueprint.route("/resurser/<slug>/villkor", methods=["GET", "POST"])
@audience("owner")
def resource_settings(slug: str) -> Answer:
    resource = _managed(slug)
    form = TermsForm(obj=resource, seen=resources.terms_seen(resource))
    status = 200
    if request.method == "POST":
        try:
            if form.validate():
                resources.save_terms(signed_in(), resource, form.values(), clock.now(), seen=form.seen.data)
                flash(_("Villkoren är sparade."), "success")
                return redirect(url_for(".resource_settings", slug=slug), 303)
            status = 422
        except Refusal as refusal:
            form.refuse(refusal)
            status = _status(refusal)
    return render_template(
        "capacity/resource_settings.html", form=form, resource=resource, is_stale=status == 409
    ), status


@blueprint.route("/testbaddar/<slug>/resurser/ny", methods=["GET", "POST"])
@audience("owner")
def new_resource(slug: str) -> Answer:
    testbed = get_testbed(slug, signed_in())
    if not may_manage(signed_in(), testbed):
        raise NotFound()
    form = NewResourceForm()
    if form.validate_on_submit():
        try:
            resource = resources.create_resource(signed_in(), testbed, form.values(), clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Resursen finns nu. Säg när den är öppen, så går den att boka."), "success")
            return redirect(url_for(".plan", slug=resource.slug), 303)
    return render_template("capacity/new_resource.html", form=form, testbed=testbed), 422 if form.errors else 200


def _managed(slug: str) -> Resource:
    """Return the resource. Raise NotFound for whoever does not answer for it, as if it were not there."""
    resource = get_resource(slug, signed_in())
    service.ensure_manages(signed_in(), resource)
    return resource


def _status(refusal: Refusal) -> int:
    return 409 if isinstance(refusal, Conflict) else 422


def _plan_page(form: PlanForm, resource: Resource, **shown: Any) -> str:
    return render_template(
        "capacity/plan.html",
        form=form,
        resource=resource,
        closures=queries.coming_closures(resource.id, clock.now()),
        **_words(),
        **shown,
    )


def _words() -> dict[str, Any]:
    return {"weekdays": WEEKDAYS, "reasons": REASONS, "unit_hours": preview.unit_hours}
