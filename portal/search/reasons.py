"""Why a listing is a hit: the words and the concepts of the question that it answers to. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from portal.concepts.thesaurus import Concept, Thesaurus
from portal.search.asking import Question, Unit
from portal.search.lexicon import CONCEPT
from portal.search.ranking import around

Places = NDArray[np.int64]
Holding = Callable[[str, Places], NDArray[np.bool_]]
"""Whether the listing at each of these places holds a term."""

SURE_ENOUGH = 0.5
"""A hint helps to rank, but is no reason that one would give to somebody."""


@dataclass(frozen=True, slots=True)
class Reasons:
    """Words as they were typed, and concepts, in the order of the question."""

    words: tuple[str, ...] = ()
    concepts: tuple[Concept, ...] = ()


def reasons(question: Question, holding: Holding, thesaurus: Thesaurus, places: Places) -> list[Reasons]:
    """Return why each of these places is a hit; a concept is named as the listing has it, not as it was asked for."""
    words: list[list[str]] = [[] for _ in places]
    concepts: list[list[Concept]] = [[] for _ in places]
    for unit in question.units:
        for at, key in enumerate(_nearest_concepts(unit, holding, thesaurus, places)):
            if key and (concept := thesaurus.concepts[key]) not in concepts[at]:
                concepts[at].append(concept)
        for word in unit.words:
            terms = [term for found, _ in word.alternatives for term in found]
            for at in np.flatnonzero(_holding_any(terms, holding, places)).tolist():
                if word.text not in words[at]:
                    words[at].append(word.text)
    return [Reasons(tuple(said), tuple(meant)) for said, meant in zip(words, concepts, strict=True)]


def _nearest_concepts(unit: Unit, holding: Holding, thesaurus: Thesaurus, places: Places) -> list[str]:
    nearest = [("", 0.0)] * len(places)
    for asked, sure in unit.concepts.items():
        if sure < SURE_ENOUGH:
            continue
        for key, worth in around(asked, thesaurus):
            for at in np.flatnonzero(holding(CONCEPT + key, places)).tolist():
                if sure * worth > nearest[at][1]:
                    nearest[at] = key, sure * worth
    return [key for key, _ in nearest]


def _holding_any(terms: Sequence[str], holding: Holding, places: Places) -> NDArray[np.bool_]:
    held = np.zeros(len(places), dtype=np.bool_)
    for term in terms:
        held |= holding(term, places)
    return held
