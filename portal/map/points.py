"""The hits as GeoJSON (RFC 7946): longitude first, one point for each listing, the same bytes in both languages."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from portal.search.queries import Listed


@dataclass(frozen=True)
class Answer:
    """Finished bytes with the strong validator of exactly these bytes."""

    body: bytes
    etag: str


def answer(listings: Iterable[Listed]) -> Answer:
    """Return the FeatureCollection of these listings, in their order."""
    collection = {"type": "FeatureCollection", "features": [feature(one) for one in listings]}
    body = json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()
    return Answer(body, hashlib.sha256(body).hexdigest()[:20])


def feature(one: Listed) -> dict[str, Any]:
    """Return one listing as a point that says how one gets in and how exact the place is."""
    properties: dict[str, str | bool] = {
        "slug": one.slug,
        "name": one.name,
        "municipality": one.municipality,
        "county": one.county,
        "level": one.level,
        "status": one.status,
        "precision": one.location_precision,
        "demonstration": one.is_demonstration,
    }
    if one.name_en and one.name_en != one.name:
        properties["name_en"] = one.name_en
    place = {"type": "Point", "coordinates": [round(one.lon, 5), round(one.lat, 5)]}
    return {"type": "Feature", "id": one.slug, "geometry": place, "properties": properties}
