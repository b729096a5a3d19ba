"""Where things are: distances, the counties and their regions, and the gazetteer that turns a place name into a point.

Pure: no Flask, no database. The gazetteer is read once, the first time somebody asks; see docs/data.md for its source.
"""

import json
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from math import cos, radians, sin
from pathlib import Path
from typing import Any

import numpy as np
from geopy.distance import EARTH_RADIUS, great_circle
from numpy.typing import NDArray

GAZETTEER = Path(__file__).resolve().parent.parent / "seeds" / "places.json"
KM_PER_DEGREE = 111.195
ALSO_KNOWN_AS = {"Gothenburg": "Göteborg"}

Point = tuple[float, float]


def fold(text: str) -> str:
    """Return the text as people type it in a hurry: lower case, no diacritics, single spaces for blanks and hyphens."""
    if text.isascii():
        return " ".join(text.casefold().replace("-", " ").split())
    bare = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).replace("-", " ").split())


@dataclass(frozen=True)
class County:
    """A county: its name as the vocabulary spells it, the name without *län*, and its address part."""

    name: str
    short: str
    slug: str


@dataclass(frozen=True)
class Region:
    """Several counties under one name: a NUTS 2 area, or an area that a coordinator answers for."""

    slug: str
    name: str
    counties: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """A point with a name; kind is locality, municipality, county or region. A county or region has no own county."""

    name: str
    kind: str
    county: str | None
    lat: float
    lon: float
    population: int

    @property
    def label(self) -> str:
        """Return the name with its county, which `find_place` understands."""
        return f"{self.name}, {self.county}" if self.county else self.name


def _county(name: str) -> County:
    bare = name.removesuffix(" län")
    return County(name, bare.removesuffix("s"), fold(name).replace(" ", "-"))


COUNTIES: tuple[County, ...] = tuple(
    _county(name)
    for name in (
        "Blekinge län", "Dalarnas län", "Gotlands län", "Gävleborgs län", "Hallands län", "Jämtlands län",
        "Jönköpings län", "Kalmar län", "Kronobergs län", "Norrbottens län", "Skåne län", "Stockholms län",
        "Södermanlands län", "Uppsala län", "Värmlands län", "Västerbottens län", "Västernorrlands län",
        "Västmanlands län", "Västra Götalands län", "Örebro län", "Östergötlands län",
    )
)  # fmt: skip

NUTS2: tuple[Region, ...] = (
    Region("stockholm", "Stockholm", ("Stockholms län",)),
    Region(
        "ostra-mellansverige",
        "Östra Mellansverige",
        ("Uppsala län", "Södermanlands län", "Östergötlands län", "Örebro län", "Västmanlands län"),
    ),
    Region(
        "smaland-med-oarna",
        "Småland med öarna",
        ("Jönköpings län", "Kronobergs län", "Kalmar län", "Gotlands län"),
    ),
    Region("sydsverige", "Sydsverige", ("Blekinge län", "Skåne län")),
    Region("vastsverige", "Västsverige", ("Hallands län", "Västra Götalands län")),
    Region("norra-mellansverige", "Norra Mellansverige", ("Dalarnas län", "Gävleborgs län", "Värmlands län")),
    Region("mellersta-norrland", "Mellersta Norrland", ("Västernorrlands län", "Jämtlands län")),
    Region("ovre-norrland", "Övre Norrland", ("Västerbottens län", "Norrbottens län")),
)

# Areas that people work together in but no authority draws: whole counties, the nearest that can be said.
COORDINATION_AREAS: tuple[Region, ...] = (
    Region(
        "malardalen",
        "Mälardalen",
        ("Stockholms län", "Södermanlands län", "Uppsala län", "Västmanlands län", "Örebro län"),
    ),
    Region("bergslagen", "Bergslagen", ("Dalarnas län", "Västmanlands län", "Örebro län")),
)

REGIONS: tuple[Region, ...] = NUTS2 + COORDINATION_AREAS


def distance_km(a_lat: float, a_lon: float, b_lat: float, b_lon: float) -> float:
    """Return the great-circle distance in kilometres; raise ValueError for what is no coordinate."""
    return float(great_circle(_checked(a_lat, a_lon), _checked(b_lat, b_lon)).km)


def distances_km(origin: Point, points: Iterable[Point]) -> list[float]:
    """Return the distance from the origin to each point, in their order; raise ValueError as `distance_km` does."""
    checked = [_checked(*point) for point in points]
    return [float(km) for km in distances_to(origin, np.array(checked).T)] if checked else []


def distances_to(origin: Point, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the kilometres from the origin to each column of (latitudes, longitudes).

    The same formula as geopy's, for all points at once: a hundred thousand are measured in each search by place.
    """
    lat, lon = map(radians, _checked(*origin))
    other_lat, other_lon = np.radians(points)
    aside = other_lon - lon
    across = cos(lat) * np.sin(other_lat) - sin(lat) * np.cos(other_lat) * np.cos(aside)
    along = sin(lat) * np.sin(other_lat) + cos(lat) * np.cos(other_lat) * np.cos(aside)
    return EARTH_RADIUS * np.arctan2(np.hypot(np.cos(other_lat) * np.sin(aside), across), along)


def bounding_box(lat: float, lon: float, km: float) -> tuple[float, float, float, float]:
    """Return (south, west, north, east) of a box that holds every point within the distance: a first sieve for SQL."""
    _checked(lat, lon)
    up = km / KM_PER_DEGREE
    # The parallels nearest the pole are the shortest, so there a kilometre is the most degrees.
    sideways = km / (KM_PER_DEGREE * max(cos(radians(min(abs(lat) + up, 89.9))), 0.001))
    return lat - up, lon - sideways, lat + up, lon + sideways


def _checked(lat: float, lon: float) -> Point:
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ValueError(f"not a coordinate: {lat}, {lon}")
    return lat, lon


def find_county(text: str) -> County | None:
    """Return the county by its name, its name without *län*, or its address part; None when it is none of these."""
    key = fold(text).removeprefix("region ")
    return _counties_by_key().get(key)


def find_region(text: str) -> Region | None:
    """Return the region by its name or its address part; None when it is neither."""
    return _regions_by_key().get(fold(text))


def find_place(text: str) -> Place | None:
    """Return the place that the text most likely means, or None.

    Case and diacritics do not matter, yet an exact spelling goes first, then the larger population. A county may
    follow after a comma. Places come before counties and regions of the same name.
    """
    name, _, county = text.partition(",")
    found = _gazetteer().by_key.get(_place_key(name), [])
    if wanted := find_county(county):
        found = [place for place in found if place.county == wanted.name]
    if found:
        spelled = name.strip().casefold()
        return min(found, key=lambda place: (place.name.casefold() != spelled, -place.population))
    return _find_area(name)


def suggest_places(prefix: str, limit: int = 8) -> list[Place]:
    """Return places whose name starts with the prefix, the most populous first; none for an empty prefix."""
    key = fold(prefix)
    if not key:
        return []
    keys = _gazetteer().keys
    found: list[Place] = []
    for at in range(bisect_left(keys, key), len(keys)):
        if not keys[at].startswith(key):
            break
        found += _gazetteer().by_key[keys[at]]
    return sorted(found, key=lambda place: (-place.population, place.name, place.county or ""))[:limit]


def _place_key(name: str) -> str:
    key = fold(ALSO_KNOWN_AS.get(name.strip().title(), name))
    return key.removesuffix(" kommun")


def _find_area(text: str) -> Place | None:
    """Return a county or region as the point where its people live, or None."""
    if county := find_county(text):
        return _middle(county.name, "county", (county.name,))
    if region := find_region(text):
        return _middle(region.name, "region", region.counties)
    return None


def _middle(name: str, kind: str, counties: tuple[str, ...]) -> Place:
    """Return the mean of the places weighted by people: the middle of the map is often forest."""
    places = [place for place in _gazetteer().places if place.county in counties and place.kind == "locality"]
    people = sum(place.population for place in places)
    lat = sum(place.lat * place.population for place in places) / people
    lon = sum(place.lon * place.population for place in places) / people
    return Place(name, kind, None, round(lat, 4), round(lon, 4), people)


@cache
def _regions_by_key() -> dict[str, Region]:
    # The first one of a name counts, as in the list above.
    return {fold(key): region for region in reversed(REGIONS) for key in (region.name, region.slug)}


@cache
def _counties_by_key() -> dict[str, County]:
    found = {}
    for county in COUNTIES:
        for key in (county.name, county.short, county.slug, county.short + " county", county.short + " lan"):
            found[fold(key)] = county
    return found


@dataclass(frozen=True)
class _Gazetteer:
    places: tuple[Place, ...]
    by_key: dict[str, list[Place]]
    keys: list[str]


@cache
def _gazetteer() -> _Gazetteer:
    places = tuple(_read(json.loads(GAZETTEER.read_text(encoding="utf-8"))))
    by_key: dict[str, list[Place]] = {}
    for place in places:
        by_key.setdefault(fold(place.name), []).append(place)
    return _Gazetteer(places, by_key, sorted(by_key))


def _read(rows: dict[str, Any]) -> Iterator[Place]:
    for county in COUNTIES:
        for name, lat, lon, population in rows[county.name]["places"]:
            yield Place(name, "locality", county.name, lat, lon, population)
        for name, lat, lon, population in rows[county.name]["municipalities"]:
            yield Place(name, "municipality", county.name, lat, lon, population)
