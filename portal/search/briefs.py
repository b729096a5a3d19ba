"""A brief in a company's own words, taken apart: place, limits, time, budget, maturity, secrecy; the rest is words.

Pure: no database. What is taken says where it stood, so that a page can show what it was read from.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from portal.geography import Place, find_place
from portal.limits.fitting import Need
from portal.limits.quantities import BY_KEY, CLASS, REACHES
from portal.limits.reading import Reading, read
from portal.search.wishes import Found, Window, budget_in, secrecy_in, time_in, trl_in

LEAST_WORDS = 8
"""Fewer words are a search and no brief: whoever types "ugn 1200 °C Luleå" has chosen each of them."""

_LARGE, _SHORT = 10_000, 4
_LEAST_SIDE = 0.001
_NAME = r"[^\W\d_][\w-]*"
_NEAR = (
    r"nära|kring|runt|omkring|utanför|near|close to|around|outside"
    r"|inom\s+\d+\s*(?:km|mil)\s+(?:från|av)|within\s+\d+\s*km\s+(?:of|from)"
)
_PLACE = re.compile(
    rf"\b(?:(?P<near>{_NEAR})|i|in|från|from|på(?=\s+(?:Gotland|Öland)\b))\s+(?:trakten av\s+|området kring\s+|the\s+)?"
    rf"(?=(?P<name>{_NAME}(?:\s+{_NAME}){{0,2}}))",
    re.IGNORECASE,
)
_AREA = re.compile(
    r"^(?:stor-)?(?P<name>.+?)s?-?(?:området|trakten|regionen)$|^(?P<english>.+?)\s+(?:area|region|county)$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Span:
    """What was taken from the text, and where it stood."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Brief:
    """What a text says. `words` is what is left of it; `budget` is in kronor, `trl` the lowest and highest level."""

    words: str
    place: Place | None = None
    limits: tuple[Need, ...] = ()
    time: Window | None = None
    budget: int | None = None
    trl: tuple[int, int] | None = None
    secrecy: bool = False
    spans: tuple[Span, ...] = ()


def is_brief(text: str) -> bool:
    """Return whether the text is long enough to be somebody's own words rather than chosen ones."""
    return len(text.split()) >= LEAST_WORDS


def read_brief(text: str, today: date, language: str | None = None) -> Brief:
    """Return the text taken apart; what is not there is None."""
    wishes = {
        "time": time_in(text, today),
        "budget": budget_in(text),
        "trl": trl_in(text),
        "secrecy": secrecy_in(text),
    }
    taken = [Span(kind, *span) for kind, one in wishes.items() if one for span in one.spans]
    readings = [one for one in read(text, language) if not (_overlaps(taken, one.start, one.end) or _is_fine(one))]
    taken += [Span(one.quantity, one.start, one.end) for one in readings]
    places = list(_places(text, taken))
    taken += [Span("place", *span) for one in places for span in one.spans]
    return Brief(
        words=_rest(text, taken),
        place=_nearest_named(places),
        limits=_needs(readings),
        spans=tuple(sorted(taken, key=lambda span: (span.start, span.end))),
        **{kind: one.value for kind, one in wishes.items() if one},
    )


def _is_fine(reading: Reading) -> bool:
    """Return whether the length is so small that it is how exact something is and not how large."""
    return reading.quantity == "length" and (reading.high or reading.low or 0) < _LEAST_SIDE


def _needs(readings: list[Reading]) -> tuple[Need, ...]:
    """Return one need for each quantity, as wide as all that is said of it."""
    ends: dict[str, list[float]] = {}
    for one in readings:
        ends.setdefault(one.quantity, []).extend(end for end in (one.low, one.high) if end is not None)
    return tuple(_need(key, values) for key, values in ends.items())


def _need(key: str, values: list[float]) -> Need:
    way = BY_KEY[key].way
    if way == CLASS:
        return Need(key, min(values), min(values))
    return Need(key, max(values), max(values)) if way == REACHES else Need(key, min(values), max(values))


def _places(text: str, taken: list[Span]) -> Iterator[Found]:
    """Yield the places that words like "i" and "nära" stand before, the longest name that the country knows."""
    for match in _PLACE.finditer(text):
        parts = match["name"].split()
        for length in range(len(parts), 0, -1):
            name = " ".join(parts[:length])
            end = match.start("name") + _length(match["name"], length)
            if (place := _known(name, is_near=bool(match["near"]))) and not _overlaps(taken, match.start("name"), end):
                yield Found(place, ((match.start(), end),))
                break


def _nearest_named(places: list[Found]) -> Place | None:
    """Return the first town that is named, or else the first county: "i Dalarna, nära Borlänge" means Borlänge."""
    return min((one.value for one in places), key=lambda place: place.kind in ("county", "region"), default=None)


def _length(name: str, words: int) -> int:
    """Return how many characters the first words of the name take, whatever white space parts them."""
    found = re.match(rf"\S+(?:\s+\S+){{{words - 1}}}", name)
    return found.end() if found else len(name)


def _known(name: str, *, is_near: bool) -> Place | None:
    """Return the place when the name can hardly mean anything else.

    A short name of a small place is also a word (Vi, Ed, Bor, Mark): it must be near something, and no name may be
    written small unless many people live there.
    """
    area = _AREA.match(name)
    place = find_place(name) or (find_place(area["name"] or area["english"]) if area else None)
    if place is None:
        return None
    is_large = place.population >= _LARGE or place.kind in ("county", "region")
    is_word = len(name) <= _SHORT and place.kind in ("locality", "municipality")
    if name[0].islower():
        return place if is_large and not is_word else None
    return place if is_near or is_large or not is_word else None


def _overlaps(taken: list[Span], start: int, end: int) -> bool:
    return any(start < span.end and span.start < end for span in taken)


def _rest(text: str, taken: list[Span]) -> str:
    """Return what is left, on one line, without the signs that now stand alone."""
    kept, at = [], 0
    for span in sorted(taken, key=lambda one: one.start):
        kept.append(text[at : max(at, span.start)])
        at = max(at, span.end)
    rest = " ".join(" ".join([*kept, text[at:]]).split())
    return re.sub(r"\s*[,;:]*\s*(?=[,.;:!?])", "", rest).strip(" ,;:")
