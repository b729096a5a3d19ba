"""Writing the index: in the transaction that changes a listing or a concept, or all of it at once."""

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

from sqlalchemy import Insert, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from portal.catalogue import vocabulary
from portal.catalogue.models import Testbed
from portal.catalogue.permissions import PUBLIC
from portal.catalogue.service import bump_version
from portal.concepts.models import Subjects
from portal.concepts.queries import find_subjects, thesaurus, weighed
from portal.database import db, transaction
from portal.geography import find_county
from portal.search.lexicon import CONCEPT
from portal.search.models import ListingChange, Posting, Term
from portal.search.packing import pack_due
from portal.search.terms import Field, weights

__all__ = [
    "follow_concepts",
    "index_testbed",
    "is_stale",
    "listings_to_index",
    "note_changes",
    "pack_due",
    "reindex_all",
]

LABELLED = {"technologies": 4.0, "market_areas": 3.0, "sectors": 3.0, "environments": 2.0, "services": 2.0}
BATCH, CHUNK = 50, 500
"""So many listings are written in a transaction: others wait for it, so it takes less than a second."""

Progress = Callable[[int, int], None]


def index_testbed(testbed: Testbed) -> None:
    """Write the listing's postings anew; one that the public does not see has none. Joins the transaction under way."""
    with transaction() as session:
        session.execute(delete(Posting).where(Posting.testbed_id == testbed.id))
        if testbed.lifecycle in PUBLIC and (rows := postings(testbed)):
            session.execute(_new_terms(), [{"term": row["term"]} for row in rows])
            session.execute(insert(Posting), rows)
        note_changes([testbed.id])


def note_changes(testbed_ids: Iterable[int]) -> None:
    """Let every process read these listings anew, or drop those that are gone; joins the transaction under way."""
    with transaction() as session:
        version = bump_version()
        for testbed_id in testbed_ids:
            session.merge(ListingChange(testbed_id=testbed_id, version=version))
        session.flush()


def reindex_all(progress: Progress | None = None, is_stopping: Callable[[], object] = lambda: False) -> int:
    """Write the whole index anew, some listings to a transaction, and return how many were written.

    What is written stands when it is stopped, and the rest answers as before: it may be begun again at any time.
    """
    ids = list(db.session.scalars(select(Testbed.id).order_by(Testbed.id)))
    return _reindex(ids, progress, is_stopping)


def listings_to_index() -> int:
    """Return how many listings `reindex_all` goes through."""
    return db.session.scalar(select(func.count()).select_from(Testbed)) or 0


def follow_concepts(keys: Collection[str]) -> int:
    """Write anew the listings that hold one of these concepts, or a word of these phrases that came or went.

    Return how many they are.
    """
    words = {word for key in keys for word in key.split()}
    terms = sorted({CONCEPT + key for key in keys} | words)
    return _reindex(sorted(_holding(terms)), None, lambda: False)


def _holding(terms: list[str]) -> set[int]:
    found: set[int] = set()
    for first in range(0, len(terms), CHUNK):
        asked = Posting.term.in_(terms[first : first + CHUNK])
        found.update(db.session.scalars(select(Posting.testbed_id).where(asked).distinct()))
    return found


def _reindex(ids: list[int], progress: Progress | None, is_stopping: Callable[[], object]) -> int:
    for first in range(0, len(ids), BATCH):
        if is_stopping():
            return first
        with transaction() as session:
            for testbed in session.scalars(select(Testbed).where(Testbed.id.in_(ids[first : first + BATCH]))):
                index_testbed(testbed)
        if progress:
            progress(min(first + BATCH, len(ids)), len(ids))
    return len(ids)


def is_stale() -> bool:
    """Return whether there are listings and nothing is indexed: after a step of the schema that emptied the index."""
    listed = db.session.execute(select(Testbed.id).where(Testbed.lifecycle.in_(PUBLIC)).limit(1)).first()
    return listed is not None and db.session.execute(select(Posting.term).limit(1)).first() is None


def postings(testbed: Testbed) -> list[dict[str, Any]]:
    """Return the rows of the index for the listing."""
    subjects = find_subjects(testbed.id)
    found = weights(fields(testbed, subjects), weighed(subjects), thesaurus())
    return [{"term": term, "testbed_id": testbed.id, "weight": weight} for term, weight in found.items()]


def fields(testbed: Testbed, subjects: Subjects | None) -> Iterator[Field]:
    """Yield the texts that are searched; without a language a word may be of either."""
    yield 8.0, "", f"{testbed.name} {testbed.name_en or ''}"
    yield 3.0, "", testbed.operator
    yield 3.0, "", f"{testbed.municipality} {_county_names(testbed.county)}"
    for kind, weight in LABELLED.items():
        for language in ("sv", "en"):
            yield weight, language, " ".join(vocabulary.labels(kind, getattr(testbed, kind), language))
    yield 2.0, "", " ".join(testbed.equipment)
    yield 1.0, "", " ".join(testbed.partners or [])
    yield 1.0, "sv", testbed.summary_sv
    yield 1.0, "en", testbed.summary_en
    yield 0.5, "sv", testbed.access or ""
    for need in subjects.needs if subjects else ():
        yield 1.0, "", need


def _county_names(name: str) -> str:
    county = find_county(name)
    return f"{county.name} {county.short}" if county else name


def _new_terms() -> Insert:
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    return dialect.insert(Term).on_conflict_do_nothing()
