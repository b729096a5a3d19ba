"""The hits as GeoJSON (RFC 7946): longitude first, one point for each listing, the same bytes in both languages."""

import gzip
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from portal.search.queries import Listed

LEVEL = 5
"""Packed to a ninth, and quick enough that a change of the catalogue is not felt."""

MOST_WRITTEN = 200_000
_written: dict[int, tuple[Listed, bytes]] = {}
"""Each listing as bytes for as long as it stays what it is: a change of one listing writes one again, not twenty thousand."""


@dataclass(frozen=True)
class Answer:
    """Finished bytes as they are sent to whoever reads gzip, with the strong validators of the packed and the plain ones."""

    packed: bytes
    packed_etag: str
    etag: str

    @property
    def body(self) -> bytes:
        """Return the plain bytes; they are ten times as many and seldom asked for, so they are not kept."""
        return gzip.decompress(self.packed)

    def __len__(self) -> int:
        return len(self.packed)


def answer(listings: Iterable[Listed]) -> Answer:
    """Return the FeatureCollection of these listings, in their order."""
    body = b'{"type":"FeatureCollection","features":[' + b",".join(map(_feature_bytes, listings)) + b"]}"
    packed = gzip.compress(body, LEVEL, mtime=0)
    return Answer(packed, _digest(packed), _digest(body))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:20]


def _feature_bytes(one: Listed) -> bytes:
    kept = _written.get(one.id)
    if kept is None or kept[0] is not one:
        if len(_written) >= MOST_WRITTEN:
            _written.clear()
        kept = _written[one.id] = one, json.dumps(feature(one), ensure_ascii=False, separators=(",", ":")).encode()
    return kept[1]


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
