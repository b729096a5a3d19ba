"""A person's own account."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts import forms, queries, service, sign_ins
from portal.accounts.blueprint import blueprint
from portal.accounts.entry_pages import Answer, page
from portal.accounts.guards import audience, signed_in


@blueprint.route("/konto", methods=["GET", "POST"])
@audience("signed-in")
def account() -> Answer:
    visitor = signed_in()
    form = forms.DetailsForm(data={"name": visitor.name, "language": visitor.language})
    if form.validate_on_submit():
        service.change_details(visitor, name=form.name.data, language=form.language.data, now=clock.now())
        flash(_("Sparat."), "success")
        return redirect(url_for("accounts.account"), 303)
    rows = queries.sign_ins_of(visitor.id, now=clock.now())
    return page("accounts/account.html", form, visitor=visitor, sign_ins=rows, handle=sign_ins.handle)


@blueprint.post("/konto/inloggningar")
@audience("signed-in")
def revoke() -> Response:
    """End one sign-in, or all but this one."""
    visitor, now, named = signed_in(), clock.now(), request.form.get("inloggning")
    if named:
        sign_ins.revoke(visitor, named, now=now, address=request.remote_addr)
    else:
        sign_ins.revoke_others(visitor, now=now, address=request.remote_addr)
    flash(_("Inloggningen är avslutad.") if named else _("Alla andra inloggningar är avslutade."), "success")
    return redirect(url_for("accounts.account"), 303)
