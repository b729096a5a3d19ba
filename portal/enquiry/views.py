"""The way in: from a need to somebody who answers. The pages of a case lie in the alcoves, and hang on the same blueprint."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.catalogue.models import Testbed
from portal.catalogue.queries import get_testbed
from portal.enquiry import file_pages, service
from portal.enquiry.agreeing import pages as agreeing_pages
from portal.enquiry.answers import pages as answer_pages
from portal.enquiry.blueprint import Answer, blueprint
from portal.enquiry.brief import Brief
from portal.enquiry.case import booked as case_booked
from portal.enquiry.case import pages as case_pages
from portal.enquiry.desk import answer_pages as ready_answer_pages
from portal.enquiry.desk import case_pages as desk_case_pages
from portal.enquiry.desk import merge_pages as desk_merge_pages
from portal.enquiry.desk import pages as desk_pages
from portal.enquiry.forms import FaultForm
from portal.enquiry.intake import pages as intake_pages
from portal.enquiry.intake import send_pages
from portal.enquiry.models import FAULT
from portal.enquiry.outcomes import link_pages as outcome_link_pages
from portal.enquiry.outcomes import pages as outcome_pages
from portal.enquiry.outcomes import public_pages as outcome_public_pages
from portal.enquiry.reply import pages as reply_pages
from portal.enquiry.secrecy import pages as secrecy_pages
from portal.enquiry.timing import pages as timing_pages
from portal.errors import Refusal
from portal.web.forms import PortalForm

__all__ = [
    "agreeing_pages",
    "answer_pages",
    "blueprint",
    "case_booked",
    "case_pages",
    "desk_case_pages",
    "desk_merge_pages",
    "desk_pages",
    "file_pages",
    "intake_pages",
    "outcome_link_pages",
    "outcome_pages",
    "outcome_public_pages",
    "ready_answer_pages",
    "reply_pages",
    "secrecy_pages",
    "send_pages",
    "timing_pages",
]


@blueprint.route("/boka/fel", methods=["GET", "POST"])
@audience("signed-in")
def report_fault() -> Answer:
    """Report something wrong in a listing to who answers for it."""
    testbed = get_testbed(request.args.get("testbadd", ""))
    form = FaultForm()
    if form.validate_on_submit():
        sent = _report(form, testbed)
        if sent is not None:
            return sent
    return _page("enquiry/fault.html", form, testbed=testbed)


def _report(form: FaultForm, testbed: Testbed) -> Response | None:
    """Send and go to the case's page, or put the refusal on the form."""
    try:
        enquiry = service.send_enquiry(
            service.sender_of(signed_in()),
            Brief(need=form.need.data),
            [testbed],
            now=clock.now(),
            kind=FAULT,
            form_key=(form.form_key.data or "")[:40],
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return None
    flash(_("Skickat. Ert ärende har numret %(reference)s.", reference=enquiry.reference), "success")
    return redirect(url_for("enquiry.show", reference=enquiry.reference), 303)


def _page(template: str, form: PortalForm, **context: object) -> tuple[str, int]:
    return render_template(template, form=form, **context), 422 if form.errors else 200
