"""Booking step by step: the form, the answers to check while the time is held, and sending them."""

import secrets
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.booking import asked, forms, holds, queries, quoting, service
from portal.booking.blueprint import blueprint
from portal.booking.calendar_pages import chosen_monday, week_for, week_piece
from portal.booking.linked.words import links_in_words
from portal.booking.permissions import may_send
from portal.booking.queries import BookingView
from portal.booking.quoting import Shown, price_lists_in_words
from portal.booking.requests.asking import TooManyPending
from portal.booking.shares.words import shares_in_words
from portal.booking.states import CONFIRMED, PENDING
from portal.booking.terms import late_words, terms_in_words
from portal.booking.wishes import books_directly
from portal.capacity.queries import coming_closures, plan_of
from portal.capacity.reasons import REASONS
from portal.catalogue.models import Resource
from portal.catalogue.queries import get_resource
from portal.errors import CapacityExceeded, NotFound, Refusal
from portal.passport.rules import PaperMissing, PapersMissing
from portal.web.error_pages import translated

Answer = str | Response | tuple[str, int]
SHOWN_CLOSURES = 5


@blueprint.get("/resurser/<slug>/boka")
@audience("signed-in")
def book(slug: str) -> Answer:
    """The empty form, filled in as far as the link says, or as the hold that is to be changed has it."""
    resource = get_resource(slug, signed_in())
    given: dict[str, Any] = {"form_key": secrets.token_urlsafe(12), "units": 1}
    given |= forms.asked_for(resource.unit, request.args)
    form = forms.booking_form(resource, formdata=None, **given)
    held = _to_change(resource)
    if held is not None:
        _show(form, held)
    return _form_page(form, resource)


def _to_change(resource: Resource) -> BookingView | None:
    reference = request.args.get("andra")
    held = queries.find_view(reference) if reference else None
    mine = (
        held is not None and held.resource_id == resource.id and may_send(signed_in(), held) and not holds.is_part(held)
    )
    return held if mine else None


def _show(form: Any, held: BookingView) -> None:
    """Fill the form with what was answered before; its key lets it change that hold."""
    form.show(held.period)
    form.purpose.data, form.note.data = held.purpose, held.note
    form.form_key.data = service.form_key_of(held) or form.form_key.data
    if "units" in form:
        form.units.data = held.units


@blueprint.post("/resurser/<slug>/boka")
@audience("signed-in")
def hold(slug: str) -> Answer:
    """Hold the time and go on to the answers; or the form again, with every broken rule at its field."""
    visitor, resource, now = signed_in(), get_resource(slug, signed_in()), clock.now()
    form = forms.booking_form(resource)
    good = _validated(form)
    units = form.units.data if "units" in form else 1
    key = form.form_key.data or None
    try:
        if good and request.form.get("queue"):
            return _queued(form, resource, units, key)
        if good:
            held = service.hold(
                visitor, resource, form.period, units, form.purpose.data, form.note.data, now, form_key=key
            )
            return redirect(url_for("booking.check", reference=held.reference), 303)
        refusal = form.period and service.find_refusal(visitor, resource, form.period, units or 1, now, form_key=key)
    except Refusal as raised:
        refusal = raised
    return _form_page(form, resource, refusal, instead=_instead(form, resource, refusal, now))


def _instead(form: Any, resource: Resource, refusal: Refusal | None, now: datetime) -> service.Instead | None:
    """Return what nearly fits, where a time was asked for and refused."""
    if not refusal or form.period is None:
        return None
    units = form.units.data if "units" in form else 1
    key = form.form_key.data or None
    found = service.offers_instead(signed_in(), resource, form.period, units or 1, now, form_key=key)
    if any(isinstance(one, PaperMissing) and one.is_timeless for one in refusal.refusals):
        # No time here would do until the paper is there: saying that none was found would send people looking.
        return found if found.elsewhere else None
    return found


def _queued(form: Any, resource: Resource, units: int, key: str | None) -> Response:
    """Stand in line for a time that is requested and not confirmed."""
    answers = (form.period, units, form.purpose.data, form.note.data)
    booking = service.stand_in_line(signed_in(), resource, *answers, clock.now(), form_key=key)
    flash(_("Begäran är skickad. Här ser ni hur den står."), "success")
    return redirect(url_for("booking.show", reference=booking.reference), 303)


def _may_queue(form: Any, resource: Resource, refusal: Refusal | None) -> bool:
    """Return whether only requests without an answer stand in the way of what the form asks for."""
    if form.period is None or not any(isinstance(one, CapacityExceeded) for one in getattr(refusal, "refusals", ())):
        return False
    units = form.units.data if "units" in form else 1
    return bool(units) and service.may_stand_in_line(signed_in(), resource, form.period, units, clock.now())


def _validated(form: Any) -> bool:
    """Validate the form. The button of an offer counts as having typed it."""
    picked = forms.picked(request.form.get("pick"))
    if picked is not None:
        form.show(picked)
        units = forms.picked_units(request.form.get("pick"))
        if units is not None and "units" in form:
            form.units.data, form.units.raw_data = units, [str(units)]
        for name in form.when:
            form[name].process_errors = []
    good = bool(form.validate_on_submit())
    return good


def _form_page(
    form: Any,
    resource: Resource,
    refusal: Refusal | None = None,
    *,
    instead: service.Instead | None = None,
    gone: bool = False,
) -> tuple[str, int]:
    if refusal is not None:
        form.refuse(refusal)
    lines = plan_of(resource.id).lines
    stays_open = any(line.closes == 1440 for line in lines) and any(line.opens == 0 for line in lines)
    page = render_template(
        "booking/book.html",
        form=form,
        resource=resource,
        direct=_is_direct(resource),
        terms=[*terms_in_words(resource), *links_in_words(resource), *shares_in_words(resource)],
        price_lists=price_lists_in_words(resource),
        price=_price(form, resource),
        instead=instead,
        pick_value=forms.pick_value,
        link_to=forms.link_to,
        over_midnight=stays_open,
        week=week_piece(resource, week_for(resource, chosen_monday(form.first_day.data), signed_in())),
        gone=gone,
        closures=coming_closures(resource.id, clock.now(), most=SHOWN_CLOSURES),
        closing_reasons=REASONS,
        may_queue=_may_queue(form, resource, refusal),
        is_full=form.period is not None and isinstance(refusal, CapacityExceeded),
    )
    return page, _status(form, refusal)


def _price(form: Any, resource: Resource) -> Shown | None:
    """Return what the time in the form would cost, where it says one and the price list knows."""
    units = form.units.data if "units" in form else 1
    return quoting.price_of_wish(signed_in(), resource, form.period, units or 1) if form.period else None


@blueprint.post("/resurser/<slug>/offert")
@audience("signed-in")
def quote(slug: str) -> Answer:
    """Give an indicative price for the time in the form, kept as it is now; nothing is held."""
    visitor, resource = signed_in(), get_resource(slug, signed_in())
    form = forms.booking_form(resource)
    form.validate()
    units = form.units.data if "units" in form else 1
    refusal = None
    if form.period is not None and units:
        try:
            given = quoting.quote_wish(visitor, resource, form.period, units, clock.now())
            return redirect(url_for("conditions.quote", reference=given.reference), 303)
        except Refusal as raised:
            refusal = raised
    return _form_page(form, resource, refusal)


def _is_direct(resource: Resource) -> bool:
    organisation = signed_in().organisation
    return books_directly(resource.id, organisation.id if organisation else None)


def _status(form: Any, refusal: Refusal | None) -> int:
    if isinstance(refusal, CapacityExceeded):
        return 409
    return 422 if form.errors else 200


@blueprint.get("/bokningar/<reference>/kontrollera")
@audience("signed-in")
def check(reference: str) -> Answer:
    """The answers, exactly which stretches are taken, and until when they are held."""
    booking = _mine(reference)
    if not booking.was_only_held or holds.is_part(booking):
        return redirect(url_for("booking.show", reference=reference), 303)
    return _check_page(booking)


def _check_page(booking: BookingView, refusal: Refusal | None = None) -> tuple[str, int]:
    form = forms.EmptyForm(formdata=None)
    if refusal is not None:
        form.refuse(refusal)
    now = clock.now()
    page = render_template(
        "booking/check.html",
        booking=booking,
        direct=books_directly(booking.resource_id, booking.organisation_id),
        price=quoting.price_of_booking(signed_in(), booking),
        stretches=queries.stretches_of(booking),
        form=form,
        is_live=holds.is_live(booking, now),
        minutes=_minutes_left(booking),
        late_words=late_words(booking) if booking.late_hours else "",
        is_unanswered=isinstance(refusal, asked.Unanswered),
    )
    return page, 422 if refusal else 200


def _minutes_left(booking: BookingView) -> int:
    if booking.held_until is None:
        return 0
    return max(0, round((booking.held_until - clock.now()).total_seconds() / 60))


@blueprint.post("/bokningar/<reference>/kontrollera")
@audience("signed-in")
def send(reference: str) -> Answer:
    """Send the booking: confirmed at once, or a request. Where the time is gone: the form again, with what was typed."""
    visitor = signed_in()
    try:
        if (held := _mine(reference)).was_only_held:
            asked.ensure_answered(visitor, held, request.form, clock.now())
        booking = service.submit_hold(visitor, reference, clock.now())
    except asked.Unanswered as unanswered:
        return _check_page(_mine(reference), unanswered)
    except Refusal as refusal:
        return _not_sent(_mine(reference), refusal)
    if booking.state == CONFIRMED:
        flash(_("Bokningen är klar. Ni har fått ett meddelande med allt om den."), "success")
    elif booking.state in PENDING:
        flash(_("Begäran är skickad. Ni får ett meddelande när testbädden har svarat."), "success")
    return redirect(url_for("booking.show", reference=reference), 303)


def _not_sent(booking: BookingView, refusal: Refusal) -> Answer:
    if not booking.was_only_held or holds.is_part(booking):
        flash(translated(refusal), "warning")
        return redirect(url_for("booking.show", reference=booking.reference), 303)
    resource = get_resource(booking.resource_slug, signed_in())
    form = forms.booking_form(resource, formdata=None, form_key=secrets.token_urlsafe(12), units=1)
    _show(form, booking)
    instead = service.offers_instead(
        signed_in(), resource, booking.period, booking.units, clock.now(), form_key=service.form_key_of(booking)
    )
    return _form_page(
        form, resource, refusal, instead=instead, gone=not isinstance(refusal, TooManyPending | PapersMissing)
    )


@blueprint.post("/bokningar/<reference>/forlang")
@audience("signed-in")
def extend(reference: str) -> Answer:
    """Hold the time for another quarter of an hour."""
    try:
        service.extend_hold(signed_in(), reference, clock.now())
    except Refusal as refusal:
        return _check_page(_mine(reference), refusal)
    flash(_("Tiden hålls i 15 minuter till."), "success")
    return redirect(url_for("booking.check", reference=reference), 303)


@blueprint.post("/bokningar/<reference>/slapp")
@audience("signed-in")
def release(reference: str) -> Answer:
    """Let the held time go and return to where it was found."""
    try:
        booking = service.release_hold(signed_in(), reference, clock.now())
    except Refusal as refusal:
        flash(translated(refusal), "warning")
        return redirect(url_for("booking.show", reference=reference), 303)
    flash(_("Tiden är släppt. Inget är bokat."), "success")
    return redirect(url_for("catalogue.show", slug=booking.testbed_slug), 303)


def _mine(reference: str) -> BookingView:
    booking = queries.get_booking(reference, signed_in())
    if not may_send(signed_in(), booking):
        raise NotFound()
    return booking
