"""Pages on which an owner says what a resource demands, and answers about the papers it was asked to say yes to."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.accounts.models import OPERATOR
from portal.catalogue.models import Resource
from portal.catalogue.queries import get_resource
from portal.errors import Conflict, Refusal
from portal.passport import demands as service
from portal.passport import forms, queries
from portal.passport.blueprint import Answer, blueprint, kind_named
from portal.passport.demanded import find_own_demand, owner_demands, waived
from portal.passport.models import CONFIRMED, PaperReview
from portal.passport.rules import EQUIPMENT, KINDS, months_later
from portal.passport.service import answer_review
from portal.passport.words import demand_words, lead_words, months_words

SHOWN_ANSWERS = 30


@blueprint.get("/resurser/<slug>/handlingar")
@audience("owner")
def demands(slug: str) -> str:
    """Every kind of paper, and how the resource demands it."""
    resource = _managed(slug)
    return render_template(
        "passport/demands.html",
        resource=resource,
        kinds=KINDS,
        demanded={one.kind: one for one in queries.demands_of(resource.id)},
        general={one.kind for one in owner_demands(resource.testbed.owner_id or 0)},
        own={kind for kind in KINDS if (row := find_own_demand(resource.id, kind)) and not row.is_waived},
        waived=waived(resource.id),
        words={"demand": demand_words, "lead": lead_words, "months": months_words},
    )


@blueprint.route("/resurser/<slug>/handlingar/<kind>", methods=["GET", "POST"])
@audience("owner")
def demand(slug: str, kind: str) -> Answer:
    """Demand one kind of paper, or change how it is demanded."""
    resource, wanted = _managed(slug), kind_named(kind)
    row = queries.find_demand(resource.id, wanted.key)
    form = forms.demand_form(wanted, row, service.demand_seen(resource.id, wanted.key))
    status = 200
    if request.method == "POST":
        try:
            if form.validate():
                _save(form, resource, wanted.key)
                return redirect(url_for(".demands", slug=slug), 303)
            status = 422
        except Refusal as refusal:
            form.refuse(refusal)
            status = 409 if isinstance(refusal, Conflict) else 422
    page = render_template(
        "passport/demand.html",
        resource=resource,
        kind=wanted,
        form=form,
        is_there=find_own_demand(resource.id, wanted.key) is not None,
        is_stale=status == 409,
    )
    return page, status


def _save(form: Any, resource: Resource, kind: str) -> None:
    service.save_demand(signed_in(), resource, kind, form.wanted, clock.now(), seen=form.seen.data)
    flash(_("Sparat. Bokningar som redan finns gäller som förut."), "success")


@blueprint.post("/resurser/<slug>/handlingar/<kind>/ta-bort")
@audience("owner")
def remove_demand(slug: str, kind: str) -> Response:
    resource, wanted = _managed(slug), kind_named(kind)
    service.remove_demand(signed_in(), resource, wanted.key, clock.now())
    flash(_("Det krävs inte längre."), "success")
    return redirect(url_for(".demands", slug=slug), 303)


@blueprint.post("/resurser/<slug>/handlingar/<kind>/undanta")
@audience("owner")
def waive_demand(slug: str, kind: str) -> Response:
    """Do without at this resource what is demanded at the owner's others."""
    resource, wanted = _managed(slug), kind_named(kind)
    service.waive_demand(signed_in(), resource, wanted.key, clock.now())
    flash(_("Det krävs inte här."), "success")
    return redirect(url_for(".demands", slug=slug), 303)


@blueprint.get("/handlingar")
@audience("owner")
def waiting() -> str:
    """What waits for the owner's yes, the oldest first, and what was answered last."""
    owners = [place.id for place in signed_in().organisations if place.kind == OPERATOR]
    return render_template(
        "passport/waiting.html",
        waiting=queries.reviews_for(owners),
        answered=queries.reviews_for(owners, waiting=False, most=SHOWN_ANSWERS),
        kinds=KINDS,
    )


@blueprint.route("/handlingar/<reference>", methods=["GET", "POST"])
@audience("owner")
def answer(reference: str) -> Answer:
    """One paper that the owner was asked about, and its answer."""
    review = queries.get_review(reference, signed_in())
    row = queries.find_demand(review.resource_id, review.paper.kind)
    form = forms.answer_form(needs_days=review.paper.first_day is None, **_shown(review, row))
    if form.validate_on_submit():
        try:
            answer_review(signed_in(), reference, form.answer, clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Svaret är sparat, och företaget får ett meddelande."), "success")
            return redirect(url_for(".waiting"), 303)
    page = render_template(
        "passport/answer.html",
        review=review,
        paper=review.paper,
        kind=KINDS[review.paper.kind],
        form=form,
        of_resource=review.paper.kind == EQUIPMENT,
        months=row.months if row else None,
    )
    return page, 422 if form.errors else 200


def _shown(review: PaperReview, row: Any) -> dict[str, Any]:
    """Return what stands in the form: what was answered before, or today and as long as the resource lets it count."""
    today = clock.local_day(clock.now())
    last_day = months_later(today, row.months) if row and row.months else None
    verdict = {"waiting": None, CONFIRMED: "yes"}.get(review.state, "no")
    return {"verdict": verdict, "text": review.text, "first_day": today, "last_day": last_day}


def _managed(slug: str) -> Resource:
    resource = get_resource(slug, signed_in())
    service.ensure_manages(signed_in(), resource)
    return resource
