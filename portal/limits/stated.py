"""What a testbed states about itself: limits read from its own sentences, strictly, so that nothing is taken for one."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from portal.limits.quantities import BY_KEY, CLASS, ROOM_TEMPERATURE, SPANS
from portal.limits.reading import Reading, read

_SENTENCE = re.compile(r"(?<=[.;!?])\s+(?=[^\W\d_])")
# Strictness, each with the sentence that taught it: what is planned or has been produced is no limit, nor is the length of a
# pipe to somebody else, the weight of a vehicle that is itself tested, or a flat that people live in.
_NOT_YET = re.compile(r"\bplan(?:ned|er\w*)\b|\bunder uppbyggnad\b", re.IGNORECASE)
_SO_FAR = re.compile(r"\bhar gett\b|\bhas produced\b", re.IGNORECASE)
_SOMETHING_ELSE = re.compile(
    r"\bpipeline|gasledning|\bledning från|ledning över\b|\brutt\b|\broute\b|fordonsplattform|vehicle platform"
    r"|\bapartments\b|lägenhet|\bphotovoltaic|solpanel|hushåll|\bhousehold",
    re.IGNORECASE,
)
_GROWN_BY = re.compile(r"\b(?:utöka\w*|extended|expanded)\b[^.;,]*\b(?:med|by)\s+$", re.IGNORECASE)


@dataclass(frozen=True)
class Stated:
    """One limit of a testbed in SI, with the sentence that it was read from in either language.

    Those with a sentence in common belong together: the sides of one hall.
    """

    quantity: str
    low: float | None
    high: float | None
    subject_sv: str | None = None
    subject_en: str | None = None


def sentences(text: str) -> list[str]:
    return [sentence.strip() for sentence in _SENTENCE.split(text) if sentence.strip()]


def stated_in(lines: Iterable[tuple[str, str | None]]) -> list[Stated]:
    """Return what these sentences state, each with its language where that is known; what two say alike is said once."""
    found: list[tuple[Stated, ...]] = []
    for line, language in lines:
        for sides in _of_line(line, language):
            said = {_limit(one) for one in sides}
            at = next((at for at, known in enumerate(found) if said <= {_limit(one) for one in known}), None)
            if at is None:
                found.append(sides)
            else:
                found[at] = tuple(_both(one, sides[0]) if _limit(one) in said else one for one in found[at])
    return [one for sides in found for one in sides]


def _of_line(line: str, language: str | None) -> Iterator[tuple[Stated, ...]]:
    """Yield what the sentence states; the sides of one thing come together."""
    if _NOT_YET.search(line) or _SO_FAR.search(line) or _SOMETHING_ELSE.search(line):
        return
    in_swedish, in_english = (line if language != other else None for other in ("en", "sv"))
    for start, readings in groupby(read(line, language), key=lambda one: one.start):
        if not _GROWN_BY.search(line[:start]):
            yield tuple(Stated(one.quantity, *as_limit(one), in_swedish, in_english) for one in readings)


def _limit(one: Stated) -> tuple[str, float | None, float | None]:
    return one.quantity, one.low, one.high


def as_limit(reading: Reading) -> tuple[float | None, float | None]:
    """Return the reading as a limit: a single number is how far it goes; from room temperature that may be up or down."""
    low, high, way = reading.low, reading.high, BY_KEY[reading.quantity].way
    if way == CLASS or low is None or high is None:
        return _turned(reading)
    if way == SPANS:
        is_point = low == high and reading.quantity == "temperature"
        return ((low, None) if low < ROOM_TEMPERATURE else (None, high)) if is_point else (low, high)
    return (None, high) if low == high or low < 0 else (low, high)


def _turned(reading: Reading) -> tuple[float | None, float | None]:
    """Return "to -30 °C" as what it is: cold, and not at most."""
    if reading.quantity == "temperature" and reading.low is None and (reading.high or 0) < ROOM_TEMPERATURE:
        return reading.high, None
    return reading.low, reading.high


def _both(one: Stated, other: Stated) -> Stated:
    """Return the limit with the sentences of both, the first of each language."""
    return replace(one, subject_sv=one.subject_sv or other.subject_sv, subject_en=one.subject_en or other.subject_en)
