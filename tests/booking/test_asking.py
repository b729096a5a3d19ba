"""Requests: whether they hold their time, by when they are answered, and how many may wait at once."""

from datetime import timedelta

import pytest

from portal.booking import queries, service
from portal.errors import CapacityExceeded, Refusal
from tests.booking.scene import NOW, claims, letters, make_scene, moves_of, state_of, taken
from tests.booking.test_race import at_once, won
from tests.builders import MONDAY, hours

NEXT_DAY = NOW + timedelta(days=1)


def open_scene(**values):
    """Return a scene whose requests hold nothing."""
    return make_scene(mode="request", pending_holds=False, **values)


def test_where_requests_hold_nothing_the_time_stays_free_until_the_yes(app):
    scene = open_scene()
    first, second = scene.book(), scene.book(by=scene.rival)

    assert (first.state, second.state) == ("queued", "queued")
    assert claims() == []
    assert service.confirm_booking(scene.owner, second.reference, NOW).state == "confirmed"
    assert claims() == taken(hours(0, 2))


def test_a_yes_refuses_whoever_can_no_longer_be_met_and_tells_them_the_nearest_time(app):
    scene = open_scene()
    first, second, beside = scene.book(), scene.book(by=scene.rival), scene.book(hours(2, 4))

    service.confirm_booking(scene.owner, second.reference, NOW)

    kept = queries.get_booking(first.reference, scene.booker)
    assert (kept.state, kept.reason) == ("declined", "given-to-other")
    assert state_of(beside.reference) == "queued"
    told = [one for one in letters() if one.kind == "booking.declined" and one.to_email == scene.booker.email]
    assert "Tiden gick till någon annan" in told[0].body
    assert "Närmaste lediga tid" in told[0].body
    assert "Beta AB" not in told[0].body


def test_a_yes_must_pass_the_guard_and_says_what_would_fit(app):
    scene = open_scene(units=1)
    request = scene.book()
    scene.hold(by=scene.rival)

    with pytest.raises(service.NoLongerFree) as refused:
        service.confirm_booking(scene.owner, request.reference, NOW)

    assert refused.value.nearest == hours(2, 4)
    assert state_of(request.reference) == "queued"


def test_a_lapsed_hold_does_not_stand_in_the_way_of_a_yes(app):
    scene = open_scene()
    request = scene.book()
    scene.hold(by=scene.rival)

    later = NOW + timedelta(minutes=16)
    assert service.confirm_booking(scene.owner, request.reference, later).state == "confirmed"


def test_a_request_lapses_when_the_owners_days_have_passed_and_both_hear_of_it(app):
    scene = make_scene(mode="request", answer_days=2)
    booking = scene.book()

    assert booking.answer_by == NOW.replace(hour=22, minute=59) + timedelta(days=2)
    assert service.expire_due(booking.answer_by - timedelta(seconds=1)) == 0
    assert service.expire_due(booking.answer_by) == 1
    assert state_of(booking.reference) == "expired"
    assert [one.kind for one in letters()][-2:] == ["booking.expired"] * 2
    assert claims() == []


@pytest.mark.parametrize("pending_holds", [True, False])
def test_an_organisation_has_so_many_requests_at_once_and_no_more(app, pending_holds):
    scene = make_scene(mode="request", pending_holds=pending_holds, most_pending=2)
    first = scene.book(hours(0, 1))
    scene.book(hours(1, 2))

    with pytest.raises(Refusal, match="väntar på svar"):
        scene.book(hours(2, 3))
    assert scene.book(hours(2, 3), by=scene.rival)
    service.decline_booking(scene.owner, first.reference, "other", "", NOW)
    assert scene.book(hours(3, 4))


def test_two_holds_sent_at_once_do_not_pass_the_cap_together(app):
    scene = make_scene(mode="request", most_pending=1)
    held = [scene.hold(hours(n, n + 1)) for n in range(3)]
    booker = scene.booker

    results = at_once(app, [lambda one=one: service.submit_hold(booker, one.reference, NOW) for one in held])

    assert len(won(results)) == 1


def test_a_request_sent_twice_is_one(app):
    scene = open_scene()
    held = scene.hold()

    sent = [service.submit_hold(scene.booker, held.reference, NOW) for _ in range(2)]

    assert [one.state for one in sent] == ["queued", "queued"]
    assert moves_of(held) == ["held", "queued"]


def test_the_other_side_may_call_off_and_decline_what_takes_no_time(app):
    scene = open_scene()
    first, second = scene.book(), scene.book(by=scene.rival)

    service.cancel_booking(scene.booker, first.reference, "plans", "", NOW)
    service.decline_booking(scene.owner, second.reference, "other", "", NOW)

    assert (state_of(first.reference), state_of(second.reference)) == ("cancelled", "declined")


def test_whoever_answers_is_reminded_once_before_the_deadline(app):
    scene = make_scene(mode="request", answer_days=2)
    booking = scene.book()
    morning = booking.answer_by - timedelta(hours=15, minutes=59)

    assert service.remind_due(morning - timedelta(minutes=1)) == 0
    assert service.remind_due(morning) == 1
    assert service.remind_due(morning + timedelta(hours=1)) == 0
    assert [one.to_email for one in letters() if one.kind == "booking.reminder"] == [scene.owner.email]


def test_two_yeses_to_rivals_at_once_confirm_one(app):
    scene = open_scene()
    requests = [scene.book(), scene.book(by=scene.rival)]
    owner = scene.owner

    results = at_once(
        app, [lambda one=one: service.confirm_booking(owner, one.reference, NOW) for one in requests for _ in range(2)]
    )

    assert len(won(results)) == 1
    assert claims() == taken(hours(0, 2))


def test_a_time_that_closed_meanwhile_is_not_confirmed(app):
    scene = open_scene()
    request = scene.book()
    day = MONDAY.date()
    service.close_days(scene.owner, scene.resource, day, day, 0, "fault", "", NOW)

    with pytest.raises(CapacityExceeded):
        service.confirm_booking(scene.owner, request.reference, NOW)
