"""Capacity that differs and changes: failure 35 of the register."""

import pytest

from portal.capacity import service as capacity
from portal.errors import Refusal
from tests.booking.scene import NOW, make_scene
from tests.builders import hours, make_opening_hours, make_resource


def test_each_resource_of_a_testbed_has_hours_of_its_own(app):
    early = make_scene(opens=6, closes=12)
    late = make_resource(early.testbed, name="Ugnen")
    make_opening_hours(late, opens=12, closes=20)
    capacity.unfold_resource(late.id, NOW)

    assert early.book(hours(-2, 0)).state == "confirmed"
    with pytest.raises(Refusal, match="utanför öppettiderna"):
        early.book(hours(8, 10))
    early.resource = late
    assert early.book(hours(8, 10)).state == "confirmed"
    with pytest.raises(Refusal, match="utanför öppettiderna"):
        early.book(hours(-2, 0))
