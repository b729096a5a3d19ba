"""The map as a person meets it: by keyboard, without a mouse, beside the list and on a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import tab_to

POINTS = ".map-point, .map-cluster"


def open_list(page, search=""):
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"/testbaddar{search}")
    expect(page.locator(POINTS).first).to_be_visible()


def said_on_the_map(page):
    """Return how many listings the signs on the map stand for."""
    labels = [sign.get_attribute("aria-label") for sign in page.locator(".map-cluster").all()]
    return page.locator(".map-point").count() + sum(int(re.match(r"\d+", label)[0]) for label in labels)


def test_every_hit_is_on_the_map(page, axe):
    open_list(page, "?lan=gotlands-lan")

    expect(page.locator("#antal-traffar")).to_contain_text(str(said_on_the_map(page)))
    axe(page)


def test_a_popup_opens_takes_the_focus_and_gives_it_back_by_keyboard(page):
    open_list(page, "?q=porjus")
    sign = page.locator(".map-point").first

    tab_to(page, sign)
    page.keyboard.press("Enter")
    link = page.locator(".leaflet-popup a[href]").first
    expect(link).to_be_focused()
    expect(link).to_have_attribute("href", re.compile(r"^/testbaddar/[\w-]+$"))
    page.keyboard.press("Escape")

    expect(page.locator(".leaflet-popup")).to_have_count(0)
    expect(sign).to_be_focused()


def test_the_map_follows_the_list(page):
    open_list(page)
    before = said_on_the_map(page)

    page.locator("#q").fill("porjus")
    page.keyboard.press("Enter")

    expect(page.locator(".map-cluster")).to_have_count(0)
    assert said_on_the_map(page) < before


def test_the_focus_stays_on_the_map_and_signs_do_not_cover_each_other_when_one_comes_closer(page, axe):
    open_list(page)

    page.locator(".map-cluster").first.focus()
    for _ in range(3):  # the third may open a popup: what stands alone is opened, not entered
        page.keyboard.press("Enter")
        page.wait_for_timeout(200)
        expect(page.locator(".map-frame :focus")).to_have_count(1)
        axe(page)


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_nothing_is_fetched_before_the_map_is_opened(watched_context, axe, width):
    page = watched_context().new_page()
    page.set_viewport_size({"width": width, "height": 800})
    fetched = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto("/testbaddar")
    page.wait_for_load_state("networkidle")
    assert not [url for url in fetched if "geojson" in url]

    page.locator(".list-map-switch a[href='#karta']").click()

    expect(page.locator(POINTS).first).to_be_visible()
    axe(page)
