"""How well listings answer to a question. Pure: postings in, scores out; the same numbers whatever database they came from.

Each unit of the question is worth as much as it is rare. A listing answers to a unit by the concept behind it, by a
concept near that, or by the words themselves; the best of the ways to answer counts, and what it covers of the question
decides how much the sum of the answers is worth.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from portal.concepts.thesaurus import Thesaurus
from portal.search.asking import Question, Unit, Word
from portal.search.lexicon import CONCEPT

Floats = NDArray[np.float64]
Places = NDArray[np.int32]
Postings = Callable[[str], tuple[Places, Floats]]
"""The places of the listings that hold a term, in any order, and with what weight."""

DAMPING = 1.0
CONCEPT_WORTH, WORD_WORTH = 1.0, 0.5
SAME, NARROWER, BROADER, RELATED = 1.0, 0.8, 0.35, 0.25
SURE_FROM = 4.0
"""The weight from which a listing is about a concept, rather than mentions it."""
DECIMALS = 6


GOOD = 0.18
"""How much a good match is worth for each square root of a unit, beside a unit that one listing alone answers to."""

PRIOR = 2.0
"""A question with little of meaning in it is judged by its words: they weigh as much as this beside the concepts."""

NEAR_BEST = 0.5


@dataclass(frozen=True)
class Ranking:
    """By place: how well each listing answers, the share of the question's units that it covers, and of its concepts.

    `known` is the share of the question that anything in the inventory answers to.
    """

    scores: Floats
    covered: Floats
    meant: Floats
    known: float
    unknown_words: tuple[str, ...]
    units: int

    @cached_property
    def worth(self) -> Floats:
        """Return what an answer is worth: many words of the question count for more than one word many times."""
        return np.round(self.scores * np.sqrt(self.covered * self.meant), DECIMALS)

    @property
    def is_weak(self) -> bool:
        """Return whether nothing is a good match: the best answer is worth little for a question of this length."""
        best = float(self.worth.max(initial=0.0))
        return best < GOOD * sqrt(max(self.units, 1)) * inverse_frequency(0, len(self.scores)) or not best


def answering(ranking: Ranking) -> NDArray[np.bool_]:
    """Return for each place whether its listing answers to so much that a search shows it.

    Measured by the best hit as well: where none answers to much, those that answer to something are what there is.
    """
    best = float(ranking.covered.max(initial=0.0))
    least = min(_least_shown(ranking.units) * ranking.known, NEAR_BEST * best)
    return (ranking.covered >= least) & (ranking.covered > 0)


def _least_shown(units: int) -> float:
    return 0.4 if units <= 4 else max(0.2, 0.4 - 0.025 * (units - 4))


def rank(question: Question, postings: Postings, thesaurus: Thesaurus, total: int) -> Ranking:
    """Return how each of so many listings answers to the question."""
    scores, covered, meant = np.zeros(total), np.zeros(total), np.zeros(total)
    meaning = concepts = known = 0.0
    unknown: list[str] = []
    for unit in question.units:
        values, strength, rarity = answers_to(unit, postings, thesaurus, total)
        scores += values
        covered += strength * rarity
        meaning += rarity
        if unit.concepts:
            meant += strength * rarity
            concepts += rarity
        if values.any():
            known += rarity
        else:
            unknown.append(unit.text)
    covered /= meaning or 1.0
    meant = (meant + PRIOR * covered) / (concepts + PRIOR)
    return Ranking(scores, covered, meant, known / (meaning or 1.0), tuple(unknown), len(question.units))


def terms_of(question: Question, thesaurus: Thesaurus) -> set[str]:
    """Return every term whose postings it takes to rank by the question."""
    words = {term for unit in question.units for word in unit.words for terms, _ in word.alternatives for term in terms}
    keys = {near for unit in question.units for key in unit.concepts for near, _ in around(key, thesaurus)}
    return words | {CONCEPT + key for key in keys}


def answers_to(unit: Unit, postings: Postings, thesaurus: Thesaurus, total: int) -> tuple[Floats, Floats, float]:
    """Return the value and the strength (0 to 1) of each listing's answer to the unit, and how rare the unit is."""
    values, strength = np.zeros(total), np.zeros(total)
    rarities = []
    for word in unit.words:
        value, covers, rarity = _answers_to_word(word, postings, total)
        rarities.append(rarity)
        values += value / len(unit.words)
        strength += covers / len(unit.words)
    rarity = max(rarities)
    if unit.concepts:
        value, covers, rarity = _answers_to_concepts(unit, postings, thesaurus, total)
        values = CONCEPT_WORTH * value + WORD_WORTH * values
        strength = np.maximum(strength, covers)
    return values, strength, rarity


def _answers_to_concepts(
    unit: Unit, postings: Postings, thesaurus: Thesaurus, total: int
) -> tuple[Floats, Floats, float]:
    """Return the best answers of the concepts that the unit may mean, each worth as much as it is rare and sure."""
    best, covers = np.zeros(total), np.zeros(total)
    rarity = 0.0
    for key, sure in unit.concepts.items():
        reach = np.zeros(total)
        for near, worth in around(key, thesaurus):
            places, weights = postings(CONCEPT + near)
            reach[places] = np.maximum(reach[places], worth * sure * damped(weights))
        about = inverse_frequency(_about(key, postings), total)
        np.maximum(best, reach * about, out=best)
        np.maximum(covers, np.minimum(1.0, reach / damped(SURE_FROM)), out=covers)
        rarity = max(rarity, about * sure)
    return best, covers, rarity


def around(key: str, thesaurus: Thesaurus) -> list[tuple[str, float]]:
    """Return the concept and those near it, each with how much it is worth beside the concept itself."""
    concept = thesaurus.concepts.get(key)
    if concept is None:
        return [(key, SAME)]
    found = {key: SAME}
    below = thesaurus.narrower.get(key, ())
    far_below = tuple(lower for one in below for lower in thesaurus.narrower.get(one, ()))
    reached = ((below, NARROWER), (far_below, NARROWER**2), (concept.broader, BROADER), (concept.related, RELATED))
    for keys, worth in reached:
        for near in keys:
            if near in thesaurus.concepts:
                found.setdefault(near, worth)
    return list(found.items())


def _about(key: str, postings: Postings) -> int:
    _, weights = postings(CONCEPT + key)
    return int((weights >= SURE_FROM).sum())


def _answers_to_word(word: Word, postings: Postings, total: int) -> tuple[Floats, Floats, float]:
    """Return the best answers to the word by the kinds of its terms; the rarer the better is what the terms say."""
    best, covers = np.zeros(total), np.zeros(total)
    rarity = inverse_frequency(0, total)
    for number, (terms, kind) in enumerate(word.alternatives):
        found, weights = _heaviest(terms, postings, total)
        rare = inverse_frequency(len(found), total)
        rarity = rare if number == 0 else rarity
        best[found] = np.maximum(best[found], damped(weights) * rare * kind.worth)
        covers[found] = np.maximum(covers[found], kind.covers)
    return best, covers, rarity


def _heaviest(terms: Sequence[str], postings: Postings, total: int) -> tuple[Places, Floats]:
    """Return the places that hold any of the terms, with the heaviest weight in each."""
    if len(terms) == 1:
        return postings(terms[0])
    heaviest = np.zeros(total)
    for term in terms:
        places, weights = postings(term)
        heaviest[places] = np.maximum(heaviest[places], weights)
    found = np.flatnonzero(heaviest > 0).astype(np.int32)
    return found, heaviest[found]


def damped(weight: Floats | float) -> Floats:
    """Return the weight, heavy ones drawn together: a word in the name must not outdo three words in the summary."""
    return np.asarray(weight * (1 + DAMPING) / (weight + DAMPING))


def inverse_frequency(found: int, total: int) -> float:
    """Return how much it says that so many of all listings answer; what none answers to says the most."""
    return log(1 + (total - found + 0.5) / (found + 0.5)) if total else 0.0
