"""Reading limits from free text, Swedish or English: every number with a unit, its range and what it is a measure of."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from portal.limits import clues
from portal.limits.measures import Measure, measures_in

_FEDERAL = {"100": 5.0, "1000": 6.0, "10000": 7.0, "100000": 8.0}
_SIDES = ("length", "width", "height")
_SEEN = 60
_ALTITUDE = 1000


@dataclass(frozen=True)
class Reading:
    """One limit as a text states it: low and high in SI, one of them None where only the other is said.

    `start` and `end` mark where it stands; the sides of one object share them.
    """

    quantity: str
    low: float | None
    high: float | None
    start: int
    end: int


def read(text: str, language: str | None = None) -> list[Reading]:
    """Return every limit that the text states, in its order."""
    measures = list(measures_in(text, language))
    found, at = [], 0
    while at < len(measures):
        readings, used = _reading(text, measures, at)
        found += readings
        at += used
    return sorted([*found, *_clean(text)], key=lambda one: (one.start, one.end))


def _reading(text: str, measures: Sequence[Measure], at: int) -> tuple[list[Reading], int]:
    """Return what begins at this number, and how many numbers it took."""
    sides = _chain(text, measures, at)
    if len(sides) > 1:
        return _object(text, sides), len(sides)
    if range_ := _range(text, measures, at):
        return _placed(text, range_), 2
    return (_placed(text, _single(text, measures[at])) if measures[at].unit else []), 1


def _chain(text: str, measures: Sequence[Measure], at: int) -> list[Measure]:
    """Return the numbers that are multiplied here, when the last says that they are lengths: 600 x 400 x 300 mm."""
    chain = [measures[at]]
    for one in measures[at + 1 : at + 3]:
        if not clues.TIMES.fullmatch(text[chain[-1].end : one.start]):
            break
        chain.append(one)
    lengths = all(one.quantity is None or one.quantity.key == "length" for one in chain)
    return chain if chain[-1].quantity and lengths else chain[:1]


def _object(text: str, sides: list[Measure]) -> list[Reading]:
    """Return length, width and height; on the floor the longer side is the length, whichever was written first."""
    unit = sides[-1].unit
    values = [side.si(side.value, unit) for side in sides]
    values[:2] = sorted(values[:2], reverse=True)
    start = sides[0].start
    return [
        Reading(key, *_bounds(text, start, start, value), start, sides[-1].end)
        for key, value in zip(_SIDES, values, strict=False)
    ]


def _range(text: str, measures: Sequence[Measure], at: int) -> Reading | None:
    if at + 1 == len(measures):
        return None
    one, other = measures[at], measures[at + 1]
    gap = text[one.end : other.start]
    if not other.quantity or not other.unit or (one.quantity and one.quantity != other.quantity):
        return None
    if clues.GIVE_OR_TAKE.fullmatch(gap):
        middle, aside = one.si(one.value, other.unit), other.value * other.unit.factor
        low, high = other.unit.to_si(one.value - other.value), other.unit.to_si(one.value + other.value)
        return Reading(
            other.quantity.key,
            *((low, high) if not one.unit else (middle - aside, middle + aside)),
            one.start,
            other.end,
        )
    between = clues.RANGE.fullmatch(gap)
    if not between or (re.search("och|and", gap) and not clues.BETWEEN.search(_before(text, one.start))):
        return None
    start, first = _signed(text, one)
    ends = sorted((one.si(first, other.unit), other.unit.to_si(other.value * _direction(between["sign"]))))
    return Reading(other.quantity.key, ends[0], ends[1], start, other.end)


def _single(text: str, one: Measure) -> Reading:
    assert one.quantity and one.unit  # nosec B101: callers look
    start, value = _signed(text, one)
    if (sign := clues.SIGNED.search(_before(text, one.start))) and sign["both"]:
        low, high = one.unit.to_si(-one.value), one.unit.to_si(one.value)
        return Reading(one.quantity.key, low, high, one.start - len(sign[0]), one.end)
    bounds = _bounds(text, start, one.end, one.unit.to_si(value), is_temperature=one.quantity.key == "temperature")
    return Reading(one.quantity.key, *bounds, start, one.end)


def _signed(text: str, one: Measure) -> tuple[int, float]:
    """Return where the number begins with its sign, and its value; a dash between words and a number is a minus."""
    sign = clues.SIGNED.search(_before(text, one.start))
    if not sign or not sign["plain"]:
        return one.start, one.value
    return one.start - len(sign[0]), one.value * _direction(sign["plain"])


def _before(text: str, at: int) -> str:
    """Return the words that may qualify what stands here: as far back as anybody's sentence does."""
    return text[max(0, at - _SEEN) : at]


def _direction(sign: str | None) -> int:
    return -1 if sign and sign.strip().casefold() in ("minus", *clues.DASH) else 1


def _bounds(
    text: str, start: int, end: int, value: float, *, is_temperature: bool = False
) -> tuple[float | None, float | None]:
    """Return low and high by the words before the number: up to, at least, or just so much."""
    before = _before(text, start)
    if is_temperature and clues.DOWN_TO.search(before):
        return value, None
    if clues.AT_MOST.search(before):
        return None, value
    if clues.AT_LEAST.search(before) or clues.OR_MORE.match(text, end):
        return value, None
    return value, value


def _placed(text: str, reading: Reading) -> list[Reading]:
    """Return the reading under what it measures; none when it says where something lies and not how large it is."""
    if reading.quantity != "length":
        return [reading]
    before, after = _before(text, reading.start), text[reading.end : reading.end + _SEEN]
    if clues.WITHIN.search(before) or clues.WHERE_IT_LIES.match(after) or clues.THICK.match(after):
        return []
    if reading.high is not None and reading.high > _ALTITUDE and clues.HIGH_UP.search(text):
        return [replace(reading, quantity="altitude")]
    if clues.DOWN_TO.search(before):
        return [replace(reading, quantity="depth")]
    side = clues.SIDE_AFTER.match(after) or clues.SIDE_BEFORE.search(_without_bound(before))
    return [replace(reading, quantity=side.lastgroup or "length") if side else reading]


def _without_bound(before: str) -> str:
    bound = clues.AT_MOST.search(before) or clues.AT_LEAST.search(before)
    return before[: bound.start()] if bound else before


def _clean(text: str) -> Iterator[Reading]:
    """Yield the classes of clean rooms: ISO 14644, or the old American ones by the ISO class that replaced them."""
    for found in clues.CLEAN.finditer(text):
        low = float(found["iso"]) if found["iso"] else _FEDERAL["".join(c for c in found["fed"] if c.isdigit())]
        high = float(found["to"]) if found["to"] else low
        yield Reading("cleanliness", min(low, high), max(low, high), found.start(), found.end())
