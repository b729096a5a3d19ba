"""The end of the way in: check the answers, say who asks, and send."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts import arrivals, cookie
from portal.accounts.guards import audience, current_person
from portal.accounts.queries import Visitor, coordinator_name
from portal.enquiry import queries, rules
from portal.enquiry.blueprint import blueprint
from portal.enquiry.intake import drafts, sending, words
from portal.enquiry.intake.forms import ConfirmForm, ContactForm
from portal.enquiry.intake.opening import Answer, author, gone, with_draft
from portal.enquiry.models import EnquiryDraft
from portal.errors import Conflict, Refusal


@blueprint.route("/boka/utkast/<key>/granska", methods=["GET", "POST"])
@audience("public")
@with_draft
def check(draft: EnquiryDraft, key: str) -> Answer:
    """All answers to check; who is signed in sends from here, and others say who they are and get a letter."""
    visitor = current_person()
    form = _form(draft, visitor)
    if form.validate_on_submit():
        try:
            return _send(draft, key, form, visitor)
        except Conflict:
            raise
        except Refusal as refusal:
            form.refuse(refusal)
    page = render_template("enquiry/intake/check.html", form=form, key=key, visitor=visitor, **_brief(draft))
    return page, 422 if form.errors else 200


def _form(draft: EnquiryDraft, visitor: Visitor | None) -> ContactForm:
    """Return the form with what is not known yet."""
    known = {"county"} if sending.testbeds_of(draft.answers) or sending.brief_of(draft.answers).county else set()
    acts = visitor is not None and visitor.organisation is not None
    without = known | ({"name", "email", "company", "size_class", "consent"} if visitor else set())
    contact = draft.answers.get("contact", {})
    county = queries.county_of(visitor.organisation.id) if acts and visitor and visitor.organisation else ""
    data = {**contact, "email": draft.email or "", "size_class": draft.answers.get("size_class", ""), "county": county}
    return ContactForm(without=without, data=data)


def _brief(draft: EnquiryDraft) -> dict[str, Any]:
    answers = draft.answers
    testbeds = sending.testbeds_of(answers)
    county = sending.brief_of(answers).county
    return {
        "answered": words.answered(answers),
        "unanswered": words.unanswered(answers),
        "testbeds": testbeds,
        "coordinator": coordinator_name(county) if not testbeds and county else None,
        "promised": rules.reply_by(clock.local_day(clock.now())),
        "is_blind": answers.get("secrecy") == "blind",
    }


def _send(draft: EnquiryDraft, key: str, form: ContactForm, visitor: Visitor | None) -> Response:
    contact = {field.short_name: str(field.data or "") for field in form}
    if visitor is None:
        sending.ask_to_confirm(draft, contact, author(), now=clock.now())
        cookie.remember(arrivals.folded(contact["email"]))
        return redirect(url_for("enquiry.sent", key=key), 303)
    if contact.get("county"):
        drafts.save(draft, {"county": contact["county"]}, now=clock.now())
    enquiry = sending.send(visitor, draft, now=clock.now())
    flash(_("Skickat. Ert ärende har numret %(reference)s.", reference=enquiry.reference), "success")
    return redirect(url_for("enquiry.show", reference=enquiry.reference), 303)


@blueprint.get("/boka/utkast/<key>/brev")
@audience("public")
@with_draft
def sent(draft: EnquiryDraft, key: str) -> Answer:
    """The letter is on its way: open it and press its button."""
    if draft.email is None:
        return redirect(url_for("enquiry.check", key=key), 303)
    return render_template("enquiry/intake/sent.html", email=draft.email, key=key)


@blueprint.route("/boka/bekrafta", methods=["GET", "POST"])
@audience("public")
def confirm() -> Answer:
    """The link of the letter: shows what will be sent; it is done by POST, since programs that read mail follow links."""
    token, now = request.args.get("kod", ""), clock.now()
    form = ConfirmForm()
    try:
        draft = sending.get_asked(token, now=now)
        if form.validate_on_submit():
            return _confirmed(token, form.version.data or "")
        if draft.enquiry_id is not None:
            return redirect(url_for("enquiry.show", reference=queries.reference_of(draft.enquiry_id)), 303)
    except sending.DeadLink:
        return gone()
    except sending.SignInFirst:
        return redirect(url_for("accounts.sign_in", next=request.script_root + request.full_path), 303)
    except Conflict:
        flash(_("Något har ändrats sedan sidan visades. Läs igenom och tryck igen."), "warning")
        return redirect(url_for("enquiry.confirm", kod=token), 303)
    except Refusal as refusal:
        form.refuse(refusal)
    return _confirm_page(form, draft)


def _confirm_page(form: ConfirmForm, draft: EnquiryDraft) -> Answer:
    visitor = current_person()
    form.version.data = str(draft.version)
    has_account = sending.has_account(draft)
    page = render_template(
        "enquiry/intake/confirm.html",
        form=form,
        email=draft.email,
        company=draft.answers.get("contact", {}).get("company", ""),
        must_sign_in=has_account and (visitor is None or visitor.email != draft.email),
        visitor=visitor if has_account else None,
        back=request.script_root + request.full_path,
        **_brief(draft),
    )
    return page, 422 if form.errors else 200


def _confirmed(token: str, version: str) -> Response:
    done = sending.confirm(token, version, current_person(), now=clock.now(), address=request.remote_addr)
    flash(_("Skickat. Ert ärende har numret %(reference)s.", reference=done.enquiry.reference), "success")
    if done.sign_in:
        flash(_("Ni är inloggade här. I ett brev finns länken för att välja lösenord till nästa gång."), "info")
        cookie.begin(done.sign_in)
    return redirect(url_for("enquiry.show", reference=done.enquiry.reference), 303)
