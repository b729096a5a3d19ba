"""The public listings of one version of the catalogue, kept in each process: what sorting and counting need, as bits.

A set of listings is a whole number with a bit for each, so that a facet of 35 values is counted in microseconds. The
shelf follows the changes in the database listing by listing.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from portal.catalogue.models import Testbed
from portal.catalogue.permissions import PUBLIC
from portal.concepts.queries import MAIN
from portal.database import db
from portal.search.areas import networks, networks_of, regions_of
from portal.search.columns import Columns
from portal.search.criteria import FACETS, county_slugs
from portal.search.frame import Frame
from portal.search.lexicon import CONCEPT
from portal.search.models import Posting

STATUS_RANK = {"active": 0, "uncertain": 1, "planned": 2, "closed": 3}
Bits = dict[str, dict[str, int]]

_COLUMNS = (
    Testbed.id,
    Testbed.slug,
    Testbed.name,
    Testbed.name_en,
    Testbed.operator,
    Testbed.municipality,
    Testbed.county,
    Testbed.lat,
    Testbed.lon,
    Testbed.location_precision,
    Testbed.status,
    Testbed.level,
    Testbed.lifecycle,
    Testbed.is_demonstration,
    *(getattr(Testbed, facet.column) for facet in FACETS if facet.kind == facet.column),
)
_LISTS = tuple((facet.parameter, facet.column) for facet in FACETS if facet.kind == facet.column)


@dataclass(frozen=True, slots=True)
class Listed:
    """What search and map know of one listing. `tie` decides between equal hits: open ones first, then by name."""

    id: int
    slug: str
    name: str
    name_en: str | None
    operator: str
    municipality: str
    county: str
    lat: float
    lon: float
    location_precision: str
    status: str
    level: str
    is_demonstration: bool
    classes: dict[str, tuple[str, ...]]
    tie: tuple[int, str, str]


class Shelf:
    """All public listings of a version, in the order of `tie`; bit n of a set is the listing at place n."""

    def __init__(self, version: int, listings: Iterable[Listed]):
        ordered = sorted(listings, key=lambda one: one.tie)
        self._settle(version, ordered, Columns.of(ordered))
        places: dict[str, dict[str, list[int]]] = {facet.parameter: {} for facet in FACETS}
        for place, one in enumerate(self.listings):
            for parameter, value in _classes(one):
                places[parameter].setdefault(value, []).append(place)
        self.bits: Bits = {
            parameter: {value: self._set_at(held) for value, held in values.items()}
            for parameter, values in places.items()
        }

    def _settle(self, version: int, listings: list[Listed], columns: Columns) -> None:
        self.version, self.listings, self.columns = version, listings, columns
        self.place_of = {one.id: place for place, one in enumerate(listings)}
        self.everything = (1 << len(listings)) - 1

    def __len__(self) -> int:
        return len(self.listings)

    def following(self, version: int, gone: Collection[int], come: Iterable[Listed]) -> "Shelf":
        """Return the shelf without the listings that changed or left, and with what they are now.

        The sets are cut and joined at the places that change: far quicker than to make each from all listings.
        """
        listings = list(self.listings)
        bits = {parameter: dict(values) for parameter, values in self.bits.items()}
        places = sorted(self.place_of[one] for one in gone if one in self.place_of)
        for place in reversed(places):
            del listings[place]
            _close_gap(bits, place)
        newcomers = sorted(come, key=lambda one: one.tie)
        columns = self.columns.without(places).with_more(listings, newcomers)
        for one in newcomers:
            place = bisect_left(listings, one.tie, key=lambda other: other.tie)
            listings.insert(place, one)
            _open_gap(bits, place)
            for parameter, value in _classes(one):
                bits[parameter][value] = bits[parameter].get(value, 0) | 1 << place
        newer = Shelf.__new__(Shelf)
        newer._settle(version, listings, columns)
        newer.bits = bits
        return newer

    def union(self, parameter: str, values: tuple[str, ...]) -> int:
        """Return the set of listings that have one of the values."""
        found = 0
        for value in values:
            found |= self.bits[parameter].get(value, 0)
        return found

    def within(self, frame: Frame) -> int:
        """Return the set of listings whose place is inside the frame or on its edge."""
        lat, lon = self.columns.points
        return self.set_of((frame.south <= lat) & (lat <= frame.north) & (frame.west <= lon) & (lon <= frame.east))

    def _set_at(self, places: list[int]) -> int:
        """Return the set of these places: one after the other would copy the whole set each time."""
        chosen = np.zeros(len(self), dtype=np.bool_)
        chosen[places] = True
        return self.set_of(chosen)

    def set_of(self, chosen: NDArray[np.bool_]) -> int:
        """Return as a set the places that are marked."""
        return int.from_bytes(np.packbits(chosen, bitorder="little").tobytes(), "little")

    def marked(self, chosen: int) -> NDArray[np.bool_]:
        """Return a mark for each place, whether it is in the set."""
        size = (len(self) + 7) // 8
        packed = np.frombuffer(chosen.to_bytes(size, "little"), dtype=np.uint8)
        return np.unpackbits(packed, count=len(self), bitorder="little").astype(np.bool_)

    def places_of(self, testbed_ids: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return the place of each listing, -1 for one that is not on the shelf."""
        if not len(testbed_ids):
            return np.empty(0, dtype=np.int32)
        places = self._places
        # An id beyond the last of the shelf is read as the last one, and told apart afterwards.
        return np.where(testbed_ids < len(places), places.take(testbed_ids, mode="clip"), np.int32(-1))

    @cached_property
    def _places(self) -> NDArray[np.int32]:
        ids = self.columns.ids
        places = np.full(int(ids.max(initial=0)) + 1, -1, dtype=np.int32)
        places[ids] = np.arange(len(ids), dtype=np.int32)
        return places

    @cached_property
    def by_id(self) -> dict[int, Listed]:
        return {one.id: one for one in self.listings}

    @cached_property
    def real(self) -> int:
        """Return the set of listings that are no demonstration."""
        return self.set_of(self.columns.real)


def _classes(one: Listed) -> Iterator[tuple[str, str]]:
    return ((parameter, value) for parameter, values in one.classes.items() for value in values)


def _close_gap(bits: Bits, place: int) -> None:
    below = (1 << place) - 1
    for values in bits.values():
        for value, chosen in values.items():
            values[value] = chosen & below | chosen >> place + 1 << place


def _open_gap(bits: Bits, place: int) -> None:
    below = (1 << place) - 1
    for values in bits.values():
        for value, chosen in values.items():
            values[value] = chosen & below | chosen >> place << place + 1


def version_key(version: int) -> Hashable:
    """Return what a cache lives by: tests have several applications, each with a database of its own, in one process."""
    return db.engine, version


def read_listed(testbed_ids: Collection[int] | None = None) -> list[Listed]:
    """Return what search knows of the public listings, of all or of these."""
    query = select(*_COLUMNS).where(Testbed.lifecycle.in_(PUBLIC))
    if testbed_ids is not None:
        query = query.where(Testbed.id.in_(sorted(testbed_ids)))
    subjects = _first_subjects(testbed_ids)
    return [_listed(row, subjects.get(row.id, ())) for row in db.session.execute(query)]


def _first_subjects(testbed_ids: Collection[int] | None) -> dict[int, set[str]]:
    """Return of each testbed the subjects of networks that one comes there for first, as the index has them."""
    terms = sorted(CONCEPT + key for network in networks().values() for key in network.concepts)
    query = select(Posting.testbed_id, Posting.term).where(Posting.term.in_(terms), Posting.weight >= MAIN)
    if testbed_ids is not None:
        query = query.where(Posting.testbed_id.in_(sorted(testbed_ids)))
    found: dict[int, set[str]] = defaultdict(set)
    for testbed_id, term in db.session.execute(query):
        found[testbed_id].add(term.removeprefix(CONCEPT))
    return found


def _listed(row: Any, subjects: Collection[str]) -> Listed:
    status = "closed" if row.lifecycle == "closed" else row.status
    classes = {parameter: tuple(getattr(row, column)) for parameter, column in _LISTS}
    classes |= {"lan": (county_slugs().get(row.county, row.county),), "niva": (row.level,), "status": (status,)}
    classes |= {"region": regions_of(row.county), "natverk": networks_of(row.technologies, subjects)}
    return Listed(
        id=row.id,
        slug=row.slug,
        name=row.name,
        name_en=row.name_en,
        operator=row.operator,
        municipality=row.municipality,
        county=row.county,
        lat=row.lat,
        lon=row.lon,
        location_precision=row.location_precision,
        status=status,
        level=row.level,
        is_demonstration=row.is_demonstration,
        classes=classes,
        tie=(STATUS_RANK[status], row.name.casefold(), row.slug),
    )
