"""A forgotten password, and a new one."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from portal import clock
from portal.accounts import cookie, forms, service, tickets
from portal.accounts.blueprint import blueprint
from portal.accounts.entry_pages import Answer, dead_link, page
from portal.accounts.guards import audience, signed_in
from portal.errors import Refusal
from portal.web.language import current_language


@blueprint.route("/konto/glomt-losenord", methods=["GET", "POST"])
@audience("public")
def forgotten() -> Answer:
    form = forms.EmailForm()
    if form.validate_on_submit():
        service.request_reset(form.email.data, current_language(), now=clock.now(), address=request.remote_addr)
        cookie.remember(service.rules.folded(form.email.data))
        return redirect(url_for("accounts.forgotten_sent"), 303)
    return page("accounts/forgotten.html", form)


@blueprint.get("/konto/glomt-losenord/klart")
@audience("public")
def forgotten_sent() -> str:
    return render_template("accounts/forgotten_sent.html", email=next(iter(cookie.typed()[-1:]), None))


@blueprint.route("/konto/nytt-losenord", methods=["GET", "POST"])
@audience("public")
def reset() -> Answer:
    token, now = request.args.get("kod", ""), clock.now()
    form = forms.NewPasswordForm()
    try:
        ticket = tickets.get_ticket(token, tickets.RESET, now=now)
        if form.validate_on_submit():
            service.reset_password(token, form.password.data, now=now, address=request.remote_addr)
            cookie.end()
            flash(_("Ditt nya lösenord gäller. Logga in med det."), "success")
            return redirect(url_for("accounts.sign_in"), 303)
    except tickets.DeadLink:
        return dead_link(tickets.RESET)
    except Refusal as refusal:
        form.refuse(refusal)
    return page("accounts/reset.html", form, email=ticket.email)


@blueprint.route("/konto/losenord", methods=["GET", "POST"])
@audience("signed-in")
def password() -> Answer:
    form = forms.ChangePasswordForm()
    if form.validate_on_submit():
        try:
            token = service.change_password(
                signed_in(), form.current.data, form.password.data, now=clock.now(), address=request.remote_addr
            )
        except (service.WrongPassword, service.rules.WeakPassword, service.NotForDemonstration) as refusal:
            form.refuse(refusal)
        else:
            cookie.begin(token)
            flash(_("Ditt lösenord är bytt. Alla andra inloggningar är avslutade."), "success")
            return redirect(url_for("accounts.account"), 303)
    return page("accounts/password.html", form, email=signed_in().email)
