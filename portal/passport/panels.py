"""What this room shows on pages of other rooms: what a resource needs and what the reader's organisation has of it."""

from typing import Any

from flask import render_template

from portal import clock
from portal.accounts.guards import current_person
from portal.accounts.models import OPERATOR
from portal.passport import queries
from portal.passport.queries import Case
from portal.passport.rules import MISSING, NO_PAPERS, PaperMissing, Papers, Standing
from portal.passport.words import standing_words
from portal.web.error_pages import translated

STANDING = frozenset({"confirmed", "in-use"})
ASKED = frozenset({"held", "requested", "queued"})


def on_form(resource: Any, **_context: object) -> str:
    """Return what the resource needs beside the form, each with what the organisation has; nothing where nothing is needed."""
    visitor = current_person()
    place = visitor.organisation if visitor else None
    papers = queries.papers_for(place.id, resource.id, visitor.id) if visitor and place else NO_PAPERS
    return _standing([(resource, papers)]) if papers.demands else ""


def on_testbed(testbed: Any, **_context: object) -> str:
    """Return the same for each resource of the testbed, for whoever belongs to an organisation; nothing for others."""
    visitor = current_person()
    if visitor is None or visitor.organisation is None:
        return ""
    resources = queries.demanding(testbed.id)
    cases = {one.id: Case(visitor.organisation.id, one.id, visitor.id) for one in resources}
    papers = queries.papers_many(cases.values()) if cases else {}
    known = [(one, papers[cases[one.id]]) for one in resources if cases[one.id] in papers]
    return _standing(known, on_testbed=True) if known else ""


def _standing(known: list[tuple[Any, Papers]], *, on_testbed: bool = False) -> str:
    today = clock.local_day(clock.now())
    lines = []
    for resource, papers in known:
        standings = papers.standings(today)
        lines.append(
            (
                resource,
                [one for one in standings if one.gap is None],
                [one for one in standings if one.gap is not None],
            )
        )
    return render_template("passport/_standing.html", lines=lines, words=_words, on_testbed=on_testbed)


def _words(standing: Standing) -> str:
    """Return more than that it is missing, which the list itself says."""
    is_plain = standing.gap is not None and standing.gap.reason == MISSING
    return "" if is_plain else standing_words(standing)


def of_booking(booking: Any, **_context: object) -> str:
    """Return what the papers of the booking's organisation do not cover of it, for its two sides; nothing where all is well."""
    short = queries.gaps_of([booking]) if booking.state in STANDING | ASKED else []
    if not short or booking.ends_at <= clock.now():
        return ""
    visitor = current_person()
    is_booker = visitor is not None and booking.organisation_id in visitor.organisation_ids
    says = [translated(one) for one in [PaperMissing(gap, "") for gap in short[0][1]]]
    return render_template(
        "passport/_of_booking.html", booking=booking, says=says, is_booker=is_booker, stands=booking.state in STANDING
    )


def of_organisation(organisation: Any, **_context: object) -> str:
    """Return the way to the organisation's papers, and for owners to what waits for their yes."""
    count = queries.waiting_count([organisation.id]) if organisation.kind == OPERATOR else 0
    return render_template("passport/_of_organisation.html", organisation=organisation, count=count)
