"""The one who watches sees what it must: checked by hand before it judges the portal."""

import pytest

from tests.load.oversight import sweep

OPEN = [(0, 36_000, 3)]


@pytest.mark.parametrize(
    ("claims", "capacity", "hours_over"),
    [
        ([], OPEN, 0),
        ([(0, 7200, 3)], OPEN, 0),
        ([(0, 3600, 3), (3600, 7200, 3)], OPEN, 0),
        ([(0, 7200, 2), (3600, 10_800, 1)], OPEN, 0),
        ([(0, 7200, 2), (3600, 10_800, 2)], OPEN, 1),
        ([(0, 7200, 4)], OPEN, 2),
        ([(32_400, 39_600, 1)], OPEN, 1),
        ([(0, 7200, 1)], [], 2),
        ([(0, 7200, 2)], [(0, 3600, 2), (3600, 7200, 1)], 1),
        ([(0, 7200, 2)], [(0, 3600, 1), (0, 7200, 1)], 1),
    ],
)
def test_hours_over_capacity_are_counted(claims, capacity, hours_over):
    verdict = sweep(claims, capacity)

    assert verdict.hours_over == hours_over
    assert bool(verdict.moments) == bool(hours_over)
