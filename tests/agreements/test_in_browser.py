"""The templates as people meet them: axe finds nothing, nothing is too wide, and paper shows the text alone."""

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("path", ["/mallar", "/mallar/testavtal?lang=en&resultat=delas", "/en/mallar/testplan"])
def test_the_pages_are_sound_on_wide_and_narrow_windows(page, axe, path):
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_paper_shows_the_text_alone(page):
    page.goto("/mallar/sekretessavtal")

    page.emulate_media(media="print")

    expect(page.get_by_role("article")).to_be_visible()
    expect(page.get_by_role("link", name="Hämta som Word")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_hidden()
