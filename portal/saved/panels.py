"""What this room shows on pages of lower rooms: the button that saves a search, a testbed's star, and on each hit a star and
the box that chooses it for the comparison.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import render_template, request

from portal.accounts.guards import current_person
from portal.catalogue.permissions import PUBLIC
from portal.saved import queries
from portal.saved.stars import Starred, compare_box, star
from portal.search.queries import Criteria, Listed


def on_result(criteria: Criteria, **_context: object) -> str:
    """Return the way to save the search; nothing where it asks for nothing. Those signed out are sent to sign in and back."""
    if criteria.is_empty:
        return ""
    visitor = current_person()
    search = queries.find_same(visitor.id, criteria) if visitor else None
    is_saved = search is not None and search.removed_at is None
    return render_template("saved/_on_result.html", query=criteria.key, is_saved=is_saved)


def on_testbed(testbed: Any, **_context: object) -> str:
    """Return the star of the testbed's page. Those signed out are sent to sign in and back."""
    visitor, starred = current_person(), None
    if visitor:
        is_favourite = bool(queries.favourites_among(visitor.id, [testbed.id]))
        starred = star(Starred.of(testbed), is_favourite=is_favourite, back=_here())
    is_public = testbed.lifecycle in PUBLIC
    return render_template("saved/_on_testbed.html", star=starred, slug=testbed.slug, is_public=is_public)


def on_hits(hits: Sequence[Listed]) -> Mapping[int, Mapping[str, str]]:
    """Return the box of each hit, and for those who are signed in its star."""
    placed = {hit.id: {"compare": compare_box(Starred.of(hit))} for hit in hits}
    visitor = current_person()
    if visitor is not None:
        starred, here = queries.favourites_among(visitor.id, list(placed)), _here()
        for hit in hits:
            placed[hit.id]["star"] = star(Starred.of(hit), is_favourite=hit.id in starred, back=here)
    return placed


def compare_bar(criteria: Criteria, **_context: object) -> str:
    """Return the bar that sends what is ticked, with the place that distances are counted from."""
    return render_template("saved/_compare_bar.html", place=criteria.place)


def _here() -> str:
    return request.script_root + request.full_path.rstrip("?")
