"""Writing the index: in the transaction that changes a listing, or all of it at once."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import delete, insert, select

from portal.catalogue import vocabulary
from portal.catalogue.models import Testbed
from portal.catalogue.permissions import PUBLIC
from portal.catalogue.service import bump_version
from portal.database import db, transaction
from portal.geography import find_county
from portal.search.analysis import index_terms
from portal.search.models import Posting

SATURATION = 1.2
"""The higher, the longer a repeated word goes on to count; the second time a word counts for a third more here."""

LABELLED = {"technologies": 4.0, "market_areas": 3.0, "sectors": 3.0, "environments": 2.0, "services": 2.0}
BATCH = 200

Progress = Callable[[int, int], None]


def index_testbed(testbed: Testbed) -> None:
    """Write the listing's postings anew; one that the public does not see has none. Joins the transaction under way."""
    with transaction() as session:
        session.execute(delete(Posting).where(Posting.testbed_id == testbed.id))
        if testbed.lifecycle in PUBLIC and (rows := postings(testbed)):
            session.execute(insert(Posting), rows)


def reindex_all(progress: Progress | None = None) -> int:
    """Write the whole index anew, some listings to a transaction, and return how many there are."""
    ids = list(db.session.scalars(select(Testbed.id).order_by(Testbed.id)))
    for first in range(0, len(ids), BATCH):
        with transaction() as session:
            for testbed in session.scalars(select(Testbed).where(Testbed.id.in_(ids[first : first + BATCH]))):
                index_testbed(testbed)
            bump_version()
        if progress:
            progress(min(first + BATCH, len(ids)), len(ids))
    return len(ids)


def postings(testbed: Testbed) -> list[dict[str, Any]]:
    """Return the rows of the index for the listing: each term with the sum of what its places give it."""
    weights: dict[str, float] = defaultdict(float)
    for weight, language, text in _fields(testbed):
        for term, times in index_terms(text, language).items():
            weights[term] += weight * times * (1 + SATURATION) / (times + SATURATION)
    return [
        {"term": term, "testbed_id": testbed.id, "weight": round(weight, 4)} for term, weight in sorted(weights.items())
    ]


def _fields(testbed: Testbed) -> Iterator[tuple[float, str, str]]:
    """Yield (weight, language, text) of all that is searched; without a language a word may be of either."""
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


def _county_names(name: str) -> str:
    county = find_county(name)
    return f"{county.name} {county.short}" if county else name
