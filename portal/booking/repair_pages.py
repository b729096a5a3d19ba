"""A new time for a booking that a closure displaced, or letting it go."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.booking import forms, queries, service
from portal.booking.blueprint import blueprint
from portal.booking.calendar_pages import chosen_monday, week_for, week_piece
from portal.booking.permissions import may_repair
from portal.booking.queries import BookingView
from portal.booking.states import CONFIRMED, DISPLACED
from portal.catalogue.queries import get_resource
from portal.errors import CapacityExceeded, NotAllowed, Refusal
from portal.web.error_pages import translated

Answer = str | Response | tuple[str, int]
RELEASE = "release"


@blueprint.route("/bokningar/<reference>/ny-tid", methods=["GET", "POST"])
@audience("signed-in")
def new_time(reference: str) -> Answer:
    """Choose a new time, starting from the nearest that is free; or let the booking go."""
    booking = queries.get_booking(reference, signed_in())
    if not may_repair(signed_in(), booking):
        raise NotAllowed()
    if booking.state != DISPLACED:
        return redirect(url_for("booking.show", reference=reference), 303)
    form = forms.period_form(booking.unit)
    if request.method == "POST" and request.form.get("do") == RELEASE:
        return _release(booking)
    if request.method == "POST":
        return _move(booking, form)
    return _page(booking, form)


def _move(booking: BookingView, form: Any) -> Answer:
    picked = forms.picked(request.form.get("pick"))
    if picked is not None:
        form.show(picked)
    refusal = None
    if form.validate_on_submit():
        try:
            after = service.settle_repair(
                signed_in(), booking.reference, service.MOVED, clock.now(), period=form.period
            )
        except Refusal as raised:
            refusal = raised
        else:
            sent = after.state != CONFIRMED
            flash(_("Begäran om en ny tid är skickad.") if sent else _("Bokningen har en ny tid."), "success")
            return redirect(url_for("booking.show", reference=booking.reference), 303)
    return _page(booking, form, refusal)


def _release(booking: BookingView) -> Response:
    try:
        service.settle_repair(signed_in(), booking.reference, service.RELEASED, clock.now())
        flash(_("Bokningen är släppt och båda sidor har fått veta det."), "success")
    except Refusal as refusal:
        flash(translated(refusal), "warning")
    return redirect(url_for("booking.show", reference=booking.reference), 303)


def _page(booking: BookingView, form: Any, refusal: Refusal | None = None) -> tuple[str, int]:
    resource = get_resource(booking.resource_slug, signed_in())
    if refusal is not None:
        form.refuse(refusal)
        nearest = getattr(refusal, "nearest", None)
    else:
        nearest = service.nearest_time(resource, service.same_again(booking), clock.now())
    if nearest and not form.is_submitted():
        form.show(nearest)
    page = render_template(
        "booking/new_time.html",
        booking=booking,
        form=form,
        repair=queries.find_repair(booking.id),
        nearest=nearest,
        nearest_value=forms.pick_value(nearest) if nearest else None,
        week=week_piece(resource, week_for(resource, chosen_monday(form.first_day.data), signed_in())),
        release=RELEASE,
    )
    return page, 409 if isinstance(refusal, CapacityExceeded) else 422 if form.errors else 200
