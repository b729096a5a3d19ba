"""How near a need is to a programme that is for one field: how far the same testbeds answer to both.

The reading is a guess and is called one. It stands on the thesaurus and on the needs that are kept with each testbed's
subjects, and so it needs no list of words of its own.
"""

import heapq
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt

from sqlalchemy import func, select

from portal.catalogue.models import Testbed
from portal.concepts.models import Subjects
from portal.concepts.queries import thesaurus
from portal.database import db
from portal.geography import find_place
from portal.web.fragments import Fragments
from portal.words.stems import english_stem, swedish_stem
from portal.words.stopwords import STOP_WORDS
from portal.words.tokens import tokens

READ = 600
"""So many listings are enough to know the fields by, however many there are."""

NEIGHBOURS, ALSO, WORD_WEIGHT = 15, 0.4, 0.5
LONGEST = 4000
_kept = Fragments(size=1)
_directions = Fragments(size=500)


@dataclass(frozen=True)
class Bound:
    """A programme that is for a field: what it says of itself, and its technologies."""

    text: str
    technologies: tuple[str, ...]


@dataclass(frozen=True)
class _Listed:
    """A testbed as its subjects say it: its fields, its concepts with their weight, and the stems of its needs."""

    technologies: frozenset[str]
    concepts: Mapping[str, float]
    stems: frozenset[str]


@dataclass(frozen=True)
class _Shelf:
    listed: tuple[_Listed, ...]
    concept_weight: Mapping[str, float]
    stem_weight: Mapping[str, float]


def kinship(text: str, programmes: Mapping[str, Bound]) -> dict[str, float]:
    """Return by slug how near each programme for a field is to the text, from 0 to 1: how far the same testbeds answer to both.

    A programme is bound by what it says of itself and by its technologies; one that answers to nothing is near to nothing.
    """
    # Reading all listings takes a moment, so an edit of one of them alone does not make it anew: what comes out is a guess.
    standing = thesaurus(), db.session.scalar(select(func.count()).select_from(Subjects))
    shelf: _Shelf = _kept.get("shelf", standing, _read)
    wanted = _direction(text[:LONGEST], shelf)
    near = {slug: _direction_of(one, shelf, standing) for slug, one in programmes.items()}
    return {slug: sum(share * one.get(number, 0.0) for number, share in wanted.items()) for slug, one in near.items()}


def _direction_of(programme: Bound, shelf: _Shelf, standing: Hashable) -> dict[int, float]:
    found: dict[int, float] = _directions.get(
        programme, standing, lambda: _direction(programme.text, shelf, frozenset(programme.technologies))
    )
    return found


def _direction(text: str, shelf: _Shelf, technologies: frozenset[str] = frozenset()) -> dict[int, float]:
    """Return the nearest testbeds with their shares, as a vector of length one: those of the technologies, or any."""
    stems, concepts = stems_of(text), _concepts(text)
    near = [
        (_nearness(one, stems, concepts, shelf), number)
        for number, one in enumerate(shelf.listed)
        if not technologies or technologies & one.technologies
    ]
    best = [(weight, number) for weight, number in heapq.nlargest(NEIGHBOURS, near) if weight > 0]
    length = sqrt(sum(weight * weight for weight, _ in best))
    return {number: weight / length for weight, number in best}


# A change of one listing has all of them read again; the texts that stayed the same are known.
@lru_cache(maxsize=2 * READ)
def stems_of(text: str) -> frozenset[str]:
    """Return the stems of the words that say something, in both languages; the name of a place says nothing of a field."""
    said = {token.word for token in tokens(text) if len(token.word) > 2 and token.word not in STOP_WORDS}
    said = {word for word in said if find_place(word) is None}
    return frozenset(stem for word in said for stem in (swedish_stem(word), english_stem(word)))


def _concepts(text: str) -> dict[str, float]:
    sure: dict[str, float] = {}
    for found in thesaurus().read(tokens(text)):
        for key, one in found.concepts.items():
            sure[key] = max(one, sure.get(key, 0.0))
    return sure


def _nearness(one: _Listed, stems: frozenset[str], concepts: Mapping[str, float], shelf: _Shelf) -> float:
    words = sum(shelf.stem_weight[stem] for stem in stems & one.stems)
    meant = sum(
        sure * one.concepts[key] * shelf.concept_weight[key] for key, sure in concepts.items() if key in one.concepts
    )
    return WORD_WEIGHT * words + meant


def _read() -> _Shelf:
    query = (
        select(
            Testbed.technologies, Subjects.main, Subjects.also, Subjects.needs, Testbed.summary_sv, Testbed.summary_en
        )
        .join(Subjects, Subjects.testbed_id == Testbed.id)
        .where(Testbed.lifecycle == "published")
        .order_by(Testbed.id)
        .limit(READ)
    )
    listed = tuple(
        _Listed(
            frozenset(row.technologies),
            {**dict.fromkeys(row.also, ALSO), **dict.fromkeys(row.main, 1.0)},
            stems_of(" ".join([*row.needs, row.summary_sv or "", row.summary_en or ""])),
        )
        for row in db.session.execute(query)
    )
    return _Shelf(listed, _weights(one.concepts for one in listed), _weights(one.stems for one in listed))


def _weights(sets: Iterable[Iterable[str]]) -> dict[str, float]:
    """Return what each member weighs: the rarer, the more."""
    found = [set(one) for one in sets]
    counted = Counter(member for one in found for member in one)
    return {member: log(1 + len(found) / count) for member, count in counted.items()}
