"""What the map fetches: GeoJSON of the hits, and its script in two languages."""

import gzip
import json
from urllib.parse import parse_qsl

import pytest
from flask_babel import force_locale, gettext
from werkzeug.datastructures import MultiDict

from portal.catalogue.service import save_testbed
from portal.search.queries import Criteria, find
from portal.search.service import reindex_all
from tests.builders import LONG_AGO, make_testbed

POINTS = "/api/v1/testbeds.geojson"
SEARCHES = (
    "",
    "lan=vastmanlands-lan",
    "niva=contact-only&niva=book-here",
    "q=robot",
    "q=batteri&plats=Skövde",
    "lan=x",
)


def slugs(response):
    return [feature["id"] for feature in response.get_json(force=True)["features"]]


def changed_listing(**values):
    return save_testbed(make_testbed(**values), now=LONG_AGO)


def test_points_are_geojson_with_longitude_first(client):
    make_testbed("Ugnen", slug="ugnen", lat=65.584812, lon=22.154712)

    response = client.get(POINTS)

    assert response.mimetype == "application/geo+json"
    collection = json.loads(response.data)
    assert collection["type"] == "FeatureCollection"
    assert collection["features"][0]["geometry"] == {"type": "Point", "coordinates": [22.15471, 65.58481]}


def test_a_point_says_how_one_gets_in_and_how_exact_it_is(client):
    make_testbed("Ugnen", name_en="The furnace", slug="ugnen", level="contact-only", status="uncertain",
                 location_precision="municipality", is_demonstration=True)  # fmt: skip

    (feature,) = client.get(POINTS).get_json(force=True)["features"]

    assert feature["properties"] == {
        "slug": "ugnen", "name": "Ugnen", "name_en": "The furnace", "municipality": "Västerås",
        "county": "Västmanlands län", "level": "contact-only", "status": "uncertain", "precision": "municipality",
        "demonstration": True,
    }  # fmt: skip


@pytest.mark.parametrize("lifecycle", ["draft", "in-review", "paused"])
def test_what_is_not_public_is_not_on_the_map(client, lifecycle):
    make_testbed(lifecycle=lifecycle)

    assert slugs(client.get(POINTS)) == []


@pytest.mark.parametrize("search", SEARCHES)
def test_the_map_shows_the_hits_of_the_list_whatever_page_it_is_on(client, search):
    make_testbed("Ugnen i norr", slug="norr", county="Norrbottens län", lat=65.6, lon=22.1, level="contact-only")
    make_testbed("Ugnen i söder", slug="soder", county="Skåne län", lat=55.7, lon=13.2, level="request-here")
    make_testbed("Vindtunneln", slug="vind", county="Skåne län", level="busy-feed", status="uncertain")
    reindex_all()
    hits = [hit.listed.slug for hit in find(Criteria.from_args(MultiDict(parse_qsl(search)))).hits]

    assert slugs(client.get(f"{POINTS}?{search}&antal=1&sida=2")) == hits


def test_the_same_points_are_not_sent_twice(client):
    make_testbed()
    first = client.get(POINTS)

    again = client.get(POINTS, headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304 and not again.data
    assert not first.headers["ETag"].startswith("W/")


@pytest.mark.parametrize("accepted", ["gzip", "br, gzip;q=0.5", "*"])
def test_who_reads_gzip_gets_the_same_points_packed(client, accepted):
    make_testbed("Ugnen på Öland")
    plain = client.get(POINTS)

    packed = client.get(POINTS, headers={"Accept-Encoding": accepted})

    assert packed.headers["Content-Encoding"] == "gzip" and gzip.decompress(packed.data) == plain.data
    assert "Accept-Encoding" in packed.headers["Vary"] and "Accept-Encoding" in plain.headers["Vary"]
    assert packed.headers["ETag"] != plain.headers["ETag"]


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0", "identity"])
def test_who_does_not_read_gzip_gets_plain_points(client, accepted):
    make_testbed()

    answer = client.get(POINTS, headers={"Accept-Encoding": accepted})

    assert "Content-Encoding" not in answer.headers and answer.get_json(force=True)["features"]


def test_packed_points_are_not_sent_twice_either(client):
    make_testbed()
    first = client.get(POINTS, headers={"Accept-Encoding": "gzip"})

    again = client.get(POINTS, headers={"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304 and not again.data
    assert again.headers["ETag"] == first.headers["ETag"] and "Accept-Encoding" in again.headers["Vary"]


def test_points_that_did_not_change_are_the_same_bytes_after_a_change_elsewhere(client):
    changed_listing(slug="ett", county="Skåne län")
    first = client.get(f"{POINTS}?lan=skane-lan", headers={"Accept-Encoding": "gzip"})
    changed_listing(slug="tva", name="Andra", county="Västmanlands län")

    again = client.get(
        f"{POINTS}?lan=skane-lan", headers={"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]}
    )

    assert again.status_code == 304


def test_a_changed_listing_is_sent_at_once(client):
    make_testbed(slug="ett")
    first = client.get(POINTS)
    changed_listing(slug="tva", name="Andra")

    again = client.get(POINTS, headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 200 and set(slugs(again)) == {"ett", "tva"}


def test_points_are_the_same_bytes_in_both_languages_and_set_no_cookie(client, english):
    make_testbed()
    swedish, other = client.get(POINTS), client.get(english(POINTS))

    assert swedish.data == other.data
    assert "Set-Cookie" not in swedish.headers and "no-store" not in swedish.headers["Cache-Control"]


def test_the_script_speaks_the_language_of_the_page(client, english):
    swedish, other = client.get("/karta.js"), client.get(english("/karta.js"))
    with force_locale("en"):
        in_english = gettext("Zooma in")

    assert swedish.mimetype == other.mimetype == "text/javascript"
    assert '"Zooma in"' in swedish.text
    assert f'"{in_english}"' in other.text


def test_the_script_is_kept_for_long_only_at_its_own_address(client):
    etag = client.get("/karta.js").headers["ETag"].strip('"')

    assert "immutable" in client.get(f"/karta.js?v={etag}").headers["Cache-Control"]
    assert "immutable" not in client.get("/karta.js?v=old").headers["Cache-Control"]
    assert client.get("/karta.js", headers={"If-None-Match": f'"{etag}"'}).status_code == 304
