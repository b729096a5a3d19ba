"""The hits as GeoJSON (RFC 7946): longitude first, one point for each listing, the same bytes in both languages."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
    """Finished bytes with the strong validator of exactly these bytes."""

    body: bytes
    etag: str


def answer(rows: Iterable[Any]) -> Answer:
    """Return the FeatureCollection of these rows, in their order."""
    collection = {"type": "FeatureCollection", "features": [feature(row) for row in rows]}
    body = json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()
    return Answer(body, hashlib.sha256(body).hexdigest()[:20])


def feature(row: Any) -> dict[str, Any]:
    """Return one listing as a point that says how one gets in and how exact the place is."""
    properties = {
        "slug": row.slug,
        "name": row.name,
        "name_en": row.name_en or row.name,
        "municipality": row.municipality,
        "county": row.county,
        "level": row.level,
        "status": row.status,
        "precision": row.location_precision,
        "demonstration": bool(row.is_demonstration),
    }
    place = {"type": "Point", "coordinates": [round(row.lon, 5), round(row.lat, 5)]}
    return {"type": "Feature", "id": row.slug, "geometry": place, "properties": properties}
