"""An organisation's page: who belongs to it, invitations, roles; and the page of an invitation."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts import cookie, forms, membership, permissions, queries, tickets
from portal.accounts.blueprint import blueprint
from portal.accounts.entry_pages import Answer, dead_link, page
from portal.accounts.guards import audience, current_person, signed_in
from portal.accounts.models import Organisation
from portal.errors import NotFound, Refusal
from portal.web.error_pages import translated
from portal.web.language import current_language


def _seen(slug: str) -> Organisation:
    """Return the organisation when the visitor may see it. Raise NotFound, as for one that does not exist."""
    organisation = queries.get_organisation(slug)
    if not permissions.may_see(signed_in(), organisation.id):
        raise NotFound()
    return organisation


def _show(organisation: Organisation, *, refusal: Refusal | None = None, **shown: Any) -> Answer:
    now = clock.now()
    invite_form = shown.get("invite_form") or forms.InviteForm(formdata=None)
    form = shown.get("details_form") or forms.OrganisationForm(formdata=None, obj=organisation)
    refused = refusal or invite_form.errors or form.errors
    body = render_template(
        "accounts/organisation.html",
        organisation=organisation,
        visitor=signed_in(),
        may_manage=permissions.may_manage(signed_in(), organisation.id),
        members=queries.members(organisation.id),
        invitations=queries.invitations(organisation.id, now=now),
        handle=membership.handle,
        invite_form=invite_form,
        form=form,
        refused=translated(refusal) if refusal else None,
    )
    return body, 422 if refused else 200


def _done(organisation: Organisation, message: str) -> Response:
    flash(message, "success")
    return redirect(url_for("accounts.organisation", slug=organisation.slug), 303)


@blueprint.get("/konto/organisation")
@audience("signed-in")
def own_organisation() -> Answer:
    place = signed_in().organisation
    if place is None:
        return redirect(url_for("accounts.account"), 303)
    return redirect(url_for("accounts.organisation", slug=place.slug), 303)


@blueprint.route("/konto/organisation/<slug>", methods=["GET", "POST"])
@audience("signed-in")
def organisation(slug: str) -> Answer:
    """Show the organisation; a manager may change its number and size."""
    organisation = _seen(slug)
    form = forms.OrganisationForm(obj=organisation)
    if not form.validate_on_submit():
        return _show(organisation, details_form=form)
    membership.describe(
        signed_in(),
        organisation,
        number=forms.kept_number(form.organisation_number),
        size_class=form.size_class.data,
        now=clock.now(),
    )
    return _done(organisation, _("Sparat."))


@blueprint.post("/konto/organisation/<slug>/inbjudningar")
@audience("signed-in")
def invite(slug: str) -> Answer:
    organisation, form = _seen(slug), forms.InviteForm()
    if form.validate_on_submit():
        try:
            membership.invite(
                signed_in(),
                organisation,
                form.email.data,
                form.role.data,
                now=clock.now(),
                address=request.remote_addr,
            )
        except membership.AlreadyMember as refusal:
            form.refuse(refusal)
        else:
            return _done(organisation, _("Inbjudan är skickad till %(email)s.", email=form.email.data))
    return _show(organisation, invite_form=form)


@blueprint.post("/konto/organisation/<slug>/inbjudningar/avsluta")
@audience("signed-in")
def withdraw(slug: str) -> Answer:
    organisation = _seen(slug)
    named = request.form.get("inbjudan", "")
    membership.withdraw_invitation(signed_in(), organisation, named, now=clock.now())
    return _done(organisation, _("Inbjudan gäller inte längre."))


@blueprint.post("/konto/organisation/<slug>/roller")
@audience("signed-in")
def change_role(slug: str) -> Answer:
    organisation = _seen(slug)
    email, role = request.form.get("email", ""), request.form.get("role", "")
    if role not in membership.ROLES:
        raise NotFound()
    try:
        membership.change_role(signed_in(), organisation, email, role, now=clock.now(), address=request.remote_addr)
    except membership.LastManager as refusal:
        return _show(organisation, refusal=refusal)
    return _done(organisation, _("Rollen är ändrad."))


@blueprint.post("/konto/organisation/<slug>/medlemmar/ta-bort")
@audience("signed-in")
def remove(slug: str) -> Answer:
    organisation, visitor = _seen(slug), signed_in()
    email = request.form.get("email", "")
    try:
        membership.remove(visitor, organisation, email, now=clock.now(), address=request.remote_addr)
    except membership.LastManager as refusal:
        return _show(organisation, refusal=refusal)
    if email == visitor.email:
        flash(_("Du har lämnat %(organisation)s.", organisation=organisation.name), "success")
        return redirect(url_for("accounts.account"), 303)
    return _done(organisation, _("%(email)s är inte längre med i organisationen.", email=email))


@blueprint.route("/konto/inbjudan", methods=["GET", "POST"])
@audience("public")
def join() -> Answer:
    """Show an invitation: to be accepted by the person who was invited, after signing in or with a new account."""
    token, now = request.args.get("kod", ""), clock.now()
    try:
        ticket, organisation = membership.get_invitation(token, now=now)
        visitor = current_person()
        if visitor is None and not _has_account(ticket.email):
            return _join_as_new(token, ticket.email, organisation)
        if request.method == "POST" and visitor and visitor.email == ticket.email:
            membership.join(visitor, token, now=now, address=request.remote_addr)
            flash(_("Välkommen till %(organisation)s.", organisation=organisation.name), "success")
            return redirect(url_for("accounts.organisation", slug=organisation.slug), 303)
    except tickets.DeadLink:
        return dead_link("join")
    here = request.script_root + request.full_path
    return render_template(
        "accounts/join.html", email=ticket.email, organisation=organisation, visitor=visitor, here=here
    )


def _has_account(email: str) -> bool:
    person = queries.find_person(email)
    return person is not None and person.verified_at is not None


def _join_as_new(token: str, email: str, organisation: Organisation) -> Answer:
    form = forms.NewcomerForm()
    if form.validate_on_submit():
        newcomer = membership.Newcomer(form.name.data, form.password.data, current_language())
        try:
            cookie.begin(membership.join_as_new(token, newcomer, now=clock.now(), address=request.remote_addr))
        except membership.rules.WeakPassword as refusal:
            form.refuse(refusal)
        else:
            flash(_("Välkommen till %(organisation)s.", organisation=organisation.name), "success")
            return redirect(url_for("desk.index"), 303)
    return page("accounts/join_as_new.html", form, email=email, organisation=organisation)
