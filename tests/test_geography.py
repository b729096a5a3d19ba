"""Distances, counties and the gazetteer."""

import json
from pathlib import Path

import pytest

from portal import geography
from portal.geography import (
    COUNTIES,
    NUTS2,
    bounding_box,
    distance_km,
    distances_km,
    find_county,
    find_place,
    find_region,
    suggest_places,
)

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
STOCKHOLM, LULEA = (59.3293, 18.0686), (65.5848, 22.1547)


def test_distance_is_the_great_circle_in_kilometres():
    assert distance_km(*STOCKHOLM, *LULEA) == pytest.approx(725, abs=5)
    assert distance_km(*STOCKHOLM, *STOCKHOLM) == 0


def test_many_distances_come_in_the_order_of_the_points():
    assert distances_km(STOCKHOLM, [LULEA, STOCKHOLM]) == [distance_km(*STOCKHOLM, *LULEA), 0]


@pytest.mark.parametrize("lat, lon", [(91, 18), (-90.1, 18), (59, 180.5), (59, -181), (float("nan"), 18)])
def test_what_is_no_coordinate_is_refused(lat, lon):
    with pytest.raises(ValueError, match="not a coordinate"):
        distance_km(lat, lon, *STOCKHOLM)
    with pytest.raises(ValueError, match="not a coordinate"):
        distances_km(STOCKHOLM, [(lat, lon)])


@pytest.mark.parametrize("km", [1, 50, 400])
@pytest.mark.parametrize("origin", [STOCKHOLM, LULEA, (68.4, 21.0)])
def test_bounding_box_holds_everything_within_the_distance(origin, km):
    south, west, north, east = bounding_box(*origin, km)

    for place in geography._gazetteer().places:
        if distance_km(*origin, place.lat, place.lon) <= km:
            assert south <= place.lat <= north and west <= place.lon <= east


@pytest.mark.parametrize("text", ["goteborg", "Göteborg", "GÖTEBORG", " göteborg ", "Gothenburg", "göteborg,"])
def test_a_place_is_found_however_it_is_typed(text):
    assert find_place(text).name == "Göteborg"


@pytest.mark.parametrize(
    ("text", "name"),
    [("Mora", "Mora"), ("Åmål", "Åmål"), ("amal", "Åmål"), ("Malung Sälen", "Malung-Sälen"), ("Håbo kommun", "Håbo")],
)
def test_places_and_municipalities_are_found(text, name):
    assert find_place(text).name == name


def test_exact_spelling_goes_before_size():
    assert find_place("Habo").name == "Habo"
    assert find_place("HÅBO").name == "Håbo"


def test_of_equal_names_the_larger_is_meant_unless_the_county_is_said():
    large, small = find_place("Viken"), find_place("Viken, Västerbottens län")

    assert large.population > small.population
    assert (find_place(large.label), find_place(small.label)) == (large, small)


@pytest.mark.parametrize("text", ["Värmland", "Värmlands län", "varmland", "VÄRMLANDS LÄN", "Region Värmland"])
def test_a_county_is_a_place_where_its_people_are(text):
    place = find_place(text)

    assert (place.name, place.kind) == ("Värmlands län", "county")
    assert distance_km(place.lat, place.lon, find_place("Karlstad").lat, find_place("Karlstad").lon) < 40


def test_a_town_goes_before_the_county_of_the_same_name():
    assert find_place("Örebro").kind == "locality"
    assert find_place("Örebro län").kind == "county"


def test_a_region_is_a_place_too():
    assert find_place("norra mellansverige").kind == "region"
    assert find_region("norra-mellansverige").counties == ("Dalarnas län", "Gävleborgs län", "Värmlands län")


@pytest.mark.parametrize("text", ["", "  ", ",", "Atlantis", "län", "%", "'; drop table"])
def test_what_is_nowhere_is_none(text):
    assert find_place(text) is None


def test_suggestions_start_with_the_prefix_and_come_by_size():
    suggested = suggest_places("ka", 4)

    assert [place.name for place in suggested] == ["Karlskrona", "Karlstad", "Kalmar", "Karlskoga"]
    assert suggest_places("", 4) == []
    assert [place.name for place in suggest_places("gote", 1)] == ["Göteborg"]


def test_counties_are_spelled_as_in_the_vocabulary():
    vocabulary = json.loads((SEEDS / "vocabulary.json").read_text(encoding="utf-8"))

    assert [county.name for county in COUNTIES] == vocabulary["counties"]


def test_county_slugs_are_plain_and_lead_back():
    assert find_county("Västra Götalands län").slug == "vastra-gotalands-lan"
    for county in COUNTIES:
        assert county.slug.isascii() and county.slug.islower() and " " not in county.slug
        assert find_county(county.slug) is county and find_county(county.short) is county
    assert find_county("Småland") is None


def test_nuts2_areas_cover_every_county_once():
    assert sorted(c for region in NUTS2 for c in region.counties) == sorted(county.name for county in COUNTIES)


def test_every_municipality_of_the_inventory_is_found_in_its_county():
    for testbed in json.loads((SEEDS / "testbeds.json").read_text(encoding="utf-8")):
        place = find_place(f"{testbed['municipality']}, {testbed['county']}")
        assert place and (place.name, place.county) == (testbed["municipality"], testbed["county"])


def test_the_gazetteer_has_all_municipalities_and_stays_in_sweden():
    places = geography._gazetteer().places

    assert len({place.county for place in places}) == 21
    assert len(places) > 1340
    assert all(55.2 < place.lat < 69.1 and 10.9 < place.lon < 24.2 for place in places)
