"""Pages on which an organisation keeps its papers."""

from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.accounts.models import Organisation
from portal.accounts.queries import get_organisation, members
from portal.catalogue.models import Resource
from portal.catalogue.queries import get_resource
from portal.errors import NotAllowed, NotFound, Refusal
from portal.passport import forms, queries, service
from portal.passport.blueprint import Answer, blueprint, kind_named
from portal.passport.models import Paper
from portal.passport.permissions import may_keep, may_see
from portal.passport.rules import EQUIPMENT, KINDS, TERMS, Kind

SOON = timedelta(days=30)


@blueprint.get("/konto/foretagspass")
@audience("signed-in")
def own() -> Response:
    place = signed_in().organisation
    if place is None:
        return redirect(url_for("accounts.account"), 303)
    return redirect(url_for(".show", slug=place.slug), 303)


@blueprint.get("/konto/organisation/<slug>/foretagspass")
@audience("signed-in")
def show(slug: str) -> str:
    """All papers of the organisation, what owners say of them, and what is about to expire."""
    organisation = _seen(slug)
    today = clock.local_day(clock.now())
    return render_template(
        "passport/show.html",
        organisation=organisation,
        lines=queries.passport_of(organisation.id),
        kinds=KINDS,
        addable=[kind for key, kind in KINDS.items() if key not in (TERMS, EQUIPMENT)],
        may_keep=may_keep(signed_in(), organisation.id),
        today=today,
        soon=today + SOON,
    )


@blueprint.route("/konto/organisation/<slug>/foretagspass/<kind>", methods=["GET", "POST"])
@audience("signed-in")
def add(slug: str, kind: str) -> Answer:
    """Add a paper; `fornya` names the one it takes over from, `resurs` the resource it is got for."""
    organisation, wanted = _seen(slug), kind_named(kind)
    if not may_keep(signed_in(), organisation.id):
        raise NotAllowed()
    about = _about()
    if wanted.key == TERMS or (wanted.key == EQUIPMENT and about is None):
        raise NotFound()
    form = forms.paper_form(wanted, members(organisation.id), **_shown(organisation, wanted))
    if form.validate_on_submit():
        try:
            service.add_paper(signed_in(), organisation, wanted.key, form.facts, clock.now(), about=about)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Sparat i företagspasset."), "success")
            return redirect(_back(organisation, about), 303)
    page = render_template(
        "passport/add.html",
        organisation=organisation,
        kind=wanted,
        form=form,
        about=about,
        back=_back(organisation, about),
    )
    return page, 422 if form.errors else 200


def _about() -> Resource | None:
    """Return the resource the paper is got for, when the address names one."""
    slug = request.args.get("resurs")
    return get_resource(slug, signed_in()) if slug else None


def _back(organisation: Organisation, about: Resource | None) -> str:
    if about is not None:
        return url_for(".needed", slug=about.slug)
    return url_for(".show", slug=organisation.slug)


def _shown(organisation: Organisation, kind: Kind) -> dict[str, Any]:
    """Return what stands in the form from the beginning: the facts of the paper that is renewed."""
    reference = request.args.get("fornya")
    if not reference:
        return {}
    old = queries.get_paper(reference, signed_in())
    if (old.organisation_id, old.kind) != (organisation.id, kind.key):
        raise NotFound()
    first_day = old.last_day + timedelta(days=1) if old.last_day else None
    return {
        "title": old.title,
        "number": old.number,
        "note": old.note,
        "first_day": first_day,
        "email": old.person.email if old.person else "",
    }


@blueprint.post("/foretagspass/<reference>/ta-bort")
@audience("signed-in")
def withdraw(reference: str) -> Response:
    paper: Paper = queries.get_paper(reference, signed_in())
    service.withdraw_paper(signed_in(), paper, clock.now())
    flash(_("Handlingen är borttagen. Bokningar som finns gäller som förut."), "success")
    return redirect(url_for(".show", slug=paper.organisation.slug), 303)


def _seen(slug: str) -> Organisation:
    """Return the organisation when the visitor may see its papers. Raise NotFound, as for one that does not exist."""
    organisation = get_organisation(slug)
    if not may_see(signed_in(), organisation.id):
        raise NotFound()
    return organisation
