"""The repair list of an owner; and a new time for a booking that a closure displaced, here or elsewhere, or letting it go."""

from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.booking import forms, queries, service
from portal.booking.blueprint import blueprint
from portal.booking.calendar_pages import chosen_monday, week_for, week_piece
from portal.booking.permissions import is_booker, may_repair
from portal.booking.queries import BookingView
from portal.booking.repairs.choices import AnswerForm, values_of
from portal.booking.repairs.options import Options, options_for
from portal.booking.states import CONFIRMED, DISPLACED
from portal.capacity.reasons import REASONS
from portal.catalogue.queries import get_resource
from portal.errors import CapacityExceeded, NotAllowed, Refusal
from portal.web.error_pages import translated

Answer = str | Response | tuple[str, int]
RELEASE, OPTION = "release", "option"
SHOWN_FOR = timedelta(days=60)


@blueprint.get("/att-ordna")
@audience("owner")
def repairs() -> str:
    """Each booking that lost its time, how its line stands, and what the settled ones became."""
    owners, now = signed_in().organisation_ids, clock.now()
    return render_template(
        "booking/repairs.html",
        open=queries.repairs_for_owner(owners),
        settled=queries.settled_for_owner(owners, since=now - SHOWN_FOR),
        closing_reasons=REASONS,
        now=now,
    )


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
    if request.method == "POST" and request.form.get("do") == OPTION:
        return _take_option(booking, form)
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


def _take_option(booking: BookingView, form: Any) -> Answer:
    answers = AnswerForm()
    if not answers.validate():
        return _page(booking, form, answers=answers)
    try:
        after = service.answer(signed_in(), booking.reference, answers.read(), clock.now())
    except Refusal as refusal:
        answers.refuse(refusal)
        return _page(booking, form, answers=answers, is_gone=isinstance(refusal, CapacityExceeded))
    flash(
        _("Begäran om en ny tid är skickad.") if after.state != CONFIRMED else _("Bokningen har en ny tid."), "success"
    )
    return redirect(url_for("booking.show", reference=after.reference), 303)


def _release(booking: BookingView) -> Response:
    try:
        service.settle_repair(signed_in(), booking.reference, service.RELEASED, clock.now())
        flash(_("Bokningen är släppt och båda sidor har fått veta det."), "success")
    except Refusal as refusal:
        flash(translated(refusal), "warning")
    return redirect(url_for("booking.show", reference=booking.reference), 303)


def _page(
    booking: BookingView,
    form: Any,
    refusal: Refusal | None = None,
    *,
    answers: AnswerForm | None = None,
    is_gone: bool = False,
) -> tuple[str, int]:
    resource, options = get_resource(booking.resource_slug, signed_in()), options_for(booking, clock.now())
    nearest = options.here[0] if options.here else None
    if refusal is not None:
        form.refuse(refusal)
        nearest = getattr(refusal, "nearest", None)
    if nearest and refusal is None:
        form.show(nearest)
    if not is_booker(signed_in(), booking):
        # Another testbed is the company's to choose: it is who pays there.
        options = Options(options.here, [])
    answers = answers or AnswerForm(formdata=None)
    page = render_template(
        "booking/new_time.html",
        booking=booking,
        form=form,
        answers=answers,
        repair=queries.find_repair(booking.id),
        nearest=nearest if refusal else None,
        nearest_value=forms.pick_value(nearest) if nearest else None,
        week=week_piece(resource, week_for(resource, chosen_monday(form.first_day.data), signed_in())),
        release=RELEASE,
        option=OPTION,
        **values_of(options),
    )
    gone = is_gone or isinstance(refusal, CapacityExceeded)
    return page, 409 if gone else 422 if form.errors or answers.errors else 200
