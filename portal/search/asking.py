"""What somebody asks for: the words of the question, the concepts behind them, and the terms that may answer. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from portal.concepts.thesaurus import Found, Thesaurus
from portal.search.lexicon import Lexicon
from portal.words.compounds import cut
from portal.words.pairs import PLAIN_WORDS
from portal.words.stems import stems, swedish_stem
from portal.words.stopwords import STOP_WORDS
from portal.words.tokens import Token, fold, tokens

MOST_MENDED, GUESSED = 40, 0.85
SHORTEST_START, SHORTEST_END, HALF_TYPED = 4, 5, 2


@dataclass(frozen=True)
class Kind:
    """A way to answer to a word: what it is worth beside the word itself, and how much of the word it covers."""

    worth: float
    covers: float


SPELLED = Kind(1.0, 1.0)
FOLDED = Kind(0.9, 0.9)
SLIPPED = Kind(0.7, 0.8)
LONGER = Kind(0.5, 0.8)
ENDING = Kind(0.35, 0.7)
PART = Kind(0.6, 0.8)

Alternatives = list[tuple[tuple[str, ...], Kind]]


@dataclass(frozen=True)
class Word:
    """A word of the question and the terms that answer to it, in kinds; `meant` when it was read as another."""

    text: str
    alternatives: Alternatives
    meant: str = ""


@dataclass(frozen=True)
class Unit:
    """A stretch of the question that means one thing: its words, and the concepts that it speaks of."""

    text: str
    words: tuple[Word, ...]
    concepts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """What was typed, unit by unit."""

    units: tuple[Unit, ...]

    @property
    def meant(self) -> dict[str, str]:
        """Return the words that were read as others: {as typed: as read}."""
        return {word.text: word.meant for unit in self.units for word in unit.words if word.meant}

    def literally(self) -> "Question":
        """Return the question with every word taken as it was typed: what was read as another answers to nothing."""
        return Question(tuple(_literal(unit) for unit in self.units))


def _literal(unit: Unit) -> Unit:
    if not any(word.meant for word in unit.words):
        return unit
    return Unit(unit.text, tuple(Word(word.text, []) if word.meant else word for word in unit.words))


def ask(text: str, thesaurus: Thesaurus, lexicon: Lexicon) -> Question:
    """Return what the text asks for. A text of stop words alone is taken at its word."""
    typed = tokens(text)
    mended = _mended(typed, thesaurus, lexicon)
    found = [one for one in thesaurus.read(typed, mended=mended) if _says_something(one, typed)]
    starts = {one.first: one for one in found}
    every = all(token.word in STOP_WORDS for token in typed)
    units: list[Unit] = []
    at = 0
    while at < len(typed):
        one = starts.get(at)
        after = one.after if one else at + 1
        unit = _unit(typed[at:after], one, thesaurus, lexicon, last=after == len(typed), every=every)
        if (
            unit
            and one
            and (slips := {typed[place].word: mended[place] for place in range(at, after) if place in mended})
        ):
            unit = _with_slips(unit, slips)
        if unit and unit not in units:
            units.append(unit)
        at = after
    return Question(tuple(units))


def _mended(typed: Sequence[Token], thesaurus: Thesaurus, lexicon: Lexicon) -> dict[int, str]:
    """Return the stems of the words that nothing answers to as typed, by place, where a phrase of several words has one like it."""
    if len(typed) > MOST_MENDED:
        return {}
    strange = (
        (place, token.word)
        for place, token in enumerate(typed)
        if token.word not in STOP_WORDS and not any(stem in lexicon for stem in stems(token.word))
    )
    return {place: stem for place, word in strange if (stem := thesaurus.mend(word))}


def _with_slips(unit: Unit, slips: Mapping[str, str]) -> Unit:
    """Return the unit with what its words were read as, and its concepts as much less sure as that is."""
    words = tuple(replace(word, meant=word.meant or slips.get(word.text, "")) for word in unit.words)
    return Unit(unit.text, words, {key: sure * GUESSED for key, sure in unit.concepts.items()})


def _says_something(one: Found, typed: Sequence[Token]) -> bool:
    return any(token.word not in STOP_WORDS for token in typed[one.first : one.after])


def _unit(
    span: Sequence[Token], found: Found | None, thesaurus: Thesaurus, lexicon: Lexicon, *, last: bool, every: bool
) -> Unit | None:
    kept = [token for token in span if every or token.word not in STOP_WORDS]
    if not kept:
        return None
    half_typed = span[-1] if last else None
    words = tuple(
        one for token in kept for one in _words(token.word, thesaurus, lexicon, half_typed=token is half_typed)
    )
    text = " ".join(token.word for token in (span if found else kept))
    if found:
        return Unit(text, words, found.concepts)
    if words[0].alternatives and not words[0].meant:
        return Unit(text, words)
    concepts, meant = thesaurus.guess(kept[0].word, lexicon)
    return Unit(text, (replace(words[0], meant=meant), *words[1:]) if meant else words, concepts)


def _words(word: str, thesaurus: Thesaurus, lexicon: Lexicon, *, half_typed: bool) -> list[Word]:
    """Return the word, the parts of a compound that nobody wrote whole, or what was meant by a word that is none."""
    whole = _word(word, lexicon, half_typed=half_typed)
    if whole.alternatives:
        return [whole]
    if parts := cut(word, lexicon.__contains__):
        return [Word(word, [((part,), PART)]) for part in parts]
    if not thesaurus.knows(word) and (near := lexicon.slip_of(swedish_stem(word))):
        return [Word(word, [((near,), SLIPPED)], near)]
    return [whole]


def _word(word: str, lexicon: Lexicon, *, half_typed: bool) -> Word:
    exact = tuple(stem for stem in stems(word) if stem in lexicon)
    found: Alternatives = [(exact, SPELLED)] if exact else []
    if not exact and word not in PLAIN_WORDS and (same := _unfolded(word, lexicon)):
        found.append((same, FOLDED))
    return Word(word, found + _around(word, lexicon, half_typed=half_typed))


def _unfolded(word: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the words with diacritics that this one is when typed without; who types ä means ä."""
    if fold(word) != word:
        return ()
    return tuple(dict.fromkeys(term for stem in (*stems(word), word) for term in lexicon.unfolded(stem)))


def _around(word: str, lexicon: Lexicon, *, half_typed: bool) -> Alternatives:
    """Return longer words that begin with this one, or end with it: ugn finds ljusbågsugn."""
    found: Alternatives = []
    stem = min(stems(word), key=len)
    starts = [stem] if len(stem) >= SHORTEST_START else []
    if half_typed and len(word) >= HALF_TYPED:
        starts.append(word)
    longer = [term for start in starts for term in lexicon.starting(start)]
    if fold(word) == word and not longer:
        longer = [term for start in starts for term in lexicon.starting_bare(start)]
    if longer:
        found.append((tuple(dict.fromkeys(longer)), LONGER))
    if len(stem) >= SHORTEST_END and (ending := tuple(lexicon.ending(stem))):
        found.append((ending, ENDING))
    return found
