"""Finding: the hits of a search in their order, the counts of its facets, and its points for the map.

One statement answers a search whose words were asked for before: the catalogue's version; the rest is at hand in the process
(`index.py`). Sorting is done here and not by the database, so both databases give the same order.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import overload

import numpy as np
from numpy.typing import NDArray

from portal.geography import Place, distances_to, find_place
from portal.limits.fitting import Need
from portal.search import index
from portal.search.asking import Question, ask
from portal.search.criteria import (
    DISTANCE,
    FACET_BY_PARAMETER,
    FACETS,
    NAME,
    RELEVANCE,
    START,
    Criteria,
    names_of_counties,
    values_of,
)
from portal.search.fitting import fitted
from portal.search.index import Index
from portal.search.ranking import Floats, Ranking, answering, rank, terms_of
from portal.search.reasons import Reasons, reasons
from portal.search.shelf import Listed, Shelf, version_key
from portal.search.timely import free_on, starts
from portal.search.understanding import Understood, understood
from portal.web.fragments import Fragments

__all__ = [
    "Criteria",
    "Hit",
    "Inventory",
    "Listed",
    "Result",
    "facet_label",
    "find",
    "inventory",
    "map_points",
    "names_of_counties",
    "shelf",
    "version_key",
]

NOTHING_ASKED, NO_REASONS = Question(()), Reasons()

NEAR_KM = 150
FAR_FACTOR = 0.6
"""A place asked for lowers what lies far away, to this at most, since a good match is worth a journey."""

_rankings = Fragments(size=64)
_figures = Fragments(size=1)
_distances = Fragments(size=32)


@dataclass(frozen=True)
class Asked:
    """A text as it was understood, and how every listing answers to it."""

    question: Question
    ranking: Ranking


@dataclass(frozen=True, slots=True)
class Hit:
    """One hit: the listing, kilometres from the place asked for, why it is one, and the limits asked for that it states to meet."""

    listed: Listed
    distance: float | None = None
    reasons: Reasons = NO_REASONS
    meets: tuple[Need, ...] = ()

    @property
    def testbed_id(self) -> int:
        return self.listed.id


@dataclass(frozen=True)
class Met:
    """The limits that a search asks for, and the listings that state to meet them all, as a set of the shelf."""

    needs: tuple[Need, ...]
    fits: int

    def by(self, place: int) -> tuple[Need, ...]:
        return self.needs if self.fits >> place & 1 else ()


class Hits(Sequence[Hit]):
    """All hits of a search in their order; each is made when it is shown, since most of a thousand are not."""

    def __init__(self, at: Index, places: NDArray[np.int64], distances: Floats | None, asked: Asked | None, met: "Met"):
        self._at, self._places, self._distances, self._asked, self._met = at, places, distances, asked, met

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[Hit]:
        return iter(self[:])

    @overload
    def __getitem__(self, which: int) -> Hit: ...
    @overload
    def __getitem__(self, which: slice) -> list[Hit]: ...
    def __getitem__(self, which: int | slice) -> "Hit | list[Hit]":
        if isinstance(which, int):
            return self._made(self._places[[which]])[0]
        return self._made(self._places[which])

    @property
    def listed(self) -> list[Listed]:
        """Return the listings alone, without working out why each is a hit."""
        return [self._at.shelf.listings[place] for place in self._places.tolist()]

    def _made(self, places: NDArray[np.int64]) -> list[Hit]:
        why = self._reasons(places)
        listings = self._at.shelf.listings
        away: list[float | None] = [None] * len(places)
        if self._distances is not None:
            away = [round(float(km), 1) for km in self._distances[places]]
        made = zip(places.tolist(), away, why, strict=True)
        return [Hit(listings[place], distance, reason, self._met.by(place)) for place, distance, reason in made]

    def _reasons(self, places: NDArray[np.int64]) -> list[Reasons]:
        if self._asked is None:
            return [NO_REASONS] * len(places)
        return reasons(self._asked.question, self._at.holding, self._at.thesaurus, places)


@dataclass(frozen=True)
class Result:
    """What a search found, all pages of it. `facets` counts what each value would give under every other filter.

    `is_weak` when words were asked for and nothing answers to enough of them: what is shown is only the nearest. `read` is
    how a long text was understood, `has_let_go` that its limits were set aside since nothing fitted them; `untold` counts
    the listings that state nothing by which one could tell whether they fit.
    """

    hits: Hits
    facets: Mapping[str, Mapping[str, int]]
    version: int
    place: Place | None = None
    question: Question = NOTHING_ASKED
    unknown_words: tuple[str, ...] = ()
    is_weak: bool = False
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
    at = index.current()
    listings = at.shelf
    place = find_place(criteria.place) if criteria.place else None
    asked = ask_for(criteria.q, at, literally=criteria.exact) if criteria.q else None
    everywhere = listings.set_of(answering(asked.ranking)) if asked else listings.everything
    if criteria.frame:
        everywhere &= listings.within(criteria.frame)
    if criteria.dates:
        everywhere &= free_on(listings, criteria.dates)
    chosen = {parameter: listings.union(parameter, values) for parameter, values in criteria.chosen}
    among = everywhere
    for one in chosen.values():
        among &= one
    must, said = fitted(listings, criteria.needs), fitted(listings, read.needs)
    everywhere &= must.fits & (said.fits | said.untold)
    found = among & everywhere
    met = Met((*criteria.needs, *read.needs), must.fits & said.fits)
    distances = distances_from(place, listings) if place and len(listings) else None
    return Result(
        hits=Hits(at, _sorted(at, found, asked, distances, criteria), distances, asked, met),
        facets=_counts(listings, everywhere, chosen, found),
        version=listings.version,
        place=place,
        question=asked.question if asked else NOTHING_ASKED,
        unknown_words=asked.ranking.unknown_words if asked else (),
        is_weak=asked is not None and asked.ranking.is_weak,
        read=read,
        untold=(among & ((must.untold & (said.fits | said.untold)) | (found & said.untold))).bit_count(),
    )


def distances_from(place: Place, listings: Shelf) -> Floats:
    """Return the kilometres from the place to each listing; kept, since most who name a place look at several pages."""

    def measured() -> Floats:
        return distances_to((place.lat, place.lon), listings.columns.points)

    found: Floats = _distances.get((place.lat, place.lon), version_key(listings.version), measured)
    return found


def ask_for(text: str, at: Index, *, literally: bool = False) -> Asked:
    """Return the text as it is understood, with how all listings answer to it; kept until the version grows."""
    return _rankings.get((text, literally), version_key(at.version), lambda: _asked(text, at, literally))


def _asked(text: str, at: Index, literally: bool) -> Asked:
    question = ask(text, at.thesaurus, at.lexicon)
    question = question.literally() if literally else question
    at.fetch(terms_of(question, at.thesaurus))
    return Asked(question, rank(question, at.postings, at.thesaurus, len(at.shelf)))


def facet_label(parameter: str, value: str, language: str) -> str:
    """Return how a value of a facet is called."""
    return FACET_BY_PARAMETER[parameter].label(value, language)


def map_points(criteria: Criteria) -> list[Listed]:
    """Return what the map shows: every hit of the search, whatever page it is on."""
    return find(criteria).hits.listed


def shelf() -> Shelf:
    """Return the public listings as they are now."""
    return index.current().shelf


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


def worth(at: Index, ranking: Ranking, distances: Floats | None) -> Floats:
    """Return by place what the order goes by: fit first, what may not be open and what is far away counted down."""
    scores = ranking.worth * at.shelf.columns.factors
    return np.round(scores if distances is None else scores * nearness(distances), 4)


def nearness(distances: Floats) -> Floats:
    """Return what a distance leaves of a score: all of it on the spot."""
    return FAR_FACTOR + (1 - FAR_FACTOR) * np.exp(-distances / NEAR_KM)


def sorting(criteria: Criteria, place: Place | None) -> str:
    """Return the order that is used: the one asked for where it makes sense, else by words, place or name."""
    if criteria.sort in (NAME, START) or (criteria.sort == DISTANCE and place):
        return criteria.sort
    if criteria.q:
        return RELEVANCE
    return DISTANCE if place else RELEVANCE


def _sorted(
    at: Index, found: int, asked: Asked | None, distances: Floats | None, criteria: Criteria
) -> NDArray[np.int64]:
    """Return the places in their order; the shelf's order, open ones first and then by name, decides between equals."""
    marked = at.shelf.marked(found)
    if criteria.sort == NAME:
        by_name = at.shelf.columns.by_name
        return by_name[marked[by_name]]
    places = _by_fit(at, np.flatnonzero(marked), asked, distances, criteria)
    if criteria.sort == START:
        return places[np.argsort(starts(at.shelf)[places], kind="stable")]
    return places


def _by_fit(
    at: Index, places: NDArray[np.int64], asked: Asked | None, distances: Floats | None, criteria: Criteria
) -> NDArray[np.int64]:
    if distances is not None and (criteria.sort == DISTANCE or not asked):
        return places[np.argsort(np.round(distances[places], 1), kind="stable")]
    if not asked:
        return places
    return places[np.argsort(-worth(at, asked.ranking, distances)[places], kind="stable")]


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
