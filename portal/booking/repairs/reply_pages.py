"""The page behind the link in a letter: what the booker wants instead of a time that was closed, without signing in.

Looking changes nothing. The link shows this one booking, and less of it than its own page: no purpose, no names.
"""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience
from portal.booking import queries, service
from portal.booking.blueprint import blueprint
from portal.booking.queries import BookingView
from portal.booking.repairs import choices
from portal.booking.repairs.links import read_link
from portal.booking.repairs.options import options_for
from portal.booking.states import CONFIRMED, DISPLACED
from portal.capacity.reasons import REASONS
from portal.errors import CapacityExceeded, Refusal
from portal.web.error_pages import translated
from portal.web.signed import BadLink, OldLink

Answer = Response
# The address is a key: it goes to no other site, into no index and into no cache.
PRIVATE = {"Referrer-Policy": "same-origin", "X-Robots-Tag": "noindex", "Cache-Control": "no-store"}


@blueprint.route("/svar", methods=["GET", "POST"])
@audience("public")
def answer() -> Answer:
    """The choices that there are now; or, once one of them was made, what became of it."""
    form, now = choices.AnswerForm(), clock.now()
    word = (form.nyckel.data or "") if request.method == "POST" else request.args.get("nyckel", "")
    form.nyckel.data = word
    try:
        booking = read_link(word, now)
    except BadLink as refusal:
        gone = 410 if isinstance(refusal, OldLink) else 404
        return _private(render_template("booking/answer_gone.html", says=translated(refusal)), gone)
    if form.validate_on_submit() and booking.state == DISPLACED:
        return _answered(form, word, booking)
    return _page(form, booking, 422 if form.errors else 200)


def _answered(form: choices.AnswerForm, word: str, booking: BookingView) -> Answer:
    try:
        after = service.answer_by_link(word, form.read(), clock.now())
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(form, booking, 409 if isinstance(refusal, CapacityExceeded) else 422)
    if after.id == booking.id and after.state not in (CONFIRMED, DISPLACED):
        flash(_("Tack, ert svar är mottaget."), "success")
    else:
        flash(
            _("Tack, er nya tid är sparad.") if after.state == CONFIRMED else _("Tack, begäran är skickad."), "success"
        )
    return redirect(url_for("booking.answer", nyckel=word), 303)


def _page(form: choices.AnswerForm, booking: BookingView, status: int) -> Response:
    line = queries.last_repair(booking.id)
    is_open = booking.state == DISPLACED
    moved_to = queries.find_view(line.moved_to) if line and line.moved_to else None
    options = choices.values_of(options_for(booking, clock.now())) if is_open else {}
    page = render_template(
        "booking/answer.html", form=form, booking=booking, line=line, new=moved_to, closing_reasons=REASONS, **options
    )
    return _private(page, status)


def _private(page: str, status: int) -> Response:
    return make_response(page, status, PRIVATE)
