"""The postings of a term in one row: a question with new words reads a row for each of its terms, not thousands.

`posting` is what holds; it changes in the transaction that changes a listing. A pack tells how a term stood at a version of the
catalogue, and whoever reads it puts the listings that changed since in their place, so no answer is ever older for it. The
worker packs anew what is missing or has fallen behind, and drops the terms that no listing holds any more.
"""

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import String, cast, delete, func, or_, select, text
from sqlalchemy.dialects import postgresql, sqlite

from portal.catalogue.models import CatalogueVersion
from portal.database import db, transaction
from portal.search.models import ListingChange, Packed, Posting, Term

Ids = NDArray[np.int32]
Pair = tuple[Ids, NDArray[np.float64]]
"""The ids of the listings that hold a term, in their order, and its weight in each."""

Changed = Mapping[int, tuple[int, Mapping[str, float]]]
"""Listings that changed: {id: (version of the change, {term: weight} as it is now)}."""

NOTHING: Pair = np.empty(0, dtype=np.int32), np.empty(0)

BEHIND, MOST_BEHIND = 20, 50
"""With so many listings changed since, a term is packed anew; a pack is read until so many have changed."""

CHUNK = 100
PATIENCE = 1.0
"""The worker has other duties: after so many seconds the rest waits for the next time."""

WHOLE = 10_000
"""Weights have four decimals (`terms.weights`); packed they are whole numbers."""


@dataclass(frozen=True)
class Since:
    """The listings that changed after a version of the catalogue."""

    version: int
    changed: Changed

    def put_right(self, term: str, pair: Pair) -> Pair:
        """Return the pair with these listings as they are now."""
        come = self._by_term.get(term, {})
        ids = np.fromiter(come, dtype=np.int32, count=len(come))
        return _replaced(pair, self._ids, (ids, np.fromiter(come.values(), dtype=np.float64, count=len(come))))

    def and_then(self, changed: Changed) -> "Since":
        """Return this with what changed later; of more than a few the oldest are let go, and older packs with them."""
        every = {**self.changed, **changed}
        if len(every) <= MOST_BEHIND:
            return Since(self.version, every)
        version = sorted((one for one, _ in every.values()), reverse=True)[MOST_BEHIND]
        return Since(version, {one: told for one, told in every.items() if told[0] > version})

    @cached_property
    def _ids(self) -> Ids:
        return np.fromiter(sorted(self.changed), dtype=np.int32)

    @cached_property
    def _by_term(self) -> Mapping[str, Mapping[int, float]]:
        held: dict[str, dict[int, float]] = {}
        for one in sorted(self.changed):
            for term, weight in self.changed[one][1].items():
                held.setdefault(term, {})[one] = weight
        return held


def read_since() -> Since:
    """Return the last changes, with what the listings hold now."""
    asked = select(ListingChange.testbed_id, ListingChange.version).order_by(ListingChange.version.desc())
    rows = [(one, version) for one, version in db.session.execute(asked.limit(MOST_BEHIND + 1))]
    base = rows[MOST_BEHIND][1] if len(rows) > MOST_BEHIND else 0
    return Since(base, with_terms({one: version for one, version in rows if version > base}))


def with_terms(changed: Mapping[int, int]) -> dict[int, tuple[int, dict[str, float]]]:
    """Return what each of these listings holds, beside the version of its change."""
    found: dict[int, tuple[int, dict[str, float]]] = {one: (version, {}) for one, version in changed.items()}
    query = select(Posting.testbed_id, Posting.term, Posting.weight).where(Posting.testbed_id.in_(sorted(changed)))
    for testbed_id, term, weight in db.session.execute(query) if changed else ():
        found[testbed_id][1][term] = weight
    return found


def read_pairs(terms: Collection[str], since: Since) -> dict[str, Pair]:
    """Return the pair of each term as it is now."""
    query = select(Packed.term, Packed.listings).where(Packed.term.in_(terms), Packed.version >= since.version)
    found = {term: since.put_right(term, _unpacked(packed)) for term, packed in db.session.execute(query)}
    rest = [term for term in terms if term not in found]
    return found | _read_rows(rest) if rest else found


def _replaced(pair: Pair, gone: Ids, come: Pair) -> Pair:
    """Return the pair without the listings that are gone and with those that come, in the order of ids."""
    ids, weights = pair
    at = np.searchsorted(ids, gone)
    held = at[at < len(ids)]
    held = held[ids[held] == gone[: len(held)]]
    if np.array_equal(ids[held], come[0]) and np.array_equal(weights[held], come[1]):
        return pair
    ids, weights = np.delete(ids, held), np.delete(weights, held)
    at = np.searchsorted(ids, come[0])
    return np.insert(ids, at, come[0]), np.insert(weights, at, come[1])


def _read_rows(terms: Collection[str]) -> dict[str, Pair]:
    """Return the pairs from the postings themselves.

    A common term has tens of thousands. They come as one row of text for each term, since the database makes and numpy
    reads a text of numbers far quicker than Python makes rows.
    """
    joined = [func.aggregate_strings(cast(column, String), ",") for column in (Posting.testbed_id, Posting.weight)]
    query = select(Posting.term, *joined).where(Posting.term.in_(terms)).group_by(Posting.term)
    found: dict[str, Pair] = dict.fromkeys(terms, NOTHING)
    for row in db.session.execute(query):
        term, held, weighed = tuple(row)
        ids, weights = np.fromstring(held, dtype=np.int32, sep=","), np.fromstring(weighed, sep=",")
        order = np.argsort(ids, kind="stable")
        found[term] = ids[order], weights[order]
    return found


def _packed(pair: Pair) -> bytes:
    ids, weights = pair
    return np.concatenate([ids, np.rint(weights * WHOLE)]).astype("<i4").tobytes()


def _unpacked(packed: bytes) -> Pair:
    ids, weights = np.frombuffer(packed, dtype="<i4").reshape(2, -1)
    return ids, weights / WHOLE


def pack_due(now: datetime) -> int:
    """Pack the terms that have no pack or one that has fallen behind, and return how many they were."""
    until, count = time.monotonic() + PATIENCE, 0
    behind = _version_behind()
    while terms := _due(behind):
        # The version first, and by the same session: what changes while the postings are read is put right by the reader.
        version = db.session.scalar(select(CatalogueVersion.version)) or 0
        _keep(version, _read_rows(terms))
        count += len(terms)
        if time.monotonic() > until:
            break
    return count


def _version_behind() -> int:
    asked = select(ListingChange.version).order_by(ListingChange.version.desc()).offset(BEHIND).limit(1)
    return db.session.scalar(asked) or 0


def _due(behind: int) -> list[str]:
    is_due = or_(Packed.term.is_(None), Packed.version < behind)
    query = select(Term.term).outerjoin(Packed, Packed.term == Term.term).where(is_due).order_by(Term.term)
    return list(db.session.scalars(query.limit(CHUNK)))


def _keep(version: int, pairs: Mapping[str, Pair]) -> None:
    """Write the packs; what no listing holds is no term any more."""
    rows = [
        {"term": term, "version": version, "listings": _packed(pair)} for term, pair in pairs.items() if len(pair[0])
    ]
    with transaction() as session:
        if rows:
            insert = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert(Packed)
            new = {name: insert.excluded[name] for name in ("version", "listings")}
            session.execute(insert.on_conflict_do_update(index_elements=["term"], set_=new), rows)
        if len(rows) < len(pairs):
            _forget([term for term, pair in pairs.items() if not len(pair[0])])


def _forget(terms: list[str]) -> None:
    """Drop the terms that no listing holds. Joins the transaction under way."""
    if db.engine.dialect.name == "postgresql":
        # A listing that is written now finds its words among the terms: it must see them gone, or write before this looks.
        db.session.execute(text("LOCK TABLE term IN SHARE ROW EXCLUSIVE MODE"))
    held = select(Posting.term).where(Posting.term == Term.term).exists()
    db.session.execute(delete(Term).where(Term.term.in_(terms), ~held))
    still = select(Term.term).where(Term.term == Packed.term).exists()
    db.session.execute(delete(Packed).where(Packed.term.in_(terms), ~still))
