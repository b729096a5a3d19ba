"""Saving a search, naming it, looking at it, taking it away and back; and whether it writes. What it writes is in `telling`."""

from datetime import datetime

from sqlalchemy import select

from portal.accounts.queries import Visitor
from portal.database import db, lock, transaction
from portal.errors import N_, Refusal
from portal.references import new_reference
from portal.saved import queries, rules
from portal.saved.models import SavedSearch
from portal.saved.turns import take_turn
from portal.saved.wording import name_for
from portal.search.queries import Criteria

NOTHING_ASKED = N_("Skriv vad ni söker eller välj ett filter. Då finns det något att spara.")
TOO_MANY = N_("Ni har redan %(most)s sparade sökningar. Ta bort någon av dem först.")


def save_search(visitor: Visitor, criteria: Criteria, language: str, *, now: datetime) -> SavedSearch:
    """Save the search; what it finds now is known. Saved twice it is one, and one that was removed comes back.

    Raise Refusal for a search that asks for nothing, and for one too many.
    """
    if criteria.is_empty:
        raise Refusal(NOTHING_ASKED)
    found = queries.answers(criteria)
    with transaction() as session:
        # With the person taken two sendings of one form wait for each other, and the second finds the search of the first.
        take_turn(visitor.id)
        search = queries.find_same(visitor.id, criteria)
        if search is None or search.removed_at is not None:
            _ensure_room(visitor.id)
        if search is None:
            search = SavedSearch(
                reference=new_reference("SO"),
                person_id=visitor.id,
                query=criteria.key,
                fingerprint=queries.fingerprint(criteria),
                name=name_for(criteria, language),
                is_watched=True,
                known=[],
                fresh=[],
                created_at=now,
            )
            session.add(search)
        if search.removed_at is not None or search.id is None:
            search.removed_at, search.is_watched, search.checked_version = None, True, found.version
            _see(search, list(found.listed))
    return search


def _ensure_room(person_id: int) -> None:
    if queries.count_searches(person_id) >= rules.MOST_SEARCHES:
        raise Refusal(TOO_MANY, most=rules.MOST_SEARCHES)


def _see(search: SavedSearch, hits: list[int]) -> None:
    """Note that the person has these hits before them: none of them is new any more."""
    search.known = rules.remembered(hits, search.known, queries.existing(search.known))
    search.fresh = []


def look(visitor: Visitor, reference: str) -> SavedSearch:
    """Note that the person looks at what the search finds now, and return it. Raise NotFound."""
    search = queries.get_search(visitor.id, reference)
    hits = list(queries.answers_to(search).listed)
    with transaction():
        search = lock(SavedSearch, search.id)
        _see(search, hits)
    return search


def name_search(visitor: Visitor, reference: str, name: str) -> SavedSearch:
    """Give the search another name. Raise NotFound."""
    with transaction():
        search = lock(SavedSearch, queries.get_search(visitor.id, reference).id)
        search.name = name
    return search


def watch(visitor: Visitor, reference: str, is_watched: bool) -> SavedSearch:
    """Let the search write letters or not. What came meanwhile is shown as new and never written of. Raise NotFound."""
    search = queries.get_search(visitor.id, reference)
    found = queries.answers_to(search)
    with transaction():
        search = lock(SavedSearch, search.id)
        if is_watched and not search.is_watched:
            hits = list(found.listed)
            search.fresh = rules.unseen(hits, search.known, search.fresh)
            search.known = rules.remembered(hits, search.known, queries.existing(search.known))
            search.checked_version = found.version
        search.is_watched = is_watched
    return search


def stop(reference: str) -> SavedSearch | None:
    """End the letters about the search, for whoever holds the link of one; return it, or None when it is gone anyhow."""
    with transaction():
        query = select(SavedSearch).where(SavedSearch.reference == reference, SavedSearch.removed_at.is_(None))
        search = db.session.scalar(query.with_for_update())
        if search is not None:
            search.is_watched = False
    return search


def remove_search(visitor: Visitor, reference: str, *, now: datetime) -> SavedSearch:
    """Take the search away; it can be taken back for a day. Raise NotFound."""
    with transaction():
        search = lock(SavedSearch, queries.get_search(visitor.id, reference).id)
        search.removed_at = search.removed_at or now
    return search


def restore_search(visitor: Visitor, reference: str) -> SavedSearch:
    """Take back the search that was removed. Raise NotFound, and Refusal when there is no room for it any more."""
    with transaction():
        search = lock(SavedSearch, queries.get_search(visitor.id, reference).id)
        if search.removed_at is not None:
            _ensure_room(visitor.id)
            search.removed_at = None
    return search
