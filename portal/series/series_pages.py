"""A series' own page for both of its sides, and what is done from there to one date, to some, or to all."""

from datetime import date
from typing import Any

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.booking import reasons
from portal.booking import service as booking
from portal.booking.forms import ReasonForm
from portal.booking.permissions import is_booker, may_cancel, may_change, may_decide, may_send
from portal.catalogue.queries import get_resource
from portal.errors import NotAllowed, Refusal
from portal.series import forms, queries, service
from portal.series.blueprint import blueprint
from portal.series.outcomes import do_and_say
from portal.series.queries import DateView, SeriesView
from portal.series.service import Outcome
from portal.web import formats
from portal.web.error_pages import translated, with_remedy
from portal.web.language import current_language

Answer = str | Response | tuple[str, int]


@blueprint.get("/serier/<reference>")
@audience("signed-in")
def show(reference: str) -> Answer:
    """Each date and how it stands; a date that did not fit says why, or can be taken now."""
    visitor = signed_in()
    series = queries.get_series(reference, visitor)
    dates = queries.dates_of(series.id)
    if (
        may_send(visitor, series)
        and any(one.booking for one in dates)
        and all(one.is_unsent for one in dates if one.booking)
    ):
        return redirect(url_for("series.check", reference=reference), 303)
    service.note_reading(visitor, series, clock.now())
    return _page(series, dates)


def _page(series: SeriesView, dates: list[DateView], form: Any = None) -> tuple[str, int]:
    visitor, now = signed_in(), clock.now()
    mine = may_send(visitor, series)
    page = render_template(
        "series/show.html",
        series=series,
        dates=dates,
        faults=_faults(series, dates) if mine else {},
        form=form or _reason_form(reasons.DECLINED, formdata=None),
        waiting=[one for one in dates if one.booking and one.booking.state in service.WAITING],
        live=[one for one in dates if one.is_live],
        ahead=service.within(dates, service.ALL, None, now),
        asked=[one for one in dates if one.change and one.is_live],
        no_form=forms.NoForm(formdata=None),
        is_booker=is_booker(visitor, series),
        decides=may_decide(visitor, series),
        may_cancel=may_cancel(visitor, series),
        may_change=may_change(visitor, series),
        words=lambda refusal: [with_remedy(one) for one in refusal.refusals],
        now=now,
    )
    return page, 422 if form is not None and form.errors else 200


def _faults(series: SeriesView, dates: list[DateView]) -> dict[date, Refusal | None]:
    """Return of each date that is still open what stands in its way now."""
    visitor, now = signed_in(), clock.now()
    open_ones = [one for one in dates if one.is_open and one.wished]
    if not open_ones:
        return {}
    resource = get_resource(series.resource_slug, visitor)
    return {
        one.day: booking.find_refusal(visitor, resource, one.wished, series.units, now)
        for one in open_ones
        if one.wished
    }


@blueprint.get("/serier/<reference>.ics")
@audience("signed-in")
def calendar_file(reference: str) -> Response:
    """Every date of the series for a calendar, without what is confidential."""
    series = queries.get_series(reference, signed_in())
    views = [one.booking for one in queries.dates_of(series.id) if one.booking and not one.is_unsent]
    text = booking.calendar_of_all(views, current_language(), host=booking.host(), now=clock.now())
    headers = {"Content-Disposition": f'attachment; filename="{series.reference}.ics"'}
    return FlaskResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)


@blueprint.post("/serier/<reference>/ta")
@audience("signed-in")
def take(reference: str) -> Answer:
    """Take a date that did not fit before."""
    series = queries.get_series(reference, signed_in())
    day = next(iter(forms.days_of([request.form.get("datum", "")])), date.min)
    try:
        made = service.take_date(signed_in(), reference, day, clock.now())
    except Refusal as refusal:
        for one in refusal.refusals:
            flash(translated(one), "warning")
    else:
        flash(_("%(time)s är med i serien.", time=formats.span(made.starts_at, made.ends_at)), "success")
    return redirect(url_for("series.show", reference=series.reference), 303)


@blueprint.route("/serier/<reference>/avboka", methods=["GET", "POST"])
@audience("signed-in")
def cancel(reference: str) -> Answer:
    """Ask which dates and why before calling them off."""
    visitor = signed_in()
    series = queries.get_series(reference, visitor)
    if not may_cancel(visitor, series):
        raise NotAllowed()
    live = [one for one in queries.dates_of(series.id) if one.is_live]
    if not live:
        flash(_("Det finns inget datum kvar att avboka."), "warning")
        return redirect(url_for("series.show", reference=reference), 303)
    form = _cancel_form(live)
    if form.validate_on_submit():
        day = date.fromisoformat(form.day.data)

        def act() -> Outcome:
            return service.cancel_series(
                visitor, reference, form.scope.data, day, form.reason.data, form.text.data, clock.now()
            )

        if do_and_say(
            act, form, lambda count: ngettext("%(num)s datum är avbokat.", "%(num)s datum är avbokade.", count)
        ):
            return redirect(url_for("series.show", reference=reference), 303)
    return render_template("series/cancel.html", series=series, form=form), 422 if form.errors else 200


def _cancel_form(live: list[DateView]) -> Any:
    form = forms.CancelForm(scope=service.ALL, day=request.args.get("fran"))
    form.day.choices = [
        (one.day.isoformat(), formats.span(one.booking.starts_at, one.booking.ends_at)) for one in live if one.booking
    ]
    assert live[0].booking is not None
    known = booking.cancel_reasons(signed_in(), live[0].booking)
    form.reason.choices = [(code, _(words)) for code, words in known.items()]
    return form


@blueprint.post("/serier/<reference>/bekrafta")
@audience("owner")
def confirm(reference: str) -> Answer:
    """The owner says yes to every date that waits."""
    series = _decided(reference)

    def act() -> Outcome:
        return service.confirm_series(signed_in(), series.reference, clock.now())

    do_and_say(
        act,
        None,
        lambda count: ngettext("Ert ja till %(num)s datum är sparat.", "Ert ja till %(num)s datum är sparat.", count),
    )
    return redirect(url_for("series.show", reference=reference), 303)


@blueprint.post("/serier/<reference>/neka")
@audience("owner")
def decline(reference: str) -> Answer:
    """The owner says no to every date that waits, with a reason."""
    series = _decided(reference)
    form = _reason_form(reasons.DECLINED)
    if form.validate_on_submit():

        def act() -> Outcome:
            return service.decline_series(signed_in(), series.reference, form.reason.data, form.text.data, clock.now())

        if do_and_say(act, form, lambda count: ngettext("%(num)s datum är nekat.", "%(num)s datum är nekade.", count)):
            return redirect(url_for("series.show", reference=reference), 303)
    return _page(series, queries.dates_of(series.id), form)


def _decided(reference: str) -> SeriesView:
    series = queries.get_series(reference, signed_in())
    if not may_decide(signed_in(), series):
        raise NotAllowed()
    return series


def _reason_form(known: dict[str, str], **given: Any) -> ReasonForm:
    form = ReasonForm(**given)
    form.reason.choices = [(code, _(words)) for code, words in known.items()]
    return form
