"""Closing days: what is displaced, who hears of it, and how the repair list is worked off."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.booking import queries, service
from portal.booking.repairs.displacing import InTheWay, MadeClaim, displaced
from portal.capacity.models import Closure
from portal.capacity.queries import offered
from portal.capacity.rules import Stretch
from portal.errors import NotFound, Refusal, Refusals
from tests.booking.scene import NOW, claims, count, letters, make_scene, moves_of, state_of, taken
from tests.builders import MONDAY, hours

FIRST = date(2027, 3, 1)


def close(scene, units=0, *, by=None, first_day=FIRST, last_day=FIRST, now=NOW):
    return service.close_days(by or scene.owner, scene.resource, first_day, last_day, units, "fault", "Fläkten", now)


def minutes_later(number):
    return NOW + timedelta(minutes=number)


def test_closing_displaces_what_is_booked_then_and_nothing_else(app):
    scene = make_scene(units=2)
    first, second = scene.book(hours(0, 2)), scene.book(hours(0, 2), by=scene.rival)
    day_after = scene.book(hours(24, 26))

    closing = close(scene)

    assert {one.reference for one in closing.displaced} == {first.reference, second.reference}
    assert (state_of(first.reference), state_of(day_after.reference)) == ("displaced", "confirmed")
    assert claims() == taken(hours(24, 26))
    assert offered(scene.resource.id, hours(0, 9)) == []


def test_a_partial_closure_displaces_the_latest_made_until_the_rest_fits(app):
    scene = make_scene(units=3)
    booked = [scene.book(hours(0, 2), now=minutes_later(number)) for number in range(3)]

    closing = close(scene, units=1)

    assert [one.reference for one in closing.displaced] == [booked[2].reference, booked[1].reference]
    assert state_of(booked[0].reference) == "confirmed"
    assert [one.units for one in offered(scene.resource.id, hours(0, 9))] == [1]


def test_the_preview_shows_the_same_and_changes_nothing(app):
    scene = make_scene(units=2)
    booked, held = scene.book(hours(0, 2)), scene.hold(hours(3, 4), now=minutes_later(20))

    foreseen = service.preview_closing(scene.owner, scene.resource, FIRST, FIRST, 0, minutes_later(20))

    assert [one.reference for one in foreseen.displaced] == [booked.reference]
    assert [one.reference for one in foreseen.holds] == [held.reference]
    assert state_of(booked.reference) == "confirmed"
    assert count(Closure) == 0


def test_both_sides_hear_at_once_with_the_nearest_time(app):
    scene = make_scene()
    booked = scene.book(hours(0, 2))

    close(scene)

    told = letters()[2:]
    assert {letter.to_email for letter in told} == {scene.booker.email, scene.owner.email}
    assert all("tis 2 mars 2027 kl. 08:00–10:00" in letter.body for letter in told)
    assert all(letter.subject == f"Bokning {booked.reference} behöver en ny tid" for letter in told)


def test_holds_are_let_go_without_a_line_on_the_list(app):
    scene = make_scene()
    held = scene.hold()

    close(scene)

    assert state_of(held.reference) == "expired"
    assert queries.repairs_of(scene.booker.organisation_ids) == []
    with pytest.raises(Refusal):
        service.submit_hold(scene.booker, held.reference, NOW)


def test_the_line_stands_on_both_lists_until_it_is_settled(app):
    scene = make_scene()
    booked = scene.book()
    close(scene)

    for lines in (
        queries.repairs_for_owner(scene.owner.organisation_ids),
        queries.repairs_of(scene.booker.organisation_ids),
    ):
        assert [(line.booking.reference, line.closure_reason) for line in lines] == [(booked.reference, "fault")]
    assert queries.repairs_of(scene.rival.organisation_ids) == []

    moved = service.settle_repair(scene.booker, booked.reference, "moved", NOW, hours(25, 27))

    assert (moved.state, moved.period) == ("confirmed", hours(25, 27))
    assert moves_of(booked) == ["held", "confirmed", "displaced", "confirmed"]
    assert claims() == taken(hours(25, 27))
    assert [(one.starts_at, one.ends_at) for one in queries.stretches_of(moved)] == [(moved.starts_at, moved.ends_at)]
    assert queries.repairs_for_owner(scene.owner.organisation_ids) == []
    assert [letter.kind for letter in letters()][-2:] == ["booking.moved"] * 2


def test_the_line_is_let_go(app):
    scene = make_scene()
    booked = scene.book()
    close(scene)

    assert service.settle_repair(scene.owner, booked.reference, "released", NOW).state == "cancelled"
    assert claims() == []
    with pytest.raises(Refusal, match="redan avbokad"):
        service.settle_repair(scene.booker, booked.reference, "moved", NOW, hours(25, 27))


def test_a_new_time_keeps_the_rules_and_says_what_would_fit(app):
    scene = make_scene()
    booked = scene.book()
    close(scene)
    scene.book(hours(24, 26), by=scene.rival)

    with pytest.raises(service.NoLongerFree) as refused:
        service.settle_repair(scene.booker, booked.reference, "moved", NOW, hours(24, 26))
    with pytest.raises(Refusals):
        service.settle_repair(scene.booker, booked.reference, "moved", NOW, hours(0, 2))

    assert refused.value.nearest == hours(26, 28)
    assert state_of(booked.reference) == "displaced"


def test_a_request_that_was_displaced_is_a_request_again_unless_the_owner_moves_it(app):
    scene = make_scene(mode="request", units=2)
    asked, also_asked = scene.book(), scene.book()
    close(scene)

    assert service.settle_repair(scene.booker, asked.reference, "moved", NOW, hours(24, 26)).state == "requested"
    assert service.settle_repair(scene.owner, also_asked.reference, "moved", NOW, hours(24, 26)).state == "confirmed"


def test_a_booking_may_be_displaced_twice(app):
    scene = make_scene()
    booked = scene.book()
    close(scene)
    service.settle_repair(scene.booker, booked.reference, "moved", NOW, hours(24, 26))

    close(scene, first_day=date(2027, 3, 2), last_day=date(2027, 3, 2))

    assert [line.booking.reference for line in queries.repairs_of(scene.booker.organisation_ids)] == [booked.reference]


def test_what_is_in_use_cannot_be_closed_away(app):
    scene = make_scene()
    booked = scene.book()
    during = MONDAY + timedelta(hours=1)

    with pytest.raises(Refusal) as refused:
        close(scene, now=during)

    assert refused.value.details == {"day": FIRST}
    assert state_of(booked.reference) == "confirmed"
    assert count(Closure) == 0


def test_only_the_owner_closes(app):
    scene = make_scene()

    for stranger in (scene.booker, scene.rival, make_scene().owner):
        with pytest.raises(NotFound):
            close(scene, by=stranger)
        with pytest.raises(NotFound):
            service.preview_closing(stranger, scene.resource, FIRST, FIRST, 0, NOW)


def test_nothing_is_done_when_the_closure_cannot_be(app):
    scene = make_scene()
    booked = scene.book()

    with pytest.raises(Refusals):
        close(scene, units=5)
    with pytest.raises(Refusals):
        close(scene, last_day=FIRST - timedelta(days=1))

    assert state_of(booked.reference) == "confirmed"


def claim(number, first, last, units=1, **more):
    period = hours(first, last)
    made = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number), number)
    return MadeClaim(number, made, period.starts_at, period.ends_at, units, **more)


ONE_LEFT = [Stretch(MONDAY, MONDAY + timedelta(hours=9), 1)]


@pytest.mark.parametrize(
    ("claims_then", "leaving"),
    [
        ([claim(1, 0, 2), claim(2, 2, 4)], []),
        ([claim(1, 0, 2), claim(2, 1, 3)], [2]),
        ([claim(1, 0, 2), claim(2, 1, 3), claim(3, 0, 9)], [3, 2]),
        ([claim(1, 0, 2, 2)], [1]),
        ([claim(1, 0, 2), claim(2, 8, 10)], [2]),
        ([claim(1, 0, 2, is_hold=True), claim(2, 0, 2)], [1]),
        ([claim(1, 0, 2), claim(2, 0, 2, fixed=True)], [1]),
        ([claim(1, 0, 1), claim(1, 3, 4), claim(2, 3, 4)], [2]),
    ],
)
def test_who_gives_way(claims_then, leaving):
    assert displaced(ONE_LEFT, claims_then) == leaving


def test_what_cannot_be_undone_stands_in_the_way():
    with pytest.raises(InTheWay):
        displaced([], [claim(1, 0, 2), claim(2, 1, 3, fixed=True)])


def test_the_alternative_is_as_long_as_what_was_lost(app):
    scene = make_scene(unit="half-day", longest=9)
    booked = scene.book(hours(0, 28))
    close(scene)

    lost = queries.find_view(booked.reference)

    assert service.nearest_time(scene.resource, service.same_again(lost), NOW) == hours(24, 52)
