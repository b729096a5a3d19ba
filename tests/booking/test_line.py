"""Standing in line for a time that is requested and not confirmed."""

from datetime import timedelta

import pytest

from portal.booking import queries, service
from portal.booking.models import Booking
from portal.booking.requests import line
from portal.booking.requests.consequences import foresee
from portal.errors import CapacityExceeded, Refusal
from tests.booking.scene import MORNING, NOW, claims, count, letters, make_scene, state_of, taken
from tests.booking.test_race import at_once, here, won
from tests.builders import MONDAY, hours, make_organisation, make_person


def stand(scene, who=None, period=MORNING, units=1, now=NOW, **more):
    resource = here(scene)
    return service.stand_in_line(who or scene.rival, resource, period, units, "Prov", "", now, **more)


def someone(scene):
    return scene.visitor(make_person(make_organisation()))


def place(booking):
    return line.place_of(queries.find_view(booking.reference))


def line_of_three(**values):
    scene = make_scene(mode="request", answer_days=2, **values)
    first = scene.book()
    second = stand(scene, now=NOW + timedelta(minutes=1))
    third = stand(scene, someone(scene), now=NOW + timedelta(minutes=2))
    return scene, first, second, third


def test_each_is_told_the_place_in_order_of_sending(app):
    _scene, first, second, third = line_of_three()

    assert [place(one) for one in (first, second, third)] == [1, 2, 3]
    assert [one.state for one in (second, third)] == ["queued", "queued"]
    assert claims() == taken(hours(0, 2))
    told = [one for one in letters() if one.kind == "booking.queued"]
    assert len(told) == 4
    assert not any("Alfa AB" in one.body for one in told)


GIVE_UP = {
    "declined": lambda scene, one: service.decline_booking(scene.owner, one.reference, "other", "", NOW),
    "cancelled": lambda scene, one: service.cancel_booking(scene.booker, one.reference, "plans", "", NOW),
    "expired": lambda scene, one: service.expire_due(one.answer_by),
}


@pytest.mark.parametrize("how", GIVE_UP)
def test_the_next_takes_the_time_when_the_one_before_gives_up(app, how):
    scene, first, second, third = line_of_three()

    GIVE_UP[how](scene, first)

    assert state_of(first.reference) == how
    moved = queries.find_view(second.reference)
    assert (moved.state, moved.in_line) == ("requested", False)
    assert moved.answer_by > first.answer_by or how != "expired"
    assert claims() == taken(hours(0, 2))
    assert place(third) == 2
    assert [one.kind for one in letters() if one.to_email == scene.rival.email][-1] == "booking.moved-up"


def test_a_yes_refuses_those_in_line_as_the_page_foresaw(app):
    scene, first, second, third = line_of_three()

    foreseen = [one.reference for one in foresee(queries.find_view(first.reference))]
    service.confirm_booking(scene.owner, first.reference, NOW, knows=foreseen)

    assert foreseen == [second.reference, third.reference]
    assert [state_of(one) for one in foreseen] == ["declined", "declined"]


def test_a_yes_to_the_second_refuses_the_first_and_the_third(app):
    scene, first, second, third = line_of_three()

    foreseen = [one.reference for one in foresee(queries.find_view(second.reference))]
    assert claims() == taken(hours(0, 2))
    service.confirm_booking(scene.owner, second.reference, NOW, knows=foreseen)

    assert sorted(foreseen) == sorted([first.reference, third.reference])
    assert [state_of(one.reference) for one in (first, second, third)] == ["declined", "confirmed", "declined"]
    assert claims() == taken(hours(0, 2))


def test_a_yes_that_refuses_more_than_was_shown_is_not_given(app):
    scene, first, _second, _third = line_of_three()

    with pytest.raises(service.RefusesMore):
        service.confirm_booking(scene.owner, first.reference, NOW, knows=[])

    assert state_of(first.reference) == "requested"


def test_a_yes_leaves_in_line_whoever_still_has_a_chance(app):
    scene = make_scene(mode="request", units=2)
    first, other = scene.book(), scene.book(by=someone(scene))
    waits = stand(scene)

    assert foresee(queries.find_view(first.reference)) == []
    service.confirm_booking(scene.owner, first.reference, NOW)

    assert state_of(waits.reference) == "queued"
    service.decline_booking(scene.owner, other.reference, "other", "", NOW)
    assert state_of(waits.reference) == "requested"


def test_nobody_stands_in_line_for_what_is_confirmed(app):
    scene = make_scene(mode="request")
    service.confirm_booking(scene.owner, scene.book().reference, NOW)

    assert not service.may_stand_in_line(scene.rival, scene.resource, MORNING, 1, NOW)
    with pytest.raises(CapacityExceeded):
        stand(scene)


def test_nobody_stands_in_line_behind_a_form_or_behind_themselves(app):
    scene = make_scene(mode="request")
    scene.hold()
    assert not service.may_stand_in_line(scene.rival, scene.resource, MORNING, 1, NOW)

    scene.book(hours(3, 5))
    with pytest.raises(Refusal, match="väntar redan"):
        stand(scene, scene.booker, hours(4, 6))


@pytest.mark.parametrize("values", [{"mode": "direct"}, {"mode": "request", "pending_holds": False}])
def test_there_is_no_line_where_no_request_holds_its_time(app, values):
    scene = make_scene(**values)

    with pytest.raises(Refusal, match="kö"):
        stand(scene)


def test_a_free_time_is_taken_at_once_by_whoever_would_stand_in_line(app):
    scene = make_scene(mode="request")

    booking = stand(scene)

    assert state_of(booking.reference) == "requested"
    assert claims() == taken(hours(0, 2))


def test_the_same_form_stands_in_line_once(app):
    scene = make_scene(mode="request")
    scene.book()

    one, two = (stand(scene, form_key="nyckel-12") for _ in range(2))

    assert one.reference == two.reference
    assert count(Booking) == 2


def test_the_rules_of_the_resource_hold_in_line_too(app):
    scene = make_scene(mode="request", notice_hours=24)
    scene.book()

    with pytest.raises(Refusal, match="kort varsel"):
        stand(scene, now=MONDAY - timedelta(hours=2))


def test_the_cap_counts_those_in_line(app):
    scene = make_scene(mode="request", most_pending=1)
    scene.book()
    scene.book(hours(4, 5), by=scene.rival)

    with pytest.raises(Refusal, match="väntar på svar"):
        stand(scene)


def test_whoever_is_never_reached_hears_so(app):
    scene, first, second, _third = line_of_three()
    service.confirm_booking(scene.owner, first.reference, NOW)
    scene2 = make_scene(mode="request")
    scene2.book()
    waits = stand(scene2)

    service.expire_due(MONDAY)

    assert state_of(second.reference) == "declined"
    assert queries.find_view(waits.reference).reason == "not-reached"
    assert letters()[-1].kind in ("booking.not-reached", "booking.expired")


def test_many_in_line_and_one_time_given_back_make_one_who_has_it(app):
    scene = make_scene(mode="request")
    first = scene.book()
    people = [someone(scene) for _ in range(4)]
    owner = scene.owner

    at_once(
        app,
        [
            *[lambda who=who: stand(scene, who) for who in people],
            lambda: service.decline_booking(owner, first.reference, "other", "", NOW),
        ],
    )

    assert claims() == taken(hours(0, 2))
    states = sorted(state_of(one.reference) for one in queries.bookings_of([p.organisation.id for p in people]))
    assert states == ["queued"] * (len(states) - 1) + ["requested"]


def test_a_yes_and_a_moving_up_at_once_never_give_one_time_twice(app):
    scene, first, second, third = line_of_three()
    owner, booker = scene.owner, scene.booker

    results = at_once(
        app,
        [
            lambda: service.cancel_booking(booker, first.reference, "plans", "", NOW),
            lambda: service.confirm_booking(owner, third.reference, NOW),
            lambda: service.confirm_booking(owner, second.reference, NOW),
        ],
    )

    assert won(results)
    assert claims() == taken(hours(0, 2))
    assert [state_of(one.reference) for one in (first, second, third)].count("confirmed") == 1
