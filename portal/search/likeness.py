"""Which testbeds are like another: shared technologies first, then sectors and services; near ones first among equals."""

from dataclasses import dataclass
from typing import Any

from portal.geography import distances_km
from portal.search.columns import STATUS_FACTOR
from portal.search.criteria import FACET_BY_PARAMETER
from portal.search.queries import shelf
from portal.search.ranking import inverse_frequency
from portal.search.shelf import Listed, Shelf

WEIGHTS = {"teknik": 3.0, "sektor": 2.0, "tjanst": 1.0, "marknad": 1.0, "miljo": 0.5}
MOST = 4


@dataclass(frozen=True)
class Alike:
    """A listing that is like another: how far away it is, and the technologies and sectors that both have."""

    listed: Listed
    distance: float
    shared: tuple[tuple[str, str], ...]


def alike(testbed: Any, most: int = MOST) -> list[Alike]:
    """Return the listings most like this one; a real one is never compared with a demonstration."""
    listings = shelf()
    at = listings.place_of.get(testbed.id)
    if at is None:
        return []
    this = listings.listings[at]
    others = [one for one in listings.listings if one.id != this.id and one.is_demonstration <= this.is_demonstration]
    away = distances_km((this.lat, this.lon), [(one.lat, one.lon) for one in others])
    scored = [(round(_likeness(listings, this, one), 4), km, one) for one, km in zip(others, away, strict=True)]
    best = sorted((each for each in scored if each[0] > 0), key=lambda each: (-each[0], each[1], each[2].tie))
    return [Alike(one, km, _shared(this, one)) for _, km, one in best[:most]]


def _likeness(listings: Shelf, this: Listed, other: Listed) -> float:
    """Return how much both have in common, rare words counted for more, as a share of what either has."""
    common = either = 0.0
    for parameter, weight in WEIGHTS.items():
        ours, theirs = set(this.classes[parameter]), set(other.classes[parameter])
        rare = {value: _rarity(listings, parameter, value) for value in ours | theirs}
        common += weight * sum(rare[value] for value in sorted(ours & theirs))
        either += weight * sum(rare[value] for value in sorted(ours | theirs))
    return common / either * STATUS_FACTOR[other.status] if either else 0.0


def _rarity(listings: Shelf, parameter: str, value: str) -> float:
    return inverse_frequency(listings.bits[parameter].get(value, 0).bit_count(), len(listings))


def _shared(this: Listed, other: Listed) -> tuple[tuple[str, str], ...]:
    return tuple(
        (FACET_BY_PARAMETER[parameter].kind, value)
        for parameter in ("teknik", "sektor")
        for value in this.classes[parameter]
        if value in other.classes[parameter]
    )
