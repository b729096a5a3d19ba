"""Searching by the map: its window, a rectangle drawn on it, and wherever it is moved; list, counts and address follow."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import tab_to

POINTS = ".map-point, .map-cluster"
HERE, DRAW = "Sök i kartans fönster", "Rita en ruta"
IN_THE_SOUTH = "55,12,57,15"


def open_map(page, search=""):
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"/testbaddar{search}")
    expect(page.locator(POINTS).first).to_be_visible()


def total(page):
    return int(re.match(r"\d+", page.locator("#antal-traffar").inner_text())[0])


def on_the_map(page):
    """Return how many listings the signs on the map stand for."""
    labels = page.locator(".map-cluster").evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    return page.locator(".map-point").count() + sum(int(re.match(r"\d+", label)[0]) for label in labels)


def agree(page):
    """Wait for the points that the map fetches after the list; then both stand for as many listings."""
    for _ in range(50):
        if on_the_map(page) == total(page):
            break
        page.wait_for_timeout(100)
    return on_the_map(page) == total(page)


STEPS = """steps => {
    for (let step = 0; step < steps; step += 1) {
        map_main.getContainer().dispatchEvent(new KeyboardEvent('keydown', { keyCode: 40, key: 'ArrowDown', bubbles: true }));
    }
}"""
AT_REST = """() => new Promise(done => {
    const seen = () => [map_main.getBounds().getNorth(), map_main.getBounds().getWest(), map_main.getZoom()];
    let before = seen(), since = performance.now();
    (function look() {
        if (String(seen()) !== String(before)) { before = seen(); since = performance.now(); }
        if (performance.now() - since > 300) done(before); else setTimeout(look, 30);
    })();
})"""


def where_is(page):
    """Return the corner that the map keeps when the room below it changes, and how near it is, once it has come to rest."""
    return page.evaluate(AT_REST)


def move_south(page):
    """Come closer and move south by keys alone, so that a part of the hits is out of sight."""
    tab_to(page, page.locator("#map_main"))
    for key in ("+", "+", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
        page.wait_for_timeout(100)


def test_the_window_is_searched_by_keyboard_and_the_focus_stays(page, axe):
    open_map(page)
    before, counted = total(page), page.locator("[name=status][value=active] + b").inner_text()
    move_south(page)
    button = page.get_by_role("button", name=HERE)
    tab_to(page, button, key="Shift+Tab")

    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"/testbaddar\?ram=[\d.]+,[\d.]+,[\d.]+,[\d.]+$"))
    expect(page.locator(".chip", has_text="Inom kartans fönster")).to_be_visible()
    expect(button).to_be_focused()
    assert 0 < total(page) < before and agree(page)
    expect(page.locator("[name=status][value=active] + b")).not_to_have_text(counted)
    axe(page)


def test_searching_in_the_window_leaves_the_map_where_it_is(page):
    open_map(page)
    move_south(page)
    where = where_is(page)

    page.get_by_role("button", name=HERE).click()
    expect(page).to_have_url(re.compile("ram="))
    expect(page.locator("path.map-window")).to_have_count(1)
    page.locator("#q").fill("laser")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"q=laser&ram="))

    assert where_is(page) == where


def test_two_steps_by_keys_are_two_steps_for_whoever_wants_no_motion(page):
    open_map(page)
    move_south(page)
    north = page.evaluate("map_main.getPixelBounds().min.y")

    page.evaluate(STEPS, 2)

    assert page.evaluate("map_main.getPixelBounds().min.y") == north + 160


def test_whoever_searches_while_the_map_glides_searches_where_it_stops(page):
    page.goto("/testbaddar")
    expect(page.locator(POINTS).first).to_be_visible()
    move_south(page)
    where_is(page)

    page.evaluate(f"() => {{ ({STEPS})(1); document.querySelector('[data-map-here]').click(); }}")

    expect(page).to_have_url(re.compile("ram="))
    north = float(page.url.split("ram=")[1].split(",")[2])
    assert north == pytest.approx(where_is(page)[0], abs=0.0011)


def test_going_back_shows_what_was_before_the_window(page):
    open_map(page)
    before = page.locator("#antal-traffar").inner_text()
    move_south(page)
    page.get_by_role("button", name=HERE).click()
    expect(page).to_have_url(re.compile("ram="))

    page.go_back()

    expect(page.locator("#antal-traffar")).to_have_text(before)
    expect(page.locator("[data-map-frame]")).to_be_disabled()
    expect(page.get_by_role("button", name="Hela landet")).to_be_hidden()


def test_the_whole_country_is_one_press_away(page):
    open_map(page, f"?ram={IN_THE_SOUTH}")
    few = total(page)

    page.get_by_role("button", name="Hela landet").click()

    expect(page).to_have_url(re.compile(r"/testbaddar$"))
    expect(page.get_by_role("button", name=HERE)).to_be_focused()
    expect(page.locator("path.map-window")).to_have_count(0)
    assert total(page) > few and agree(page)


def test_an_address_with_a_window_shows_that_window(page):
    open_map(page, f"?ram={IN_THE_SOUTH}")

    west, south, east, north = map(float, page.evaluate("map_main.getBounds().toBBoxString()").split(","))

    assert south <= 55 and west <= 12 and north >= 57 and east >= 15 and north - south < 8
    assert agree(page)


def drag(page, start, end):
    box = page.locator("#map_main").bounding_box()
    page.mouse.move(box["x"] + box["width"] * start[0], box["y"] + box["height"] * start[1])
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * end[0], box["y"] + box["height"] * end[1], steps=6)
    page.mouse.up()


def test_a_rectangle_is_drawn_and_searched(page, axe):
    open_map(page)
    before, where = total(page), where_is(page)
    button = page.get_by_role("button", name=DRAW)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")

    drag(page, (0.2, 0.5), (0.9, 0.95))

    expect(page).to_have_url(re.compile("ram="))
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(page.locator("path.map-window")).to_have_count(1)
    assert 0 < total(page) < before and agree(page)
    assert where_is(page) == where
    axe(page)


def touch(page, start, end):
    """Draw with one finger, as a screen tells it: pointer events, and scrolling where nothing forbids it."""
    page.locator("#map_main").evaluate("map => map.scrollIntoView({ block: 'center', behavior: 'instant' })")
    box = page.locator("#map_main").bounding_box()
    finger = page.context.new_cdp_session(page)

    def tell(kind, share=None):
        x, y = (start[at] + (end[at] - start[at]) * (share or 0) for at in (0, 1))
        points = [] if share is None else [{"x": box["x"] + box["width"] * x, "y": box["y"] + box["height"] * y}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    tell("touchStart", 0)
    for step in range(1, 7):
        tell("touchMove", step / 6)
    tell("touchEnd")


def test_a_rectangle_is_drawn_with_a_finger(watched_context):
    page = watched_context(has_touch=True).new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(reduced_motion="reduce")
    page.goto("/testbaddar#karta")
    expect(page.locator(POINTS).first).to_be_visible(timeout=30_000)
    where = where_is(page)
    page.get_by_role("button", name=DRAW).click()

    touch(page, (0.25, 0.4), (0.85, 0.8))

    expect(page).to_have_url(re.compile("ram="))
    expect(page.locator("path.map-window")).to_have_count(1)
    assert where_is(page) == where


def test_escape_calls_a_rectangle_off_and_the_map_can_be_dragged_again(page):
    open_map(page)
    page.get_by_role("button", name=DRAW).click()
    page.keyboard.press("Escape")
    where = page.evaluate("map_main.getCenter().lat")

    drag(page, (0.1, 0.8), (0.1, 0.6))

    expect(page.get_by_role("button", name=DRAW)).to_have_attribute("aria-pressed", "false")
    assert "ram=" not in page.url and page.evaluate("map_main.getCenter().lat") != where


def test_the_list_follows_the_map_when_asked_to(page):
    open_map(page)
    page.get_by_label("Följ kartan när jag flyttar den").check()
    expect(page).to_have_url(re.compile("ram="))
    first = page.url

    move_south(page)

    expect(page).not_to_have_url(first)
    expect(page.locator("#map_main")).to_be_focused()
    page.wait_for_timeout(800)  # the last move is followed after a moment
    assert agree(page)


def test_whoever_follows_by_opening_clusters_keeps_the_focus_on_the_map(page):
    open_map(page)
    page.get_by_label("Följ kartan när jag flyttar den").check()
    expect(page).to_have_url(re.compile("ram="))
    first = page.url
    page.locator(".map-cluster").first.focus()

    page.keyboard.press("Enter")

    expect(page).not_to_have_url(first)
    page.wait_for_timeout(800)
    expect(page.locator(".map-frame :focus")).to_have_count(1)


def test_without_scripts_the_address_works_and_no_button_promises_what_it_cannot(watched_context):
    page = watched_context(java_script_enabled=False).new_page()
    page.goto(f"/testbaddar?ram={IN_THE_SOUTH}")

    expect(page.locator(".chip", has_text="Inom kartans fönster")).to_be_visible()
    expect(page.locator("[data-map-tools]")).to_be_hidden()
    page.locator("#q").fill("laser")
    page.get_by_role("button", name="Sök", exact=True).click()
    expect(page).to_have_url(re.compile(r"q=laser.*ram=55"))


@pytest.mark.parametrize("prefix", ["", "/en"], ids=["sv", "en"])
def test_on_a_phone_the_map_searches_and_says_how_many(watched_context, axe, prefix):
    page = watched_context(has_touch=True).new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{prefix}/testbaddar?plats=Lund#karta")
    expect(page.locator(POINTS).first).to_be_visible()
    page.locator(".leaflet-control-zoom-in").click()

    page.locator("[data-map-here]").click()

    expect(page.locator(".map-said")).to_have_text(re.compile(r"^\d+ testb"))
    expect(page).to_have_url(re.compile("ram="))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    axe(page)
