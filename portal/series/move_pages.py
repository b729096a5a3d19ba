"""Moving dates of a series: the new time of one, what becomes of each date, and moving those that are ticked."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.booking.forms import pick_value
from portal.booking.permissions import is_owner, may_change
from portal.booking.service import NotTogether
from portal.capacity.reasons import REASONS
from portal.catalogue.models import Resource
from portal.catalogue.queries import get_resource
from portal.errors import Conflict, NotAllowed, Refusal
from portal.series import forms, queries, service
from portal.series.blueprint import blueprint
from portal.series.queries import DateView, SeriesView
from portal.series.rules import wall_time
from portal.series.service import Moved, MoveLine, Shift, Target
from portal.series.wording import SEEN_OTHERWISE
from portal.web.error_pages import translated, with_remedy

Answer = str | Response | tuple[str, int]
MOVE = "flytta"


@blueprint.get("/serier/<reference>/flytta")
@audience("signed-in")
def moving(reference: str) -> Answer:
    """The form, with the time as it is of the date that the link names."""
    series, live = _live(reference)
    base = _named(live, request.args.get("fran"))
    if base is None or base.booking is None:
        return _nothing_left(reference)
    resource = get_resource(series.resource_slug, signed_in())
    form = forms.move_form(resource, formdata=None, scope=service.ALL, day=str(base.day), units=base.booking.units)
    form.show(base.booking.period)
    return _page(series, resource, form, base)


@blueprint.post("/serier/<reference>/flytta")
@audience("signed-in")
def move(reference: str) -> Answer:
    """What would become of each date; or, when its dates are ticked and sent, move all of those or none."""
    series, live = _live(reference)
    base = _named(live, request.form.get("day"))
    if base is None:
        return _nothing_left(reference)
    resource = get_resource(series.resource_slug, signed_in())
    form = forms.move_form(resource)
    form.day.data = str(base.day)
    if not form.validate_on_submit():
        return _page(series, resource, form, base)
    try:
        if request.form.get("gor") == MOVE and form.seen.data == form.mark:
            return _move(series, resource, form, base)
        return _report(series, resource, form, base)
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(series, resource, form, base)


def _live(reference: str) -> tuple[SeriesView, list[DateView]]:
    """Return the series and those of its dates that have not begun."""
    series = queries.get_series(reference, signed_in())
    if not may_change(signed_in(), series):
        raise NotAllowed()
    return series, service.within(queries.dates_of(series.id), service.ALL, None, clock.now())


def _named(live: list[DateView], text: str | None) -> DateView | None:
    """Return the date of that name, or the first one that is left."""
    return next((one for one in live if str(one.day) == text), live[0] if live else None)


def _nothing_left(reference: str) -> Response:
    flash(_("Det finns inget datum kvar att ändra."), "warning")
    return redirect(url_for("series.show", reference=reference), 303)


def _move(series: SeriesView, resource: Resource, form: Any, base: DateView) -> Answer:
    ticked = forms.ticked_moves(request.form.getlist("datum"))
    targets = {day: Target(period, version) for day, (version, period) in ticked.items()}
    shift, text = _shift(form, base), form.text.data or ""
    try:
        moved = service.move_dates(signed_in(), series.reference, shift, targets, text, clock.now())
    except NotTogether as refusal:
        # What could be moved a moment ago cannot any more: the report says which dates, and nothing is moved.
        return _report(series, resource, form, base, ticked=ticked, refusal=refusal)
    _say([one for one in moved if not one.wish], [one for one in moved if one.wish])
    return redirect(url_for("series.show", reference=series.reference), 303)


def _say(moved: list[Moved], asked: list[Moved]) -> None:
    if moved:
        flash(ngettext("%(num)s datum är ändrat.", "%(num)s datum är ändrade.", len(moved)), "success")
    if asked:
        says = ngettext(
            "En ändring av %(num)s datum är begärd. Tills testbädden svarar gäller det som är.",
            "En ändring av %(num)s datum är begärd. Tills testbädden svarar gäller det som är.",
            len(asked),
        )
        flash(says, "success")
    if not moved and not asked:
        flash(_("Det är redan gjort."), "success")


def _report(series: SeriesView, resource: Resource, form: Any, base: DateView, **more: Any) -> Answer:
    shift, text = _shift(form, base), form.text.data or ""
    lines = service.report_move(signed_in(), series.reference, shift, text, clock.now())
    form.seen.data = form.mark
    return _page(series, resource, form, base, lines, **more)


def _shift(form: Any, base: DateView) -> Shift:
    assert base.booking is not None
    there, was = (clock.local_day(one.starts_at) for one in (form.period, base.booking))
    units = form.units.data if "units" in form else base.booking.units
    return Shift(form.scope.data, base.day, (there - was).days, wall_time(form.period), units)


def _page(
    series: SeriesView,
    resource: Resource,
    form: Any,
    base: DateView,
    lines: list[MoveLine] | None = None,
    *,
    ticked: dict[date, Any] | None = None,
    refusal: Refusal | None = None,
) -> tuple[str, int]:
    page = render_template(
        "series/move.html",
        series=series,
        resource=resource,
        form=form,
        base=base,
        lines=lines,
        ticked=ticked,
        stale=translated(Refusal(SEEN_OTHERWISE)) if refusal else None,
        is_owner=is_owner(signed_in(), series),
        has_open=any(one.is_open for one in queries.dates_of(series.id)),
        reasons=REASONS,
        holiday_name=clock.name_of,
        value=lambda line, period: forms.move_value(line.day, line.booking.version, pick_value(period)),
        words=lambda refused: [with_remedy(one) for one in refused.refusals],
    )
    return page, 409 if isinstance(refusal, Conflict) else 422 if form.errors else 200
