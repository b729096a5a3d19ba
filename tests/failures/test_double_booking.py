"""Double booking, races and holds: failures 2 to 5 of the register."""

import ast
from pathlib import Path

import pytest

from portal.booking import service
from portal.booking.service import NoLongerFree, Wanted
from portal.clock import local_day
from tests.booking.scene import NOW, claims, make_scene, taken
from tests.booking.test_race import at_once, here, won
from tests.builders import hours, make_organisation, make_person

ROOMS = Path(__file__).resolve().parents[2] / "portal"
MAY_WAIT = {"worker.py", "serving.py"}
"""What waits for its next round, and for the portal to start."""


def test_no_booking_waits_for_chance_to_keep_it_apart_from_another():
    files = [path for path in sorted(ROOMS.rglob("*.py")) if str(path.relative_to(ROOMS)) not in MAY_WAIT]

    assert [str(path) for path in files if any(_waits(node) for node in ast.walk(ast.parse(path.read_text())))] == []


def _waits(node):
    if isinstance(node, ast.Import | ast.ImportFrom):
        return "random" in {getattr(node, "module", None), *(one.name for one in node.names)}
    return isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == "sleep"


def test_two_windows_of_one_person_do_not_book_the_same_hour(app):
    scene = make_scene()
    who = scene.booker

    results = at_once(
        app,
        [
            lambda key=key: service.hold(who, here(scene), hours(0, 1), 1, "Prov", "", NOW, form_key=key)
            for key in ("fönster-1", "fönster-2")
        ],
    )

    assert len(won(results)) == 1 and claims() == taken(hours(0, 1))


def test_any_of_three_units_is_sold_three_times_and_no_more(app):
    scene = make_scene(units=3)
    visitors = [scene.visitor(make_person(make_organisation())) for _ in range(7)]

    results = at_once(
        app, [lambda who=who: service.hold(who, here(scene), hours(0, 2), 1, "Prov", "", NOW) for who in visitors]
    )

    assert len(won(results)) == 3 and claims() == taken(*[hours(0, 2)] * 3)


def test_the_owners_own_pages_do_not_overlap_bookings_without_a_word(app):
    scene = make_scene()
    first, second = scene.book(hours(0, 2)), scene.book(hours(24, 26), by=scene.rival)

    with pytest.raises(NoLongerFree):
        service.alter_booking(scene.owner, first.reference, Wanted(hours(25, 27), 1, "Byte"), NOW)
    monday = local_day(hours(0, 2).starts_at)
    service.close_days(scene.owner, scene.resource, monday, monday, 0, "fault", "", NOW)
    with pytest.raises(NoLongerFree):
        service.settle_repair(scene.owner, first.reference, "moved", NOW, hours(25, 27))

    assert claims() == taken(second.period)
