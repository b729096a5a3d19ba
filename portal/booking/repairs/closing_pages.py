"""Closing a resource for a time, and changing that: the owner sees what it would displace before it is done."""

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
from portal.booking.service import Closing, Preview
from portal.capacity.queries import ClosureView, coming_closures
from portal.capacity.reasons import REASONS
from portal.capacity.service import outage_of
from portal.catalogue.models import Resource
from portal.catalogue.permissions import may_manage
from portal.catalogue.queries import get_resource
from portal.errors import Conflict, NotFound, Refusal

Answer = str | Response | tuple[str, int]
CLOSE = "close"


@blueprint.route("/resurser/<slug>/stang", methods=["GET", "POST"])
@audience("owner")
def close_days(slug: str) -> Answer:
    """The form, then what it would displace, then the closure."""
    resource = _managed(slug)
    form = _form(units=0, first_day=_asked_day(), last_day=_asked_day())
    if "nu" in request.args and not form.is_submitted():
        _show_now(form)
    return _worked(form, resource, None)


@blueprint.route("/resurser/<slug>/stang/<key>", methods=["GET", "POST"])
@audience("owner")
def change_closure(slug: str, key: str) -> Answer:
    """Move, shorten or extend a closure that is not over: the same steps as when it was made."""
    resource = _managed(slug)
    closure = next((one for one in coming_closures(resource.id, clock.now()) if one.key == key), None)
    if closure is None:
        raise NotFound()
    form = _form()
    if not form.is_submitted():
        form.show(outage_of(closure))
        form.seen.data = outage_of(closure).fingerprint
    return _worked(form, resource, closure)


def _worked(form: forms.ClosingForm, resource: Resource, closure: ClosureView | None) -> Answer:
    if not form.validate_on_submit():
        return _page(form, resource, closure)
    try:
        if request.form.get("do") == CLOSE:
            return _told(_done(form, resource, closure), is_new=closure is None)
        return _page(form, resource, closure, _foresee(form, resource, closure))
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(form, resource, closure, _foreseen_again(form, resource, closure), refusal=refusal)


def _foresee(form: forms.ClosingForm, resource: Resource, closure: ClosureView | None) -> Preview:
    now = clock.now()
    if closure is None:
        return service.preview_outage(signed_in(), resource, form.outage, now)
    return service.preview_change(signed_in(), resource, closure.id, form.outage, now)


def _foreseen_again(form: forms.ClosingForm, resource: Resource, closure: ClosureView | None) -> Preview | None:
    """Return what it would displace, to choose from once more; None where that is what was refused."""
    try:
        return _foresee(form, resource, closure)
    except Refusal:
        return None


def _done(form: forms.ClosingForm, resource: Resource, closure: ClosureView | None) -> Closing:
    now, chosen = clock.now(), _ticked()
    if closure is None:
        return service.close_resource(signed_in(), resource, form.outage, now, chosen)
    return service.change_outage(
        signed_in(), resource, closure.id, form.outage, now, chosen, seen=form.seen.data or None
    )


def _ticked() -> list[str] | None:
    """Return the bookings that the owner has ticked to give way; None when there was nothing to choose."""
    return request.form.getlist("leaves") if "chosen" in request.form else None


def _form(**given: Any) -> forms.ClosingForm:
    form = forms.ClosingForm(**given)
    form.reason.choices = [(code, _(words)) for code, words in REASONS.items()]
    return form


def _asked_day() -> date | None:
    """Return the day in the address, as the page of opening hours gives it; anything else is no day."""
    try:
        return date.fromisoformat(request.args.get("dag", ""))
    except ValueError:
        return None


def _show_now(form: forms.ClosingForm) -> None:
    """Fill the form for something that has just broken."""
    now = clock.now()
    form.kind.data, form.reason.data = forms.UNPLANNED, "fault"
    form.first_day.data = form.last_day.data = clock.local_day(now)
    form.opens.data = clock.local(now).time()


def _told(closing: Closing, *, is_new: bool) -> Response:
    stranded, ended = len(closing.displaced), len(closing.interrupted)
    if stranded:
        says = ngettext(
            "Dagarna är stängda. %(num)s bokning behöver en ny tid, och båda sidor har fått veta det.",
            "Dagarna är stängda. %(num)s bokningar behöver en ny tid, och båda sidor har fått veta det.",
            stranded,
        )
    elif is_new:
        says = _("Dagarna är stängda. Ingen bokning berördes.") if not ended else _("Stängningen är antecknad.")
    else:
        says = _("Stängningen är ändrad.")
    if ended:
        says += " " + ngettext(
            "%(num)s bokning som pågick är avbruten, och båda sidor har fått veta det.",
            "%(num)s bokningar som pågick är avbrutna, och båda sidor har fått veta det.",
            ended,
        )
    flash(says, "success")
    return redirect(url_for("booking.repairs" if stranded else "desk.index"), 303)


def _page(
    form: forms.ClosingForm,
    resource: Resource,
    closure: ClosureView | None,
    foreseen: Preview | None = None,
    refusal: Refusal | None = None,
) -> tuple[str, int]:
    ticked = _ticked() if refusal else None
    page = render_template(
        "booking/close_days.html",
        form=form,
        resource=resource,
        closure=closure,
        foreseen=foreseen,
        ticked=ticked if ticked is not None else [one.reference for one in foreseen.displaced] if foreseen else [],
        is_stale=isinstance(refusal, Conflict),
        close=CLOSE,
    )
    return page, 409 if isinstance(refusal, Conflict) else 422 if form.errors else 200


def _managed(slug: str) -> Resource:
    resource = get_resource(slug, signed_in())
    if not may_manage(signed_in(), resource.testbed):
        raise NotFound()
    return resource
