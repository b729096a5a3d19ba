"""What a person has saved, and how it stands in the catalogue of today."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from portal.catalogue.models import Testbed
from portal.database import db
from portal.errors import NotFound
from portal.saved.models import Favourite, SavedSearch
from portal.saved.rules import unseen
from portal.search.queries import Criteria, Listed, find

CHUNK = 500


def criteria_of(query: str) -> Criteria:
    """Return the search that the text of an address asks for; no text can make this fail."""
    return Criteria.from_args(MultiDict(parse_qsl(query)))


def fingerprint(criteria: Criteria) -> str:
    """Return what the same search always has and no other: short enough to be unique in an index."""
    return hashlib.sha256(criteria.key.encode()).hexdigest()


@dataclass(frozen=True)
class Answers:
    """The listings that answer to a search by their numbers, in the order of the hits, and the version they were found in."""

    listed: dict[int, Listed]
    version: int


def answers(criteria: Criteria) -> Answers:
    """Return what answers to the search: where nothing does, the nearest that the result then shows are no answer."""
    result = find(criteria)
    hits = () if result.is_weak or result.has_let_go else result.hits
    return Answers({hit.testbed_id: hit.listed for hit in hits}, result.version)


@dataclass(frozen=True)
class Standing:
    """A saved search as its page shows it: what it finds now, and what of that is new since one last looked."""

    search: SavedSearch
    criteria: Criteria
    total: int
    new: Sequence[Listed]


def standings(person_id: int) -> list[Standing]:
    """Return the person's searches as they stand now, the newest first."""
    query = select(SavedSearch).where(SavedSearch.person_id == person_id, SavedSearch.removed_at.is_(None))
    return [_standing(search) for search in db.session.scalars(query.order_by(SavedSearch.id.desc()))]


def _standing(search: SavedSearch) -> Standing:
    criteria = criteria_of(search.query)
    listed = answers(criteria).listed
    new = unseen(listed, search.known, search.fresh)
    return Standing(search, criteria, len(listed), [listed[one] for one in new])


def get_search(person_id: int, reference: str) -> SavedSearch:
    """Return the person's own search, removed or not. Raise NotFound for anybody else's as for none."""
    query = select(SavedSearch).where(SavedSearch.person_id == person_id, SavedSearch.reference == reference)
    search = db.session.scalar(query)
    if search is None:
        raise NotFound()
    return search


def find_removed(person_id: int, reference: str) -> SavedSearch | None:
    """Return the search that the person has just removed, as long as it can be taken back."""
    query = select(SavedSearch).where(SavedSearch.person_id == person_id, SavedSearch.reference == reference)
    return db.session.scalar(query.where(SavedSearch.removed_at.is_not(None)))


def find_same(person_id: int, criteria: Criteria) -> SavedSearch | None:
    """Return the search as this person has saved it, removed or not."""
    query = select(SavedSearch).where(SavedSearch.person_id == person_id)
    return db.session.scalar(query.where(SavedSearch.fingerprint == fingerprint(criteria)))


def count_searches(person_id: int) -> int:
    query = select(func.count()).where(SavedSearch.person_id == person_id, SavedSearch.removed_at.is_(None))
    return db.session.execute(query).scalar_one()


def answers_to(search: SavedSearch) -> Answers:
    return answers(criteria_of(search.query))


def existing(testbed_ids: Collection[int]) -> set[int]:
    """Return those of the ids that a testbed has, whoever may see it."""
    ids, found = list(testbed_ids), set[int]()
    for first in range(0, len(ids), CHUNK):
        found |= set(db.session.scalars(select(Testbed.id).where(Testbed.id.in_(ids[first : first + CHUNK]))))
    return found


def favourite_ids(person_id: int) -> list[int]:
    """Return the testbeds that the person has put a star on, the newest star first."""
    query = select(Favourite.testbed_id).where(Favourite.person_id == person_id)
    return list(db.session.scalars(query.order_by(Favourite.created_at.desc(), Favourite.testbed_id.desc())))


def favourites_among(person_id: int, testbed_ids: Collection[int]) -> set[int]:
    """Return those of the testbeds that have the person's star."""
    query = select(Favourite.testbed_id).where(Favourite.person_id == person_id)
    return set(db.session.scalars(query.where(Favourite.testbed_id.in_(testbed_ids))))


def testbed_id_of(slug: str) -> int:
    """Return the number of the testbed, whoever may see it. Raise NotFound."""
    query = select(Testbed.id).where(Testbed.slug == slug)
    testbed_id = None if "\0" in slug else db.session.scalar(query)
    if testbed_id is None:
        raise NotFound()
    return testbed_id


def slugs_of(testbed_ids: Collection[int]) -> list[str]:
    """Return how the addresses of these testbeds call them."""
    return list(db.session.scalars(select(Testbed.slug).where(Testbed.id.in_(testbed_ids)).order_by(Testbed.slug)))
