"""The public listings of one version of the catalogue, kept in each process: what sorting and counting need, as bits.

A set of listings is a whole number with a bit for each, so that a facet of 35 values is counted in microseconds. The
shelf is read anew when the version in the database has grown.
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select

from portal.catalogue.models import Testbed
from portal.catalogue.permissions import PUBLIC
from portal.database import db
from portal.search.criteria import FACETS, county_slugs
from portal.web.fragments import Fragments

STATUS_RANK = {"active": 0, "uncertain": 1, "planned": 2, "closed": 3}

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
_shelves = Fragments(size=1)


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

    def __init__(self, version: int, listings: list[Listed]):
        self.version = version
        self.listings = sorted(listings, key=lambda one: one.tie)
        self.place_of = {one.id: place for place, one in enumerate(self.listings)}
        self.everything = (1 << len(self.listings)) - 1
        self.bits: dict[str, dict[str, int]] = {facet.parameter: {} for facet in FACETS}
        for place, one in enumerate(self.listings):
            for parameter, values in one.classes.items():
                for value in values:
                    self.bits[parameter][value] = self.bits[parameter].get(value, 0) | 1 << place

    def __len__(self) -> int:
        return len(self.listings)

    def union(self, parameter: str, values: tuple[str, ...]) -> int:
        """Return the set of listings that have one of the values."""
        found = 0
        for value in values:
            found |= self.bits[parameter].get(value, 0)
        return found

    def members(self, chosen: int) -> Iterator[int]:
        """Yield the places in the set, in the order of the shelf."""
        if chosen == self.everything:
            yield from range(len(self.listings))
            return
        signs = bin(chosen)[:1:-1]
        place = signs.find("1")
        while place >= 0:
            yield place
            place = signs.find("1", place + 1)

    @cached_property
    def real(self) -> int:
        """Return the set of listings that are no demonstration."""
        return sum(1 << place for place, one in enumerate(self.listings) if not one.is_demonstration)


def shelf_of(version: int) -> Shelf:
    """Return the shelf of this version, read from the database when this process does not have it."""
    return _shelves.get("shelf", version_key(version), lambda: _read(version))


def version_key(version: int) -> Hashable:
    """Return what a cache lives by: tests have several applications, each with a database of its own, in one process."""
    return db.engine, version


def _read(version: int) -> Shelf:
    rows = db.session.execute(select(*_COLUMNS).where(Testbed.lifecycle.in_(PUBLIC)))
    return Shelf(version, [_listed(row) for row in rows])


def _listed(row: Any) -> Listed:
    status = "closed" if row.lifecycle == "closed" else row.status
    classes = {facet.parameter: tuple(getattr(row, facet.column)) for facet in FACETS if facet.kind == facet.column}
    classes |= {"lan": (county_slugs().get(row.county, row.county),), "niva": (row.level,), "status": (status,)}
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
