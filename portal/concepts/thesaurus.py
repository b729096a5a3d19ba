"""Reading a text as concepts. Pure: phrases and links in, the concepts that a text speaks of out.

A phrase is kept as the stems of its words; the longest phrase at a place wins, so that "vätgastank" is no tank and no gas.
Words written apart, together or with a hyphen are the same phrase.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from portal.words.compounds import cut
from portal.words.slips import Slips
from portal.words.stems import ENGLISH, SWEDISH, english_stem, swedish_stem
from portal.words.stopwords import STOP_WORDS
from portal.words.tokens import Token, fold, tokens

NAMED, HINTED = 1.0, 0.4
"""How sure a phrase is: a name, trade word or everyday word says it; a hint may mean something else."""

LONGEST_JOINED, BEGINNING = 3, 6
LONGEST_ENDING = 9
"""No stem lacks more than so many letters of its word; see the test."""
IN_COMPOUND = 0.7
FOLDED, SLIPPED = 0.9, 0.8

_STEM = {SWEDISH: swedish_stem, ENGLISH: english_stem}


NOTHING: Mapping[int, str] = {}


@dataclass(frozen=True)
class Concept:
    """A concept: its names, its phrases by stem ("saltdimm prov": how sure it is), and its links to others."""

    key: str
    sv: str
    en: str
    phrases: Mapping[str, float] = field(default_factory=dict)
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    ties: tuple[str, ...] = ()

    def label(self, language: str) -> str:
        return self.en if language == ENGLISH else self.sv


@dataclass(frozen=True, slots=True)
class Found:
    """Concepts that a stretch of the text speaks of, with how sure that is; tokens from `first` up to `after`."""

    first: int
    after: int
    concepts: Mapping[str, float]
    guessed: str = ""


def phrase_keys(words: Mapping[str, Mapping[str, Sequence[str]]], names: Mapping[str, str]) -> dict[str, float]:
    """Return the stemmed phrases of a concept's words by kind and language, and its names, with how sure each is."""
    keys: dict[str, float] = {}
    for language in (SWEDISH, ENGLISH):
        _add(keys, [names[language]], language, NAMED)
        for kind in ("trade", "everyday"):
            _add(keys, words.get(kind, {}).get(language, ()), language, NAMED)
        _add(keys, words.get("hints", {}).get(language, ()), language, HINTED)
    return keys


def _add(keys: dict[str, float], phrases: Iterable[str], language: str, sure: float) -> None:
    for phrase in phrases:
        if key := stemmed([token.word for token in tokens(phrase)], language):
            keys[key] = max(sure, keys.get(key, 0.0))


def stemmed(words: Sequence[str], language: str) -> str:
    """Return the words as a phrase is kept: their stems, those of a joined phrase as one."""
    return " ".join(_STEM[language](word) for word in words)


class Thesaurus:
    """All concepts of one version."""

    def __init__(self, concepts: Iterable[Concept]):
        self.concepts = {concept.key: concept for concept in concepts}
        self._phrases: dict[str, dict[str, float]] = {}
        for concept in self.concepts.values():
            for phrase, sure in concept.phrases.items():
                self._phrases.setdefault(phrase, {})[concept.key] = sure
        self._mended: dict[str, str] = {}
        self._parts: dict[str, Mapping[str, float]] = {}
        for phrase in [phrase for phrase in self._phrases if " " in phrase]:
            for key, sure in self._phrases[phrase].items():
                self._phrases.setdefault(phrase.replace(" ", ""), {}).setdefault(key, sure)

    def __len__(self) -> int:
        return len(self.concepts)

    def make_ready(self) -> None:
        """Make beforehand what the first strange word would have to wait for."""
        self.guess("xyzzyxyzzy", ())
        self.mend("xyzzyxyzzy")
        self.read(tokens("xyzzy xyzzy"))

    def label(self, key: str, language: str) -> str:
        """Return the concept's name; a key that is no longer known is shown as it is."""
        concept = self.concepts.get(key)
        return concept.label(language) if concept else key

    @cached_property
    def narrower(self) -> Mapping[str, tuple[str, ...]]:
        below: dict[str, list[str]] = {}
        for concept in self.concepts.values():
            for key in concept.broader:
                below.setdefault(key, []).append(concept.key)
        return {key: tuple(keys) for key, keys in below.items()}

    @cached_property
    def words(self) -> dict[str, int]:
        """Return the stems that the phrases are made of, with the number of phrases that each stands in."""
        counted: dict[str, int] = {}
        for phrase in self._phrases:
            for word in phrase.split():
                counted[word] = counted.get(word, 0) + 1
        return counted

    def knows(self, word: str) -> bool:
        """Return whether a phrase has this word: frysning is no slip of the pen for fräsning."""
        return swedish_stem(word) in self.words or english_stem(word) in self.words

    @cached_property
    def _folded(self) -> Mapping[str, str]:
        """Return phrases by how they are typed without diacritics; what is a phrase as it is typed stays that."""
        return {bare: phrase for phrase in self._phrases if (bare := fold(phrase)) != phrase}

    @cached_property
    def _bare_words(self) -> Mapping[str, str]:
        return {bare: word for word in self.words if len(word) > BEGINNING and (bare := fold(word)) != word}

    @cached_property
    def _word_slips(self) -> Slips:
        return Slips(self.words)

    @cached_property
    def _slips(self) -> Slips:
        return Slips({phrase: len(found) for phrase, found in self._phrases.items() if " " not in phrase})

    def read(self, text: Sequence[Token], language: str = "", mended: Mapping[int, str] = NOTHING) -> list[Found]:
        """Return the concepts of a text; `mended` are stems of words by their place that are not what was typed."""
        languages = (language,) if language else (SWEDISH, ENGLISH)
        stemmed_text = {
            one: [mended.get(at) or _STEM[one](token.word) for at, token in enumerate(text)] for one in languages
        }
        found, at = [], 0
        while at < len(text):
            one = self._longest(text, at, stemmed_text) or self._in_parts(text[at], at, languages)
            if one:
                found.append(one)
            at = one.after if one else at + 1
        return found

    def mend(self, word: str) -> str:
        """Return the stem of the word of a phrase that somebody meant who typed this, or nothing: "kompatiblitet".

        Only a word that no phrase has is mended, so that one wrong letter does not hide a phrase of two words.
        """
        if word not in self._mended:
            stem = swedish_stem(word)
            near = self._bare_words.get(fold(stem)) or self._word_slips.nearest(stem) or self._word_slips.nearest(word)
            self._mended[word] = "" if self.knows(word) else near or ""
        return self._mended[word]

    def guess(self, word: str, is_known: Container[str]) -> tuple[Mapping[str, float], str]:
        """Return the concepts of a word that nothing answers to as typed, and the word that was meant."""
        if phrase := self._folded.get(fold(swedish_stem(word))) or self._folded.get(swedish_stem(fold(word))):
            return {key: sure * FOLDED for key, sure in self._phrases[phrase].items()}, phrase
        if word in is_known or self.knows(word):
            return {}, ""
        near = self._slips.nearest(swedish_stem(word))
        return ({key: sure * SLIPPED for key, sure in self._phrases[near].items()}, near) if near else ({}, "")

    def _longest(self, text: Sequence[Token], at: int, stemmed_text: Mapping[str, list[str]]) -> Found | None:
        most = max(self._reach.get(stems[at], 0) for stems in stemmed_text.values())
        if not most and not self._may_be_joined(text, at):
            return None
        for after in range(min(at + (most or LONGEST_JOINED), len(text)), at, -1):
            found: dict[str, float] = {}
            for language, stems in stemmed_text.items():
                exact = self._phrases.get(" ".join(stems[at:after]))
                for key, sure in (exact or self._joined(text[at:after], language)).items():
                    found[key] = max(sure, found.get(key, 0.0))
            if found:
                return Found(at, after, found)
        return None

    def _may_be_joined(self, text: Sequence[Token], at: int) -> bool:
        """Return whether a word of the thesaurus begins as these words do written as one: most do not, and stemming is dear."""
        word = text[at].word
        for token in text[at + 1 : at + LONGEST_JOINED]:
            word += token.word
            if self._may_begin(word):
                return True
        return False

    def _may_begin(self, word: str) -> bool:
        """Return whether what is left of the word without any ending begins a phrase of one word."""
        return word[: max(BEGINNING, len(word) - LONGEST_ENDING)] in self._beginnings

    def _joined(self, span: Sequence[Token], language: str) -> Mapping[str, float]:
        """Return the concepts of words written apart that are one word of the thesaurus."""
        if not 1 < len(span) <= LONGEST_JOINED:
            return {}
        word = "".join(token.word for token in span)
        return self._phrases.get(_STEM[language](word), {}) if self._may_begin(word) else {}

    @cached_property
    def _reach(self) -> Mapping[str, int]:
        """Return how many words the longest phrase has that begins with this stem."""
        reach: dict[str, int] = {}
        for phrase in self._phrases:
            words = phrase.split()
            reach[words[0]] = max(len(words), LONGEST_JOINED, reach.get(words[0], 0))
        return reach

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        """Return every beginning of the phrases of one word."""
        single = [phrase for phrase in self._phrases if " " not in phrase]
        return frozenset(phrase[:end] for phrase in single for end in range(BEGINNING, max(len(phrase), BEGINNING) + 1))

    def _in_parts(self, token: Token, at: int, languages: Sequence[str]) -> Found | None:
        """Return the concepts of the parts of a compound that is no phrase itself."""
        if SWEDISH not in languages or token.word in STOP_WORDS:
            return None
        found = self._parts.get(token.word)
        if found is None:
            found = self._parts[token.word] = self._of_parts(cut(token.word, self.words.__contains__))
        return Found(at, at + 1, found) if found else None

    def _of_parts(self, parts: Sequence[str]) -> Mapping[str, float]:
        found: dict[str, float] = {}
        for low in range(len(parts)):
            for high in range(len(parts), low, -1):
                for key, sure in self._phrases.get(" ".join(parts[low:high]), {}).items():
                    found[key] = max(sure * IN_COMPOUND, found.get(key, 0.0))
        return found
