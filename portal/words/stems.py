"""What remains of a word when its endings are taken away; a word of unknown language has a stem in each."""

import re
from functools import lru_cache

import snowballstemmer

SWEDISH, ENGLISH = "sv", "en"

# Snowball takes motor for a plural, like flaskor, and so parts it from motorn and motorer.
_MACHINE = re.compile(r"(.*(?:[aik]tor|motor|rotor|sensor|ssor|visor|pulsor))(?:s|n|ns|er|ers|erna|ernas)?$")

_swedish = snowballstemmer.stemmer("swedish")
_english = snowballstemmer.stemmer("english")


@lru_cache(maxsize=65536)
def swedish_stem(word: str) -> str:
    """Return Snowball's stem, without the endings that it leaves and with those that are none: ångan, batteriet, motor."""
    if machine := _MACHINE.match(word):
        return machine[1]
    stem: str = _swedish.stemWord(word)
    if len(stem) > 5 and stem.endswith(("iet", "ium")):
        return stem[:-2]
    if len(stem) > 5 and stem.endswith(("eln", "ern")):
        return stem[:-1]
    return stem[:-2] if len(stem) > 4 and stem.endswith("an") else stem


@lru_cache(maxsize=65536)
def english_stem(word: str) -> str:
    return str(_english.stemWord(word))


def stems(word: str, language: str = "") -> tuple[str, ...]:
    """Return the stem of a word of this language, or the stems in both when that is not known, each once."""
    if language == SWEDISH:
        return (swedish_stem(word),)
    if language == ENGLISH:
        return (english_stem(word),)
    return tuple(dict.fromkeys((swedish_stem(word), english_stem(word))))
