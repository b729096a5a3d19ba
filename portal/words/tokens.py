"""From a text to its words, each with the place where it stands in the text as it was typed."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

LONGEST_WORD = 60

_WORD = re.compile(r"[^\W_]+(?:[-‐‑–'’./][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
_STROKES = str.maketrans({"ø": "o", "æ": "a", "đ": "d", "ł": "l", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word, case-folded, and where it stands; `joined` when a hyphen ties it to the word before."""

    word: str
    start: int
    end: int
    joined: bool = False


@lru_cache(maxsize=65536)
def normalise(text: str) -> str:
    """Return the text case-folded and composed, with signs that no keyboard tells apart made one."""
    return unicodedata.normalize("NFKC", text).casefold()


def tokens(text: str) -> list[Token]:
    """Return the words in their order; a word with hyphens in its parts."""
    composed = unicodedata.normalize("NFC", text)
    found: list[Token] = []
    for whole in _WORD.finditer(composed):
        for part in _PART.finditer(composed, whole.start(), whole.end()):
            word = normalise(part[0])[:LONGEST_WORD]
            found.append(Token(word, part.start(), part.end(), joined=part.start() > whole.start()))
    return found


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Return the word without diacritics, as it is typed on a foreign keyboard."""
    bare = unicodedata.normalize("NFKD", word)
    return "".join(sign for sign in bare if not unicodedata.combining(sign)).translate(_STROKES)
