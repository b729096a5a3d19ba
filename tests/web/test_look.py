"""The promises of the stylesheet: contrast in light and dark, weight, and nothing that the content policy refuses."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CSS = (ROOT / "static" / "base.css").read_text(encoding="utf-8")
GROUNDS = ("paper", "surface", "sunken", "accent-wash", "signal-wash", "good-wash", "bad-wash")
INKS = ("ink", "ink-2", "accent", "accent-deep", "signal-deep", "good", "bad")
PAIRS = [(ink, ground) for ink in INKS for ground in GROUNDS] + [("on-accent", "accent"), ("on-bad", "bad")]
HEAT = [("heat-low", range(5)), ("heat-mid", range(5, 7)), ("heat-high", range(7, 11))]


def tokens(scheme: str) -> dict[str, str]:
    light, dark = (block for block in re.findall(r":root \{(.*?)\n\s*\}", CSS, re.S)[:2])
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", light))
    return found if scheme == "light" else found | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", dark))


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    red, green, blue = (_linear(int(digits[at : at + 2], 16) / 255) for at in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read_on_every_ground(scheme):
    colours = tokens(scheme)

    weak = [(ink, ground) for ink, ground in PAIRS if contrast(colours[ink], colours[ground]) < 4.5]

    assert weak == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_figure_of_a_heat_map_can_be_read(scheme):
    colours = tokens(scheme)

    weak = [step for ink, steps in HEAT for step in steps if contrast(colours[ink], colours[f"heat-{step}"]) < 4.5]

    assert weak == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_edges_of_fields_and_the_focus_are_seen(scheme):
    colours = tokens(scheme)

    assert min(contrast(colours[line], colours[ground]) for line in ("edge", "focus") for ground in GROUNDS) >= 3


def test_the_stylesheet_stays_light():
    assert len(CSS.encode()) < 40_000


def test_every_error_has_its_page():
    pages = {path.stem for path in (ROOT / "templates" / "errors").glob("[0-9]*.html")}

    assert pages == {"400", "403", "404", "405", "409", "413", "422", "429", "500", "503"}


def test_no_template_has_what_the_content_policy_refuses():
    inline = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)(?![^>]*application/(ld\+)?json)", re.I)

    found = [path.name for path in (ROOT / "templates").rglob("*.html") if inline.search(path.read_text("utf-8"))]

    assert found == []
