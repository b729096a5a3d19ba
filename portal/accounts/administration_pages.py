"""The administrators' list of organisations, and making one that owns testbeds or coordinates."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from portal import clock
from portal.accounts import forms, membership, queries
from portal.accounts.blueprint import blueprint
from portal.accounts.entry_pages import Answer, page
from portal.accounts.guards import audience, signed_in
from portal.accounts.models import MANAGER, Organisation
from portal.errors import Refusal
from portal.web.paging import Page, page_number

SIZE = 50


@blueprint.get("/administration/organisationer")
@audience("administrator")
def organisations() -> str:
    words, kind = request.args.get("q", "").replace("\0", "").strip()[:100], request.args.get("slag", "")
    kind = kind if kind in dict(forms.KINDS) else ""
    rows, total = queries.search_organisations(words, kind, number=page_number(), size=SIZE)
    number = min(page_number(), max(1, -(-total // SIZE)))
    found = Page(rows, number, SIZE, total)
    return render_template("accounts/organisations.html", found=found, words=words, kind=kind, kinds=forms.KINDS)


def _charter(form: forms.CharterForm) -> membership.Charter:
    return membership.Charter(
        form.name.data, form.kind.data, tuple(form.counties.data or ()), bool(form.is_national.data)
    )


@blueprint.route("/administration/organisationer/ny", methods=["GET", "POST"])
@audience("administrator")
def new_organisation() -> Answer:
    form = forms.NewOrganisationForm()
    if form.validate_on_submit():
        try:
            organisation = membership.found(signed_in(), _charter(form), now=clock.now())
        except membership.NoCounties as refusal:
            form.refuse(refusal)
        else:
            _invite_first(organisation, form.email.data)
            return redirect(url_for("accounts.organisation", slug=organisation.slug), 303)
    return page("accounts/charter.html", form, organisation=None)


def _invite_first(organisation: Organisation, email: str | None) -> None:
    """Invite the first manager; the organisation stands even if the letter has to wait."""
    if not email:
        flash(_("Organisationen finns nu. Bjud in den som ska ansvara för den."), "success")
        return
    try:
        membership.invite(signed_in(), organisation, email, MANAGER, now=clock.now(), address=request.remote_addr)
    except Refusal:
        flash(_("Organisationen finns nu, men inbjudan kunde inte skickas. Försök igen om en stund."), "warning")
    else:
        flash(_("Organisationen finns nu, och en inbjudan är skickad till %(email)s.", email=email), "success")


@blueprint.route("/administration/organisationer/<slug>", methods=["GET", "POST"])
@audience("administrator")
def charter(slug: str) -> Answer:
    organisation = queries.get_organisation(slug)
    form = forms.CharterForm(obj=organisation)
    if form.validate_on_submit():
        try:
            membership.recharter(signed_in(), organisation, _charter(form), now=clock.now())
        except membership.NoCounties as refusal:
            form.refuse(refusal)
        else:
            flash(_("Sparat."), "success")
            return redirect(url_for("accounts.organisation", slug=slug), 303)
    return page("accounts/charter.html", form, organisation=organisation)
