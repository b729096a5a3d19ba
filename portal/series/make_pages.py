"""Making a series step by step: the pattern, the report date by date, the dates to check while they are held, sending."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.booking import asked
from portal.booking import service as booking
from portal.booking.direct import direct_ones
from portal.booking.forms import EmptyForm, asked_for, pick_value
from portal.booking.permissions import may_send
from portal.booking.service import NotTogether
from portal.booking.states import CONFIRMED
from portal.booking.terms import terms_in_words
from portal.capacity.queries import plan_of
from portal.capacity.reasons import REASONS
from portal.catalogue.models import Resource
from portal.catalogue.queries import get_resource
from portal.errors import Conflict, NotFound, Refusal
from portal.series import forms, queries, service
from portal.series.blueprint import blueprint
from portal.series.queries import DateView, SeriesView
from portal.series.rules import MOST_DATES, Wanted
from portal.series.service import Asked, Line
from portal.web.error_pages import translated, with_remedy

Answer = str | Response | tuple[str, int]
REPEAT, HOLD = "upprepa", "hall"


@blueprint.get("/resurser/<slug>/serie")
@audience("signed-in")
def begin(slug: str) -> Answer:
    """The empty form, filled in as far as the link says."""
    resource = get_resource(slug, signed_in())
    given: dict[str, Any] = {
        "form_key": secrets.token_urlsafe(12),
        "units": 1,
        **asked_for(resource.unit, request.args),
    }
    form = forms.series_form(resource, formdata=None, **given)
    return _form_page(form, resource)


@blueprint.post("/resurser/<slug>/serie")
@audience("signed-in")
def make(slug: str) -> Answer:
    """The report date by date; or, when its dates are ticked and sent, hold them all and go on to check them."""
    resource = get_resource(slug, signed_in())
    form = forms.series_form(resource)
    if request.form.get("gor") == REPEAT:
        return _from_booking(form, resource)
    if not form.validate_on_submit():
        return _form_page(form, resource)
    if request.form.get("gor") != HOLD or form.seen.data != form.mark:
        return _form_page(form, resource, _lines(form, resource))
    return _hold(form, resource)


def _from_booking(form: Any, resource: Resource) -> Answer:
    """Take over what was typed in the form for a single booking."""
    form.kind.data, form.every.data, form.form_key.data = forms.WEEKLY, 1, secrets.token_urlsafe(12)
    return _form_page(form, resource)


def _hold(form: Any, resource: Resource) -> Answer:
    now = clock.now()
    refusal: Refusal
    ticked = forms.ticks(request.form.getlist("datum"))
    try:
        series = service.hold_series(signed_in(), resource, _asked(form, resource, ticked), now)
        return redirect(url_for("series.check", reference=series.reference), 303)
    except NotTogether as raised:
        # What was free a moment ago is not any more: the report says which dates, and nothing is held.
        refusal = raised
    except Refusal as raised:
        refusal = raised
        form.refuse(raised)
    return _form_page(form, resource, _lines(form, resource), ticked, refusal)


def _asked(form: Any, resource: Resource, ticked: dict[date, Any]) -> Asked:
    chosen = [Wanted(one.day, ticked[one.day] or one.period) for one in form.wanted if one.day in ticked]
    rest = [one for one in form.wanted if one.day not in ticked]
    lines = service.report(signed_in(), resource, rest, form.wall, _units(form), clock.now()) if rest else []
    # A date that was unticked although it fits is not wanted; one that does not fit is remembered.
    left = [Wanted(line.day, line.period) for line in lines if not line.fits]
    key = form.form_key.data or secrets.token_urlsafe(12)
    return Asked(chosen, left, _units(form), form.purpose.data, form.note.data, key)


def _units(form: Any) -> int:
    return form.units.data if "units" in form else 1


def _lines(form: Any, resource: Resource) -> list[Line]:
    return service.report(signed_in(), resource, form.wanted, form.wall, _units(form), clock.now())


def _form_page(
    form: Any,
    resource: Resource,
    lines: Sequence[Line] | None = None,
    ticked: dict[date, Any] | None = None,
    refusal: Refusal | None = None,
) -> tuple[str, int]:
    if lines is not None:
        form.seen.data = form.mark
    page = render_template(
        "series/make.html",
        form=form,
        resource=resource,
        lines=lines,
        ticked=ticked,
        refusal=refusal if isinstance(refusal, NotTogether) else None,
        terms=terms_in_words(resource),
        stays_open=_stays_open(resource),
        most=MOST_DATES,
        reasons=REASONS,
        holiday_name=clock.name_of,
        pick_value=pick_value,
        words=_words,
    )
    if isinstance(refusal, Conflict):
        return page, 409
    return page, 422 if form.errors else 200


def _words(refusal: Refusal) -> list[str]:
    return [with_remedy(one) for one in refusal.refusals]


def _stays_open(resource: Resource) -> bool:
    lines = plan_of(resource.id).lines
    return any(line.closes == 1440 for line in lines) and any(line.opens == 0 for line in lines)


@dataclass(frozen=True)
class Held:
    """A date on the page that is checked before sending: whether it is held, and if not whether it can still be had."""

    date: DateView
    is_held: bool
    refusal: Refusal | None


@blueprint.get("/serier/<reference>/kontrollera")
@audience("signed-in")
def check(reference: str) -> Answer:
    """Every date that is held, until when, and what is not included."""
    series = _mine(reference)
    dates = queries.dates_of(series.id)
    if not _is_unsent(dates):
        return redirect(url_for("series.show", reference=reference), 303)
    return _check_page(series, dates)


def _is_unsent(dates: Sequence[DateView]) -> bool:
    booked = [one for one in dates if one.booking]
    return bool(booked) and all(one.is_unsent for one in booked)


def _check_page(
    series: SeriesView,
    dates: Sequence[DateView],
    refusal: Refusal | None = None,
    faults: dict[date, Refusal | None] | None = None,
) -> tuple[str, int]:
    form, now = EmptyForm(formdata=None), clock.now()
    if refusal is not None:
        form.refuse(refusal)
    faults = faults or {}
    held = [_held(series, one, faults.get(one.day)) for one in dates if one.booking]
    moments = [one.date.booking.held_until for one in held if one.is_held and one.date.booking]
    until = min((moment for moment in moments if moment), default=None)
    page = render_template(
        "series/check.html",
        series=series,
        direct=series.resource_id in direct_ones([series.resource_id], series.organisation_id),
        held=held,
        left=[one for one in dates if one.booking is None],
        sendable=[one for one in held if one.refusal is None],
        all_held=all(one.is_held for one in held),
        until=until,
        minutes=max(0, round((until - now).total_seconds() / 60)) if until else 0,
        form=form,
        is_unanswered=isinstance(refusal, asked.Unanswered),
        words=_words,
    )
    return page, _status(refusal)


def _status(refusal: Refusal | None) -> int:
    if refusal is None:
        return 200
    return 409 if isinstance(refusal, Conflict) else 422


def _held(series: SeriesView, one: DateView, fault: Refusal | None) -> Held:
    now = clock.now()
    if fault is not None:
        return Held(one, False, fault)
    if service.is_held(one.booking, now):
        return Held(one, True, None)
    resource = get_resource(series.resource_slug, signed_in())
    assert one.period is not None
    return Held(one, False, booking.find_refusal(signed_in(), resource, one.period, series.units, now))


@blueprint.post("/serier/<reference>/kontrollera")
@audience("signed-in")
def send(reference: str) -> Answer:
    """Send the dates that the page showed, all or none."""
    series = _mine(reference)
    days = forms.days_of(request.form.getlist("datum"))
    try:
        _ensure_answered(series, days)
        sent = service.send_series(signed_in(), reference, days, clock.now())
    except asked.Unanswered as unanswered:
        return _check_page(series, queries.dates_of(series.id), unanswered)
    except Refusal as refusal:
        dates = queries.dates_of(series.id)
        if _is_unsent(dates):
            return _check_page(series, dates, refusal, _faults(dates, days, refusal))
        flash(translated(refusal), "warning")
        return redirect(url_for("series.show", reference=reference), 303)
    if all(one.state == CONFIRMED for one in sent):
        flash(_("Serien är bokad. Ni har fått ett meddelande med alla datum."), "success")
    else:
        flash(_("Begäran är skickad. Ni får ett meddelande när testbädden har svarat."), "success")
    return redirect(url_for("series.show", reference=reference), 303)


def _ensure_answered(series: SeriesView, days: Collection[date]) -> None:
    """Let rooms above hear what was answered for all of these dates at once. Raise Unanswered where an answer is missing."""
    for one in queries.dates_of(series.id):
        if one.booking and one.is_unsent and one.day in days:
            asked.ensure_answered(signed_in(), one.booking, request.form, clock.now())


@blueprint.post("/serier/<reference>/forlang")
@audience("signed-in")
def extend(reference: str) -> Answer:
    """Hold every date for another quarter of an hour."""
    series = _mine(reference)
    try:
        service.extend_series(signed_in(), reference, clock.now())
    except Refusal as refusal:
        return _check_page(series, queries.dates_of(series.id), refusal)
    flash(_("Tiderna hålls i 15 minuter till."), "success")
    return redirect(url_for("series.check", reference=reference), 303)


@blueprint.post("/serier/<reference>/slapp")
@audience("signed-in")
def release(reference: str) -> Answer:
    """Let every date go."""
    try:
        series = service.release_series(signed_in(), reference, clock.now())
    except Refusal as refusal:
        flash(translated(refusal), "warning")
        return redirect(url_for("series.show", reference=reference), 303)
    flash(_("Tiderna är släppta. Inget är bokat."), "success")
    return redirect(url_for("catalogue.show", slug=series.testbed_slug), 303)


def _faults(dates: Sequence[DateView], days: set[date], refusal: Refusal) -> dict[date, Refusal | None]:
    """Return what is wrong with each date that was to be sent, where the refusal says so."""
    if not isinstance(refusal, NotTogether):
        return {}
    return dict(zip([one.day for one in dates if one.booking and one.day in days], refusal.faults, strict=True))


def _mine(reference: str) -> SeriesView:
    series = queries.get_series(reference, signed_in())
    if not may_send(signed_in(), series):
        raise NotFound()
    return series
