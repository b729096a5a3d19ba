"""Twenty searches at random, by words, filters, place and window: the names on all pages of the list are those on the map."""

import random
import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

WORDS = (
    "",
    "",
    "laser",
    "vätgas",
    "batteri",
    "robot",
    "additiv tillverkning",
    "5G",
    "klimatkammare",
    "trä",
    "svetsning",
)
FACETS = {
    "lan": ("skane-lan", "vastra-gotalands-lan", "norrbottens-lan", "stockholms-lan", "dalarnas-lan"),
    "teknik": ("robotics-automation", "hydrogen", "additive-manufacturing", "photonics"),
    "niva": ("contact-only", "request-here", "book-here"),
    "status": ("active", "uncertain", "planned"),
    "miljo": ("lab", "pilot-plant"),
}
PLACES = ("", "", "Skövde", "Luleå", "Lund", "Norrköping", "Dalarna")
WINDOWS = ("", "", "55,11,58,16", "57.5,11,61,19", "62,14,69,24", "55.123,12.2,57.9,13.456")
NAMES_ON_THE_MAP = """() => {
    const names = [];
    map_main.eachLayer(layer => { if (layer.getLayers && layer.getVisibleParent) layer.getLayers().forEach(
        one => names.push(one.point.slug)); });
    return names;
}"""


def searches(count):
    """Yield searches that narrow by one or more of the ways, the same in every run."""
    dice = random.Random("the list is the map")
    while count:
        asked = {"q": dice.choice(WORDS), "plats": dice.choice(PLACES), "ram": dice.choice(WINDOWS)}
        for facet in dice.sample(sorted(FACETS), dice.choice((0, 0, 1, 1, 2))):
            asked[facet] = dice.choice(FACETS[facet])
        search = {name: value for name, value in asked.items() if value}
        if search:
            count -= 1
            yield search


def listed(page):
    """Return where the names of the list lead, page by page for as long as there is a next one."""
    found = []
    while True:
        links = page.locator(".hit-title > a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
        found += [link.rsplit("/", 1)[1] for link in links]
        following = page.locator(".paging a[rel=next]")
        if not following.count():
            return found
        page.goto(following.get_attribute("href"), wait_until="domcontentloaded")


@pytest.mark.parametrize("search", searches(20), ids=lambda search: urlencode(search))
def test_names_in_the_list_are_the_names_on_the_map(page, search):
    page.emulate_media(reduced_motion="reduce")
    with page.expect_response(re.compile(r"testbeds\.geojson")) as points:
        page.goto(f"/testbaddar?{urlencode(search)}", wait_until="domcontentloaded")
    features = points.value.json()["features"]
    if features:
        expect(page.locator(".map-point, .map-cluster").first).to_be_visible()

    on_the_map = page.evaluate(NAMES_ON_THE_MAP)
    total = int(re.match(r"\d+", page.locator("#antal-traffar").inner_text())[0])
    in_the_list = listed(page)

    assert in_the_list == [feature["id"] for feature in features]
    assert sorted(on_the_map) == sorted(in_the_list)
    assert total == len(in_the_list) == len(set(in_the_list))
