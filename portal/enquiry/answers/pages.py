"""The page where who is asked answers, and the company's yes or no to a testbed that was named instead."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.catalogue.queries import find_testbed, get_testbed, resources_of
from portal.enquiry import permissions, queries
from portal.enquiry.answers import answering
from portal.enquiry.answers.forms import FORMS, PAGES, AnswerForm, ReferForm
from portal.enquiry.blueprint import blueprint
from portal.enquiry.brief import from_plain
from portal.enquiry.choosing import Choice, choice_of, choices
from portal.enquiry.models import REFERRED, WITHDRAWN, Ask
from portal.errors import Conflict, NotFound, Refusal
from portal.web.error_pages import translated
from portal.web.language import current_language

Answer = str | Response | tuple[str, int]


@blueprint.route("/arenden/<reference>/<ask>/svara", methods=["GET", "POST"])
@audience("signed-in")
def answer(reference: str, ask: str) -> Answer:
    """Answer a question: yes, a question first, no, or another testbed."""
    asked = _own_ask(reference, ask)
    page = request.values.get("svar", "ja")
    page = page if page in PAGES else "ja"
    form, found = _form(page, asked)
    if not form.validate_on_submit():
        return _page(form, asked, page, found)
    instead = get_testbed(form.testbed.data) if isinstance(form, ReferForm) else None
    seen = (form.seen.data or "")[:32]
    try:
        answering.answer(signed_in(), asked, form.given(), seen=seen, now=clock.now(), instead=instead)
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(form, asked, page, found, 409 if isinstance(refusal, Conflict) else 422)
    flash(_("Svaret är skickat till företaget."), "success")
    return redirect(url_for("enquiry.show", reference=reference), 303)


def _own_ask(reference: str, ask: str) -> Ask:
    visitor = signed_in()
    enquiry, asked = queries.get_enquiry(reference, visitor), queries.get_ask(ask, visitor)
    if asked.enquiry_id != enquiry.id or not permissions.answers(visitor, asked):
        raise NotFound()
    return asked


def _form(page: str, asked: Ask) -> tuple[AnswerForm, list[Choice]]:
    """Return the form of this kind of answer, filled in with the answer as it stands where it is of the same kind."""
    state, kept = PAGES[page], answering.answer_of(asked)
    given = {"text": kept.text, "reason": kept.reason, "times": kept.times, "price": kept.price}
    data = {"seen": kept.mark, **(given if kept.state == state else {})}
    if state != REFERRED:
        return FORMS[state](data=data), []
    found = _others(asked)
    return ReferForm(data=data, found=found), found


def _others(asked: Ask) -> list[Choice]:
    """Return what the search finds for the words typed, or for the need; who else is asked in the case is not told."""
    words = request.values.get("q", "").strip().replace("\0", "") or asked.enquiry.need
    own = {asked.testbed_id} if asked.testbed_id else set()
    found = choices(words, asked.enquiry.county or "", current_language(), without=own)
    typed = find_testbed(request.form.get("testbed", ""))
    if typed is not None and typed.slug not in {one.slug for one in found} and typed.id not in own:
        found.append(choice_of(typed))
    return found


def _page(form: AnswerForm, asked: Ask, page: str, found: list[Choice], status: int = 200) -> tuple[str, int]:
    body = render_template(
        "enquiry/answer.html",
        form=form,
        ask=asked,
        enquiry=asked.enquiry,
        page=page,
        found=found,
        is_over=asked.state == WITHDRAWN or asked.enquiry.state != "open",
        resources=[one for one in resources_of(asked.testbed_id) if one.is_open] if asked.testbed_id else [],
        need=from_plain(asked.enquiry.brief, asked.enquiry.need).need,
        today=clock.local_day(clock.now()),
    )
    return body, status if status != 200 else 422 if form.errors else 200


@blueprint.post("/arenden/<reference>/hanvisningar/<referral>")
@audience("signed-in")
def decide(reference: str, referral: str) -> Response:
    """Say yes or no to a testbed that was named instead."""
    enquiry = queries.get_enquiry(reference, signed_in())
    found = [one for one in queries.referrals_of(queries.all_asks(enquiry)) if one.reference == referral.upper()]
    if not found or not permissions.asks(signed_in(), enquiry):
        raise NotFound()
    accepts = request.form.get("svar") == "ja"
    try:
        answering.decide(signed_in(), found[0], accepts=accepts, now=clock.now())
    except Refusal as refusal:
        flash(translated(refusal), "error")
    else:
        done = (
            _("Frågan är skickad dit, med hela er beskrivning.") if accepts else _("Ni har tackat nej till förslaget.")
        )
        flash(done, "success")
    return redirect(url_for("enquiry.show", reference=enquiry.reference), 303)
