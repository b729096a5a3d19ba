"""Whether what somebody needs fits what a testbed states: yes, no, or not told. Never a guess."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from portal.limits.quantities import BY_KEY, CLASS, ROOM_TEMPERATURE, SPANS

_SIDES = frozenset({"length", "width", "height", "diameter"})
# A value that was typed in one unit and stored in another differs in its last digits.
_NEARLY = 1e-6


class Fit(IntEnum):
    """What a comparison gives; the better is the larger."""

    NO = 0
    UNTOLD = 1
    YES = 2


@dataclass(frozen=True, order=True)
class Need:
    """What somebody's object or test asks of a testbed, in SI: a value as low and high alike, or a span."""

    quantity: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Limit:
    """What a testbed states of one quantity in SI; `sentences` tell which limits are of the same hall or machine."""

    quantity: str
    low: float | None
    high: float | None
    sentences: frozenset[str] = frozenset()


def fit_of(needs: Sequence[Need], limits: Sequence[Limit]) -> Fit:
    """Return whether all needs fit: NO when a stated limit is too small, UNTOLD when nothing is stated of one of them.

    The sides of an object must fit in one and the same place; other needs may be met by different equipment.
    """
    sides = [need for need in needs if need.quantity in _SIDES]
    others = [need for need in needs if need.quantity not in _SIDES]
    found = [_best(need, limits) for need in others]
    if sides:
        found.append(_fit_of_object(sides, limits))
    return min(found, default=Fit.YES)


def _fit_of_object(sides: Sequence[Need], limits: Sequence[Limit]) -> Fit:
    asked = {need.quantity for need in sides}
    stated = [limit for limit in limits if limit.quantity in asked]
    turned = _turned(sides)
    return max((min(_best(need, place) for need in turned) for place in _places(stated)), default=Fit.UNTOLD)


def _turned(sides: Sequence[Need]) -> list[Need]:
    """Return the sides as they lie on the floor: the longer one is the length, as it is in what testbeds state."""
    by = {need.quantity: need for need in sides}
    if "length" in by and "width" in by and by["width"].high > by["length"].high:
        length, width = by["width"], by["length"]
        by |= {"length": Need("length", length.low, length.high), "width": Need("width", width.low, width.high)}
    return list(by.values())


def _places(limits: Sequence[Limit]) -> list[list[Limit]]:
    """Return the limits by the place that they are of: those with a sentence in common."""
    places: list[tuple[set[str], list[Limit]]] = []
    for limit in limits:
        same = [place for place in places if place[0] & limit.sentences]
        merged = (set(limit.sentences).union(*(place[0] for place in same)), [*_limits_of(same), limit])
        places = [place for place in places if place not in same] + [merged]
    return [place[1] for place in places]


def _limits_of(places: Iterable[tuple[set[str], list[Limit]]]) -> list[Limit]:
    return [limit for place in places for limit in place[1]]


def _best(need: Need, limits: Iterable[Limit]) -> Fit:
    return max((_compared(need, limit) for limit in limits if limit.quantity == need.quantity), default=Fit.UNTOLD)


def _compared(need: Need, limit: Limit) -> Fit:
    way = BY_KEY[need.quantity].way
    if way == CLASS:
        return _as_clean(need, limit)
    return _covers(need, limit) if way == SPANS else _reaches(need, limit)


def _reaches(need: Need, limit: Limit) -> Fit:
    """Compare with how far it goes; "more than" says what it reaches at least and not where it ends."""
    if limit.high is not None:
        return Fit.YES if _at_most(need.high, limit.high) else Fit.NO
    return Fit.YES if limit.low is not None and _at_most(need.high, limit.low) else Fit.UNTOLD


def _covers(need: Need, limit: Limit) -> Fit:
    low, high = limit.low, limit.high
    if need.quantity == "temperature":
        # Cooling and heating start in the room: to -40 °C is from there and down, to 1200 °C from there and up.
        low = min(ROOM_TEMPERATURE, high or ROOM_TEMPERATURE) if low is None else low
        high = max(ROOM_TEMPERATURE, low) if high is None else high
    if (low is not None and not _at_most(low, need.low)) or (high is not None and not _at_most(need.high, high)):
        return Fit.NO
    return Fit.UNTOLD if low is None or high is None else Fit.YES


def _as_clean(need: Need, limit: Limit) -> Fit:
    cleanest = limit.low if limit.low is not None else limit.high
    if cleanest is None:
        return Fit.UNTOLD
    return Fit.YES if cleanest <= need.low else Fit.NO


def _at_most(value: float, limit: float) -> bool:
    return value <= limit + abs(limit) * _NEARLY
