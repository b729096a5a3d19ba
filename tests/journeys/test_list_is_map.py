"""The list is the map (P9): the same names in both, whatever is searched for; and the main pages on paper and on a phone."""

import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

POINTS = ".map-point, .map-cluster"
LEAST = 225
SEARCHES = (
    {},
    {"q": "vätgas"},
    {"lan": "norrbottens-lan"},
    {"teknik": ["additive-manufacturing", "robotics-automation"], "marknad": "flexible-autonomous-production"},
    {"plats": "Luleå", "sortera": "avstand", "miljo": "lab"},
    {"q": "finns inte alls xyzzy"},
)
PAGES = ("/", "/testbaddar", "/testbaddar/demoverkstaden-falun", "/boka", "/stod", "/om", "/tillganglighet", "/integritet",
         "/logga-in", "/konto/skapa")  # fmt: skip
SIGNED_IN = {
    "foretag@demo.example": ("/skrivbord", "/mina-bokningar", "/arenden", "/konto", "/boka", "/skickade-meddelanden",
                             "/resurser/demoverkstaden-falun-robotcell/boka"),
    "agare@demo.example": ("/skrivbord", "/belaggning", "/resurser/demoverkstaden-falun-robotcell/oppettider",
                           "/resurser/demoverkstaden-falun-robotcell/stang", "/resurser/demoverkstaden-falun-robotcell/villkor"),
    "nation@demo.example": ("/skrivbord", "/samordning"),
}  # fmt: skip


@pytest.mark.parametrize("search", SEARCHES, ids=lambda search: urlencode(search, doseq=True) or "everything")
@pytest.mark.parametrize("prefix", ["", "/en"], ids=["sv", "en"])
def test_names_in_the_list_are_the_names_on_the_map(page, live_portal, prefix, search):
    page.emulate_media(reduced_motion="reduce")

    with page.expect_response(lambda answer: "testbeds.geojson" in answer.url) as points:
        page.goto(f"{prefix}/testbaddar?{urlencode({**search, 'antal': 500}, doseq=True)}")
    page.wait_for_load_state("networkidle")
    listed = [name.strip() for name in page.locator(".hit-title > a").all_inner_texts()]

    properties = [feature["properties"] for feature in points.value.json()["features"]]
    name = "name_en" if prefix else "name"
    assert sorted(point.get(name) or point["name"] for point in properties) == sorted(listed)
    assert said_on_the_map(page) == len(listed)
    assert {point["slug"] for point in properties} == {link.rsplit("/", 1)[1] for link in links(page)}
    assert len(listed) >= LEAST or search
    assert "xyzzy" in str(search) or listed


def links(page):
    return [link.get_attribute("href") for link in page.locator(".hit-title > a").all()]


def said_on_the_map(page):
    """Return how many listings the signs on the map stand for."""
    labels = page.locator(".map-cluster").evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    return page.locator(".map-point").count() + sum(int(re.search(r"\d+", label)[0]) for label in labels)


@pytest.mark.parametrize("hand", ["keys"], indirect=True)
def test_from_a_cluster_to_a_name_and_back_by_keyboard(walker):
    """Enter opens clusters until a sign stands alone, its popup takes the focus, Escape gives it back."""
    person = walker()
    person.page.emulate_media(reduced_motion="reduce")
    person.go("/testbaddar?lan=gotlands-lan")
    expect(person.find(POINTS).first).to_be_visible()
    person.hand.reach(person.find(POINTS).first)

    for _ in range(12):
        if person.find(".leaflet-popup").count():
            break
        person.page.keyboard.press("Enter")
        person.page.wait_for_timeout(250)
    expect(person.find(".leaflet-popup a[href]").first).to_be_focused()
    person.page.keyboard.press("Escape")

    expect(person.find(".leaflet-popup")).to_have_count(0)
    expect(person.find(".map-frame .leaflet-marker-icon:focus")).to_have_count(1)


@pytest.mark.parametrize("prefix", ["", "/en"], ids=["sv", "en"])
@pytest.mark.parametrize("email", [None, *SIGNED_IN])
def test_nothing_sticks_out_at_320_pixels(enter, email, prefix):
    page, wide = enter(email), []
    page.set_viewport_size({"width": 320, "height": 640})

    for path in SIGNED_IN[email] if email else PAGES:
        page.goto(prefix + path)
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wide.append(f"{page.url}: {page.evaluate('document.documentElement.scrollWidth')} px")

    assert wide == []


@pytest.mark.parametrize("email", [None, *SIGNED_IN])
def test_paper_shows_what_the_page_says_and_nothing_to_click_through(enter, email):
    page = enter(email)
    page.emulate_media(media="print")

    for path in SIGNED_IN[email] if email else PAGES:
        page.goto(path)
        expect(page.locator("h1").first).to_be_visible()
        for unwanted in (".site-nav", ".site-tools", ".skip-link"):
            expect(page.locator(unwanted).first, f"{path} prints {unwanted}").to_be_hidden()
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert paper in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"), f"{path} prints on {paper}"
        assert len(page.pdf()) > 5000
