"""Putting two cases together, with both needs beside each other first; and taking them apart."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.enquiry.blueprint import Answer, blueprint
from portal.enquiry.desk import merging, queries
from portal.enquiry.desk.forms import MergeForm
from portal.enquiry.models import Enquiry
from portal.errors import NotFound, Refusal
from portal.web.error_pages import translated


@blueprint.route("/samordning/arenden/<reference>/sla-ihop", methods=["GET", "POST"])
@audience("coordinator")
def desk_merge(reference: str) -> Answer:
    """Choose which of two cases of the same company is kept; `med` names the other."""
    enquiry = queries.get_case(reference, signed_in())
    other = _other(enquiry)
    form = MergeForm(data={"other": other.reference, "keep": min(enquiry, other, key=lambda one: one.id).reference})
    form.keep.choices = [(one.reference, one.reference) for one in sorted((enquiry, other), key=lambda one: one.id)]
    if form.validate_on_submit():
        kept, gone = (enquiry, other) if form.keep.data == enquiry.reference else (other, enquiry)
        try:
            merging.merge(signed_in(), kept, gone, now=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Ärendena är ihopslagna. Det går att dela dem igen inom ett dygn."), "success")
            return redirect(url_for("enquiry.desk_case", reference=kept.reference), 303)
    both = sorted((enquiry, other), key=lambda one: one.id)
    page = render_template("enquiry/desk_merge.html", form=form, enquiry=enquiry, both=both)
    return page, 422 if form.errors else 200


def _other(enquiry: Enquiry) -> Enquiry:
    reference = request.args.get("med", "")
    if not reference:
        abort(404)
    other = queries.get_case(reference, signed_in())
    if other.id not in {one.id for one in queries.duplicates_of(enquiry, signed_in())}:
        raise NotFound()
    return other


@blueprint.post("/samordning/arenden/<reference>/dela-igen")
@audience("coordinator")
def desk_unmerge(reference: str) -> Response:
    """Take apart what was put together into this case within the last day."""
    enquiry = queries.get_case(reference, signed_in())
    number = request.form.get("arende", "")
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise NotFound()
    try:
        apart = merging.unmerge(signed_in(), int(number), now=clock.now())
    except Refusal as refusal:
        flash(translated(refusal), "warning")
        return redirect(url_for("enquiry.desk_case", reference=enquiry.reference), 303)
    flash(_("Ärendena är delade igen."), "success")
    return redirect(url_for("enquiry.desk_case", reference=apart.reference), 303)
