"""What a process keeps of the index: the shelf, the words, and the postings of the terms that were asked for.

It follows the database change by change: a listing that changes is read anew, not the whole catalogue. An index is never
changed while somebody reads it; the next version is another one that shares what has not changed.
"""

from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, select

from portal.catalogue.queries import catalogue_version
from portal.concepts.queries import thesaurus
from portal.concepts.thesaurus import Thesaurus
from portal.database import db
from portal.search.lexicon import Lexicon
from portal.search.models import ListingChange, Term
from portal.search.packing import Changed, Ids, Pair, Since, read_pairs, read_since, with_terms
from portal.search.ranking import Floats, Places
from portal.search.shelf import Shelf, read_listed

MOST_CHANGES = 200
"""With more listings changed than this it is quicker to read all of them."""

MOST_POSTINGS = 8_000_000
"""So many postings are kept in memory, 16 bytes each; the terms that were not asked for longest leave first."""

CHUNK = 500


class Index:
    """The index of one version: `postings` answers by place on the shelf."""

    def __init__(self, version: int, shelf: Shelf, lexicon: Lexicon, concepts: Thesaurus, since: Since):
        self.version, self.shelf, self.lexicon, self.thesaurus = version, shelf, lexicon, concepts
        self._since = since
        self._pairs: OrderedDict[str, Pair] = OrderedDict()
        self._placed: dict[str, tuple[Places, Floats]] = {}
        self._size = 0
        self._lock = Lock()

    def postings(self, term: str) -> tuple[Places, Floats]:
        """Return the places of the listings that hold the term, in the order of their ids, and its weight in each."""
        pair = self._pair(term)
        placed = self._placed.get(term)
        if placed is None:
            placed = self._place(*pair)
            with self._lock:
                if term in self._pairs:
                    self._placed[term] = placed
        return placed

    def _place(self, ids: Ids, weights: Floats) -> tuple[Places, Floats]:
        places = self.shelf.places_of(ids)
        on_shelf = places >= 0
        # To sort the places would take longer than all else, and nobody needs them sorted.
        return (places, weights) if on_shelf.all() else (places[on_shelf], weights[on_shelf])

    def holding(self, term: str, places: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return for each of these places whether its listing holds the term."""
        ids, _ = self._pair(term)
        if not len(ids):
            return np.zeros(len(places), dtype=np.bool_)
        wanted = self.shelf.columns.ids[places]
        held: NDArray[np.bool_] = ids[np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)] == wanted
        return held

    def fetch(self, terms: Iterable[str]) -> None:
        """Read the postings of these terms that are not at hand, in one statement."""
        with self._lock:
            missing = sorted({term for term in terms if term not in self._pairs})
        for first in range(0, len(missing), CHUNK):
            read = read_pairs(missing[first : first + CHUNK], self._since)
            with self._lock:
                for term, pair in read.items():
                    self._keep(term, pair)

    def _pair(self, term: str) -> Pair:
        with self._lock:
            pair = self._pairs.get(term)
            if pair is not None:
                self._pairs.move_to_end(term)
                return pair
        pair = read_pairs([term], self._since)[term]
        with self._lock:
            self._keep(term, pair)
        return pair

    def _keep(self, term: str, pair: Pair) -> None:
        if term not in self._pairs:
            self._size += len(pair[0])
        self._pairs[term] = pair
        while self._size > MOST_POSTINGS and len(self._pairs) > 1:
            gone, (ids, _) = self._pairs.popitem(last=False)
            self._placed.pop(gone, None)
            self._size -= len(ids)

    def following(self, version: int, shelf: Shelf, concepts: Thesaurus, changed: Changed) -> "Index":
        """Return the index in which these listings hold these terms and no others."""
        for _, terms in changed.values():
            self.lexicon.add(terms)
        newer = Index(version, shelf, self.lexicon, concepts, self._since.and_then(changed))
        latest = Since(self.version, changed)
        with self._lock:
            pairs = list(self._pairs.items())
        for term, pair in pairs:
            newer._keep(term, latest.put_right(term, pair))
        return newer


_kept: WeakKeyDictionary[Engine, Index] = WeakKeyDictionary()
_reading = Lock()


def current() -> Index:
    """Return the index as it is now; at most one thread of a process reads what has changed."""
    kept = _kept.get(db.engine)
    if kept is not None and kept.version == catalogue_version():
        return kept
    with _reading:
        # Asked again: while one waits, another may have read what is newer, and only a database put back is older.
        version, kept = catalogue_version(), _kept.get(db.engine)
        if kept is None or kept.version != version:
            kept = _kept[db.engine] = _followed(kept, version) if kept else _read(version)
    return kept


def _read(version: int) -> Index:
    lexicon, concepts = Lexicon(db.session.scalars(select(Term.term))), thesaurus()
    for words in (lexicon, concepts):
        words.make_ready()
    return Index(version, Shelf(version, read_listed()), lexicon, concepts, read_since())


def _followed(kept: Index, version: int) -> Index:
    if version < kept.version:
        return _read(version)
    asked = select(ListingChange.testbed_id, ListingChange.version).where(ListingChange.version > kept.version)
    changed = {row.testbed_id: row.version for row in db.session.execute(asked.limit(MOST_CHANGES + 1))}
    if len(changed) > MOST_CHANGES:
        return _read(version)
    shelf = kept.shelf.following(version, changed, read_listed(changed))
    return kept.following(version, shelf, thesaurus(), with_terms(changed))
