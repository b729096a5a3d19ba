"""The way in: from a need to somebody who answers. The pages of a case lie in the alcoves, and hang on the same blueprint."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.catalogue.models import Testbed
from portal.catalogue.queries import get_testbed, resources_of
from portal.enquiry import permissions, queries, rules, service
from portal.enquiry.answers import pages as answer_pages
from portal.enquiry.blueprint import Answer, blueprint
from portal.enquiry.brief import Brief, from_plain
from portal.enquiry.case import booked as case_booked
from portal.enquiry.case import pages as case_pages
from portal.enquiry.desk import answer_pages as ready_answer_pages
from portal.enquiry.desk import case_pages as desk_case_pages
from portal.enquiry.desk import merge_pages as desk_merge_pages
from portal.enquiry.desk import pages as desk_pages
from portal.enquiry.forms import AskForm, FaultForm
from portal.enquiry.models import FAULT, NEED
from portal.enquiry.outcomes import link_pages as outcome_link_pages
from portal.enquiry.outcomes import pages as outcome_pages
from portal.enquiry.outcomes import public_pages as outcome_public_pages
from portal.enquiry.reply import pages as reply_pages
from portal.enquiry.secrecy import pages as secrecy_pages
from portal.enquiry.timing import pages as timing_pages
from portal.errors import Refusal
from portal.web.forms import PortalForm

__all__ = [
    "answer_pages",
    "blueprint",
    "case_booked",
    "case_pages",
    "desk_case_pages",
    "desk_merge_pages",
    "desk_pages",
    "outcome_link_pages",
    "outcome_pages",
    "outcome_public_pages",
    "ready_answer_pages",
    "reply_pages",
    "secrecy_pages",
    "timing_pages",
]


@blueprint.get("/boka")
@audience("public")
def start() -> Answer:
    """Begin with a need; somebody who comes from a testbed brings it along."""
    slug = request.args.get("testbadd")
    if not slug:
        return render_template("enquiry/start.html", testbed=None, resources=[])
    testbed = get_testbed(slug)
    resources = [resource for resource in resources_of(testbed.id) if resource.is_open]
    if not resources:
        return redirect(url_for("enquiry.ask", testbadd=slug), 303)
    return render_template("enquiry/start.html", testbed=testbed, resources=resources)


@blueprint.route("/boka/fraga", methods=["GET", "POST"])
@audience("signed-in")
def ask() -> Answer:
    """Ask the owner of a listing, or the coordinator of a county."""
    testbed = _testbed_asked_about()
    form = AskForm(ask_county=testbed is None, data=_brought_along())
    if form.validate_on_submit():
        brief = Brief(
            need=form.need.data,
            pass_figure=form.goal.data or "",
            wanted_time=form.wanted_time.data or "",
            county=form.county.data if testbed is None else testbed.county,
        )
        if (sent := _send(form, brief, testbed, NEED)) is not None:
            return sent
    return _page("enquiry/ask.html", form, testbed=testbed, promised=rules.reply_by(clock.local_day(clock.now())))


@blueprint.route("/boka/fel", methods=["GET", "POST"])
@audience("signed-in")
def report_fault() -> Answer:
    """Report something wrong in a listing to who answers for it."""
    testbed = get_testbed(request.args.get("testbadd", ""))
    form = FaultForm()
    if form.validate_on_submit():
        sent = _send(form, Brief(need=form.need.data), testbed, FAULT)
        if sent is not None:
            return sent
    return _page("enquiry/fault.html", form, testbed=testbed)


def _testbed_asked_about() -> Testbed | None:
    slug = request.args.get("testbadd")
    return get_testbed(slug) if slug else None


def _brought_along() -> dict[str, str]:
    """Return what is known already: the words of a search, or the brief of an own case that is asked anew (`ur`)."""
    reference = request.args.get("ur", "")
    earlier = queries.get_enquiry(reference, signed_in()) if reference else None
    if earlier is None or not permissions.asks(signed_in(), earlier):
        return {"need": request.args.get("q", "")[:4000]}
    brief = from_plain(earlier.brief, earlier.need)
    known = {"need": brief.need, "goal": brief.pass_figure, "wanted_time": brief.wanted_time}
    return {**known, "county": earlier.county or ""}


def _send(form: AskForm | FaultForm, brief: Brief, testbed: Testbed | None, kind: str) -> Response | None:
    """Send and go to the case's page, or put the refusal on the form."""
    try:
        enquiry = service.send_enquiry(
            service.sender_of(signed_in()),
            brief,
            [testbed] if testbed is not None else [],
            now=clock.now(),
            kind=kind,
            form_key=(form.form_key.data or "")[:40],
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return None
    flash(_("Skickat. Ert ärende har numret %(reference)s.", reference=enquiry.reference), "success")
    return redirect(url_for("enquiry.show", reference=enquiry.reference), 303)


def _page(template: str, form: PortalForm, **context: object) -> tuple[str, int]:
    return render_template(template, form=form, **context), 422 if form.errors else 200
