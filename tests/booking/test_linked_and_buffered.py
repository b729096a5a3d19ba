"""A hall and its cells, shared equipment, and time kept free around a use: as a person who books meets them."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import DBAPIError

from portal.booking import service
from portal.booking.calendar_pages import week_for
from portal.booking.models import Claim
from portal.booking.queries import standing_of
from portal.booking.taken import claims_between
from portal.capacity.models import NEEDS, WHOLE, ResourceLink
from portal.capacity.queries import offered
from portal.clock import Period
from portal.database import db, transaction
from portal.errors import CapacityExceeded
from tests.booking.scene import NOW, count, make_scene
from tests.builders import MONDAY, hours, make_capacity, make_resource

WEEK = hours(0, 5 * 24)
LAPSED = NOW + timedelta(minutes=16)


def link(resource, takes, kind, units=1):
    with transaction() as session:
        row = {"resource_id": resource.id, "takes_id": takes.id, "kind": kind, "units": units, "since": NOW}
        session.execute(insert(ResourceLink).values(**row))


def part_of(scene, *, kind=WHOLE, units=1, each=1):
    """Return another resource, open all week, that the scene's own one takes along."""
    part = make_resource(scene.testbed, name="Cellen", units=units)
    make_capacity(part, WEEK, units=units)
    link(scene.resource, part, kind, each)
    return part


def hold_on(scene, resource, period, *, by=None, **more):
    values = {"units": 1, "purpose": "Prov", "note": "", "now": NOW, **more}
    return service.hold(by or scene.rival, resource, period, **values)


def test_who_books_the_hall_takes_its_cells(app):
    scene = make_scene()
    cell = part_of(scene)
    scene.book(hours(0, 2))

    with pytest.raises(CapacityExceeded):
        hold_on(scene, cell, hours(1, 3))
    assert hold_on(scene, cell, hours(2, 3)).state == "held"


def test_who_books_a_cell_keeps_others_out_of_the_hall_but_not_of_the_other_cell(app):
    scene = make_scene()
    left, right = part_of(scene), part_of(scene)
    hold_on(scene, left, hours(0, 2))

    with pytest.raises(CapacityExceeded) as refused:
        scene.hold(hours(1, 3))
    assert refused.value.nearest == hours(2, 4)
    assert hold_on(scene, right, hours(0, 2)).state == "held"


def test_a_cancelled_hall_gives_its_cells_back(app):
    scene = make_scene()
    cell = part_of(scene)
    booking = scene.book(hours(0, 2))

    service.cancel_booking(scene.booker, booking.reference, "plans", "", NOW)

    assert hold_on(scene, cell, hours(0, 2)).state == "held"


def test_a_hold_on_a_cell_that_has_lapsed_blocks_nobody(app):
    scene = make_scene()
    cell = part_of(scene)
    hold_on(scene, cell, hours(0, 2))

    assert scene.hold(hours(0, 2), now=LAPSED).state == "held"


def test_shared_equipment_is_taken_by_the_unit(app):
    scene = make_scene(units=3)
    pump = part_of(scene, kind=NEEDS, units=5, each=2)
    other = make_resource(scene.testbed, units=1)
    make_capacity(other, WEEK)
    link(other, pump, NEEDS, 3)
    scene.book(hours(0, 2))

    with pytest.raises(CapacityExceeded):
        scene.hold(hours(0, 2), by=scene.rival, units=2)
    assert hold_on(scene, other, hours(0, 2)).state == "held"
    with pytest.raises(CapacityExceeded):
        scene.hold(hours(0, 2), by=scene.rival, units=1)


def test_equipment_that_is_closed_cannot_be_taken_along(app):
    scene = make_scene()
    pump = make_resource(scene.testbed)
    make_capacity(pump, hours(0, 4))
    link(scene.resource, pump, NEEDS)

    assert scene.hold(hours(2, 4)).state == "held"
    with pytest.raises(CapacityExceeded):
        scene.hold(hours(3, 5), by=scene.rival)


def test_the_calendar_of_the_hall_shows_its_cells_taken_and_is_drawn_anew(app):
    scene = make_scene()
    cell = part_of(scene)
    before = standing_of(scene.testbed.id)
    hold_on(scene, cell, hours(0, 2))

    monday = week_for(scene.resource, MONDAY.date()).rows[0]
    assert [one.state for one in monday.cells[:3]] == ["busy", "busy", "free"]
    assert [one.guard_version for one in standing_of(scene.testbed.id)] != [one.guard_version for one in before]


def test_a_link_that_bookings_contradict_is_refused_and_an_unlinked_cell_is_free(app):
    scene = make_scene()
    cell = make_resource(scene.testbed)
    make_capacity(cell, WEEK)
    scene.book(hours(0, 2))
    hold_on(scene, cell, hours(1, 2))

    with pytest.raises(CapacityExceeded):
        link(scene.resource, cell, WHOLE)
    assert count(ResourceLink) == 0

    part = part_of(scene)
    with transaction() as session:
        session.execute(delete(ResourceLink).where(ResourceLink.takes_id == part.id))
    assert hold_on(scene, part, hours(0, 2)).state == "held"


def test_a_claim_that_was_taken_along_cannot_be_given_back_alone(app):
    scene = make_scene()
    part_of(scene)
    scene.book(hours(0, 2))

    with pytest.raises(DBAPIError), transaction() as session:
        session.execute(update(Claim).where(Claim.parent_id.is_not(None)).values(active=0))


def test_time_is_kept_free_before_and_after_a_use(app):
    scene = make_scene(buffer_before=60, buffer_after=30)
    scene.book(hours(3, 5))

    # After a use half an hour is kept, and before the next one an hour: together an hour and a half.
    for refused in (hours(5, 6), hours(6, 7), hours(1, 3), hours(0, 2)):
        with pytest.raises(CapacityExceeded):
            scene.hold(refused, by=scene.rival)
    assert scene.hold(hours(7, 8), by=scene.rival).state == "held"
    assert scene.hold(hours(0, 1), by=scene.rival).state == "held"


def test_a_buffer_may_lie_where_the_resource_is_closed(app):
    scene = make_scene(buffer_before=120, buffer_after=120)

    assert scene.book(hours(0, 9)).state == "confirmed"
    assert scene.book(hours(24, 33), by=scene.rival).state == "confirmed"


def test_the_days_of_one_booking_do_not_stand_in_their_own_way(app):
    scene = make_scene(unit="day", buffer_before=10 * 60, buffer_after=10 * 60)

    booking = scene.book(Period(hours(0, 1).starts_at, hours(0, 24 * 3).ends_at))

    rows = db.session.execute(select(Claim.buffer_before, Claim.buffer_after).order_by(Claim.starts_at)).all()
    assert booking.state == "confirmed"
    # A night is fifteen hours: ten of them belong to the day before, five to the day after.
    assert [tuple(row) for row in rows][:2] == [(36000, 36000), (18000, 36000)]


def test_the_calendar_shows_what_buffers_take(app):
    scene = make_scene(buffer_after=60)
    scene.book(hours(3, 5))

    monday = week_for(scene.resource, MONDAY.date()).rows[0]
    assert [one.state for one in monday.cells] == [
        *("free", "free", "busy", "busy", "busy", "busy", "free", "free", "free")
    ]


def test_what_stands_in_the_way_is_read_in_one_statement_and_says_nothing_of_whom(app):
    scene = make_scene()
    part_of(scene)
    scene.book(hours(0, 2))

    rows = claims_between(scene.resource.id, WEEK, now=NOW)
    assert [(one.starts_at, one.ends_at, one.exclusive) for one in rows] == [
        (hours(0, 2).starts_at, hours(0, 2).ends_at, False)
    ]
    assert offered(scene.resource.id, WEEK)
