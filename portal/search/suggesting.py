"""What somebody may be typing: testbeds, subjects and places whose names have a word that begins so, however it is folded.

The names lie sorted in each process and follow the shelf: a listing that changes is put in anew, and nothing is scanned.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from portal.concepts.thesaurus import Thesaurus
from portal.database import db
from portal.geography import Place, fold, suggest_places
from portal.search import index
from portal.search.index import Index
from portal.search.lexicon import CONCEPT
from portal.search.shelf import Listed, Shelf

MOST, SHORTEST = 8, 2
SHARES = {"concept": 3, "testbed": 3, "place": 2}
MOST_LOOKED_AT, LONGEST_KEY, MOST_CHANGES = 200, 40, 500

Key = tuple[str, int, int]
"""A name from one of its words on, which word that is, and whose name it is."""


@dataclass(frozen=True)
class Suggestions:
    """The best of each kind, together at most `MOST`: keys of concepts, listings, places."""

    concepts: tuple[str, ...]
    testbeds: tuple[Listed, ...]
    places: tuple[Place, ...]


class Keys:
    """Keys in parts by their first letters; a part is sorted when somebody first types so, since all at once take seconds."""

    def __init__(self, keys: Iterable[Key]):
        parts: defaultdict[str, list[Key]] = defaultdict(list)
        for key in keys:
            parts[key[0][:SHORTEST]].append(key)
        self._parts: dict[str, list[Key]] = dict(parts)
        self._sorted: dict[str, list[Key]] = {}

    def beginning(self, typed: str) -> list[Key]:
        """Return all keys that have the first letters of what was typed, sorted."""
        start = typed[:SHORTEST]
        found = self._sorted.get(start)
        if found is None:
            found = self._sorted[start] = sorted(self._parts.get(start, ()))
        return found

    def following(self, gone: Iterable[Key], come: Iterable[Key]) -> "Keys":
        """Return the keys without some and with others; parts that have neither are shared."""
        newer = Keys(())
        newer._parts, newer._sorted = dict(self._parts), dict(self._sorted)
        left, entered = Keys(gone)._parts, Keys(come)._parts
        for start in {*left, *entered}:
            away = set(left.get(start, ()))
            stays = [key for key in self._parts.get(start, ()) if key not in away]
            newer._parts[start] = stays + entered.get(start, [])
            newer._sorted.pop(start, None)
        return newer


class Names:
    """The names of the listings of one shelf, and of the concepts of one thesaurus, sorted."""

    def __init__(self, shelf: Shelf, thesaurus: Thesaurus, testbeds: Keys | None = None):
        self.shelf, self.thesaurus = shelf, thesaurus
        self._testbeds = Keys(_keys_of(shelf.listings)) if testbeds is None else testbeds
        self._slugs, self._concepts = _of_concepts(thesaurus)

    def following(self, shelf: Shelf, thesaurus: Thesaurus) -> "Names":
        """Return the names as they are now; those of listings that are the same as before stay where they are."""
        before, now = self.shelf.by_id, shelf.by_id
        gone = [one for number, one in before.items() if now.get(number) is not one]
        come = [one for number, one in now.items() if before.get(number) is not one]
        if len(gone) + len(come) > MOST_CHANGES:
            return Names(shelf, thesaurus)
        testbeds = self._testbeds.following(_keys_of(gone), _keys_of(come))
        return Names(shelf, thesaurus, testbeds)

    def testbeds(self, typed: str) -> list[Listed]:
        """Return listings with a word that begins so, first those whose name does."""
        return [self.shelf.by_id[number] for number in _found(self._testbeds.beginning(typed), typed)]

    def concepts(self, typed: str) -> list[str]:
        return [self._slugs[at] for at in _found(self._concepts, typed)]


@lru_cache(maxsize=2)
def _of_concepts(thesaurus: Thesaurus) -> tuple[list[str], list[Key]]:
    names = ((at, (one.sv, one.en)) for at, one in enumerate(thesaurus.concepts.values()))
    return list(thesaurus.concepts), sorted(key for at, both in names for key in _keys(at, both))


def _keys_of(listings: Iterable[Listed]) -> Iterator[Key]:
    return (key for one in listings for key in _keys(one.id, (one.name, one.name_en or "")))


def _keys(number: int, names: Iterable[str]) -> Iterator[Key]:
    """Yield the name from each of its words on, once each; signs before a word are no part of it."""
    for name in dict.fromkeys(fold(name) for name in names):
        words = name.split()
        for at in range(len(words)):
            yield " ".join(words[at:]).lstrip("(”\"'–&")[:LONGEST_KEY], at, number


def _found(keys: list[Key], typed: str) -> list[int]:
    first, last = bisect_left(keys, (typed,)), bisect_left(keys, (typed + "\U0010ffff",))
    near = sorted(keys[first : min(last, first + MOST_LOOKED_AT)], key=lambda key: (key[1] > 0, key[0], key[2]))
    return list(dict.fromkeys(number for _, _, number in near))


_kept: WeakKeyDictionary[Engine, Names] = WeakKeyDictionary()
_making = Lock()


def _names(at: Index) -> Names:
    kept = _kept.get(db.engine)
    if kept is not None and kept.shelf is at.shelf and kept.thesaurus is at.thesaurus:
        return kept
    with _making:
        kept = _kept.get(db.engine)
        if kept is None or kept.shelf is not at.shelf or kept.thesaurus is not at.thesaurus:
            made = kept.following(at.shelf, at.thesaurus) if kept else Names(at.shelf, at.thesaurus)
            kept = _kept[db.engine] = made
    return kept


def suggest(text: str) -> Suggestions:
    """Return what the text may be the beginning of; nothing for a single letter. Subjects that no testbed has are left out."""
    typed = fold(text)[:LONGEST_KEY]
    if len(typed) < SHORTEST:
        return Suggestions((), (), ())
    at = index.current()
    names = _names(at)
    concepts = _answered(names.concepts(typed)[: 2 * MOST], at)
    testbeds, places = names.testbeds(typed)[:MOST], suggest_places(typed, MOST)
    groups: list[tuple[Sequence[Any], int]] = list(zip((concepts, testbeds, places), SHARES.values(), strict=True))
    room = MOST - sum(min(len(found), most) for found, most in groups)
    shown = []
    for found, most in groups:
        more = min(room, max(0, len(found) - most))
        room -= more
        shown.append(tuple(found[: most + more]))
    return Suggestions(*shown)


def _answered(concepts: list[str], at: Index) -> list[str]:
    at.fetch(CONCEPT + key for key in concepts)
    return [key for key in concepts if len(at.postings(CONCEPT + key)[0])]
