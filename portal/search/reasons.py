"""Why a listing is a hit: the words and the concepts of the question that it answers to. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from portal.concepts.thesaurus import Concept, Thesaurus
from portal.search.asking import Question, Unit
from portal.search.lexicon import CONCEPT
from portal.search.ranking import Postings, around

SURE_ENOUGH = 0.5
"""A hint helps to rank, but is no reason that one would give to somebody."""


@dataclass(frozen=True, slots=True)
class Reasons:
    """Words as they were typed, and concepts, in the order of the question."""

    words: tuple[str, ...] = ()
    concepts: tuple[Concept, ...] = ()


def reasons(question: Question, postings: Postings, thesaurus: Thesaurus, places: NDArray[np.int64]) -> list[Reasons]:
    """Return why each of these places is a hit; a concept is named as the listing has it, not as it was asked for."""
    words: list[list[str]] = [[] for _ in places]
    concepts: list[list[Concept]] = [[] for _ in places]
    for unit in question.units:
        for at, key in enumerate(_nearest_concepts(unit, postings, thesaurus, places)):
            if key and (concept := thesaurus.concepts[key]) not in concepts[at]:
                concepts[at].append(concept)
        for word in unit.words:
            terms = [term for found, _ in word.alternatives for term in found]
            for at in np.flatnonzero(_holding(terms, postings, places)).tolist():
                if word.text not in words[at]:
                    words[at].append(word.text)
    return [Reasons(tuple(said), tuple(meant)) for said, meant in zip(words, concepts, strict=True)]


def _nearest_concepts(unit: Unit, postings: Postings, thesaurus: Thesaurus, places: NDArray[np.int64]) -> list[str]:
    nearest = [("", 0.0)] * len(places)
    for asked, sure in unit.concepts.items():
        if sure < SURE_ENOUGH:
            continue
        for key, worth in around(asked, thesaurus):
            for at in np.flatnonzero(_holding([CONCEPT + key], postings, places)).tolist():
                if sure * worth > nearest[at][1]:
                    nearest[at] = key, sure * worth
    return [key for key, _ in nearest]


def _holding(terms: Sequence[str], postings: Postings, places: NDArray[np.int64]) -> NDArray[np.bool_]:
    holding = np.zeros(len(places), dtype=np.bool_)
    for term in terms:
        found, _ = postings(term)
        if len(found):
            at = np.minimum(np.searchsorted(found, places), len(found) - 1)
            holding |= found[at] == places
    return holding
