"""Answering in one press what was asked for dates of a series: the owner's yes or no, or the booker's second thought."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.series import forms, service
from portal.series.blueprint import blueprint
from portal.series.outcomes import do_and_say
from portal.series.service import Outcome


@blueprint.post("/serier/<reference>/flytta/ja")
@audience("owner")
def accept_moves(reference: str) -> Response:
    """The owner says yes to every change that is asked for."""

    def act() -> Outcome:
        return service.accept_moves(signed_in(), reference, clock.now())

    do_and_say(act, None, lambda count: ngettext("%(num)s datum är ändrat.", "%(num)s datum är ändrade.", count))
    return _back(reference)


@blueprint.post("/serier/<reference>/flytta/nej")
@audience("owner")
def decline_moves(reference: str) -> Response:
    """The owner says no, and every date stays as it is."""
    form = forms.NoForm()
    if not form.validate_on_submit():
        flash(_("Skriv högst 1000 tecken."), "warning")
        return _back(reference)

    def act() -> Outcome:
        return service.decline_moves(signed_in(), reference, form.text.data or "", clock.now())

    do_and_say(act, None, _as_before)
    return _back(reference)


@blueprint.post("/serier/<reference>/flytta/ta-tillbaka")
@audience("signed-in")
def withdraw_moves(reference: str) -> Response:
    """The booker takes back every change that is asked for."""

    def act() -> Outcome:
        return service.withdraw_moves(signed_in(), reference, clock.now())

    do_and_say(act, None, _as_before)
    return _back(reference)


def _as_before(count: int) -> str:
    return ngettext("%(num)s datum gäller som förut.", "%(num)s datum gäller som förut.", count)


def _back(reference: str) -> Response:
    return redirect(url_for("series.show", reference=reference), 303)
