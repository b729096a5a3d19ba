"""Regions, networks and market areas: filters, and pages of their own."""

import pytest

from portal.concepts.queries import thesaurus
from portal.search.areas import ADDRESSES, keys, networks, networks_of, regions_of
from portal.search.criteria import Criteria
from portal.search.queries import find
from tests.pages import Page
from tests.search.listing import list_testbed
from tests.search.test_views import listed

PAGES = ["/regioner/bergslagen", "/natverk/energiomstallning", "/marknadsomraden/flexible-autonomous-production"]


def test_a_county_is_in_its_region_and_in_what_people_coordinate_across():
    assert set(regions_of("Dalarnas län")) == {"norra-mellansverige", "bergslagen"}
    assert regions_of("Utlandet") == ()


def test_a_region_is_a_filter(database):
    here = list_testbed("A", county="Dalarnas län")
    list_testbed("B", county="Skåne län")
    result = find(Criteria(chosen=(("region", ("bergslagen",)),)))

    assert [hit.listed.slug for hit in result.hits] == [here.slug]
    assert (result.facets["region"]["sydsverige"], result.facets["lan"]["skane-lan"]) == (1, 0)


@pytest.mark.parametrize(
    ("technologies", "subjects", "found"),
    [
        (["hydrogen"], [], ("energiomstallning",)),
        ([], ["metal-3d-printing"], ("additiv-tillverkning",)),
        (["additive-manufacturing", "bioeconomy-forest"], [], ("cirkular-bioekonomi", "additiv-tillverkning")),
        (["quantum"], ["corrosion"], ()),
    ],
)
def test_a_technology_or_a_first_subject_makes_a_network(technologies, subjects, found):
    assert networks_of(technologies, subjects) == found


def test_a_network_is_a_filter_that_follows_the_listing(database):
    testbed = list_testbed("Vätgaslabbet", technologies=["hydrogen"])
    asked = Criteria(chosen=(("natverk", ("energiomstallning",)),))
    assert find(asked).total == 1

    list_testbed("Kvantlabbet", technologies=["quantum"])
    list_testbed("Ugnen", technologies=["batteries-storage"])

    assert find(asked).total == 2 and find(asked).hits[1].listed.slug == testbed.slug


def test_networks_are_made_of_subjects_that_the_thesaurus_knows(seeded_app):
    known = thesaurus().concepts

    assert {key for one in networks().values() for key in one.concepts if key not in known} == set()


def test_every_network_has_testbeds_by_technology_and_by_subject(seeded_app):
    counts = find(Criteria()).facets["natverk"]

    assert all(10 <= counts[slug] <= 120 for slug in networks()), counts


@pytest.mark.parametrize("address", PAGES)
def test_an_area_has_a_page_with_its_list_its_map_and_one_address(seeded_client, address, english):
    page = seeded_client.get(address + "?antal=500&utm=1").text
    parameter, slug = {"r": "region", "n": "natverk", "m": "marknad"}[address[1]], address.rpartition("/")[2]
    expected = find_in(seeded_client, f"/testbaddar?{parameter}={slug}&antal=500")

    assert listed(page) == expected and expected
    assert f'<link rel="canonical" href="http://localhost{address}">' in page
    assert f"testbeds.geojson?{parameter}={slug}" in page
    assert Page(seeded_client.get(english(address)).text).lang == "en"


def find_in(client, address):
    return listed(client.get(address).text)


@pytest.mark.parametrize("address", ["/regioner/atlantis", "/natverk/%00", "/marknadsomraden/skane-lan"])
def test_an_area_that_nobody_knows_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_the_start_page_and_the_map_of_the_site_lead_to_every_area(client):
    links, site = Page(client.get("/").text).links, client.get("/sitemap.xml").text
    folders = {"market_areas": "marknadsomraden", "networks": "natverk", "regions": "regioner"}
    addresses = {f"/{folders[kind]}/{slug}" for kind in ADDRESSES for slug in keys(kind)}

    assert addresses <= set(links)
    assert all(f"http://localhost{address}<" in site for address in addresses)
