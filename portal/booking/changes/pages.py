"""Changing a booking that stands: another time, the owner's answer to that, a colleague, and coming and going."""

from typing import Any

from flask import flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.booking import forms, permissions, queries, service
from portal.booking.blueprint import blueprint
from portal.booking.calendar_pages import chosen_monday, week_for, week_piece
from portal.booking.changes import forms as change_forms
from portal.booking.changes.changing import CHANGEABLE
from portal.booking.changes.handing_over import LIVE
from portal.booking.changes.late import is_late
from portal.booking.pressing import back, press
from portal.booking.queries import BookingView
from portal.booking.service import Wanted
from portal.booking.states import COMPLETED, CONFIRMED, IN_USE
from portal.catalogue.queries import get_resource
from portal.clock import Period
from portal.errors import Conflict, NotAllowed, Refusal

Answer = str | Response | tuple[str, int]


@blueprint.route("/bokningar/<reference>/andra", methods=["GET", "POST"])
@audience("signed-in")
def alter(reference: str) -> Answer:
    """Another time or other units: the form has what holds now, and says what the owner must answer."""
    booking = _party(reference, permissions.may_change)
    if booking.state not in CHANGEABLE or booking.ends_at <= clock.now():
        return back(reference)
    resource = get_resource(booking.resource_slug, signed_in())
    form = change_forms.change_form(booking.unit, resource.units, version=str(booking.version), units=booking.units)
    if request.method == "GET":
        form.show(booking.period)
        return _alter_page(booking, form)
    refusal = None
    try:
        if _validated(form):
            return _altered(booking, form)
    except Refusal as raised:
        refusal = raised
    return _alter_page(booking, form, refusal)


def _validated(form: Any) -> bool:
    """Validate the form. The button with the nearest time counts as having typed that time."""
    picked = forms.picked(request.form.get("pick"))
    if picked is not None:
        form.show(picked)
        for name in form.when:
            form[name].process_errors = []
    return bool(form.validate_on_submit())


def _altered(booking: BookingView, form: Any) -> Response:
    units = form.units.data if "units" in form else booking.units
    wanted = Wanted(form.period, units, form.text.data or "")
    service.alter_booking(signed_in(), booking.reference, wanted, clock.now(), seen=form.seen)
    if queries.find_change(booking.id):
        flash(_("Ändringen är begärd. Tills testbädden svarar gäller bokningen som den är."), "success")
    else:
        flash(_("Bokningen är ändrad och båda sidor har fått veta det."), "success")
    return back(booking.reference)


def _alter_page(booking: BookingView, form: Any, refusal: Refusal | None = None) -> tuple[str, int]:
    visitor, now = signed_in(), clock.now()
    resource = get_resource(booking.resource_slug, visitor)
    if refusal is not None:
        form.refuse(refusal)
    nearest = getattr(refusal, "nearest", None)
    page = render_template(
        "booking/alter.html",
        booking=booking,
        form=form,
        nearest=nearest,
        nearest_value=forms.pick_value(nearest) if nearest else None,
        is_owner=permissions.is_owner(visitor, booking),
        has_begun=booking.starts_at <= now,
        is_late=booking.state == CONFIRMED and booking.starts_at > now and is_late(booking, booking.starts_at, now),
        is_stale=type(refusal) is Conflict,
        most=resource.units,
        week=week_piece(resource, week_for(resource, chosen_monday(form.first_day.data))),
    )
    return page, 409 if isinstance(refusal, Conflict) else 422 if form.errors else 200


@blueprint.post("/bokningar/<reference>/andra/ja")
@audience("owner")
def accept_change(reference: str) -> Response:
    """The owner says yes to another time."""
    return press(reference, service.accept_change, _("Ändringen gäller nu, och båda sidor har fått veta det."))


@blueprint.post("/bokningar/<reference>/andra/nej")
@audience("owner")
def decline_change(reference: str) -> Response:
    """The owner says no, and the booking stays as it is."""
    _party(reference, permissions.may_decide)
    form = change_forms.AnswerForm()
    if not form.validate_on_submit():
        flash(_("Skriv högst 1000 tecken."), "warning")
        return back(reference)

    def decline(visitor: Any, reference: str, now: Any) -> object:
        return service.decline_change(visitor, reference, form.text.data or "", now)

    return press(reference, decline, _("Ändringen är nekad. Bokningen gäller som förut."))


@blueprint.post("/bokningar/<reference>/andra/ta-tillbaka")
@audience("signed-in")
def withdraw_change(reference: str) -> Response:
    """The booker takes the wish back."""
    return press(reference, service.withdraw_change, _("Ändringen är tillbakatagen. Bokningen gäller som förut."))


@blueprint.route("/bokningar/<reference>/lamna-over", methods=["GET", "POST"])
@audience("signed-in")
def hand_over(reference: str) -> Answer:
    """Choose the colleague who is to have it."""
    booking = _party(reference, permissions.may_hand_over)
    if booking.state not in LIVE:
        return back(reference)
    form = change_forms.ColleagueForm(version=str(booking.version))
    form.email.choices = [SelectChoice(one.email, f"{one.name}, {one.email}") for one in service.colleagues_of(booking)]
    status = 200
    if form.is_submitted():
        status = 422
        try:
            if form.validate():
                service.hand_over(signed_in(), reference, form.email.data, clock.now(), seen=form.seen)
                flash(_("Bokningen är överlämnad. Tiden är densamma."), "success")
                return back(reference)
        except Refusal as refusal:
            form.refuse(refusal)
            status = 409 if isinstance(refusal, Conflict) else 422
    return render_template("booking/hand_over.html", booking=booking, form=form), status


@blueprint.post("/bokningar/<reference>/checka-in")
@audience("signed-in")
def check_in(reference: str) -> Response:
    """Somebody is there."""
    return press(reference, service.check_in, _("Incheckningen är noterad. Välkommen!"))


@blueprint.post("/bokningar/<reference>/checka-ut")
@audience("signed-in")
def check_out(reference: str) -> Response:
    """They have left."""
    return press(reference, service.check_out, _("Utcheckningen är noterad. Tack för besöket!"))


@blueprint.route("/bokningar/<reference>/anvandning", methods=["GET", "POST"])
@audience("owner")
def record_use(reference: str) -> Answer:
    """The owner notes afterwards from when to when it was used."""
    booking = _party(reference, permissions.may_decide)
    if booking.state not in (CONFIRMED, IN_USE, COMPLETED) or booking.starts_at > clock.now():
        return back(reference)
    form = forms.HourForm()
    if request.method == "GET":
        form.show(_known_use(booking))
    elif form.validate_on_submit() and form.period:
        try:
            service.record_use(signed_in(), reference, form.period, clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Tiderna är noterade."), "success")
            return back(reference)
    return render_template("booking/use.html", booking=booking, form=form), 422 if form.errors else 200


def _known_use(booking: BookingView) -> Period:
    """Return what has been recorded, or the booked time where nothing has."""
    came_at, left_at = booking.checked_in_at or booking.starts_at, booking.checked_out_at or booking.ends_at
    return Period(came_at, left_at) if came_at < left_at else booking.period


def _party(reference: str, may: Any) -> BookingView:
    booking = queries.get_booking(reference, signed_in())
    if not may(signed_in(), booking):
        raise NotAllowed()
    return booking
