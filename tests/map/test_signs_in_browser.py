"""What the signs on the map say: clusters their towns, shapes and colours the way in, rings how far it is."""

import re

import pytest
from playwright.sync_api import expect

CLUSTER_SAYS = re.compile(r"^\d+ testbäddar: [A-ZÅÄÖ]\S*( \S+)*(, \S+( \S+)*)*( och \d+ orter till)?$")


def open_map(page, search=""):
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"/testbaddar{search}")
    expect(page.locator(".map-point, .map-cluster").first).to_be_visible()


def test_a_cluster_says_how_many_and_where(page):
    open_map(page)

    for cluster in page.locator(".map-cluster").all():
        said = cluster.get_attribute("aria-label")
        assert CLUSTER_SAYS.match(said), said
        assert cluster.get_attribute("title") == said
        assert said.startswith(f"{cluster.inner_text()} ")


def test_a_cluster_names_only_towns_that_it_holds(page):
    with page.expect_response(re.compile(r"testbeds\.geojson")) as points:
        open_map(page, "?lan=gotlands-lan&lan=skane-lan")
    municipalities = {one["properties"]["municipality"] for one in points.value.json()["features"]}

    for label in page.locator(".map-cluster").evaluate_all("all => all.map(one => one.title)"):
        named = re.sub(r" och \d+ orter till$", "", label.split(": ", 1)[1]).split(", ")
        assert len(named) <= 5 and set(named) <= municipalities


def test_rings_are_drawn_round_the_place_and_told_in_words(page, axe):
    open_map(page, "?plats=Skövde")

    expect(page.locator("path.map-ring")).to_have_count(4)
    expect(page.locator("[data-map-rings]")).to_have_text("Ringar: 25, 50, 100 och 200 km från Skövde")
    expect(page.locator(".leaflet-rings-pane")).to_have_attribute("aria-hidden", "true")
    axe(page)


def test_the_outer_ring_is_two_hundred_kilometres_away(page):
    open_map(page, "?plats=Skövde&ram=57,12,60,16")

    away = page.evaluate("map_main.rings.getLayers().filter(one => one.getRadius).map(one => one.getRadius() / 1000)")
    north = page.evaluate(
        "map_main.distance(map_main.rings.getLayers()[0].getLatLng(), map_main.rings.getLayers().at(-1).getLatLng())"
    )

    assert away == [25, 50, 100, 200]
    assert abs(north / 1000 - 200) < 1


def test_rings_come_and_go_with_the_place(page):
    open_map(page)
    expect(page.locator("path.map-ring")).to_have_count(0)
    expect(page.locator("[data-map-rings]")).to_be_hidden()

    page.locator("#plats").fill("Luleå")
    page.keyboard.press("Enter")
    expect(page.locator("path.map-ring")).to_have_count(4)
    expect(page.locator("[data-map-rings]")).to_contain_text("från Luleå")
    page.locator("#plats").fill("")
    page.keyboard.press("Enter")

    expect(page.locator("path.map-ring")).to_have_count(0)
    expect(page.locator("[data-map-rings]")).to_be_hidden()


LOOKS = """level => {
    const sign = document.createElement("div");
    sign.className = "map-point map-" + level;
    document.querySelector(".leaflet-marker-pane").append(sign);
    const look = getComputedStyle(sign, "::before");
    return [look.backgroundColor, look.clipPath + look.borderRadius];
}"""
LEVELS = ("book-here", "request-here", "busy-feed", "contact-only")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_way_in_has_its_own_colour_and_its_own_shape(page, scheme):
    page.emulate_media(color_scheme=scheme)
    open_map(page)

    looks = [page.evaluate(LOOKS, level) for level in LEVELS]

    assert len({colour for colour, _ in looks}) == len({shape for _, shape in looks}) == 4


def test_without_colours_the_shapes_are_explained_all_the_same(page):
    page.emulate_media(forced_colors="active")
    open_map(page)

    for words in ("Boka här", "Begär tid här", "Visar upptagna tider", "Endast kontakt"):
        expect(page.locator(".map .legend", has_text=words)).to_be_visible()
    assert len({page.evaluate(LOOKS, level)[1] for level in LEVELS}) == 4


def test_whoever_prints_the_open_map_gets_it_with_its_signs_explained_and_the_list(watched_context):
    page = watched_context().new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    open_map(page, "?plats=Lund#karta")
    page.emulate_media(media="print")

    for part in (".map-cluster", ".map .legend", ".hit-title"):
        expect(page.locator(part).first).to_be_visible()
    expect(page.locator(".map-tools")).to_be_hidden()


WHERE = "[map_main.getZoom(), map_main.getCenter().lat, map_main.getCenter().lng]"


def test_printing_leaves_the_map_where_it_was(page):
    open_map(page, "?plats=Lund&ram=55,12,58,15")
    before = page.evaluate(WHERE)

    page.pdf()

    # A map of an odd number of pixels has its middle between two of them: half a pixel is a hundredth of a degree here.
    assert page.evaluate(WHERE) == pytest.approx(before, abs=0.03)
