"""The page of a case's outcome: the form, and afterwards what both sides told and what comes next."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.accounts.queries import Visitor
from portal.enquiry import permissions
from portal.enquiry import queries as enquiries
from portal.enquiry.blueprint import Answer, blueprint
from portal.enquiry.brief import from_plain
from portal.enquiry.intake.opening import author
from portal.enquiry.maturity import LADDER
from portal.enquiry.models import COMPANY, Enquiry, Outcome
from portal.enquiry.outcomes import filed, queries, retesting, rules, service
from portal.enquiry.outcomes.exits import exit_of
from portal.enquiry.outcomes.forms import CompanyOutcomeForm, OutcomeForm
from portal.enquiry.outcomes.queries import Teller
from portal.errors import NotFound, Refusal
from portal.files import answers
from portal.files.receiving import takes_files

WORDS = {"done": rules.DONE, "figure_met": rules.FIGURE_MET, "exits": rules.EXITS, "ladder": LADDER}
KEPT = ("done", "figure_met", "next_exit", "text", "report_link", "shown_to_owners", "may_be_published", "story")


@blueprint.route("/arenden/<reference>/utfall", methods=["GET", "POST"])
@audience("signed-in")
@takes_files
def outcome(reference: str) -> Answer:
    """Tell how it went, or read what was told; `andra` opens the form again."""
    visitor = signed_in()
    enquiry, teller = queries.get_told(reference, visitor)
    own = queries.find_outcome(enquiry.id, teller.organisation_id)
    form = form_for(teller, enquiry, own)
    if form.validate_on_submit() and told(form, visitor, enquiry):
        flash(_("Tack. Svaret är sparat."), "success")
        return redirect(url_for("enquiry.outcome", reference=enquiry.reference), 303)
    shown = queries.shown_to(teller, enquiry)
    page = render_template(
        "enquiry/outcome.html",
        form=form if own is None or form.errors or request.args.get("andra") else None,
        enquiry=enquiry,
        own=own,
        ask=queries.find_ask(enquiry.id, teller.organisation_id),
        is_company=teller.side == COMPANY,
        told=shown,
        reports=filed.files_of([one.id for one in shown]),
        figure=pass_figure(teller, enquiry),
        next_step=exit_of(own.next_exit, enquiry, from_plain(enquiry.brief, enquiry.need))
        if own and teller.side == COMPANY
        else None,
        words=WORDS,
    )
    return page, 422 if form.errors else 200


@blueprint.get("/arenden/<reference>/utfall/<file>")
@audience("signed-in")
def report(reference: str, file: str) -> Response:
    """Hand out a report to who may read the outcome that it came with."""
    enquiry, teller = queries.get_told(reference, signed_in())
    return answers.download(filed.open_report(teller, enquiry, file))


@blueprint.post("/arenden/<reference>/igen")
@audience("signed-in")
def again(reference: str) -> Response:
    """Begin a new enquiry with what an own case has told already, to be changed before it is sent."""
    enquiry = enquiries.get_enquiry(reference, signed_in())
    if not permissions.asks(signed_in(), enquiry):
        raise NotFound()
    key = retesting.begin_again(enquiry, author(), now=clock.now())
    flash(_("Det ni berättade förra gången står kvar. Ändra det som är nytt."), "success")
    return redirect(url_for("enquiry.draft", key=key), 303)


def form_for(teller: Teller, enquiry: Enquiry, own: Outcome | None) -> OutcomeForm:
    """Return the form of this side as it was left, or with what the brief knows already."""
    levels = {"trl_before": own.trl_before, "trl_after": own.trl_after} if own else {}
    if own is None and teller.side == COMPANY:
        levels["trl_before"] = from_plain(enquiry.brief, enquiry.need).trl_now
    data = {name: getattr(own, name) for name in KEPT} if own else {}
    data |= {name: str(level) if level else "" for name, level in levels.items()}
    return (CompanyOutcomeForm if teller.side == COMPANY else OutcomeForm)(data=data)


def told(form: OutcomeForm, visitor: Visitor, enquiry: Enquiry) -> bool:
    """Save what was typed, or put the refusal on the form; return whether it is saved."""
    try:
        reports = form.files.uploads if form.files else ()
        service.tell_outcome(visitor, enquiry, form.told, now=clock.now(), reports=reports)
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    return True


def pass_figure(teller: Teller, enquiry: Enquiry) -> str:
    """Return what was to be shown, for the company and those who were asked to help show it."""
    knows = teller.side == COMPANY or queries.find_ask(enquiry.id, teller.organisation_id) is not None
    return from_plain(enquiry.brief, enquiry.need).pass_figure if knows else ""
