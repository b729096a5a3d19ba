"""Finding: the hits of a search in their order, the counts of its facets, and its points for the map.

Two statements answer a search: the catalogue's version, and the postings of its words; the rest is at hand in the process
(`shelf.py`). Sorting is done here and not by the database, so both databases give the same order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp

from sqlalchemy import and_, or_, select

from portal.catalogue.queries import catalogue_version
from portal.database import db
from portal.geography import Place, distances_km, find_place
from portal.search.analysis import QueryWord, query_words, upper_bound
from portal.search.criteria import DISTANCE, FACETS, NAME, RELEVANCE, Criteria, values_of
from portal.search.fitting import fitted
from portal.search.models import Posting
from portal.search.ranking import STATUS_FACTOR, Postings, Ranking, rank
from portal.search.shelf import Listed, Shelf, shelf_of, version_key
from portal.search.understanding import Understood, understood
from portal.web.fragments import Fragments

__all__ = [
    "Criteria",
    "Hit",
    "Inventory",
    "Listed",
    "Result",
    "find",
    "inventory",
    "map_points",
    "shelf",
    "text_ranking",
    "version_key",
]

NEAR_KM = 150
FAR_FACTOR = 0.6
"""A place asked for lowers what lies far away, to this at most, since a good match is worth a journey."""

NEAR_BEST = 0.5

_rankings = Fragments(size=512)
_figures = Fragments(size=1)


@dataclass(frozen=True, slots=True)
class Hit:
    """One hit: the listing, how well it answers, kilometres from the place asked for, and the words it answers to."""

    listed: Listed
    score: float = 0.0
    distance: float | None = None
    words: tuple[str, ...] = ()

    @property
    def testbed_id(self) -> int:
        return self.listed.id


@dataclass(frozen=True)
class Result:
    """What a search found, all pages of it. `facets` counts what each value would give under every other filter.

    `read` is how a long text was understood, `has_let_go` that its limits were set aside since nothing fitted them;
    `untold` counts the listings that state nothing by which one could tell whether they fit.
    """

    hits: Sequence[Hit]
    facets: Mapping[str, Mapping[str, int]]
    version: int
    place: Place | None = None
    unknown_words: tuple[str, ...] = ()
    read: Understood | None = None
    untold: int = 0
    has_let_go: bool = False

    @property
    def total(self) -> int:
        return len(self.hits)


def find(criteria: Criteria, language: str = "sv") -> Result:
    """Return all hits of the search in their order, with the counts of its facets.

    The language does not change the hits: a Swedish company reads English pages and types Swedish words.
    """
    read = understood(criteria)
    result = _found(read.criteria, read)
    if read.needs and not result.total:
        # What was read from a text narrows openly; where it leaves nothing, it is let go and the page says so.
        without = _found(read.criteria, Understood(read.criteria))
        result = replace(without, read=read, has_let_go=True) if without.total else result
    return result


def _found(criteria: Criteria, read: Understood) -> Result:
    listings = shelf()
    place = find_place(criteria.place) if criteria.place else None
    ranking = text_ranking(criteria.q, listings) if criteria.q else None
    answering = listings.everything if ranking is None else _set_of(listings, ranking)
    chosen = {parameter: listings.union(parameter, values) for parameter, values in criteria.chosen}
    asked, said = fitted(listings, criteria.needs), fitted(listings, read.needs)
    among = answering
    for one in chosen.values():
        among &= one
    answering &= asked.fits & (said.fits | said.untold)
    found = among & answering
    return Result(
        hits=_sorted(_hits(listings, found, ranking, place), criteria, place),
        facets=_counts(listings, answering, chosen, found),
        version=listings.version,
        place=place,
        unknown_words=ranking.unknown_words if ranking else (),
        read=read,
        untold=(among & ((asked.untold & (said.fits | said.untold)) | (found & said.untold))).bit_count(),
    )


def map_points(criteria: Criteria) -> list[Listed]:
    """Return what the map shows: every hit of the search, whatever page it is on."""
    return [hit.listed for hit in find(criteria).hits]


def shelf() -> Shelf:
    """Return the public listings as they are now."""
    return shelf_of(catalogue_version())


@dataclass(frozen=True)
class Inventory:
    """The figures of the real inventory; demonstrations are not counted."""

    testbeds: int
    active: int
    counties: int
    technologies: int
    operators: int
    per_market_area: Mapping[str, int]
    version: int


def inventory() -> Inventory:
    """Return the figures that the pages about the portal show; counted once for each version."""
    listings = shelf()
    return _figures.get("inventory", version_key(listings.version), lambda: _counted(listings))


def _counted(listings: Shelf) -> Inventory:
    real = [one for one in listings.listings if not one.is_demonstration]
    areas = {area: (bits & listings.real).bit_count() for area, bits in listings.bits["marknad"].items()}
    return Inventory(
        testbeds=len(real),
        active=sum(one.status == "active" for one in real),
        counties=len({one.county for one in real}),
        technologies=len({value for one in real for value in one.classes["teknik"]}),
        operators=len({one.operator for one in real}),
        per_market_area=areas,
        version=listings.version,
    )


def text_ranking(text: str, listings: Shelf) -> Ranking:
    """Return how the listings answer to the text, those that answer too little left out; kept until the version grows."""
    return _rankings.get(text, version_key(listings.version), lambda: _answering(text, listings))


def all_answers(text: str, listings: Shelf) -> Ranking:
    """Return how every listing answers to the text, however little."""
    words = query_words(text)
    return rank(words, _postings(words), len(listings))


def _answering(text: str, listings: Shelf) -> Ranking:
    ranking = all_answers(text, listings)
    best = max((answer.covered for answer in ranking.answers.values()), default=0.0)
    # Measured by the best hit as well: where none answers to much, those that answer to something are what there is.
    least = min(least_covered(ranking.words) * ranking.known, NEAR_BEST * best)
    kept = {one: answer for one, answer in ranking.answers.items() if answer.covered >= least}
    return replace(ranking, answers=kept)


def least_covered(words: int) -> float:
    """Return the share of what the index knows of the words that a hit must cover; of a long text, less."""
    return 0.4 if words <= 4 else max(0.2, 0.4 - 0.025 * (words - 4))


def _postings(words: Sequence[QueryWord]) -> Postings:
    """Read every posting that may answer to the words, in one statement."""
    terms = {term for word in words for term in (*word.exact, *word.folded)}
    terms |= {term for word in words for split in word.splits for term in split}
    ranges = {prefix for word in words for prefix in (*word.prefixes, *word.folded_prefixes, word.suffix) if prefix}
    if not terms and not ranges:
        return Postings(())
    within = [and_(Posting.term >= prefix, Posting.term < upper_bound(prefix)) for prefix in sorted(ranges)]
    query = select(Posting.term, Posting.testbed_id, Posting.weight)
    return Postings(db.session.execute(query.where(or_(Posting.term.in_(sorted(terms)), *within))))


def _set_of(listings: Shelf, ranking: Ranking) -> int:
    found = 0
    for testbed_id in ranking.answers:
        place = listings.place_of.get(testbed_id)
        if place is not None:
            found |= 1 << place
    return found


def _hits(listings: Shelf, found: int, ranking: Ranking | None, place: Place | None) -> list[Hit]:
    listed = [listings.listings[at] for at in listings.members(found)]
    distances: Sequence[float | None] = [None] * len(listed)
    if place:
        distances = [
            round(km, 1) for km in distances_km((place.lat, place.lon), [(one.lat, one.lon) for one in listed])
        ]
    if ranking is None:
        return [Hit(one, 0.0, distance) for one, distance in zip(listed, distances, strict=True)]
    hits = []
    for one, distance in zip(listed, distances, strict=True):
        answer = ranking.answers[one.id]
        score = round(answer.score * answer.covered * STATUS_FACTOR[one.status] * nearness(distance), 4)
        hits.append(Hit(one, score, distance, tuple(answer.words)))
    return hits


def nearness(distance: float | None) -> float:
    """Return what a distance leaves of a score: all of it on the spot or when no place was asked for."""
    return 1.0 if distance is None else FAR_FACTOR + (1 - FAR_FACTOR) * exp(-distance / NEAR_KM)


def sorting(criteria: Criteria, place: Place | None) -> str:
    """Return the order that is used: the one asked for where it makes sense, else by words, place or name."""
    if criteria.sort == NAME or (criteria.sort == DISTANCE and place):
        return criteria.sort
    if criteria.q:
        return RELEVANCE
    return DISTANCE if place else RELEVANCE


def _sorted(hits: list[Hit], criteria: Criteria, place: Place | None) -> list[Hit]:
    """Return the hits in their order; the shelf's order, open ones first and then by name, decides between equals."""
    order = sorting(criteria, place)
    if order == NAME:
        return sorted(hits, key=lambda hit: hit.listed.tie[1:])
    if order == DISTANCE:
        return sorted(hits, key=lambda hit: hit.distance or 0.0)
    return sorted(hits, key=lambda hit: -hit.score) if criteria.q else hits


def _counts(listings: Shelf, answering: int, chosen: Mapping[str, int], found: int) -> dict[str, dict[str, int]]:
    """Return for each value of each facet how many hits it would give with what is chosen in the other facets."""
    counts = {}
    for facet in FACETS:
        base = found
        if facet.parameter in chosen:
            base = answering
            for parameter, one in chosen.items():
                if parameter != facet.parameter:
                    base &= one
        bits = listings.bits[facet.parameter]
        counts[facet.parameter] = {value: (base & bits.get(value, 0)).bit_count() for value in values_of(facet)}
    return counts
