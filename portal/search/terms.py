"""The terms under which a listing stands in the index: the stems of its words and the concepts that it speaks of. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from weakref import WeakKeyDictionary

from portal.concepts.thesaurus import Thesaurus
from portal.search.lexicon import CONCEPT
from portal.words.stems import stems
from portal.words.stopwords import STOP_WORDS
from portal.words.tokens import Token, tokens

SATURATION = 1.2
"""The higher, the longer a repeated word goes on to count; the second time a word counts for a third more here."""

MENTIONED = 0.7
"""What it says of a listing that a text of it mentions a concept, beside the word itself."""

SHORT, MOST_KEPT = 200, 5000

Reading = tuple[Mapping[str, int], Mapping[str, float]]
"""The stems and the concepts of a text, with how often each stands in it."""

Field = tuple[float, str, str]
"""A text of a listing: its weight, its language ("" for either), and the text."""

_readings: WeakKeyDictionary[Thesaurus, dict[tuple[str, str], Reading]] = WeakKeyDictionary()


def weights(fields: Iterable[Field], subjects: Mapping[str, float], thesaurus: Thesaurus) -> dict[str, float]:
    """Return each term with the sum of what the places where it stands give it; `subjects` are concepts with weights."""
    found: dict[str, float] = defaultdict(float)
    for weight, language, text in fields:
        words, concepts = (
            _kept_reading(text, language, thesaurus) if len(text) < SHORT else _read(text, language, thesaurus)
        )
        for word, times in words.items():
            found[word] += weight * _saturated(times)
        for key, sure in concepts.items():
            found[CONCEPT + key] += weight * MENTIONED * _saturated(sure)
    for key, weight in subjects.items():
        found[CONCEPT + key] += weight
    return {term: round(weight, 4) for term, weight in sorted(found.items())}


def _read(text: str, language: str, thesaurus: Thesaurus) -> Reading:
    read = tokens(text)
    return word_terms(read, language), _concepts(read, language, thesaurus)


def _kept_reading(text: str, language: str, thesaurus: Thesaurus) -> Reading:
    """Return what a short text says: labels, operators and places are the same in many listings."""
    kept = _readings.setdefault(thesaurus, {})
    if len(kept) > MOST_KEPT:
        kept.clear()
    if (text, language) not in kept:
        kept[text, language] = _read(text, language, thesaurus)
    return kept[text, language]


def word_terms(read: Iterable[Token], language: str) -> Counter[str]:
    """Return how often each stem stands in the text; of a word with hyphens its parts, and the whole as well."""
    counted: Counter[str] = Counter()
    whole = ""
    for token in read:
        if token.word not in STOP_WORDS:
            counted.update(stems(token.word, language))
        whole = whole + token.word if token.joined else token.word
        if token.joined:
            counted.update(stems(whole, language))
    return counted


def _concepts(read: list[Token], language: str, thesaurus: Thesaurus) -> dict[str, float]:
    counted: dict[str, float] = defaultdict(float)
    for found in thesaurus.read(read, language):
        for key, sure in found.concepts.items():
            counted[key] += sure
    return counted


def _saturated(times: float) -> float:
    return times * (1 + SATURATION) / (times + SATURATION)
