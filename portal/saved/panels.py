"""What this room shows on pages of lower rooms: the button that saves a search."""

from flask import render_template

from portal.accounts.guards import current_person
from portal.saved import queries
from portal.search.queries import Criteria


def on_result(criteria: Criteria, **_context: object) -> str:
    """Return the way to save the search; nothing where it asks for nothing. Those signed out are sent to sign in and back."""
    if criteria.is_empty:
        return ""
    visitor = current_person()
    search = queries.find_same(visitor.id, criteria) if visitor else None
    is_saved = search is not None and search.removed_at is None
    return render_template("saved/_on_result.html", query=criteria.key, is_saved=is_saved)
