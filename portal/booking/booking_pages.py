"""A booking's own page for both of its sides, the list of an organisation's bookings, and what is done from there."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.accounts.queries import Visitor
from portal.booking import forms, holds, ics, letters, permissions, queries, reasons, service
from portal.booking.blueprint import blueprint
from portal.booking.changes import forms as change_forms
from portal.booking.changes.changing import CHANGEABLE
from portal.booking.changes.handing_over import LIVE
from portal.booking.changes.late import late_from
from portal.booking.changes.using import may_check_in
from portal.booking.pressing import press
from portal.booking.queries import BookingView
from portal.booking.requests.view import request_view
from portal.booking.states import CONFIRMED, DISPLACED, HELD, PENDING
from portal.booking.terms import check_in_words, late_words
from portal.capacity.reasons import REASONS
from portal.errors import Conflict, NotAllowed, Refusal
from portal.web.language import current_language
from portal.web.paging import cut, page_number

Answer = str | Response | tuple[str, int]
PAGE_SIZE = 25
AHEAD = PENDING | {CONFIRMED}


@blueprint.get("/bokningar/<reference>")
@audience("signed-in")
def show(reference: str) -> Answer:
    """Where the booking stands, what comes next and by whom, its history, and what may be done."""
    visitor, now = signed_in(), clock.now()
    booking = queries.get_booking(reference, visitor)
    is_own_hold = booking.state == HELD and not holds.is_part(booking)
    if is_own_hold and permissions.may_send(visitor, booking):
        return redirect(url_for("booking.check", reference=reference), 303)
    service.note_reading(visitor, booking, now)
    return booking_page(booking)


def booking_page(booking: BookingView, form: Any = None, refusal: Refusal | None = None) -> tuple[str, int]:
    """The booking's page; with what was refused above it, and everything that was typed."""
    visitor, now = signed_in(), clock.now()
    form = form or decline_form(formdata=None)
    if refusal is not None:
        form.refuse(refusal)
    form.version.data = str(booking.version)
    page = render_template(
        "booking/show.html",
        booking=booking,
        stretches=queries.stretches_of(booking),
        history=queries.history_of(booking.id),
        repair=queries.find_repair(booking.id) if booking.state == DISPLACED else None,
        replaced_by=_replaced_by(booking) if permissions.is_booker(visitor, booking) else None,
        asked=request_view(booking, visitor, now),
        nearest=getattr(refusal, "nearest", None),
        has_changed=isinstance(refusal, Conflict),
        form=form,
        reasons=reasons.WORDS,
        closing_reasons=REASONS,
        decides=permissions.may_decide(visitor, booking),
        is_booker=permissions.is_booker(visitor, booking),
        may_cancel=permissions.may_cancel(visitor, booking) and _is_ahead(booking),
        may_repair=permissions.may_repair(visitor, booking),
        change=queries.find_change(booking.id),
        answer_form=change_forms.AnswerForm(formdata=None),
        may_change=permissions.may_change(visitor, booking) and booking.state in CHANGEABLE and booking.ends_at > now,
        may_hand_over=permissions.may_hand_over(visitor, booking) and booking.state in LIVE,
        may_check_in=permissions.may_change(visitor, booking) and may_check_in(booking, now),
        check_in_words=check_in_words(booking.no_show_after) if booking.no_show_after is not None else "",
        late_words=late_words(booking) if booking.late_hours else "",
        has_begun=booking.starts_at <= now,
        is_over=booking.ends_at <= now,
    )
    return page, 409 if isinstance(refusal, Conflict) else 422 if form.errors else 200


def _replaced_by(booking: BookingView) -> str | None:
    """Return the reference of the booking elsewhere that took this one's place: for the booker alone."""
    line = queries.last_repair(booking.id) if booking.reason == "elsewhere" else None
    return line.moved_to if line else None


def _is_ahead(booking: BookingView) -> bool:
    return booking.state in AHEAD and booking.starts_at > clock.now()


def decline_form(**given: Any) -> forms.ReasonForm:
    """Why a request is declined; it carries the version of the booking that was read."""
    return _reason_form(reasons.DECLINED, **given)


def _reason_form(known: dict[str, str], **given: Any) -> forms.ReasonForm:
    form = forms.ReasonForm(**given)
    form.reason.choices = [(code, _(words)) for code, words in known.items()]
    return form


@blueprint.get("/bokningar/<reference>.ics")
@audience("signed-in")
def calendar_file(reference: str) -> Response:
    """The booking for a calendar, without what is confidential."""
    booking = queries.get_booking(reference, signed_in())
    text = ics.calendar_of(booking, current_language(), host=letters.host(), now=clock.now())
    headers = {"Content-Disposition": f'attachment; filename="{booking.reference}.ics"'}
    return Response(text, content_type="text/calendar; charset=utf-8", headers=headers)


@blueprint.get("/mina-bokningar")
@audience("signed-in")
def mine() -> str:
    """What the person's organisations have booked: what comes, then what has been."""
    organisation_ids, now = signed_in().organisation_ids, clock.now()
    past = queries.bookings_of(organisation_ids, before=now)
    return render_template(
        "booking/mine.html",
        upcoming=queries.bookings_of(organisation_ids, since=now),
        past=cut(past, number=page_number(), size=PAGE_SIZE),
    )


@blueprint.post("/bokningar/<reference>/genomford")
@audience("owner")
def complete(reference: str) -> Answer:
    """The owner notes that it took place."""
    return press(reference, service.complete_booking, _("Bokningen är noterad som genomförd."))


@blueprint.post("/bokningar/<reference>/uteblev")
@audience("owner")
def no_show(reference: str) -> Answer:
    """The owner notes that nobody came."""
    return press(reference, service.mark_no_show, _("Bokningen är noterad som utebliven."))


@blueprint.route("/bokningar/<reference>/avboka", methods=["GET", "POST"])
@audience("signed-in")
def cancel(reference: str) -> Answer:
    """Ask why before calling the booking off."""
    visitor = signed_in()
    booking = queries.get_booking(reference, visitor)
    if not permissions.may_cancel(visitor, booking):
        raise NotAllowed()
    form = _reason_form(service.cancel_reasons(visitor, booking))
    status = 422
    if form.validate_on_submit():
        try:
            service.cancel_booking(
                visitor, reference, form.reason.data, form.text.data, clock.now(), seen=form.seen_version
            )
        except Refusal as refusal:
            form.refuse(refusal)
            status = 409 if isinstance(refusal, Conflict) else 422
            booking = queries.get_booking(reference, visitor)
        else:
            flash(_("Bokningen är avbokad och båda sidor har fått veta det."), "success")
            return redirect(url_for("booking.show", reference=reference), 303)
    elif not _is_ahead(booking) and not form.is_submitted():
        return redirect(url_for("booking.show", reference=reference), 303)
    form.version.data = str(booking.version)
    late = late_from(booking, booking.starts_at) if _may_be_late(visitor, booking) else None
    page = render_template(
        "booking/cancel.html",
        booking=booking,
        form=form,
        late_from=late,
        late_words=late_words(booking),
        is_late=late is not None and late <= clock.now(),
    )
    return page, status if form.errors else 200


def _may_be_late(visitor: Visitor, booking: BookingView) -> bool:
    return permissions.is_booker(visitor, booking) and booking.state == CONFIRMED
