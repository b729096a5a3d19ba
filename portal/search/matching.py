"""Needs in a company's own words, matched against the real inventory: who answers, or that nobody does.

A search shows whatever answers to some of the words; here an empty answer must mean "no good match". So a listing has to
cover enough of what the need is about, words that no listing knows counted in.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from portal.geography import distance_km, find_place
from portal.search.queries import nearness, shelf, text_ranking
from portal.search.ranking import STATUS_FACTOR, Ranking
from portal.search.shelf import Listed, Shelf

MOST = 20
SHORT_NEED, LONG_NEED = 2, 16
LEAST_SHORT, LEAST_LONG = 0.34, 0.14
"""The share of a need that a good match covers: of two or three words one at least, of a page much less."""

NEAR_TOP = 0.12


def match(text: str, place: str = "") -> list[str]:
    """Return slugs of the real listings that answer to the need, the best first; none when there is no good match."""
    listings = shelf()
    ranking = text_ranking(text, listings)
    scored = _scored(listings, ranking, place)
    best = scored[0][0] if scored else 0.0
    return [listed.slug for score, listed in scored[:MOST] if score >= NEAR_TOP * best]


def match_all(needs: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Return the matches of each need by its id."""
    return {str(need["id"]): match(str(need.get("text") or ""), str(need.get("place") or "")) for need in needs}


def _scored(listings: Shelf, ranking: Ranking, place: str) -> list[tuple[float, Listed]]:
    least = least_covered(ranking.words)
    where = find_place(place) if place else None
    found = []
    for listed in listings.listings:
        answer = ranking.answers.get(listed.id)
        if answer is None or listed.is_demonstration or answer.covered < least:
            continue
        away = distance_km(where.lat, where.lon, listed.lat, listed.lon) if where else None
        score = answer.score * answer.covered * STATUS_FACTOR[listed.status] * nearness(away)
        found.append((round(score, 4), listed))
    # The sort is stable, and the shelf is in the order that decides between equals.
    return sorted(found, key=lambda pair: -pair[0])


def least_covered(words: int) -> float:
    """Return the share of a need of so many words that a match must cover."""
    along = min(1.0, max(0.0, (words - SHORT_NEED) / (LONG_NEED - SHORT_NEED)))
    return LEAST_SHORT + (LEAST_LONG - LEAST_SHORT) * along
