"""Needs in a company's own words, matched against the real inventory: who answers, or that nobody does.

A search shows whatever answers to some of the words; here an empty answer must mean "no good match". So the best listing
has to cover enough of what the need is about, words that no listing knows counted in.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from portal.geography import distance_km, find_place
from portal.search.queries import all_answers, nearness, shelf
from portal.search.ranking import STATUS_FACTOR, Ranking
from portal.search.shelf import Listed, Shelf

MOST = 20
ONE_WORD, LEAST, MOST_ASKED = 0.8, 0.085, 0.3
"""A good match covers most of one word of the need, but never less than a twelfth of a long one."""

NEAR_TOP = 0.05


def match(text: str, place: str = "") -> list[str]:
    """Return slugs of the real listings that answer to the need, the best first; none when there is no good match."""
    listings = shelf()
    ranking = all_answers(text, listings)
    scored = _scored(listings, ranking, place)
    if not scored or ranking.answers[scored[0][1].id].covered < least_covered(ranking.words):
        return []
    best = scored[0][0]
    return [listed.slug for score, listed in scored[:MOST] if score >= NEAR_TOP * best]


def match_all(needs: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Return the matches of each need by its id."""
    return {str(need["id"]): match(str(need.get("text") or ""), str(need.get("place") or "")) for need in needs}


def _scored(listings: Shelf, ranking: Ranking, place: str) -> list[tuple[float, Listed]]:
    where = find_place(place) if place else None
    found = []
    for listed in listings.listings:
        answer = ranking.answers.get(listed.id)
        if answer is None or listed.is_demonstration:
            continue
        away = distance_km(where.lat, where.lon, listed.lat, listed.lon) if where else None
        score = answer.score * answer.covered * STATUS_FACTOR[listed.status] * nearness(away)
        found.append((round(score, 4), listed))
    # The sort is stable, and the shelf is in the order that decides between equals.
    return sorted(found, key=lambda pair: -pair[0])


def least_covered(words: int) -> float:
    """Return the share of a need of so many words that the best match must cover."""
    return min(MOST_ASKED, max(LEAST, ONE_WORD / max(words, 1)))
