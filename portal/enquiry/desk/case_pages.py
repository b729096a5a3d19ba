"""One case on the coordinator's desk, and what may be done with it."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.catalogue.models import Testbed
from portal.catalogue.queries import find_testbed
from portal.enquiry import queries as enquiries
from portal.enquiry.blueprint import Answer, blueprint
from portal.enquiry.desk import answers, queries, service
from portal.enquiry.desk.forms import AnswerForm, HandForm, ProposeForm
from portal.enquiry.desk.merging import UNDO_WITHIN
from portal.enquiry.desk.pages import TAKEN
from portal.enquiry.models import Enquiry
from portal.errors import N_, Refusal
from portal.search import queries as search
from portal.search.queries import Criteria
from portal.web.error_pages import translated
from portal.web.forms import PortalForm
from portal.web.language import current_language, localised
from portal.web.logs import log

SUGGESTED = 5


class NoSuchTestbed(Refusal):
    message = N_("Välj ett av förslagen, eller skriv adressen till en testbädds sida i portalen.")


@blueprint.get("/samordning/arenden/<reference>")
@audience("coordinator")
def desk_case(reference: str) -> Answer:
    """The case as the desk sees it; `mall` puts a ready text into the answer."""
    return _page(queries.get_case(reference, signed_in()))


@blueprint.post("/samordning/arenden/<reference>/ta")
@audience("coordinator")
def desk_take(reference: str) -> Response:
    enquiry = queries.get_case(reference, signed_in())
    try:
        service.take(signed_in(), enquiry, seen=request.form.get("seen", ""), now=clock.now())
    except Refusal as refusal:
        return _done(enquiry, translated(refusal), "warning")
    return _done(enquiry, _("Ni har tagit ärendet. Företaget får veta det."))


@blueprint.post("/samordning/arenden/<reference>/lamna-tillbaka")
@audience("coordinator")
def desk_give_back(reference: str) -> Response:
    enquiry = queries.get_case(reference, signed_in())
    try:
        service.give_back(signed_in(), enquiry, now=clock.now())
    except Refusal as refusal:
        return _done(enquiry, translated(refusal), "warning")
    return _done(enquiry, _("Ärendet är lämnat tillbaka."))


@blueprint.post("/samordning/arenden/<reference>/lamna-over")
@audience("coordinator")
def desk_hand_over(reference: str) -> Answer:
    """Hand the case to a colleague, or to another coordinating organisation."""
    visitor, enquiry = signed_in(), queries.get_case(reference, signed_in())
    form = _hand_form(enquiry)
    if form.validate_on_submit():
        kind, _colon, to = form.to.data.partition(":")
        hand = service.hand_to_colleague if kind == "person" else service.hand_to_body
        try:
            hand(visitor, enquiry, to, now=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Ärendet är överlämnat."), "success")
            return redirect(url_for("enquiry.desk"), 303)
    return _page(enquiry, hand=form)


@blueprint.post("/samordning/arenden/<reference>/svara")
@audience("coordinator")
def desk_answer(reference: str) -> Answer:
    """Write to the company."""
    enquiry, form = queries.get_case(reference, signed_in()), AnswerForm()
    if form.validate_on_submit():
        try:
            service.answer(signed_in(), enquiry, form.body.data, now=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return _done(enquiry, _("Svaret är skickat."))
    return _page(enquiry, answer=form)


@blueprint.post("/samordning/arenden/<reference>/foresla")
@audience("coordinator")
def desk_propose(reference: str) -> Answer:
    """Propose a testbed; the company says whether it is asked."""
    enquiry = queries.get_case(reference, signed_in())
    form = _propose_form(enquiry)
    if form.validate_on_submit():
        try:
            service.propose(signed_in(), enquiry, _meant(form), form.text.data, now=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return _done(enquiry, _("Förslaget är skickat. Företaget säger ja eller nej."))
    return _page(enquiry, propose=form)


def _meant(form: ProposeForm) -> Testbed:
    testbed = find_testbed(form.slug) if form.slug and "\0" not in form.slug else None
    if testbed is None:
        raise NoSuchTestbed(field="other" if form.other.data or not form.testbed.choices else "testbed")
    return testbed


def _hand_form(enquiry: Enquiry) -> HandForm:
    form = HandForm()
    people = [(f"person:{one.email}", one.name) for one in queries.colleagues_of(signed_in())]
    bodies = [(f"body:{one.slug}", one.name) for one in queries.others_serving(enquiry, signed_in())]
    form.to.choices = [("", _("Välj")), *people, *bodies]
    return form


def _propose_form(enquiry: Enquiry) -> ProposeForm:
    """Return the form with the testbeds that the need finds and that nobody has asked yet."""
    form = ProposeForm()
    asked = {one.testbed_id for one in enquiries.all_asks(enquiry)}
    hits = [hit.listed for hit in search.find(Criteria(q=enquiry.need[:400]), current_language()).hits[: SUGGESTED * 2]]
    form.testbed.choices = [
        (one.slug, f"{localised(one, 'name')}, {one.municipality}") for one in hits if one.id not in asked
    ][:SUGGESTED]
    return form


def _page(enquiry: Enquiry, **typed: PortalForm) -> tuple[str, int]:
    visitor, now = signed_in(), clock.now()
    log.info("read", subject=enquiry.reference, person=visitor.id)
    row = queries.row_of(enquiry, enquiries.all_asks(enquiry), visitor, clock.local_day(now))
    ready = queries.ready_answers(visitor)
    forms: dict[str, Any] = {
        "answer": typed.get("answer") or _answer_form(enquiry, row),
        "hand": typed.get("hand") or _hand_form(enquiry),
        "propose": typed.get("propose") or _propose_form(enquiry),
    }
    page = render_template(
        "enquiry/desk_case.html",
        row=row,
        enquiry=enquiry,
        forms=forms,
        wrong=next((form for form in typed.values() if form.errors), None),
        ready=ready,
        held_by=service.holder_of(enquiry),
        duplicates=queries.duplicates_of(enquiry, visitor),
        apart=queries.merged_into(enquiry, now - UNDO_WITHIN),
        words=TAKEN,
        today=clock.local_day(now),
    )
    return page, 422 if any(form.errors for form in typed.values()) else 200


def _answer_form(enquiry: Enquiry, row: queries.Row) -> AnswerForm:
    number = request.args.get("mall", "")
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        return AnswerForm(formdata=None)
    answer = queries.get_ready_answer(int(number), signed_in())
    return AnswerForm(formdata=None, data={"body": answers.filled(answer, enquiry, signed_in(), row.own_ask)})


def _done(enquiry: Enquiry, words: str, kind: str = "success") -> Response:
    flash(words, kind)
    return redirect(url_for("enquiry.desk_case", reference=enquiry.reference), 303)
