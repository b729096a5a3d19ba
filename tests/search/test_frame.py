"""The window of the map as a filter: read from an address, applied to hits and counts, carried along, taken away."""

from urllib.parse import parse_qsl

import pytest
from werkzeug.datastructures import MultiDict

from portal.search.criteria import Criteria
from portal.search.frame import Frame, read_frame
from portal.search.queries import find, map_points
from tests.search.listing import list_testbed

SOUTH = "55.000,12.000,57.000,15.000"


def criteria(query):
    return Criteria.from_args(MultiDict(parse_qsl(query)))


def slugs(query):
    return [one.slug for one in find(criteria(query)).hits.listed]


def two_ends_of_the_country():
    list_testbed("Ugnen i söder", slug="soder", lat=55.7, lon=13.2, county="Skåne län", technologies=["photonics"])
    list_testbed("Ugnen i norr", slug="norr", lat=65.6, lon=22.1, county="Norrbottens län", technologies=["photonics"])


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("55.2,10.8,69.1,24.3", "55.200,10.800,69.100,24.300"),
        ("69.1,24.3,55.2,10.8", "55.200,10.800,69.100,24.300"),
        (" 55.2 , 10.8 , 69.1 , 24.3 ", "55.200,10.800,69.100,24.300"),
        ("55.20049,10.8,69.1,24.29951", "55.200,10.800,69.100,24.300"),
        ("-0.0001,-0.0,1,1", "0.000,0.000,1.000,1.000"),
        ("-90,-180,90,180", "-90.000,-180.000,90.000,180.000"),
    ],
)
def test_one_window_has_one_address(text, address):
    frame = read_frame(text)

    assert frame is not None and frame.address == address
    assert read_frame(address) == frame


@pytest.mark.parametrize(
    "text",
    ["", "x", "1,2,3", "1,2,3,4,5", "a,b,c,d", ",,,", "nan,1,2,3", "55,10,inf,12", "91,0,92,1", "55,10,56,181",
     "55,10,55,12", "55,10,56,10.0001", "1e999,1,2,3", "9" * 5000, "1,2,3," + "0" * 5000],
)  # fmt: skip
def test_what_is_no_window_is_none(text):
    assert read_frame(text) is None


def test_a_window_that_is_none_is_told_and_ignored(database):
    two_ends_of_the_country()
    asked = criteria("ram=Skåne")

    assert asked.frame is None and asked.unknown == ("Skåne",)
    assert asked.is_empty and find(asked).total == 2


def test_only_what_lies_in_the_window_is_found_and_counted(database):
    two_ends_of_the_country()

    result = find(criteria(f"ram={SOUTH}"))

    assert [hit.listed.slug for hit in result.hits] == ["soder"]
    assert result.facets["teknik"]["photonics"] == 1
    assert result.facets["lan"]["norrbottens-lan"] == 0 and result.facets["lan"]["skane-lan"] == 1


@pytest.mark.parametrize(
    "query", ["q=ugnen", "teknik=photonics", "plats=Kiruna", "sortera=namn", "plats=Kiruna&q=ugnen"]
)
def test_the_window_narrows_every_kind_of_search(database, query):
    two_ends_of_the_country()

    assert set(slugs(query)) == {"soder", "norr"}
    assert slugs(f"{query}&ram={SOUTH}") == ["soder"]
    assert [one.slug for one in map_points(criteria(f"{query}&ram={SOUTH}"))] == ["soder"]


@pytest.mark.parametrize(("lat", "lon"), [(55.0, 12.0), (57.0, 15.0), (55.0, 15.0), (56.0, 12.0)])
def test_the_edge_is_inside(database, lat, lon):
    list_testbed("På kanten", slug="kanten", lat=lat, lon=lon)

    assert slugs(f"ram={SOUTH}") == ["kanten"]


def test_a_window_over_nothing_finds_nothing(database):
    assert slugs(f"ram={SOUTH}") == []
    two_ends_of_the_country()
    assert slugs("ram=10,10,11,11") == []


def test_a_listing_that_moves_into_the_window_is_found_at_once(database):
    two_ends_of_the_country()
    assert slugs(f"ram={SOUTH}") == ["soder"]

    list_testbed("Ny i söder", slug="ny", lat=56.0, lon=13.0)

    assert set(slugs(f"ram={SOUTH}")) == {"soder", "ny"}


def test_the_window_is_part_of_the_address_and_can_be_taken_away():
    asked = criteria(f"q=laser&lan=skane-lan&ram={SOUTH}&sida=3")

    assert asked.query_string() == f"q=laser&lan=skane-lan&ram={SOUTH}&sida=3"
    assert asked.without("ram") == criteria("q=laser&lan=skane-lan")
    assert asked.without("q").frame == asked.without("lan", "skane-lan").frame == Frame(55, 12, 57, 15)
    assert asked.without_filters() == criteria("q=laser")


def test_pages_files_and_map_carry_the_window(client):
    for number in range(30):
        list_testbed(f"Laser {number:02}", slug=f"laser-{number}", lat=55.5, lon=13.0)
    list_testbed("Laser i norr", slug="norr", lat=65.6, lon=22.1)

    page = client.get(f"/testbaddar?q=laser&ram={SOUTH}").text

    assert "30 testbäddar" in page and "Inom kartans fönster" in page
    for address in ("/testbaddar", "/testbaddar.csv", "/api/v1/testbeds.geojson"):
        assert f'"{address}?q=laser&amp;ram={SOUTH}' in page, address
    assert f"ram={SOUTH}&amp;sida=2" in page
    assert "norr" not in client.get(f"/testbaddar.csv?q=laser&ram={SOUTH}").text
    assert len(client.get(f"/api/v1/testbeds.geojson?ram={SOUTH}").get_json(force=True)["features"]) == 30


def test_the_form_keeps_the_window_and_a_chip_takes_it_away(client):
    two_ends_of_the_country()

    page = client.get(f"/testbaddar?q=ugnen&ram={SOUTH}").text

    assert f'<input type="hidden" name="ram" value="{SOUTH}" data-map-frame>' in page
    assert 'class="chip" href="/testbaddar?q=ugnen"' in page


def test_an_empty_window_offers_the_whole_country(client):
    two_ends_of_the_country()

    page = client.get("/testbaddar?q=ugnen&ram=10,10,11,11").text

    assert "Sök i hela landet" in page and 'href="/testbaddar?q=ugnen"' in page
