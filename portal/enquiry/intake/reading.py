"""What a company's own words say: answers that need not be asked for again. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from portal.geography import Place, find_place
from portal.limits.fitting import Need
from portal.limits.quantities import BY_KEY
from portal.search.briefs import Brief, read_brief
from portal.web.wording import language_of

LONGEST_SEARCHED = 600
MOST = 1_000_000_000
MEASURES = {
    "length_mm": ("length", 1000),
    "width_mm": ("width", 1000),
    "height_mm": ("height", 1000),
    "mass_g": ("mass", 1000),
}
"""Answers that are a measure: its quantity, and how many of the answer's whole units one SI unit is."""


def read(text: str, today: date) -> Brief:
    """Return the text taken apart."""
    return read_brief(text, today, language_of(text))


def answers_in(text: str, today: date) -> dict[str, Any]:
    """Return what the text says of the questions, as the draft keeps it."""
    brief = read(text, today)
    found: dict[str, Any] = {**_measures(brief.limits), **_place(brief.place)}
    if brief.time:
        found |= {"first_day": brief.time.first_day.isoformat(), "last_day": brief.time.last_day.isoformat()}
    if brief.trl:
        low, high = brief.trl
        found |= {"trl_now": low, "trl_wanted": high} if high > low else {"trl_now": low}
    if brief.secrecy:
        found["secrecy"] = "blind"
    if brief.budget is not None and brief.budget < MOST:
        found["budget"] = brief.budget
    return found


def _measures(limits: Sequence[Need]) -> dict[str, int]:
    by_quantity = {one.quantity: one.high for one in limits}
    found = {
        name: round(by_quantity[quantity] * factor)
        for name, (quantity, factor) in MEASURES.items()
        if quantity in by_quantity
    }
    return {name: value for name, value in found.items() if 0 < value < MOST}


def _place(place: Place | None) -> dict[str, str]:
    if place is None:
        return {}
    county = place.name if place.kind == "county" else place.county
    return {"place": place.label} | ({"county": county} if county else {})


def county_of(place: str) -> str:
    """Return the county that a place lies in, or nothing where it is not known."""
    return _place(find_place(place)).get("county", "") if place else ""


def needs_of(answers: dict[str, Any], today: date) -> tuple[Need, ...]:
    """Return what must fit: the measures that were answered, and every other limit that the text names."""
    own = {quantity for quantity, _factor in MEASURES.values()}
    needs = [one for one in read(str(answers.get("need", "")), today).limits if one.quantity not in own]
    for name, (quantity, factor) in MEASURES.items():
        if answers.get(name):
            value = float(f"{answers[name] / factor:.9g}")
            needs.append(Need(quantity, value, value))
    return tuple(sorted(needs, key=lambda one: list(BY_KEY).index(one.quantity)))


def words_of(answers: dict[str, Any], today: date) -> str:
    """Return what the search goes by: the words of the need without what was read from it, and what the object is."""
    brief = read(str(answers.get("need", "")), today)
    said = [brief.words or str(answers.get("need", "")), str(answers.get("object_what", ""))]
    return " ".join(" ".join(said).split())[:LONGEST_SEARCHED]
