"""The owner's answer to a request, from its own page: yes, knowing what it refuses, or no with a reason."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.booking import permissions, queries, service
from portal.booking.blueprint import blueprint
from portal.booking.booking_pages import booking_page, decline_form
from portal.booking.forms import whole_number
from portal.booking.states import CONFIRMED
from portal.errors import Conflict, NotAllowed, Refusal
from portal.web.error_pages import translated

Answer = str | Response | tuple[str, int]


@blueprint.post("/bokningar/<reference>/bekrafta")
@audience("owner")
def confirm(reference: str) -> Answer:
    """The owner says yes. Where more has changed than the page showed: the page again, as it stands now."""
    visitor, refuses = signed_in(), request.form.get("refuses")
    knows = None if refuses is None else refuses.split()
    seen = whole_number(request.form.get("version"))
    try:
        booking = service.confirm_booking(visitor, reference, clock.now(), seen=seen, knows=knows)
    except Conflict as refusal:
        return booking_page(queries.get_booking(reference, visitor), refusal=refusal)
    except Refusal as refusal:
        flash(translated(refusal), "warning")
    else:
        if booking.state == CONFIRMED:
            flash(_("Bokningen är bekräftad och båda sidor har fått veta det."), "success")
        else:
            flash(_("Ert ja är noterat. Nu väntar begäran på nästa steg."), "success")
    return redirect(url_for("booking.show", reference=reference), 303)


@blueprint.post("/bokningar/<reference>/neka")
@audience("owner")
def decline(reference: str) -> Answer:
    """The owner says no, with a reason."""
    visitor, form = signed_in(), decline_form()
    booking = queries.get_booking(reference, visitor)
    if not permissions.may_decide(visitor, booking):
        raise NotAllowed()
    refusal = None
    if form.validate_on_submit():
        try:
            service.decline_booking(
                visitor, reference, form.reason.data, form.text.data, clock.now(), seen=form.seen_version
            )
        except Refusal as raised:
            refusal = raised
        else:
            flash(_("Begäran är nekad. Tiden är ledig igen."), "success")
            return redirect(url_for("booking.show", reference=reference), 303)
    return booking_page(queries.get_booking(reference, visitor), form, refusal)
