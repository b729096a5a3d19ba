"""Telling people of new matches: what the worker does when the catalogue has grown.

Searching comes first and outside any transaction; what is told and what is known from then on are written together, so that
a letter goes out once, and none for what was rolled back.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select, update

from portal import outbox
from portal.accounts.models import Person
from portal.catalogue.queries import catalogue_version
from portal.database import db, lock, transaction
from portal.saved import letters, queries, rules
from portal.saved.letters import Reader
from portal.saved.models import SavedSearch
from portal.search.queries import Listed

BATCH = 200


def tell_new(now: datetime) -> int:
    """Run the searches that the catalogue has grown past, tell of their new matches, and return how many letters went.

    One that has written within a day waits until the day is over. What was removed more than a day ago is forgotten.
    """
    _forget_removed(now)
    version = catalogue_version()
    due = _due(version, now)
    there = queries.existing({one for search, *_reader in due for one in search.known})
    quiet, told = [], 0
    for search, email, language in due:
        listed = queries.answers_to(search).listed
        if rules.untold(listed, search.known):
            told += _tell(search.id, Reader(email, language), listed, version, now)
        else:
            quiet.append(search.id)
            _forget_deleted(search, there)
    _note_checked(quiet, version)
    return told


def _due(version: int, now: datetime) -> Sequence[tuple[SavedSearch, str, str]]:
    query = (
        select(SavedSearch, Person.email, Person.language)
        .join(Person, Person.id == SavedSearch.person_id)
        .where(
            SavedSearch.checked_version < version,
            SavedSearch.is_watched,
            SavedSearch.removed_at.is_(None),
            or_(SavedSearch.told_at.is_(None), SavedSearch.told_at <= now - rules.A_LETTER_EVERY),
            Person.disabled_at.is_(None),
        )
        .order_by(SavedSearch.checked_version, SavedSearch.id)
        .limit(BATCH)
    )
    return [(search, email, language) for search, email, language in db.session.execute(query)]


def _tell(search_id: int, reader: Reader, listed: dict[int, Listed], version: int, now: datetime) -> int:
    """Write the letter and what is known from now on, unless somebody looked, removed or told meanwhile; return 1 if it went."""
    with transaction():
        search = db.session.get(SavedSearch, search_id, populate_existing=True, with_for_update=True)
        if search is None or not _is_meant(search, version, now):
            return 0
        new = rules.untold(listed, search.known)
        if not new:
            return 0
        letter = letters.new_matches(search, reader, [listed[one] for one in new], version=version, now=now)
        outbox.tell(letter, now=now)
        search.known = rules.remembered(listed, search.known, queries.existing(search.known))
        search.fresh = sorted({*search.fresh, *new})
        search.told_at, search.checked_version = now, version
    return 1


def _is_meant(search: SavedSearch, version: int, now: datetime) -> bool:
    is_kept = search.is_watched and search.removed_at is None
    return is_kept and search.checked_version < version and rules.may_tell(search.told_at, now)


def _forget_deleted(search: SavedSearch, there: set[int]) -> None:
    """Forget testbeds that exist no more: their numbers may be given to new ones, which shall be told of."""
    gone = set(search.known) - there
    if not gone:
        return
    with transaction():
        search = lock(SavedSearch, search.id)
        search.known = [one for one in search.known if one not in gone]
        search.fresh = [one for one in search.fresh if one not in gone]


def _note_checked(search_ids: list[int], version: int) -> None:
    if not search_ids:
        return
    with transaction() as session:
        checked = update(SavedSearch).where(SavedSearch.id.in_(search_ids), SavedSearch.checked_version < version)
        session.execute(checked.values(checked_version=version))


def _forget_removed(now: datetime) -> None:
    over = SavedSearch.removed_at <= now - rules.KEPT_AFTER_REMOVAL
    if db.session.scalar(select(SavedSearch.id).where(over).limit(1)) is not None:
        with transaction() as session:
            session.execute(delete(SavedSearch).where(over))
