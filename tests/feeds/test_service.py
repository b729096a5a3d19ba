"""An owner's calendar counts, is asked again before a yes, and never takes a booking away by itself (Cal 3167, respa 259)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.booking import service as booking
from portal.booking.elsewhere import TAKEN_ELSEWHERE
from portal.capacity import service as capacity
from portal.capacity.models import Busy, Feed
from portal.clock import Period
from portal.database import db
from portal.errors import CapacityExceeded, NotFound, Refusal
from portal.feeds import queries, service
from portal.feeds.models import FeedConflict
from portal.fetching import INNER, NO_ANSWER
from tests.booking.scene import NOW, claims, make_scene, state_of, taken
from tests.builders import MONDAY, hours
from tests.feeds.calendars import URL, connected

SOON, LATER = NOW + timedelta(minutes=5), NOW + timedelta(minutes=20)


def read(scene, now=LATER):
    return service.read(queries.feed_of(scene.resource.id), now)


def inbox(scene):
    return [one.reference for one in queries.open_conflicts([scene.testbed.owner_id])]


def test_what_is_busy_elsewhere_cannot_be_booked_here(elsewhere):
    scene = connected(elsewhere, hours(2, 4))

    with pytest.raises(Refusal):
        scene.hold(hours(1, 3))
    assert scene.book(hours(0, 2)).state == "confirmed"
    assert scene.book(hours(4, 6), by=scene.rival).state == "confirmed"


def test_an_event_takes_as_many_units_as_the_owner_says(elsewhere):
    scene = make_scene(units=3)
    elsewhere.periods = [hours(0, 9)]
    service.connect_feed(scene.owner, scene.resource, URL, 2, NOW)

    with pytest.raises(Refusal):
        scene.hold(hours(0, 1), units=2)
    assert scene.book(hours(0, 1), units=1).state == "confirmed"


def test_nothing_of_what_an_event_says_is_kept(elsewhere):
    connected(elsewhere, hours(2, 4))

    rows = [str(row) for model in (Feed, Busy, FeedConflict) for row in db.session.execute(select(model.__table__))]
    assert rows and not any("Hemlig" in row for row in rows)


def test_a_booking_that_is_met_stays_and_waits_in_the_inbox(elsewhere):
    scene = connected(elsewhere)
    made = scene.book(hours(2, 4))
    elsewhere.periods = [hours(1, 3)]

    assert read(scene)

    assert inbox(scene) == [made.reference]
    assert claims() == taken(hours(2, 4)) and state_of(made.reference) == "confirmed"
    with pytest.raises(Refusal):
        scene.hold(hours(1, 2), by=scene.rival)


def test_a_line_goes_when_the_event_or_the_booking_goes(elsewhere):
    scene = connected(elsewhere)
    made, other = scene.book(hours(2, 4)), scene.book(hours(5, 6), by=scene.rival)
    elsewhere.periods = [hours(1, 6)]
    read(scene)
    assert inbox(scene) == [made.reference, other.reference]

    booking.cancel_booking(scene.booker, made.reference, "plans", "", LATER)
    assert inbox(scene) == [other.reference]
    read(scene)
    with pytest.raises(Refusal):
        scene.hold(hours(2, 4), by=scene.rival)
    elsewhere.periods = []
    read(scene)
    assert inbox(scene) == [] and scene.hold(hours(2, 4)).state == "held"


def test_a_booking_that_the_owner_keeps_is_asked_of_no_more(elsewhere):
    scene = connected(elsewhere)
    scene.book(hours(2, 4))
    elsewhere.periods = [hours(1, 3)]
    read(scene)
    line = queries.open_conflicts([scene.testbed.owner_id])[0]

    with pytest.raises(NotFound):
        service.keep_booking(scene.rival, scene.resource, line.id, LATER)
    service.keep_booking(scene.owner, scene.resource, line.id, LATER)
    service.keep_booking(scene.owner, scene.resource, line.id, LATER)
    read(scene)

    assert inbox(scene) == []


def test_the_calendar_is_asked_once_more_before_a_time_is_confirmed(elsewhere):
    scene = connected(elsewhere)
    held = scene.hold(hours(2, 4))
    elsewhere.periods = [hours(2, 3)]

    with pytest.raises(CapacityExceeded) as refused:
        booking.submit_hold(scene.booker, held.reference, NOW + timedelta(minutes=5))

    assert refused.value.message == TAKEN_ELSEWHERE
    assert refused.value.nearest is not None and state_of(held.reference) == "expired"


def test_what_is_only_held_gives_way_and_can_be_sent_when_the_event_has_gone(elsewhere):
    scene = connected(elsewhere)
    held = scene.hold(hours(2, 4))
    elsewhere.periods = [hours(3, 6)]
    read(scene)

    assert claims() == [] and inbox(scene) == []
    assert [Period(one.starts_at, one.ends_at) for one in queries.busy_of(scene.resource.id, hours(0, 9))] == [
        hours(3, 6)
    ]
    with pytest.raises(CapacityExceeded) as refused:
        booking.submit_hold(scene.booker, held.reference, LATER)
    assert refused.value.message == TAKEN_ELSEWHERE

    elsewhere.periods = []
    read(scene)
    assert booking.submit_hold(scene.booker, held.reference, LATER).state == "confirmed"
    assert claims() == taken(hours(2, 4))


def test_of_two_holds_the_later_gives_way_where_one_unit_is_enough(elsewhere):
    scene = make_scene(units=2)
    service.connect_feed(scene.owner, scene.resource, URL, 1, NOW)
    first, second = scene.hold(hours(2, 4)), scene.hold(hours(2, 4), by=scene.rival)
    elsewhere.periods = [hours(3, 4)]

    read(scene, SOON)

    assert (state_of(first.reference), state_of(second.reference)) == ("held", "expired")
    with pytest.raises(CapacityExceeded):
        booking.submit_hold(scene.rival, second.reference, SOON)
    booking.release_hold(scene.booker, first.reference, SOON)
    # The event is still there, and so is a unit: what is free decides.
    assert booking.submit_hold(scene.rival, second.reference, SOON).state == "confirmed"


def test_it_is_asked_before_an_owner_says_yes_unless_the_booking_is_kept(elsewhere):
    scene = connected(elsewhere, mode="request")
    made = scene.book(hours(2, 4))
    elsewhere.periods = [hours(2, 3)]

    with pytest.raises(CapacityExceeded):
        booking.confirm_booking(scene.owner, made.reference, LATER)
    service.keep_booking(scene.owner, scene.resource, queries.open_conflicts([scene.testbed.owner_id])[0].id, LATER)
    assert booking.confirm_booking(scene.owner, made.reference, LATER).state == "confirmed"


def test_a_calendar_that_does_not_answer_counts_as_it_was_read_last(elsewhere):
    scene = connected(elsewhere, hours(2, 4))
    elsewhere.fault = NO_ANSWER

    assert not read(scene)

    feed = queries.feed_of(scene.resource.id)
    assert (feed.fault, feed.ok_at, feed.read_at) == (NO_ANSWER, NOW, LATER)
    with pytest.raises(Refusal):
        scene.hold(hours(2, 3))
    assert scene.book(hours(5, 6)).state == "confirmed"


def test_a_calendar_that_cannot_be_read_is_not_connected(elsewhere):
    scene = make_scene()
    elsewhere.fault = INNER

    with pytest.raises(Refusal):
        service.connect_feed(scene.owner, scene.resource, URL, 1, NOW)
    assert queries.feed_of(scene.resource.id) is None
    with pytest.raises(NotFound):
        service.connect_feed(scene.rival, scene.resource, URL, 1, NOW)


def test_disconnected_its_times_are_free_again(elsewhere):
    scene = connected(elsewhere, hours(0, 9))

    service.disconnect_feed(scene.owner, scene.resource, NOW)
    service.disconnect_feed(scene.owner, scene.resource, NOW)

    assert scene.book(hours(0, 9)).state == "confirmed"


def test_a_new_plan_keeps_what_is_busy(elsewhere):
    scene = connected(elsewhere, hours(2, 4))

    capacity.unfold_resource(scene.resource.id, NOW)

    with pytest.raises(Refusal):
        scene.hold(hours(2, 3))


def test_the_worker_reads_what_is_due_and_one_fault_stops_nothing(elsewhere):
    scene = connected(elsewhere)
    elsewhere.asked = 0

    assert service.read_due(NOW + timedelta(minutes=5)) == 0
    elsewhere.periods = [hours(0, 1)]
    assert service.read_due(LATER) == 1
    assert elsewhere.asked == 1
    assert queries.busy_of(scene.resource.id, hours(-1, 9))[0].starts_at == MONDAY
