"""The map beside the list: it asks for the list's own hits and carries its own words."""

import html
import json
import re

import pytest
from werkzeug.datastructures import MultiDict

from portal.map.panels import list_map, points_address
from portal.search.queries import Criteria


@pytest.fixture
def panel(app):
    def draw(address="/testbaddar", **arguments):
        path, root = (address.removeprefix("/en"), "/en") if address.startswith("/en") else (address, "")
        with app.test_request_context(path, environ_overrides={"SCRIPT_NAME": root}):
            return list_map(criteria=Criteria.from_args(MultiDict(arguments)))

    return draw


def attribute(page, name):
    return html.unescape(re.search(rf"""{name}=(["'])(.*?)\1""", page, re.DOTALL)[2])


def test_the_map_asks_for_the_hits_of_the_list_and_not_of_its_page(panel):
    page = panel(q="svets & fog", lan="skane-lan", sida="3")

    assert attribute(page, "data-points") == "/api/v1/testbeds.geojson?q=svets+%26+fog&lan=skane-lan"


def test_nothing_in_an_address_turns_the_map_to_another_host(app):
    with app.test_request_context("/testbaddar"):
        criteria = Criteria.from_args(MultiDict({"_external": "1", "_scheme": "javascript", "_anchor": "x"}))

        assert points_address(criteria) == "/api/v1/testbeds.geojson"


def test_links_of_the_map_stay_in_the_language_of_the_page(panel):
    assert attribute(panel(), "data-testbed") == "/testbaddar/"
    assert attribute(panel("/en/testbaddar"), "data-testbed") == "/en/testbaddar/"
    assert json.loads(attribute(panel("/en/testbaddar"), "data-words"))["levels"]["book-here"] == "Book here"


def test_what_is_not_exact_is_said_in_words(panel):
    precisions = json.loads(attribute(panel(), "data-words"))["precisions"]

    assert set(precisions) == {"locality", "municipality"}


def test_the_page_needs_no_exception_in_the_content_policy(panel):
    page = panel()

    assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=", page)
    assert all(" defer" in tag for tag in re.findall(r"<script[^>]*>", page))
    assert not re.search(r"(src|href)=\"(https?:)?//", page)


def test_one_can_pass_the_map_and_read_its_signs_without_it(panel):
    page = panel()
    target = re.search(r'class="map-past" href="#([\w-]+)"', page)[1]

    assert f'id="{target}"' in page
    assert "<noscript>" in page
    assert page.count('class="mark ') == 4
