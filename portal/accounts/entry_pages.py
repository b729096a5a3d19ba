"""Signing up, confirming the address, signing in and out."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts import cookie, forms, service, sign_ins, tickets
from portal.accounts.blueprint import blueprint
from portal.accounts.guards import audience, current_person, local_path
from portal.errors import Refusal
from portal.web.forms import PortalForm
from portal.web.language import current_language

Answer = str | Response | tuple[str, int]


def page(template: str, form: PortalForm, **context: object) -> tuple[str, int]:
    """Return the page with what was typed; 422 when something about it has to change."""
    return render_template(template, form=form, **context), 422 if form.errors else 200


def dead_link(kind: str) -> tuple[str, int]:
    """Return the page for a link that no longer works, with the way to a new one."""
    return render_template("accounts/dead_link.html", kind=kind), 410


def onward() -> str:
    """Return where to go after signing in: where the person was heading, if that is a page of ours."""
    return local_path(request.args.get("next")) or url_for("desk.index")


@blueprint.route("/konto/skapa", methods=["GET", "POST"])
@audience("public")
def sign_up() -> Answer:
    if current_person():
        return redirect(url_for("accounts.account"), 303)
    form = forms.SignUpForm()
    if form.validate_on_submit():
        try:
            service.sign_up(_application(form), now=clock.now(), address=request.remote_addr)
        except service.rules.WeakPassword as refusal:
            form.refuse(refusal)
        else:
            cookie.remember(service.rules.folded(form.email.data))
            return redirect(url_for("accounts.sign_up_sent"), 303)
    return page("accounts/sign_up.html", form)


def _application(form: forms.SignUpForm) -> service.Application:
    return service.Application(
        name=form.name.data,
        email=form.email.data,
        password=form.password.data,
        organisation_name=form.organisation_name.data,
        size_class=form.size_class.data,
        organisation_number=forms.kept_number(form.organisation_number),
        language=current_language(),
    )


@blueprint.get("/konto/skapa/klart")
@audience("public")
def sign_up_sent() -> str:
    return render_template("accounts/sign_up_sent.html", email=next(iter(cookie.typed()[-1:]), None))


@blueprint.route("/konto/bekrafta", methods=["GET", "POST"])
@audience("public")
def verify() -> Answer:
    """Show whose address is confirmed; it is done by POST, since programs that read mail follow links."""
    token, now = request.args.get("kod", ""), clock.now()
    form = forms.OldPasswordForm()
    try:
        ticket = tickets.get_ticket(token, tickets.VERIFY, now=now)
        if form.validate_on_submit():
            cookie.begin(service.verify(token, form.password.data, now=now, address=request.remote_addr))
            return redirect(url_for("desk.index"), 303)
    except service.WrongPassword:
        form.refuse(Refusal(_("Lösenordet är inte det som kontot skapades med."), field="password"))
    except tickets.DeadLink:
        return dead_link(tickets.VERIFY)
    return page("accounts/verify.html", form, email=ticket.email)


@blueprint.route("/konto/nytt-brev", methods=["GET", "POST"])
@audience("public")
def resend() -> Answer:
    form = forms.EmailForm()
    if form.validate_on_submit():
        service.resend(form.email.data, now=clock.now(), address=request.remote_addr)
        cookie.remember(service.rules.folded(form.email.data))
        return redirect(url_for("accounts.sign_up_sent"), 303)
    return page("accounts/resend.html", form)


@blueprint.route("/logga-in", methods=["GET", "POST"])
@audience("public")
def sign_in() -> Answer:
    if request.method == "GET" and current_person():
        return redirect(onward(), 303)
    form = forms.SignInForm()
    if form.validate_on_submit():
        try:
            token = service.sign_in(form.email.data, form.password.data, now=clock.now(), address=request.remote_addr)
        except service.WrongPassword as refusal:
            form.refuse(refusal)
        except service.Unverified:
            return render_template("accounts/sign_in.html", form=form, is_unverified=True), 422
        else:
            _leave()
            cookie.begin(token)
            return redirect(onward(), 303)
    return page("accounts/sign_in.html", form)


@blueprint.post("/logga-ut")
@audience("public")
def sign_out() -> Response:
    _leave()
    cookie.end()
    return redirect(url_for("home.start"), 303)


def _leave() -> None:
    """End the sign-in that this browser had, if it had one."""
    if token := cookie.token():
        sign_ins.sign_out(token, now=clock.now(), address=request.remote_addr)
