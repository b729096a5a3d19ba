"""Which known word somebody meant who slipped on the keyboard."""

from collections import defaultdict
from collections.abc import Mapping
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

SHORTEST, TWO_SLIPS_FROM = 6, 10

_ROWS = ("qwertyuiopå", "asdfghjklöä", "zxcvbnm")
_SOUND_ALIKE = ("aeiouyåäö", "ckqs", "sz", "vwf", "gj", "td", "bp", "ij", "mn", "lr")


class Slips:
    """Words by their pairs of letters, so that only those that look alike are compared letter by letter."""

    def __init__(self, words: Mapping[str, int]):
        """`words` says how often each word is used: of two that are as near, the common one was meant."""
        self._uses = dict(words)
        self._words: list[str] = []
        self._with_pair: dict[str, list[int]] = defaultdict(list)
        self._arrays: dict[str, NDArray[np.int64]] = {}
        for word in words:
            self._enter(word)

    def add(self, word: str) -> None:
        """Take in one more word."""
        if word not in self._uses:
            self._uses[word] = 1
            self._enter(word)

    def _enter(self, word: str) -> None:
        if len(word) >= SHORTEST - 1:
            for pair in _pairs(word):
                self._with_pair[pair].append(len(self._words))
                self._arrays.pop(pair, None)
            self._words.append(word)

    def nearest(self, word: str) -> str | None:
        """Return the word that this one is a slip of, or None: short words are too easily other words.

        Of two as near, a letter is more often left out than put in.
        """
        if len(word) < SHORTEST or any(sign.isdigit() for sign in word):
            return None
        most = 2 if len(word) >= TWO_SLIPS_FROM else 1
        near = [
            (slips, len(other) < len(word), -self._uses[other], other)
            for other in self._alike(word, most)
            if (slips := distance(word, other, most)) <= most
        ]
        return min(near)[3] if near else None

    def _alike(self, word: str, most: int) -> list[str]:
        pairs = _pairs(word)
        numbers = [self._numbers(pair) for pair in pairs if pair in self._with_pair]
        shared = np.bincount(np.concatenate(numbers)) if numbers else np.empty(0, dtype=np.int64)
        # A slip spoils at most three pairs of letters, when two letters change places.
        least = max(1, len(pairs) - 3 * most)
        alike = (self._words[number] for number in np.flatnonzero(shared >= least).tolist())
        return [other for other in alike if abs(len(other) - len(word)) <= most]

    def _numbers(self, pair: str) -> NDArray[np.int64]:
        if pair not in self._arrays:
            self._arrays[pair] = np.array(self._with_pair[pair], dtype=np.int64)
        return self._arrays[pair]


def _pairs(word: str) -> set[str]:
    bounded = f"^{word}$"
    return {bounded[at : at + 2] for at in range(len(bounded) - 1)}


def _confused() -> set[frozenset[str]]:
    """Return the pairs of letters that are taken for one another: side by side on the keyboard, or alike in sound."""
    pairs = {frozenset(letters) for row in _ROWS for letters in pairwise(row)}
    for upper, lower in pairwise(_ROWS):
        for at, letter in enumerate(lower):
            pairs |= {frozenset((letter, above)) for above in upper[at : at + 2]}
    return pairs | {frozenset(letters) for group in _SOUND_ALIKE for letters in combinations(group, 2)}


_CONFUSED = _confused()


def distance(one: str, other: str, most: int) -> int:
    """Return how many letters are missing, too many, mistaken or have changed places; more than `most` is only that.

    A letter is mistaken for one that lies beside it or sounds like it; any other makes another word.
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, 1):
        before, last, row = row, before, [number]
        for place, sign in enumerate(other, 1):
            swapped = 0 if letter == sign else 1 if {letter, sign} in _CONFUSED else most + 1
            cost = min(before[place] + 1, row[place - 1] + 1, before[place - 1] + swapped)
            if last and place > 1 and letter == other[place - 2] and one[number - 2] == sign:
                cost = min(cost, last[place - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
