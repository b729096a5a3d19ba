"""The page of a case, the list of cases, and the company's presses on it."""

from collections.abc import Callable
from functools import partial

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, current_person, signed_in
from portal.catalogue.queries import find_testbed, get_resource, get_testbed
from portal.enquiry import attached, naming, permissions, queries, service
from portal.enquiry.answers.forms import as_choices
from portal.enquiry.answers.rules import REASONS
from portal.enquiry.blueprint import Answer, blueprint
from portal.enquiry.brief import from_plain
from portal.enquiry.case import steering
from portal.enquiry.case.asking import AskMoreForm
from portal.enquiry.case.listing import list_for
from portal.enquiry.case.view import case_for
from portal.enquiry.case.words import STEPS, brief_lines
from portal.enquiry.choosing import choice_of, choices
from portal.enquiry.forms import MessageForm, PostForm
from portal.enquiry.models import Ask, Enquiry
from portal.enquiry.secrecy.looking import BRIEF
from portal.errors import NotFound, Refusal
from portal.files.receiving import takes_files
from portal.web.error_pages import translated
from portal.web.language import current_language
from portal.web.logs import log

CASE = "enquiry"
Press = Callable[..., None]


@blueprint.app_template_global("who_asks")
def who_asks(enquiry: Enquiry, ask: Ask | None = None) -> str:
    """Return how the reader of the page may know the company of the case."""
    return naming.name_of(current_person(), enquiry, ask)


@blueprint.app_template_global("look_words")
def look_words(what: str) -> str:
    """Return what was looked at: our own sentence in the reader's language, or a file's name as it is."""
    return _(what) if what == BRIEF else what


@blueprint.get("/arenden")
@audience("signed-in")
def mine() -> str:
    """List what the visitor's organisations have asked, or been asked."""
    return render_template(
        "enquiry/mine.html", found=list_for(signed_in(), request.args), today=clock.local_day(clock.now())
    )


@blueprint.get("/arenden/<reference>")
@audience("signed-in")
def show(reference: str) -> Answer:
    """One case with what this reader may see of it."""
    enquiry = queries.get_enquiry(reference, signed_in())
    if enquiry.reference != reference.upper():
        # Told twice and put together: the old reference leads to the case that was kept.
        return redirect(url_for("enquiry.show", reference=enquiry.reference), 303)
    return case_page(enquiry)


def case_page(enquiry: Enquiry, form: PostForm | None = None, at: str = "") -> tuple[str, int]:
    """Return the page of a case; `at` is the reference of the thread in which something was typed."""
    visitor, now = signed_in(), clock.now()
    form = form or MessageForm(formdata=None)
    if not permissions.asks(visitor, enquiry):
        log.info("read", subject=enquiry.reference, person=visitor.id)
    case = case_for(visitor, enquiry, now=now)
    page = render_template(
        "enquiry/show.html",
        case=case,
        enquiry=enquiry,
        visitor=visitor,
        lines=brief_lines(case.brief),
        steps=STEPS,
        reasons=REASONS,
        form=form,
        at=at,
    )
    return page, 422 if form.errors else 200


@blueprint.post("/arenden/<reference>/<ask>")
@audience("signed-in")
@takes_files
def post(reference: str, ask: str) -> Answer:
    """Write in the thread with one who is asked."""
    enquiry, asked = _asked(reference, ask)
    form, now = MessageForm(), clock.now()
    if form.validate_on_submit():
        write = partial(service.post, signed_in(), asked, form.body.data, now=now)
        try:
            attached.send(write, form.files.uploads, now=now)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return _done(enquiry, _("Meddelandet är skickat."), asked.reference)
    return case_page(enquiry, form, asked.reference)


@blueprint.post("/arenden/<reference>/samordnare")
@audience("signed-in")
@takes_files
def coordinator(reference: str) -> Answer:
    """Ask the coordinator for help, or write to the other side of that talk."""
    enquiry = queries.get_enquiry(reference, signed_in())
    if "body" not in request.form:
        return _pressed(enquiry, steering.call_coordinator, _("Samordnaren har fått veta och kan nu läsa ärendet."))
    form, now = MessageForm(), clock.now()
    if form.validate_on_submit():
        write = partial(steering.write_to_coordinator, signed_in(), enquiry, form.body.data, now=now)
        try:
            attached.send(write, form.files.uploads, now=now)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return _done(enquiry, _("Meddelandet är skickat."), "samordnare")
    return case_page(enquiry, form, "samordnare")


@blueprint.post("/arenden/<reference>/avsluta")
@audience("signed-in")
def close(reference: str) -> Response:
    enquiry = queries.get_enquiry(reference, signed_in())
    return _pressed(enquiry, service.close, _("Ärendet är avslutat."))


@blueprint.post("/arenden/<reference>/oppna")
@audience("signed-in")
def reopen(reference: str) -> Response:
    enquiry = queries.get_enquiry(reference, signed_in())
    return _pressed(enquiry, steering.reopen, _("Ärendet är öppet igen."))


@blueprint.post("/arenden/<reference>/<ask>/ta-tillbaka")
@audience("signed-in")
def withdraw(reference: str, ask: str) -> Response:
    """Take a question back."""
    enquiry, asked = _asked(reference, ask)
    try:
        steering.withdraw(signed_in(), asked, now=clock.now())
    except Refusal as refusal:
        return _done(enquiry, translated(refusal), kind="error")
    return _done(enquiry, _("Frågan är tillbakatagen."))


@blueprint.route("/arenden/<reference>/fraga-fler", methods=["GET", "POST"])
@audience("signed-in")
def ask_more(reference: str) -> Answer:
    """Ask one more testbed with the same brief, out of those that the search finds."""
    visitor, enquiry = signed_in(), queries.get_enquiry(reference, signed_in())
    if not permissions.asks(visitor, enquiry):
        raise NotFound()
    asked = {one.testbed_id for one in queries.all_asks(enquiry) if one.testbed_id and one.state != "withdrawn"}
    need = from_plain(enquiry.brief, enquiry.need).need
    words = request.values.get("q", "").strip().replace("\0", "") or need
    found = choices(words, enquiry.county or "", current_language(), without=asked)
    typed = find_testbed(request.form.get("testbed", ""))
    if typed is not None and typed.slug not in {one.slug for one in found}:
        found.append(choice_of(typed))
    form = AskMoreForm(found=as_choices(found))
    if form.validate_on_submit():
        try:
            steering.ask_more(visitor, enquiry, get_testbed(form.testbed.data), now=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return _done(enquiry, _("Frågan är skickad, med samma beskrivning."))
    page = render_template("enquiry/ask_more.html", form=form, enquiry=enquiry, found=found)
    return page, 422 if form.errors else 200


@blueprint.get("/arenden/<reference>/boka/<slug>")
@audience("signed-in")
def book(reference: str, slug: str) -> Response:
    """Go to the booking form; what is booked from there belongs to the case."""
    enquiry = queries.get_enquiry(reference, signed_in())
    resource = get_resource(slug, signed_in())
    if permissions.asks(signed_in(), enquiry):
        session[CASE] = enquiry.reference
    return redirect(url_for("booking.book", slug=resource.slug), 303)


@blueprint.post("/arenden/<reference>/bokningar")
@audience("signed-in")
def link(reference: str) -> Response:
    """Link a booking to the case, or let it go."""
    enquiry, booking = queries.get_enquiry(reference, signed_in()), request.form.get("bokning", "")[:20]
    is_let_go = request.form.get("koppla") == "bort"
    act = steering.unlink_booking if is_let_go else steering.link_booking
    try:
        act(signed_in(), enquiry, booking, now=clock.now())
    except Refusal as refusal:
        return _done(enquiry, translated(refusal), kind="error")
    done = _("Bokningen hör inte längre till ärendet.") if is_let_go else _("Bokningen hör nu till ärendet.")
    return _done(enquiry, done, "bokningar")


def _asked(reference: str, ask: str) -> tuple[Enquiry, Ask]:
    """Return the case and a question in it. Raise NotFound for one of another case."""
    enquiry, asked = queries.get_enquiry(reference, signed_in()), queries.get_ask(ask, signed_in())
    if asked.enquiry_id != enquiry.id:
        raise NotFound()
    return enquiry, asked


def _pressed(enquiry: Enquiry, act: Press, done: str) -> Response:
    try:
        act(signed_in(), enquiry, now=clock.now())
    except Refusal as refusal:
        return _done(enquiry, translated(refusal), kind="error")
    return _done(enquiry, done)


def _done(enquiry: Enquiry, words: str, anchor: str | None = None, kind: str = "success") -> Response:
    flash(words, kind)
    return redirect(url_for("enquiry.show", reference=enquiry.reference, _anchor=anchor), 303)
