"""Outages: within a day, unplanned while something is in use, with the owner's choice of who gives way, changed and ended."""

from datetime import date, timedelta

import pytest

from portal.booking import queries, service
from portal.capacity.models import Closure
from portal.capacity.outages import Outage, outage_of
from portal.capacity.queries import offered
from portal.errors import Conflict, Refusal
from tests.booking.scene import NOW, claims, count, letters, make_scene, moves_of, state_of, taken
from tests.builders import MONDAY, hours

FIRST = date(2027, 3, 1)
TEN, NOON = 10 * 60, 12 * 60


def outage(**values):
    return Outage(**{"first_day": FIRST, "last_day": FIRST, "reason": "fault", **values})


def close(scene, now=NOW, chosen=None, **values):
    return service.close_resource(scene.owner, scene.resource, outage(**values), now, chosen)


def minutes_later(number):
    return NOW + timedelta(minutes=number)


def test_an_outage_within_a_day_displaces_only_what_it_meets(app):
    scene = make_scene()
    before, during, after = (scene.book(hours(*when)) for when in ((0, 2), (2, 3), (4, 6)))

    close(scene, opens=TEN, closes=NOON)

    assert [state_of(one.reference) for one in (before, during, after)] == ["confirmed", "displaced", "confirmed"]
    assert claims() == taken(hours(0, 2), hours(4, 6))
    assert [one.period for one in offered(scene.resource.id, hours(0, 9))] == [hours(0, 2), hours(4, 9)]


def test_peers_37_a_day_that_is_partly_closed_can_still_be_booked(app):
    scene = make_scene(unit="day", shortest=1, longest=5)
    close(scene, opens=TEN, closes=NOON)

    booked = scene.book(hours(-8, 16))

    assert claims() == taken(hours(0, 2), hours(4, 9))
    assert booked.state == "confirmed"


def test_peers_37_a_week_with_a_closed_day_can_still_be_booked(app):
    scene = make_scene(unit="day", longest=5)
    close(scene, first_day=FIRST + timedelta(days=2), last_day=FIRST + timedelta(days=2))

    scene.book(hours(-8, 112))

    assert claims() == taken(*(hours(24 * day, 24 * day + 9) for day in (0, 1, 3, 4)))


def test_peers_38_a_new_time_is_found_around_a_closure_in_the_middle(app):
    scene = make_scene()
    booked = scene.book(hours(2, 4))
    close(scene, opens=TEN, closes=NOON)

    lost = queries.find_view(booked.reference)

    assert service.nearest_time(scene.resource, service.same_again(lost), NOW) in (hours(0, 2), hours(4, 6))


def test_peers_34_a_closure_over_bookings_tells_everybody_whom_it_concerns(app):
    scene = make_scene(units=2)
    scene.book(hours(2, 4)), scene.book(hours(2, 4), by=scene.rival)
    before = len(letters())

    close(scene, opens=TEN, closes=NOON)

    told = [letter.to_email for letter in letters()[before:]]
    assert sorted(told) == sorted([scene.booker.email, scene.rival.email, scene.owner.email, scene.owner.email])


def test_the_owner_chooses_which_bookings_give_way(app):
    scene = make_scene(units=2)
    first, last = (scene.book(hours(0, 2), now=minutes_later(number)) for number in (0, 1))

    foreseen = service.preview_outage(scene.owner, scene.resource, outage(units=1), minutes_later(2))
    assert [one.reference for one in foreseen.displaced] == [last.reference]
    assert {one.reference for one in foreseen.candidates} == {first.reference, last.reference}

    close(scene, now=minutes_later(2), units=1, chosen=[first.reference])

    assert (state_of(first.reference), state_of(last.reference)) == ("displaced", "confirmed")


def test_a_choice_that_does_not_suffice_is_refused_and_nothing_is_done(app):
    scene = make_scene(units=3)
    booked = [scene.book(hours(0, 2), now=minutes_later(number)) for number in range(3)]
    scene.hold(hours(3, 4), now=minutes_later(3), units=3)

    for chosen in ([], [booked[0].reference], [booked[0].reference, "TP-9999-9999"]):
        with pytest.raises(Refusal, match="räcker inte"):
            close(scene, now=minutes_later(4), units=1, chosen=chosen)
    assert count(Closure) == 0

    close(scene, now=minutes_later(4), units=1, chosen=[booked[0].reference, booked[2].reference])
    assert [state_of(one.reference) for one in booked] == ["displaced", "confirmed", "displaced"]


def test_what_has_begun_cannot_be_chosen_to_give_way(app):
    scene = make_scene(units=2)
    running, later = scene.book(hours(0, 4)), scene.book(hours(2, 4))
    during = MONDAY + timedelta(hours=1)

    with pytest.raises(Refusal, match="räcker inte"):
        close(scene, now=during, units=1, opens=TEN, chosen=[running.reference])

    close(scene, now=during, units=1, opens=TEN, chosen=[running.reference, later.reference])
    assert (state_of(running.reference), state_of(later.reference)) == ("confirmed", "displaced")


def test_a_planned_closure_does_not_touch_what_is_in_use(app):
    scene = make_scene()
    running = scene.book(hours(0, 4))

    with pytest.raises(Refusal, match="oplanerat"):
        close(scene, now=MONDAY + timedelta(hours=1), opens=TEN)

    assert state_of(running.reference) == "confirmed"


def test_an_unplanned_outage_ends_what_is_in_use_and_tells_both_sides(app):
    scene = make_scene()
    running, later = scene.book(hours(0, 4)), scene.book(hours(5, 6))
    now = MONDAY + timedelta(hours=1, minutes=12, seconds=40)
    foreseen = service.preview_outage(scene.owner, scene.resource, outage(is_planned=False), now)
    before = len(letters())

    closing = close(scene, now=now, is_planned=False)

    cut = MONDAY + timedelta(hours=1, minutes=12)
    after = queries.find_view(running.reference)
    assert [one.reference for one in foreseen.interrupted] == [running.reference]
    assert (after.state, after.ends_at) == ("confirmed", cut)
    assert moves_of(running)[-1] == "confirmed"
    assert claims() == [(MONDAY, cut, 1)]
    assert ([one.reference for one in closing.interrupted], state_of(later.reference)) == (
        [running.reference],
        "displaced",
    )
    told = [(letter.kind, letter.to_email) for letter in letters()[before:] if letter.about == running.reference]
    assert sorted(told) == sorted(("booking.interrupted", email) for email in (scene.booker.email, scene.owner.email))


def test_an_unplanned_outage_lets_what_has_not_begun_give_way_first(app):
    scene = make_scene(units=2)
    running, later = scene.book(hours(0, 4)), scene.book(hours(2, 4))

    close(scene, now=MONDAY + timedelta(hours=1), units=1, is_planned=False)

    assert (queries.find_view(running.reference).ends_at, state_of(later.reference)) == (running.ends_at, "displaced")


def test_peers_36_an_outage_over_a_weekend_is_entered_and_edited_by_date(app):
    scene = make_scene(days=range(7))
    saturday = scene.book(hours(5 * 24 + 1, 5 * 24 + 2))
    closure = close(scene, first_day=FIRST + timedelta(days=4), last_day=FIRST + timedelta(days=7), opens=NOON).closure
    assert state_of(saturday.reference) == "displaced"
    service.settle_repair(scene.booker, saturday.reference, "moved", NOW, hours(9 * 24, 9 * 24 + 1))

    longer = outage(first_day=FIRST + timedelta(days=4), last_day=FIRST + timedelta(days=9), opens=NOON)
    changed = service.change_outage(scene.owner, scene.resource, closure.id, longer, NOW)

    assert [one.reference for one in changed.displaced] == [saturday.reference]
    assert count(Closure) == 1


def test_peers_39_a_moved_outage_leaves_no_copy_and_gives_its_time_back(app):
    scene = make_scene()
    booked = scene.book(hours(24, 26))
    closure = close(scene).closure
    tuesday = outage(first_day=FIRST + timedelta(days=1), last_day=FIRST + timedelta(days=1))

    foreseen = service.preview_change(scene.owner, scene.resource, closure.id, tuesday, NOW)
    service.change_outage(scene.owner, scene.resource, closure.id, tuesday, NOW, seen=outage_of(closure).fingerprint)

    assert [one.reference for one in foreseen.displaced] == [booked.reference]
    assert count(Closure) == 1
    assert [one.period for one in offered(scene.resource.id, hours(0, 33))] == [hours(0, 9)]


def test_a_change_that_is_refused_leaves_the_closure_as_it_was(app):
    scene = make_scene()
    closure = close(scene).closure
    running = scene.book(hours(24, 28), now=NOW)

    with pytest.raises(Refusal):
        service.change_outage(
            scene.owner,
            scene.resource,
            closure.id,
            outage(last_day=FIRST + timedelta(days=1)),
            MONDAY + timedelta(hours=25),
        )
    with pytest.raises(Conflict):
        service.change_outage(scene.owner, scene.resource, closure.id, outage(text="x"), NOW, seen="another")

    assert state_of(running.reference) == "confirmed"
    assert offered(scene.resource.id, hours(0, 9)) == []
