"""The owner's page about a resource's requests: how they wait, who answers, and who stands in for whom."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.accounts.queries import members_of
from portal.booking.blueprint import blueprint
from portal.booking.forms import whole_number
from portal.booking.requests import settings
from portal.booking.requests.approvers import absences, approver_ids, names_of
from portal.booking.requests.forms import DelegateForm, RequestForm
from portal.capacity.service import ensure_manages
from portal.catalogue.models import Resource
from portal.catalogue.queries import get_resource
from portal.errors import Conflict, NotFound, Refusal

Answer = str | Response | tuple[str, int]


@blueprint.route("/resurser/<slug>/begaranden", methods=["GET", "POST"])
@audience("owner")
def request_settings(slug: str) -> Answer:
    """How requests wait and who answers them."""
    resource = _managed(slug)
    form, status = _terms_form(resource), 200
    if form.validate_on_submit():
        try:
            settings.save_request_terms(
                signed_in(), resource, form.terms(), form.approvers(), clock.now(), seen=form.seen.data or None
            )
        except Refusal as refusal:
            form.refuse(refusal)
            status = 409 if isinstance(refusal, Conflict) else 422
        else:
            flash(_("Det som gäller begäranden är sparat."), "success")
            return redirect(url_for(".request_settings", slug=slug), 303)
    elif form.is_submitted():
        status = 422
    return _page(resource, form, _delegate_form(resource, formdata=None), status)


@blueprint.post("/resurser/<slug>/begaranden/ersattare")
@audience("owner")
def add_delegate(slug: str) -> Answer:
    """Somebody is away and a colleague answers instead."""
    resource = _managed(slug)
    form = _delegate_form(resource)
    if form.validate_on_submit():
        days = (form.since.data, form.until.data)
        try:
            settings.add_delegate(signed_in(), resource, form.away.data, form.instead.data, *days, clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Ersättaren är tillagd."), "success")
            return redirect(url_for(".request_settings", slug=slug, _anchor="ersattare"), 303)
    return _page(resource, _terms_form(resource, formdata=None), form, 422)


@blueprint.post("/resurser/<slug>/begaranden/ersattare/ta-bort")
@audience("owner")
def remove_delegate(slug: str) -> Answer:
    """The absence is named in the form: its number stays out of addresses."""
    resource, number = _managed(slug), whole_number(request.form.get("absence"))
    if number is None:
        raise NotFound()
    settings.remove_delegate(signed_in(), resource, number, clock.now())
    flash(_("Ersättaren är borttagen."), "success")
    return redirect(url_for(".request_settings", slug=slug, _anchor="ersattare"), 303)


def _managed(slug: str) -> Resource:
    resource = get_resource(slug, signed_in())
    ensure_manages(signed_in(), resource)
    return resource


def _people(resource: Resource) -> list[tuple[int, str]]:
    owner_id = resource.testbed.owner_id
    return [(one.id, one.name) for one in members_of(owner_id)] if owner_id else []


def _terms_form(resource: Resource, **given: Any) -> RequestForm:
    named = approver_ids(resource.testbed_id)
    form = RequestForm(
        seen=settings.terms_seen(resource),
        holds="yes" if resource.pending_holds else "no",
        answer_days=resource.answer_days,
        most_pending=resource.most_pending,
        steps=str(resource.approval_steps),
        first=named.get(1, []),
        second=named.get(2, []),
        **given,
    )
    form.first.choices = form.second.choices = _people(resource)
    return form


def _delegate_form(resource: Resource, **given: Any) -> DelegateForm:
    form = DelegateForm(prefix="d-", **given)
    people = _people(resource)
    form.away.choices = form.instead.choices = people
    if not form.is_submitted() and len(people) > 1:
        form.instead.data = people[1][0]
    return form


def _page(resource: Resource, form: RequestForm, delegate_form: DelegateForm, status: int) -> tuple[str, int]:
    away = absences(resource.testbed_id)
    page = render_template(
        "booking/request_settings.html",
        resource=resource,
        form=form,
        delegate_form=delegate_form,
        absences=away,
        names=names_of({one.person_id for one in away} | {one.delegate_id for one in away}),
        today=clock.local_day(clock.now()),
        is_stale=status == 409,
    )
    return page, status
