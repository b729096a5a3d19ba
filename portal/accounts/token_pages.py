"""A person's tokens for programs: made, shown once, and put out of use."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts import forms, tokens
from portal.accounts.blueprint import blueprint
from portal.accounts.entry_pages import Answer
from portal.accounts.guards import audience, signed_in
from portal.errors import Refusal


@blueprint.route("/konto/nycklar", methods=["GET", "POST"], endpoint="tokens")
@audience("signed-in")
def own_tokens() -> Answer:
    """The tokens there are; a new one is shown in the answer to its form and nowhere else."""
    form = forms.TokenForm()
    token = _created(form) if form.validate_on_submit() else None
    page = render_template(
        "accounts/tokens.html",
        form=forms.TokenForm(formdata=None) if token else form,
        token=token,
        tokens=tokens.tokens_of(signed_in().id),
        handle=tokens.handle,
        now=clock.now(),
    )
    return page, 422 if form.errors else 200


def _created(form: forms.TokenForm) -> str | None:
    days = int(form.days.data)
    try:
        return tokens.create(
            signed_in(), form.name.data, form.scope.data, days, now=clock.now(), address=request.remote_addr
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return None


@blueprint.post("/konto/nycklar/ta-bort")
@audience("signed-in")
def revoke_token() -> Response:
    """Put one token out of use, at once."""
    tokens.revoke(signed_in(), request.form.get("nyckel", ""), now=clock.now(), address=request.remote_addr)
    flash(_("Nyckeln är borttagen och gäller inte längre."), "success")
    return redirect(url_for("accounts.tokens"), 303)
