"""The terms of secrecy, and the press of a button that shows what is confidential."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import BooleanField, HiddenField

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.enquiry import permissions, queries, terms
from portal.enquiry.blueprint import blueprint
from portal.enquiry.models import Ask
from portal.enquiry.secrecy.looking import BRIEF, TermsFirst, accept_terms, note_look
from portal.errors import NotFound, Refusal
from portal.web.forms import PortalForm, required

Answer = str | Response | tuple[str, int]


class TermsForm(PortalForm):
    """A yes to the very text that is on the page."""

    accepts = BooleanField(
        lazy_gettext("Vi har läst villkoren och godkänner dem för vår organisation"),
        [required(lazy_gettext("Kryssa i rutan om ni godkänner villkoren."))],
    )
    mark = HiddenField()


@blueprint.route("/arenden/<reference>/<ask>/villkor", methods=["GET", "POST"])
@audience("signed-in")
def accept(reference: str, ask: str) -> Answer:
    """Read the terms of secrecy, and accept them for the organisation that is asked."""
    visitor = signed_in()
    enquiry, asked = queries.get_enquiry(reference, visitor), queries.get_ask(ask, visitor)
    if asked.enquiry_id != enquiry.id or not permissions.answers(visitor, asked):
        raise NotFound()
    form = TermsForm()
    if form.validate_on_submit():
        try:
            accept_terms(visitor, asked, form.mark.data or "", now=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Villkoren är godkända. Ni ser nu vem som frågar."), "success")
            return redirect(url_for("enquiry.show", reference=enquiry.reference), 303)
    form.mark.data = terms.MARK
    page = render_template(
        "enquiry/terms.html", form=form, enquiry=enquiry, ask=asked, clauses=terms.CLAUSES, version=terms.VERSION
    )
    return page, 422 if form.errors else 200


@blueprint.post("/arenden/<reference>/konfidentiellt")
@audience("signed-in")
def look(reference: str) -> Response:
    """Show what is confidential for an hour, and write down who asked for it."""
    visitor, named = signed_in(), request.form.get("ask", "")
    enquiry = queries.get_enquiry(reference, visitor)
    asked = _own_ask(named) if named else None
    if asked is not None and asked.enquiry_id != enquiry.id:
        raise NotFound()
    try:
        note_look(visitor, enquiry, asked, BRIEF, now=clock.now())
    except TermsFirst:
        return redirect(url_for("enquiry.accept", reference=enquiry.reference, ask=named), 303)
    return redirect(url_for("enquiry.show", reference=enquiry.reference, _anchor="beskrivning"), 303)


def _own_ask(reference: str) -> Ask:
    asked = queries.get_ask(reference, signed_in())
    if not permissions.answers(signed_in(), asked):
        raise NotFound()
    return asked
