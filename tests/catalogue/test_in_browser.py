"""The pages of testbeds and programmes as people meet them: axe finds nothing, and nothing is wider than the window."""

import pytest
from playwright.sync_api import Page, expect

PATHS = (
    "/testbaddar/am-chalmers",
    "/testbaddar/smartroad-gotland",
    "/testbaddar/demoverkstaden-falun",
    "/stod",
    "/stod/eic-accelerator",
)


@pytest.mark.parametrize("path", [*PATHS, "/en" + PATHS[0], "/en" + PATHS[2], "/en" + PATHS[4]])
def test_axe_finds_nothing(page: Page, axe, path):
    page.goto(path)

    axe(page)


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_wider_than_a_narrow_window(page: Page, path):
    page.set_viewport_size({"width": 320, "height": 700})

    page.goto(path)

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_way_to_the_calendar_works_by_keyboard(page: Page):
    page.goto("/testbaddar/demoverkstaden-falun")
    jump = page.get_by_role("link", name="Se lediga tider")

    jump.focus()
    page.keyboard.press("Enter")

    expect(page.locator("#vag-in")).to_be_in_viewport()


def test_programmes_are_filtered_without_scripts(watched_context):
    page = watched_context(java_script_enabled=False).new_page()
    page.goto("/stod")

    page.locator("form.support-filter").get_by_label("Län").select_option("Dalarnas län")
    page.locator("form.support-filter").get_by_role("button").click()

    expect(page).to_have_url("/stod?q=&lan=dalarnas-lan&typ=&skede=")
    expect(page.get_by_role("link", name="Visa alla 60")).to_be_visible()
