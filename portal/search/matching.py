"""Needs in a company's own words, matched against the real inventory: who answers, or that nobody does."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from portal.geography import distances_to, find_place
from portal.search import index
from portal.search.queries import ask_for, worth

MOST = 20
NEAR_TOP = 0.05


def match(text: str, place: str = "") -> list[str]:
    """Return slugs of the real listings that answer to the need, the best first; none when there is no good match."""
    at = index.current()
    ranking = ask_for(text, at).ranking
    if not len(at.shelf) or ranking.is_weak:
        return []
    where = find_place(place) if place else None
    distances = distances_to((where.lat, where.lon), at.shelf.columns.points) if where else None
    scores = worth(at, ranking, distances) * at.shelf.columns.real
    # The sort is stable, and the shelf is in the order that decides between equals.
    best = np.argsort(-scores, kind="stable")[:MOST].tolist()
    return [at.shelf.listings[one].slug for one in best if scores[one] >= NEAR_TOP * scores[best[0]] > 0]


def match_all(needs: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Return the matches of each need by its id."""
    return {str(need["id"]): match(str(need.get("text") or ""), str(need.get("place") or "")) for need in needs}
