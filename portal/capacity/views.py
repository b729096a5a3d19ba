"""Pages on which owners say how much a resource offers and how it is booked."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.capacity import copy_pages, extra_pages, file_pages, queries, resources, service, version_pages
from portal.capacity.blueprint import blueprint
from portal.capacity.forms import NewResourceForm, PlanForm, PresenceForm, TermsForm, typed_plan
from portal.capacity.pages import Answer, check_plan, managed, numbered, plan_page, refusal_page, status_of
from portal.capacity.presence import presence_seen, save_presence
from portal.capacity.versions import SAVED
from portal.catalogue.models import Resource
from portal.catalogue.permissions import may_manage
from portal.catalogue.queries import get_testbed
from portal.errors import NotFound, Refusal

__all__ = ["blueprint", "copy_pages", "extra_pages", "file_pages", "version_pages"]


@blueprint.get("/resurser/<slug>/oppettider")
@audience("owner")
def plan(slug: str) -> Answer:
    resource = managed(slug)
    seen = queries.plan_of(resource.id)
    return plan_page(typed_plan(seen, seen.version, SAVED), resource)


@blueprint.post("/resurser/<slug>/oppettider")
@audience("owner")
def change_plan(slug: str) -> Answer:
    """Rows are added, copied and taken away by buttons; *check* shows what the plan means, *save* saves it."""
    resource, form = managed(slug), PlanForm()
    wanted, _sep, number = request.form.get("do", "check").partition("-")
    if wanted == "add":
        form.add(int(number) if number in tuple("0123456") else 0)
    elif wanted == "remove":
        form.remove(number)
    elif wanted == "copy":
        form.copy_monday()
    elif wanted != "edit":
        return _check_or_save(form, resource, is_final=wanted == "save")
    return plan_page(form, resource)


def _check_or_save(form: PlanForm, resource: Resource, *, is_final: bool) -> Answer:
    if not form.validate():
        return plan_page(form, resource), 422
    if not is_final:
        return check_plan(form, resource)
    lines, now = form.plan_lines(), clock.now()

    def save() -> None:
        service.save_plan(signed_in(), resource, lines, form.off, now, form.seen_version, form.why)

    if refused := refusal_page(form, resource, save):
        return refused
    flash(_("Öppettiderna är sparade."), "success")
    return redirect(url_for(".plan", slug=resource.slug), 303)


@blueprint.post("/resurser/<slug>/oppettider/upphav")
@audience("owner")
def lift(slug: str) -> Answer:
    """The closure is named in the form: its number says nothing to anybody else and stays out of addresses."""
    resource = managed(slug)
    service.lift_closure(signed_in(), resource, numbered(request.form.get("closure", "")), clock.now())
    flash(_("Stängningen är upphävd, och dagarna går att boka igen."), "success")
    return redirect(url_for(".plan", slug=slug, _anchor="stangda-dagar"), 303)


@blueprint.route("/resurser/<slug>/villkor", methods=["GET", "POST"])
@audience("owner")
def resource_settings(slug: str) -> Answer:
    resource = managed(slug)
    form = TermsForm(obj=resource, seen=resources.terms_seen(resource))
    status, differing = 200, []
    if request.method == "POST":
        try:
            if form.validate():
                resources.save_terms(signed_in(), resource, form.values(), clock.now(), seen=form.seen.data)
                flash(_("Villkoren är sparade."), "success")
                return redirect(url_for(".resource_settings", slug=slug), 303)
            status = 422
        except Refusal as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
            if status == 409:
                resource = managed(slug)
                differing = form.differing_from(TermsForm(formdata=None, obj=resource))
                form.seen.data = resources.terms_seen(resource)
    return render_template("capacity/resource_settings.html", form=form, resource=resource, differing=differing), status


@blueprint.route("/resurser/<slug>/narvaro", methods=["GET", "POST"])
@audience("owner")
def presence(slug: str) -> Answer:
    """What follows when nobody comes, somebody leaves early, or calls off late."""
    resource = managed(slug)
    form, status, differing = PresenceForm(obj=resource, seen=presence_seen(resource)), 200, []
    if request.method == "POST":
        status = 422
        try:
            if form.validate():
                save_presence(signed_in(), resource, form.values(), clock.now(), seen=form.seen.data)
                flash(_("Det är sparat."), "success")
                return redirect(url_for(".presence", slug=slug), 303)
        except Refusal as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
            if status == 409:
                resource = managed(slug)
                differing = form.differing_from(PresenceForm(formdata=None, obj=resource))
                form.seen.data = presence_seen(resource)
    return render_template("capacity/presence.html", form=form, resource=resource, differing=differing), status


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
