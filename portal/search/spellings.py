"""How a stem is written out, for a page that says what a word was read as: the index knows no more than stems."""

from collections.abc import Iterable, Iterator

from portal.catalogue.models import Testbed
from portal.concepts.queries import find_subjects, phrases_of
from portal.concepts.thesaurus import stemmed
from portal.database import db
from portal.search import index
from portal.search.asking import Question, Unit
from portal.search.index import Index
from portal.search.service import fields
from portal.words.stems import ENGLISH, SWEDISH, stems
from portal.words.tokens import tokens

MOST_READ = 3
"""So many of the listings that hold the word are read for how they write it."""


def readings(question: Question) -> dict[str, str]:
    """Return the words that were read as others, each as it is written: {as typed: as read}."""
    if not question.meant:
        return {}
    at = index.current()
    return {word.text: _written(word.meant, unit, at) for unit in question.units for word in unit.words if word.meant}


def _written(stem: str, unit: Unit, at: Index) -> str:
    """Return the shortest way to write it, which is nearly always the word without endings; else the stem itself."""
    found = set(_in_phrases(stem, phrases_of(unit.concepts))) if unit.concepts else set()
    found = found or set(_in_listings(stem, at))
    return min(found, key=lambda word: (len(word), word), default=stem)


def _in_phrases(stem: str, phrases: Iterable[str]) -> Iterator[str]:
    for phrase in phrases:
        words = [token.word for token in tokens(phrase)]
        if any(stem.replace(" ", "") == stemmed(words, one).replace(" ", "") for one in (SWEDISH, ENGLISH)):
            yield phrase


def _in_listings(stem: str, at: Index) -> Iterator[str]:
    places, _ = at.postings(stem)
    for place in sorted(places.tolist())[:MOST_READ]:
        testbed = db.session.get(Testbed, at.shelf.listings[place].id)
        for _, language, text in fields(testbed, find_subjects(testbed.id)) if testbed else ():
            yield from (token.word for token in tokens(text) if stem in stems(token.word, language))
