"""One way of reading text, for the index and for what people type. Pure: no Flask, no database.

A word is stored as its stem. A stem with diacritics is stored folded too, marked with a tilde, so that "matning" finds
mätning, yet below what is spelled the same. Long words are also stored backwards, so that "ugn" parts of compounds can be
found from their end: a prefix of the reversed word is a range of the index, on both databases.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from portal.search.stopwords import STOP_WORDS

LONGEST_WORD = 60
FOLDED, BACKWARDS = "~", "<"
COMPOUND_FROM = 8
"""Words from this length may be compounds: stored backwards in the index, split in the query."""

SHORTEST_PREFIX, SHORTEST_SUFFIX, SHORTEST_PART, HALF_TYPED = 4, 5, 3, 2

_WORD = re.compile(r"[^\W_]+(?:[-‐‑–'’./][^\W_]+)*")
_JOINT = re.compile(r"[-‐‑–'’./]")
_STROKES = str.maketrans({"ø": "o", "æ": "a", "đ": "d", "ł": "l", "ß": "ss"})
_swedish = snowballstemmer.stemmer("swedish")
_english = snowballstemmer.stemmer("english")


def normalise(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def words(text: str) -> list[str]:
    """Return the words in their order, case-folded; a word with hyphens whole and then in its parts."""
    found: list[str] = []
    for match in _WORD.finditer(normalise(text)):
        parts = _JOINT.split(match[0])
        if len(parts) > 1:
            found.append("".join(parts)[:LONGEST_WORD])
        found += [part[:LONGEST_WORD] for part in parts]
    return found


@lru_cache(maxsize=65536)
def swedish_stem(word: str) -> str:
    """Return Snowball's stem, and the endings that it leaves: ångan, batteriet, laboratorium."""
    stem: str = _swedish.stemWord(word)
    if len(stem) > 5 and stem.endswith(("iet", "ium")):
        return stem[:-2]
    return stem[:-2] if len(stem) > 4 and stem.endswith("an") else stem


@lru_cache(maxsize=65536)
def english_stem(word: str) -> str:
    return str(_english.stemWord(word))


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Return the word without diacritics, as it is typed on a foreign keyboard."""
    bare = unicodedata.normalize("NFKD", word)
    return "".join(sign for sign in bare if not unicodedata.combining(sign)).translate(_STROKES)


def stems(word: str, language: str = "") -> tuple[str, ...]:
    """Return the stems of a word of this language, or of either when that is not known, each once."""
    if language == "sv":
        return (swedish_stem(word),)
    if language == "en":
        return (english_stem(word),)
    return tuple(dict.fromkeys((swedish_stem(word), english_stem(word))))


def _folded_stems(word: str, language: str) -> set[str]:
    """Return the folded stems: of the word as spelled, and of the word as it is typed without diacritics."""
    bare = fold(word)
    return {fold(stem) for stem in stems(word, language)} | set(stems(bare, language))


@lru_cache(maxsize=65536)
def _terms_of(word: str, language: str) -> tuple[str, ...]:
    exact = stems(word, language)
    terms = list(exact)
    if fold(word) != word:
        terms += [FOLDED + stem for stem in sorted(_folded_stems(word, language))]
    if len(word) >= COMPOUND_FROM:
        terms += [BACKWARDS + stem[::-1] for stem in exact]
    return tuple(terms)


def index_terms(text: str, language: str = "") -> Counter[str]:
    """Return how often each term stands in the text."""
    counted: Counter[str] = Counter()
    for word in words(text):
        if word not in STOP_WORDS:
            counted.update(_terms_of(word, language))
    return counted


@dataclass(frozen=True)
class QueryWord:
    """A word that somebody typed, and the terms and ranges of the index that answer to it."""

    text: str
    exact: tuple[str, ...]
    folded: tuple[str, ...]
    prefixes: tuple[str, ...]
    folded_prefixes: tuple[str, ...]
    suffix: str
    splits: tuple[tuple[str, str], ...]


def query_words(text: str) -> list[QueryWord]:
    """Return the words that carry a subject, each once; the last one may be half typed, so its start is enough.

    A text of stop words alone is taken at its word.
    """
    found = _typed(text)
    kept = [word for word in found if word not in STOP_WORDS] or found
    last = kept[-1] if kept else ""
    return [_query_word(word, half_typed=word == last) for word in dict.fromkeys(kept)]


def _typed(text: str) -> list[str]:
    """Return the words; of one with hyphens the parts, since the whole is found by each of them."""
    found = []
    for match in _WORD.finditer(normalise(text)):
        found += [part[:LONGEST_WORD] for part in _JOINT.split(match[0])]
    return found


def _query_word(word: str, *, half_typed: bool) -> QueryWord:
    exact = stems(word)
    stem = min(exact, key=len)
    prefixes = [stem] if len(stem) >= SHORTEST_PREFIX else []
    if half_typed and len(word) >= HALF_TYPED:
        prefixes.append(word)
    return QueryWord(
        text=word,
        exact=exact,
        # Only what is stored with diacritics: who types ä means ä, and "mätning" does not find matning.
        folded=tuple(sorted(FOLDED + one for one in _folded_stems(word, ""))),
        prefixes=tuple(dict.fromkeys(prefixes)),
        folded_prefixes=tuple(dict.fromkeys(FOLDED + fold(prefix) for prefix in prefixes)),
        suffix=BACKWARDS + stem[::-1] if len(stem) >= SHORTEST_SUFFIX else "",
        splits=tuple(_splits(word)) if len(word) >= COMPOUND_FROM - 1 else (),
    )


def _splits(word: str) -> list[tuple[str, str]]:
    """Return the ways to cut a compound in two stems, with and without the joining s."""
    found = []
    for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
        head, tail = word[:cut], swedish_stem(word[cut:])
        found.append((swedish_stem(head), tail))
        if head.endswith("s") and len(head) > SHORTEST_PART:
            found.append((swedish_stem(head[:-1]), tail))
    return list(dict.fromkeys(found))


def upper_bound(prefix: str) -> str:
    """Return what every term with this prefix is below."""
    return prefix + "\U0010ffff"
