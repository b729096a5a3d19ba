"""A line to stand in: the first morning hours are taken by the rival, and two others want them."""

import pytest

from tests.booking.scene import NOW, make_scene
from tests.builders import hours, make_organisation, make_person


@pytest.fixture
def line(app, freeze):
    freeze(NOW)
    scene = make_scene(longest=40)
    scene.theirs = scene.book(hours(0, 2), by=scene.rival)
    scene.second = scene.visitor(make_person(make_organisation("Gamma AB")))
    return scene
