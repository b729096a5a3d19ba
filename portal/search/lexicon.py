"""Every word that the listings use: which of them a typed word may mean. Pure."""

from bisect import bisect_left, insort
from collections.abc import Iterable
from functools import cached_property

from portal.words.slips import Slips
from portal.words.tokens import fold

CONCEPT = "§"
"""Marks terms of the index that stand for concepts and not for words."""

MOST_LIKE = 40


class Lexicon:
    """The words of the index by their stems, from the front and from the back."""

    def __init__(self, terms: Iterable[str]):
        self._words = {term for term in terms if not term.startswith(CONCEPT)}
        self._forwards = sorted(self._words)
        self._backwards = sorted(word[::-1] for word in self._words)

    def __contains__(self, word: object) -> bool:
        return word in self._words

    def __len__(self) -> int:
        return len(self._words)

    def add(self, terms: Iterable[str]) -> None:
        """Take in words that came with a changed listing."""
        for term in terms:
            if term not in self._words and not term.startswith(CONCEPT):
                self._words.add(term)
                insort(self._forwards, term)
                insort(self._backwards, term[::-1])
                if "_slips" in self.__dict__:
                    self._slips.add(term)
                for made in ("_folded", "_bare"):
                    self.__dict__.pop(made, None)

    def make_ready(self) -> None:
        """Make beforehand what the first strange word would have to wait for."""
        self.slip_of("xyzzyxyzzy")
        self.starting_bare("xyzzy")

    def starting(self, prefix: str) -> list[str]:
        """Return the words that go on after this beginning, the shortest first."""
        return _nearest(_range(self._forwards, prefix), prefix)

    def starting_bare(self, prefix: str) -> list[str]:
        """Return the words with diacritics that go on after this beginning when they are typed without."""
        return [word for bare in _nearest(_range(self._bare, prefix), prefix) for word in self._folded[bare]]

    def ending(self, suffix: str) -> list[str]:
        """Return the words that end so and have something before it, the shortest first."""
        return [word[::-1] for word in _nearest(_range(self._backwards, suffix[::-1]), suffix)]

    def unfolded(self, bare: str) -> tuple[str, ...]:
        """Return the words with diacritics that are typed so without them."""
        return self._folded.get(bare, ())

    def slip_of(self, word: str) -> str | None:
        """Return the word that somebody meant who typed this, or None."""
        return self._slips.nearest(word)

    @cached_property
    def _folded(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for word in self._forwards:
            if (bare := fold(word)) != word:
                found[bare] = (*found.get(bare, ()), word)
        return found

    @cached_property
    def _bare(self) -> list[str]:
        return sorted(self._folded)

    @cached_property
    def _slips(self) -> Slips:
        return Slips(dict.fromkeys(self._forwards, 1))


def _range(words: list[str], prefix: str) -> list[str]:
    return words[bisect_left(words, prefix) : bisect_left(words, prefix + "\U0010ffff")]


def _nearest(words: list[str], typed: str) -> list[str]:
    return sorted((word for word in words if len(word) > len(typed)), key=lambda word: (len(word), word))[:MOST_LIKE]
