"""The page that says what a resource needs, what the reader's organisation has of it, and where the rest is put right."""

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.accounts.queries import members
from portal.catalogue.models import Resource
from portal.catalogue.queries import get_resource
from portal.errors import Refusal
from portal.passport import queries, service
from portal.passport.blueprint import blueprint, kind_named
from portal.passport.demanded import Demanded
from portal.passport.models import Paper
from portal.passport.permissions import may_keep
from portal.passport.queries import PaperLine
from portal.passport.rules import EQUIPMENT, TERMS, TRAINING, Papers, Standing, lead
from portal.passport.words import capital, demand_words, lead_words, months_words, standing_words
from portal.web.error_pages import translated


@dataclass(frozen=True)
class Line:
    """One demand, how it stands, the papers of its kind, and the terms where they are what is asked for."""

    standing: Standing
    papers: list[PaperLine]
    unasked: list[Paper]
    terms: Demanded | None

    @property
    def demand(self) -> Any:
        return self.standing.demand


@blueprint.get("/resurser/<slug>/krav")
@audience("signed-in")
def needed(slug: str) -> str:
    """What must be there before anybody books, line by line, with what can be done about each."""
    visitor, resource = signed_in(), get_resource(slug, signed_in())
    today, place = clock.local_day(clock.now()), visitor.organisation
    is_own = place is not None and place.id == resource.testbed.owner_id
    papers = queries.papers_for(place.id, resource.id, visitor.id) if place and not is_own else None
    papers = papers or Papers(queries.demands_of(resource.id))
    return render_template(
        "passport/needed.html",
        resource=resource,
        place=place,
        is_own=is_own,
        lines=_lines(papers, resource, place.id if place else None),
        days=lead(papers.gaps(today, today)),
        may_keep=place is not None and may_keep(visitor, place.id),
        people=members(place.id) if place else [],
        words={
            "capital": capital,
            "demand": demand_words,
            "standing": standing_words,
            "lead": lead_words,
            "months": months_words,
        },
        training=TRAINING,
        today=today,
    )


def _lines(papers: Papers, resource: Resource, organisation_id: int | None) -> list[Line]:
    owner_id = resource.testbed.owner_id
    kept = queries.passport_of(organisation_id) if organisation_id else []
    lines = []
    for standing in papers.standings(clock.local_day(clock.now())):
        kind = standing.demand.kind
        mine = [
            one
            for one in kept
            if one.paper.kind == kind and (kind != EQUIPMENT or one.paper.resource_id == resource.id)
        ]
        if kind == TERMS:
            mine = [one for one in mine if one.paper.mark == standing.demand.mark]
        asked = {
            one.paper.id for one in mine if any(r.owner_id == owner_id and r.state != "refused" for r in one.reviews)
        }
        unasked = [one.paper for one in mine if standing.demand.by_owner and one.paper.id not in asked]
        lines.append(Line(standing, mine, unasked, queries.find_demand(resource.id, kind) if kind == TERMS else None))
    return lines


@blueprint.post("/resurser/<slug>/krav/<kind>")
@audience("signed-in")
def ask(slug: str, kind: str) -> Response:
    """Accept the terms, ask for a training, or ask the owner to say yes to a paper: what the form names."""
    resource, wanted = get_resource(slug, signed_in()), kind_named(kind)
    try:
        flash(_done(resource, wanted.key), "success")
    except Refusal as refusal:
        flash(translated(refusal), "warning")
    return redirect(url_for(".needed", slug=slug), 303)


def _done(resource: Resource, kind: str) -> str:
    visitor, now = signed_in(), clock.now()
    if kind == TERMS:
        service.accept_terms(visitor, resource, request.form.get("mark", ""), now)
        return _("Villkoren är godkända.")
    if reference := request.form.get("paper"):
        service.ask_owner(visitor, queries.get_paper(reference, visitor), resource, now)
        return _("Testbädden är tillfrågad. Ni får ett meddelande när den har svarat.")
    service.ask_training(visitor, resource, kind, request.form.get("email", ""), now)
    return _("Testbädden är tillfrågad. Ni får ett meddelande när den har svarat.")
