"""The way in: one field, the shortlist, and the questions."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts import arrivals, cookie
from portal.accounts.guards import audience, current_person
from portal.catalogue.queries import find_testbed, get_testbed, resources_of
from portal.enquiry.blueprint import blueprint
from portal.enquiry.intake import drafts, steps, words
from portal.enquiry.intake.arriving import text_from
from portal.enquiry.intake.forms import LinkForm, QuestionForm, StartForm, shown, told
from portal.enquiry.intake.opening import Answer, author, with_draft
from portal.enquiry.intake.shortlist import SHOWN, Shortlist, shortlist
from portal.enquiry.models import EnquiryDraft
from portal.errors import Conflict
from portal.web.language import current_language

ALL = 40


@blueprint.route("/boka", methods=["GET", "POST"])
@audience("public")
def start() -> Answer:
    """Begin with one field; what somebody typed in a search, and the testbed somebody comes from, come along."""
    slug = request.args.get("testbadd")
    testbed = get_testbed(slug) if slug else None
    form = StartForm(data={"need": text_from(request.args, current_language()), "came_from": slug or ""})
    if form.validate_on_submit():
        came = find_testbed(form.came_from.data or "")
        key = drafts.begin(form.need.data, author(), testbeds=[came.slug] if came else [], now=clock.now())
        return redirect(url_for("enquiry.draft", key=key), 303)
    resources = [one for one in resources_of(testbed.id) if one.is_open] if testbed else []
    page = render_template("enquiry/intake/start.html", form=form, testbed=testbed, resources=resources)
    return page, 422 if form.errors else 200


@blueprint.get("/boka/fraga")
@audience("public")
def ask() -> Response:
    """The old address of asking: it begins here now."""
    kept = {name: request.args[name] for name in ("testbadd", "q") if request.args.get(name)}
    return redirect(url_for("enquiry.start", **kept), 303)


@blueprint.get("/boka/utkast/<key>")
@audience("public")
@with_draft
def draft(draft: EnquiryDraft, key: str) -> Answer:
    """The shortlist, what was read from the words, and the way on."""
    return _list_page(draft, key)


def _list_page(draft: EnquiryDraft, key: str, error: str = "", link_form: LinkForm | None = None) -> Answer:
    answers, visitor = draft.answers, current_person()
    is_long = request.args.get("alla") == "1"
    found: Shortlist = shortlist(answers, visitor, current_language(), now=clock.now(), shown=ALL if is_long else SHOWN)
    page = render_template(
        "enquiry/intake/shortlist.html",
        key=key,
        need=answers.get("need", ""),
        found=found,
        rows=[words.shown(one, answers.get("place", "")) for one in found.candidates],
        read=words.answered(answers, answers.get("read", ())),
        unanswered=words.unanswered(answers),
        next_step=steps.step_after(None, answers),
        error=error,
        link_form=link_form or LinkForm(formdata=None, data={"email": visitor.email if visitor else ""}),
        expires_at=draft.expires_at,
        address=url_for("enquiry.draft", key=key, _external=True),
    )
    return page, 422 if error or (link_form and link_form.errors) else 200


@blueprint.post("/boka/utkast/<key>")
@audience("public")
@with_draft
def choose(draft: EnquiryDraft, key: str) -> Answer:
    """Keep which testbeds are to be asked, and go on to the questions or to sending."""
    chosen = [slug for slug in request.form.getlist("testbadd")[:ALL] if find_testbed(slug)]
    towards = request.form.get("vidare")
    if towards == "fraga" and not chosen:
        return _list_page(draft, key, error=_("Kryssa för minst en testbädd, eller låt samordnaren hjälpa er."))
    drafts.choose(draft, [] if towards == "samordnare" else chosen, now=clock.now())
    if towards == "mer" and (step := steps.step_after(None, draft.answers)):
        return redirect(url_for("enquiry.question", key=key, step=step.slug), 303)
    return redirect(url_for("enquiry.check", key=key), 303)


@blueprint.route("/boka/utkast/<key>/<step>", methods=["GET", "POST"])
@audience("public")
@with_draft
def question(draft: EnquiryDraft, key: str, step: str) -> Answer:
    """A few related questions; each may be left out, and none is asked whose answer is known."""
    screen = steps.get_step(step)
    changing = request.args.get("andra") == "1"
    names = steps.asked(screen, draft.answers, all_of_it=changing) or screen.names
    data = shown(draft.answers, names) | {"seen": steps.seen(draft.answers, names)}
    form = QuestionForm(names=names, data=data)
    differing: list[object] = []
    if form.validate_on_submit():
        try:
            _save(draft, form, names)
        except Conflict:
            differing = _meanwhile(form, key, names)
        else:
            return redirect(_onward(key, screen, changing), 303)
    page = render_template(
        "enquiry/intake/question.html",
        form=form,
        key=key,
        step=screen,
        differing=differing,
        known=words.answered(draft.answers, [name for name in screen.names if name not in names and name != "need"]),
        onward=_onward(key, screen, changing),
        place=steps.place_of(screen, draft.answers),
        changing=changing,
    )
    return page, 409 if differing else 422 if form.errors else 200


def _save(draft: EnquiryDraft, form: QuestionForm, names: tuple[str, ...]) -> None:
    given, now = told(form), clock.now()
    if "need" in given and given["need"] != draft.answers.get("need"):
        drafts.save(draft, {}, now=now, seen=form.seen.data, names=names)
        drafts.change_need(draft, given.pop("need"), now=now)
        drafts.save(draft, given, now=now)
    else:
        drafts.save(draft, given, now=now, seen=form.seen.data, names=names)


def _meanwhile(form: QuestionForm, key: str, names: tuple[str, ...]) -> list[object]:
    """Return what another window has saved beside what was typed here; the next press saves what is typed."""
    current = drafts.get_draft(key, now=clock.now())
    data = shown(current.answers, names)
    form.seen.data = steps.seen(current.answers, names)
    return list(form.differing_from(QuestionForm(formdata=None, names=names, data=data)))


def _onward(key: str, screen: steps.Step, changing: bool) -> str:
    after = None if changing else steps.step_after(screen, drafts.get_draft(key, now=clock.now()).answers)
    if after is None:
        return url_for("enquiry.check", key=key)
    return url_for("enquiry.question", key=key, step=after.slug)


@blueprint.post("/boka/utkast/<key>/lank")
@audience("public")
@with_draft
def mail_link(draft: EnquiryDraft, key: str) -> Answer:
    """Send the way back to oneself."""
    form = LinkForm()
    if not form.validate_on_submit():
        return _list_page(draft, key, link_form=form)
    drafts.mail_link(key, draft, form.email.data, author(), now=clock.now())
    cookie.remember(arrivals.folded(form.email.data))
    flash(_("Länken är skickad till %(email)s.", email=form.email.data), "success")
    return redirect(url_for("enquiry.draft", key=key), 303)
