"""Pages on which an owner says what it demands at all its resources, unless one says otherwise."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.accounts.models import Organisation
from portal.accounts.queries import get_organisation
from portal.errors import Conflict, NotFound, Refusal
from portal.passport import demands as service
from portal.passport import forms
from portal.passport.blueprint import Answer, blueprint, kind_named
from portal.passport.demanded import find_owner_demand, owner_demands
from portal.passport.rules import EQUIPMENT, KINDS, Demand, Kind
from portal.passport.words import demand_words, lead_words, months_words


@blueprint.get("/konto/organisation/<slug>/krav")
@audience("owner")
def general(slug: str) -> str:
    """Every kind of paper, and how the owner demands it everywhere."""
    owner = _owner(slug)
    rows = owner_demands(owner.id)
    return render_template(
        "passport/general.html",
        owner=owner,
        kinds={key: kind for key, kind in KINDS.items() if key != EQUIPMENT},
        demanded={row.kind: Demand(*(getattr(row, name) for name in Demand.__dataclass_fields__)) for row in rows},
        words={"demand": demand_words, "lead": lead_words, "months": months_words},
    )


@blueprint.route("/konto/organisation/<slug>/krav/<kind>", methods=["GET", "POST"])
@audience("owner")
def general_demand(slug: str, kind: str) -> Answer:
    """Demand one kind of paper everywhere, or change how."""
    owner, wanted = _owner(slug), _kind(kind)
    row = find_owner_demand(owner.id, wanted.key)
    form = forms.demand_form(wanted, row, service.owner_demand_seen(owner.id, wanted.key))
    status = 200
    if request.method == "POST":
        try:
            if form.validate():
                seen = form.seen.data
                service.save_owner_demand(signed_in(), owner, wanted.key, form.wanted, clock.now(), seen=seen)
                flash(_("Sparat. Bokningar som redan finns gäller som förut."), "success")
                return redirect(url_for(".general", slug=slug), 303)
            status = 422
        except Refusal as refusal:
            form.refuse(refusal)
            status = 409 if isinstance(refusal, Conflict) else 422
    page = render_template(
        "passport/general_demand.html",
        owner=owner,
        kind=wanted,
        form=form,
        is_there=row is not None,
        is_stale=status == 409,
    )
    return page, status


@blueprint.post("/konto/organisation/<slug>/krav/<kind>/ta-bort")
@audience("owner")
def remove_general(slug: str, kind: str) -> Response:
    owner, wanted = _owner(slug), _kind(kind)
    service.remove_owner_demand(signed_in(), owner, wanted.key, clock.now())
    flash(_("Det krävs inte längre."), "success")
    return redirect(url_for(".general", slug=slug), 303)


def _owner(slug: str) -> Organisation:
    owner = get_organisation(slug)
    service.ensure_answers(signed_in(), owner)
    return owner


def _kind(slug: str) -> Kind:
    """Return the kind. Raise NotFound for training on equipment, which is of one resource alone."""
    kind = kind_named(slug)
    if kind.key == EQUIPMENT:
        raise NotFound()
    return kind
