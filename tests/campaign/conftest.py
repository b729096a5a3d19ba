"""The scene of booking, a week before its Monday."""

import pytest

from tests.booking.scene import NOW, make_scene


@pytest.fixture
def scene(app, freeze):
    freeze(NOW)
    return make_scene()
