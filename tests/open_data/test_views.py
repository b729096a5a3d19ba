"""What programs read: the sitemap and who is welcome where."""

from xml.etree import ElementTree

from tests.builders import make_testbed

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def addresses(client) -> set[str]:
    root = ElementTree.fromstring(client.get("/sitemap.xml").data)
    return {place.text or "" for place in root.iterfind("s:url/s:loc", NAMES)}


def test_the_sitemap_has_each_listing_in_both_languages(client, database) -> None:
    testbed = make_testbed()

    found = addresses(client)

    assert any(address.endswith(f"/testbaddar/{testbed.slug}") and "/en/" not in address for address in found)
    assert any(address.endswith(f"/en/testbaddar/{testbed.slug}") for address in found)


def test_what_is_made_up_or_not_public_is_not_in_it(client, database) -> None:
    made_up = make_testbed(is_demonstration=True)
    draft = make_testbed(lifecycle="draft")

    assert not any(made_up.slug in address or draft.slug in address for address in addresses(client))


def test_people_s_own_pages_are_closed_to_robots(client, database) -> None:
    text = client.get("/robots.txt").text

    assert "Disallow: /skrivbord" in text and "Disallow: /en/bokningar" in text
    assert "Sitemap: http" in text
