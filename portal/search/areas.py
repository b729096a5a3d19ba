"""Views that cut across the listings: regions of several counties, named networks, and the market areas of the vocabulary.

A network is data, in seeds/networks.json: who works with one of its technologies, or is there first of all for one of its
subjects, is in it. Pure: no database.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from portal.catalogue import vocabulary
from portal.errors import N_
from portal.geography import COORDINATION_AREAS, REGIONS

FILE = Path(__file__).resolve().parent.parent.parent / "seeds" / "networks.json"
REGIONS_KIND, NETWORKS_KIND = "regions", "networks"
ADDRESSES = {"market_areas": "search.market_area", NETWORKS_KIND: "search.network", REGIONS_KIND: "search.region"}
"""Each kind of area has pages of its own: endpoints by kind."""

IN_ENGLISH = {
    "ostra-mellansverige": "East Central Sweden",
    "smaland-med-oarna": "Småland and the islands",
    "sydsverige": "South Sweden",
    "vastsverige": "West Sweden",
    "norra-mellansverige": "North Central Sweden",
    "mellersta-norrland": "Central Norrland",
    "ovre-norrland": "Upper Norrland",
    "malardalen": "The Mälaren Valley",
}
MARKET_AREAS = {
    "predictive-maintenance-ai": N_(
        "Prov av sådant som varnar innan något går sönder, och av AI som styr en process bättre."
    ),
    "energy-efficiency-green-transition": N_("Prov av sådant som sparar energi eller ersätter det fossila."),
    "flexible-autonomous-production": N_("Prov av produktion som ställer om snabbt och klarar mer på egen hand."),
}


@dataclass(frozen=True)
class Network:
    """A network of testbeds by name, and what makes a testbed one of it."""

    slug: str
    sv: str
    en: str
    text_sv: str
    text_en: str
    technologies: frozenset[str]
    concepts: frozenset[str]


@cache
def networks() -> dict[str, Network]:
    """Return the networks by their address part, in the order of the file."""
    return {one["slug"]: _network(one) for one in json.loads(FILE.read_text(encoding="utf-8"))["networks"]}


def _network(read: dict[str, Any]) -> Network:
    sets = {name: frozenset(read[name]) for name in ("technologies", "concepts")}
    return Network(**{**read, **sets})


def networks_of(technologies: Collection[str], subjects: Collection[str]) -> tuple[str, ...]:
    """Return the networks that these technologies, or these first subjects, belong to."""
    return tuple(
        one.slug
        for one in networks().values()
        if not one.technologies.isdisjoint(technologies) or not one.concepts.isdisjoint(subjects)
    )


@cache
def regions_of(county: str) -> tuple[str, ...]:
    """Return the regions that hold the county: its NUTS 2 area, and areas that coordinate across such."""
    return tuple(region.slug for region in REGIONS if county in region.counties)


@cache
def _regions() -> dict[str, Any]:
    return {region.slug: region for region in REGIONS}


def keys(kind: str) -> tuple[str, ...]:
    """Return the address parts of all areas of a kind, or the vocabulary's keys."""
    if kind == NETWORKS_KIND:
        return tuple(networks())
    return tuple(_regions()) if kind == REGIONS_KIND else tuple(vocabulary.keys(kind))


def label(kind: str, key: str, language: str) -> str:
    """Return the name of the area; one that is not known is shown as it is."""
    if kind == NETWORKS_KIND:
        network = networks().get(key)
        return getattr(network, language) if network else key
    if kind == REGIONS_KIND:
        region = _regions().get(key)
        name = region.name if region else key
        return IN_ENGLISH.get(key, name) if language == "en" else name
    return vocabulary.label(kind, key, language)


def counties_in(region: str) -> tuple[str, ...]:
    return tuple(_regions()[region].counties)


def is_coordination_area(region: str) -> bool:
    """Return whether the region is one that people work together in and no authority draws."""
    return _regions()[region] in COORDINATION_AREAS
