"""Several bookings in one breath: all or none, with every refusal, and without anybody waiting crosswise."""

from datetime import timedelta

import pytest

from portal.booking import queries, service
from portal.booking.models import Booking
from portal.booking.service import NotTogether, Part
from portal.capacity import service as capacity
from portal.catalogue.queries import get_resource
from portal.database import db
from portal.errors import Busy, CapacityExceeded, Refusal
from tests.booking.scene import NOW, claims, count, make_scene, state_of, taken
from tests.booking.scene import letters as sent_letters
from tests.booking.test_race import at_once, won
from tests.builders import MONDAY, hours, make_opening_hours, make_resource, make_testbed


def second(**values):
    """Return one more resource, at another owner, open as the scene's."""
    resource = make_resource(make_testbed(), **values)
    make_opening_hours(resource, units=resource.units)
    capacity.unfold_resource(resource.id, NOW)
    return resource


def hold(scene, *parts, by=None, now=NOW, bundle="TPK-1"):
    return service.hold_together(by or scene.booker, [Part(*one, 1) for one in parts], "Prov", "", now, bundle=bundle)


def test_all_are_held_for_a_quarter_of_an_hour(app):
    scene, other = make_scene(), second()

    held = hold(scene, (scene.resource, hours(0, 2)), (other, hours(3, 5)))

    assert [one.state for one in held] == ["held", "held"]
    assert {one.held_until for one in held} == {NOW + timedelta(minutes=15)}
    assert claims() == taken(hours(0, 2), hours(3, 5))


def test_one_that_is_taken_leaves_none_held_and_the_nearest_time_is_told(app):
    scene, other = make_scene(), second()
    scene.book(by=scene.rival)
    parts = [Part(other, hours(3, 5), 1), Part(scene.resource, hours(0, 2), 1)]

    with pytest.raises(NotTogether) as refused:
        service.hold_together(scene.booker, parts, "Prov", "", NOW, bundle="TPK-1")
    told = service.explained(scene.booker, parts, refused.value, NOW)

    assert claims() == taken(hours(0, 2))
    assert count(Booking) == 1
    assert told.faults[0] is None
    assert told.faults[1].nearest == hours(2, 4)


def test_every_fault_of_every_part_is_told_at_once(app):
    scene, other = make_scene(), second()

    with pytest.raises(NotTogether) as refused:
        hold(scene, (scene.resource, hours(20, 22)), (other, hours(0, 2)), (other, hours(-400, -398)))

    assert [bool(fault) for fault in refused.value.faults] == [True, False, True]


def test_two_parts_of_the_same_set_cannot_share_one_unit(app):
    scene = make_scene()

    with pytest.raises(NotTogether) as refused:
        hold(scene, (scene.resource, hours(0, 2)), (scene.resource, hours(1, 3)))

    assert isinstance(refused.value.faults[1], CapacityExceeded)
    assert claims() == []


def test_more_than_the_cap_of_single_holds_is_one_set_and_leaves_single_holds_alone(app):
    scene = make_scene()

    hold(scene, *((scene.resource, hours(n, n + 1)) for n in range(8)))

    assert scene.hold(hours(24, 25)).state == "held"


def test_where_one_books_directly_it_is_confirmed_and_elsewhere_requested_without_letters_of_their_own(app):
    scene, other = make_scene(), second(mode="request")
    held = hold(scene, (scene.resource, hours(0, 2)), (other, hours(3, 5)))

    with service.kept_back() as told:
        service.submit_together(scene.booker, held, NOW)

    assert [state_of(one.reference) for one in held] == ["confirmed", "requested"]
    assert [one.kind for one in told] == ["confirmed", "requested"]
    assert sent_letters() == []


def test_a_part_is_not_sent_extended_or_let_go_by_itself(app):
    scene = make_scene()
    [held] = hold(scene, (scene.resource, hours(0, 2)))

    for act in (service.submit_hold, service.extend_hold, service.release_hold):
        with pytest.raises(Refusal, match="tillsammans"):
            act(scene.booker, held.reference, NOW)

    assert state_of(held.reference) == "held"


def test_lapsed_holds_are_taken_again_all_or_none(app):
    scene, other = make_scene(), second()
    held = hold(scene, (scene.resource, hours(0, 2)), (other, hours(3, 5)))
    later = NOW + timedelta(minutes=16)
    scene.book(by=scene.rival, now=later)

    with pytest.raises(NotTogether) as refused:
        service.submit_together(scene.booker, held, later)

    assert [bool(fault) for fault in refused.value.faults] == [True, False]
    assert state_of(held[1].reference) in ("held", "expired")
    assert queries.find_view(held[1].reference).sequence == 0


def test_all_are_extended_and_let_go_together(app):
    scene, other = make_scene(), second()
    held = hold(scene, (scene.resource, hours(0, 2)), (other, hours(3, 5)))

    later = service.extend_together(scene.booker, held, NOW + timedelta(minutes=10))
    service.release_together(scene.booker, held, NOW + timedelta(minutes=11))

    assert {one.held_until for one in later} == {NOW + timedelta(minutes=25)}
    assert claims() == []


def test_free_times_keep_the_rules_and_leave_out_what_is_taken(app):
    scene, other = make_scene(shortest=2), second(unit="day")
    scene.book(hours(0, 7), by=scene.rival)
    monday = service.free_times(scene.booker, [scene.resource], hours(0, 9), 2, 1, NOW)
    days = service.free_times(scene.booker, [other], hours(0, 30), 1, 1, NOW)
    too_short = service.free_times(scene.booker, [scene.resource], hours(0, 9), 1, 1, NOW)

    assert [one.period for one in monday[scene.resource.id]] == [hours(7, 9)]
    assert [(one.starts_at, one.ends_at) for one in days[other.id]] == [(MONDAY, MONDAY + timedelta(hours=9))]
    assert too_short == {scene.resource.id: []}


@pytest.mark.parametrize("round_", range(2))
def test_two_sets_crosswise_end_with_one_whole_set_and_nobody_waits_for_ever(app, round_):
    scene, other = make_scene(), second()
    slugs = [scene.slug, other.slug]
    who = [scene.booker, scene.rival]

    def take(visitor, order):
        parts = [Part(get_resource(slug), hours(0, 2), 1) for slug in order]
        return service.hold_together(visitor, parts, "Prov", "", NOW, bundle="TPK-1")

    results = at_once(app, [lambda n=n: take(who[n % 2], slugs if n % 2 else slugs[::-1]) for n in range(6)])

    assert len({one[0].organisation_id for one in won(results)}) == 1
    assert not any(isinstance(one, Busy) for one in results)
    assert claims() == taken(hours(0, 2), hours(0, 2))
    assert len({row.organisation_id for row in db.session.query(Booking)}) == 1
