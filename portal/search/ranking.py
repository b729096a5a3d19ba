"""How well listings answer to words. Pure: postings in, scores out; the same numbers whatever database they came from."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import log

from portal.search.analysis import QueryWord, upper_bound


@dataclass(frozen=True)
class Kind:
    """A way to answer to a word: what it is worth beside the word itself, and how much of the word it covers."""

    worth: float
    covers: float


SPELLED = Kind(1.0, 1.0)
FOLDED = Kind(0.6, 0.9)
LONGER = Kind(0.5, 0.8)
LONGER_FOLDED = Kind(0.3, 0.7)
ENDING = Kind(0.35, 0.7)
IN_PIECES = Kind(0.45, 0.8)
ONE_PIECE = Kind(0.3, 0.5)

SHORTEST_LONE_PART = 6
DAMPING = 1.0
STATUS_FACTOR = {"active": 1.0, "uncertain": 0.75, "planned": 0.6, "closed": 0.4}
DECIMALS = 6

Weights = dict[int, float]


class Postings:
    """The rows of the index that a query asked for: by term, and by range of terms."""

    def __init__(self, rows: Iterable[Sequence[object]]):
        self.of_term: dict[str, Weights] = defaultdict(dict)
        for term, testbed_id, weight in rows:
            self.of_term[term][testbed_id] = weight  # type: ignore[index,assignment]
        self.terms = sorted(self.of_term)

    def exact(self, terms: Iterable[str]) -> Weights:
        return _best(self.of_term[term] for term in terms if term in self.of_term)

    def starting(self, prefixes: Iterable[str]) -> Weights:
        """Return the best weights of the terms that start with one of these."""
        return _best(self.of_term[term] for prefix in prefixes for term in self._within(prefix))

    def _within(self, prefix: str) -> list[str]:
        return self.terms[bisect_left(self.terms, prefix) : bisect_left(self.terms, upper_bound(prefix))]

    def frequency(self, term: str) -> int:
        return len(self.of_term.get(term, ()))


@dataclass
class Answer:
    """How a listing answers: score, the share of the query's meaning that it covers, and the words it answers to."""

    score: float = 0.0
    covered: float = 0.0
    words: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Ranking:
    """All answers by testbed, to so many words. `known` is the share of their meaning that the index answers to at all."""

    answers: dict[int, Answer]
    known: float
    unknown_words: tuple[str, ...]
    words: int


def rank(words: Sequence[QueryWord], postings: Postings, total: int) -> Ranking:
    """Return how each listing answers to the words: rare words count for more, a word for its best answer."""
    answers: dict[int, Answer] = defaultdict(Answer)
    meaning = known = 0.0
    unknown = []
    for word in words:
        values, rarity = _answers_to(word, postings, total)
        meaning += rarity
        if values:
            known += rarity
        else:
            unknown.append(word.text)
        for testbed_id, (value, strength) in values.items():
            answer = answers[testbed_id]
            answer.score += value
            answer.covered += strength * rarity
            answer.words.append(word.text)
    for answer in answers.values():
        answer.score = round(answer.score, DECIMALS)
        answer.covered = round(answer.covered / meaning, DECIMALS) if meaning else 0.0
    return Ranking(dict(answers), round(known / meaning, DECIMALS) if meaning else 0.0, tuple(unknown), len(words))


def _answers_to(word: QueryWord, postings: Postings, total: int) -> tuple[dict[int, tuple[float, float]], float]:
    """Return (value, strength) by testbed, and how rare the word is; an answer is worth the best of its kinds."""
    exact, folded = postings.exact(word.exact), postings.exact(word.folded)
    longer, longer_folded = postings.starting(word.prefixes), postings.starting(word.folded_prefixes)
    ending = postings.starting([word.suffix] if word.suffix else [])
    spelled = exact.keys() | folded.keys()
    around = spelled | longer.keys() | longer_folded.keys() | ending.keys()
    rarity, rarity_around = inverse_frequency(len(spelled or around), total), inverse_frequency(len(around), total)
    answers = [
        (exact, rarity, SPELLED),
        (folded, rarity, FOLDED),
        (longer, rarity_around, LONGER),
        (longer_folded, rarity_around, LONGER_FOLDED),
        (ending, rarity_around, ENDING),
        *_pieces(word, postings, total),
    ]
    return _best_answers(answers), rarity


def _best_answers(answers: Iterable[tuple[Weights, float, Kind]]) -> dict[int, tuple[float, float]]:
    found: dict[int, tuple[float, float]] = {}
    for weights, rarity, kind in answers:
        for testbed_id, weight in weights.items():
            value, covers = found.get(testbed_id, (0.0, 0.0))
            found[testbed_id] = max(value, damped(weight) * rarity * kind.worth), max(covers, kind.covers)
    return found


def damped(weight: float) -> float:
    """Return the weight, the heavy ones drawn together: a word in the name must not outdo three words in the summary."""
    return weight * (1 + DAMPING) / (weight + DAMPING)


def _pieces(word: QueryWord, postings: Postings, total: int) -> list[tuple[Weights, float, Kind]]:
    """Return what answers to the pieces of a compound that nobody wrote whole: to both, or to one that is long enough."""
    split = _best_split(word, postings)
    if split is None:
        return []
    head, tail = (postings.exact([term]) for term in split)
    rare = inverse_frequency(len(head), total), inverse_frequency(len(tail), total)
    both = {one: head[one] * rare[0] + tail[one] * rare[1] for one in head.keys() & tail.keys()}
    answers = [(both, 1.0, IN_PIECES)]
    for weights, rarity, term in ((head, rare[0], split[0]), (tail, rare[1], split[1])):
        if len(term) >= SHORTEST_LONE_PART:
            answers.append((weights, rarity, ONE_PIECE))
    return answers


def _best_split(word: QueryWord, postings: Postings) -> tuple[str, str] | None:
    """Return the cut whose pieces are both in the index and whose shorter piece is longest; else one with a long piece."""
    whole = [split for split in word.splits if all(postings.frequency(term) for term in split)]
    if whole:
        return max(whole, key=lambda split: (min(map(len, split)), split))
    lone = [split for split in word.splits if _longest_known(split, postings) >= SHORTEST_LONE_PART]
    return max(lone, key=lambda split: (_longest_known(split, postings), split), default=None)


def _longest_known(split: tuple[str, str], postings: Postings) -> int:
    return max((len(term) for term in split if postings.frequency(term)), default=0)


def inverse_frequency(found: int, total: int) -> float:
    """Return how much a word says that stands in so many of all listings; a word that none has says the most."""
    return log(1 + (total - found + 0.5) / (found + 0.5)) if total else 0.0


def _best(many: Iterable[Weights]) -> Weights:
    best: Weights = {}
    for weights in many:
        for testbed_id, weight in weights.items():
            if weight > best.get(testbed_id, 0.0):
                best[testbed_id] = weight
    return best
