"""Baskets and bundles: all or none over several owners, once for each form, one letter for each side."""

from datetime import timedelta

import pytest

from portal.booking import service as booking
from portal.booking.models import Booking
from portal.booking.service import NotTogether
from portal.campaign import queries, service
from portal.campaign.models import Bundle
from portal.database import db
from portal.errors import Conflict, NotFound, Refusal
from tests.booking.scene import NOW, claims, count, letters, state_of, taken
from tests.booking.test_race import at_once, won
from tests.builders import hours, make_person
from tests.campaign.steps import basket, hold, make_second, put


def test_a_basket_keeps_each_time_once_for_its_person_alone(app, scene):
    put(scene, hours(0, 2), hours(0, 2), hours(3, 4))

    assert [item.starts_at for item in basket(scene)] == [hours(0, 2).starts_at, hours(3, 4).starts_at]
    assert queries.basket_of(scene.rival) == []
    assert claims() == []


def test_a_basket_has_an_end(app, scene, monkeypatch):
    monkeypatch.setattr(service, "MOST_ITEMS", 2)
    put(scene, hours(0, 1), hours(1, 2))

    with pytest.raises(Refusal, match="rymmer"):
        put(scene, hours(2, 3))


def test_what_cannot_be_booked_is_not_put_in(app, scene):
    with pytest.raises(Refusal):
        put(scene, hours(-400, -398))

    assert basket(scene) == []


def test_a_basket_over_two_owners_is_confirmed_and_requested_under_one_reference(app, scene):
    second = make_second(mode="request")
    put(scene, hours(0, 2))
    put(scene, hours(3, 5), resource=second)

    bundle = service.submit(scene.booker, hold(scene).reference, NOW)

    assert bundle.reference.startswith("TPK-")
    assert [part.state for part in bundle.parts] == ["confirmed", "requested"]
    assert claims() == taken(hours(0, 2), hours(3, 5))
    assert basket(scene) == []


def test_each_side_gets_one_letter_and_no_owner_hears_of_the_other(app, scene):
    second = make_second(name="Skakbordet")
    other = db.session.get_one(type(scene.organisation), second.testbed.owner_id)
    make_person(other, email="andra@example.com")
    put(scene, hours(0, 1), hours(1, 2))
    put(scene, hours(3, 5), resource=second)

    bundle = service.submit(scene.booker, hold(scene).reference, NOW)

    by_address = {letter.to_email: letter for letter in letters()}
    assert len(letters()) == 3 == len(by_address)
    assert all(part.reference in by_address[scene.booker.email].body for part in bundle.parts)
    mine, theirs = by_address[scene.owner.email], by_address["andra@example.com"]
    assert "Skakbordet" not in mine.body and "Provbänken" not in theirs.body
    assert bundle.reference not in mine.subject + mine.body + theirs.subject + theirs.body
    assert mine.calendar.count("BEGIN:VEVENT") == 2
    assert "Prov av allt" not in mine.body


def test_one_that_is_taken_meanwhile_leaves_nothing_held(app, scene):
    second = make_second()
    put(scene, hours(0, 2))
    put(scene, hours(3, 5), resource=second)
    scene.book(by=scene.rival)

    with pytest.raises(NotTogether) as refused:
        hold(scene)

    assert refused.value.faults[0].nearest == hours(2, 4)
    assert refused.value.faults[1] is None
    assert claims() == taken(hours(0, 2))
    assert count(Bundle) == 0
    assert len(basket(scene)) == 2


def test_the_same_form_twice_holds_once_and_sends_once(app, scene):
    put(scene, hours(0, 2), hours(3, 4))

    first, second = hold(scene), hold(scene)
    for _ in range(2):
        service.submit(scene.booker, first.reference, NOW)

    assert first.reference == second.reference
    assert count(Booking) == 2
    assert len(letters()) == 2


def test_a_lapsed_bundle_is_sent_if_all_is_still_free(app, scene):
    put(scene, hours(0, 2), hours(3, 4))
    bundle = hold(scene)
    later = NOW + timedelta(minutes=20)
    booking.expire_due(later)

    sent = service.submit(scene.booker, bundle.reference, later)

    assert {part.state for part in sent.parts} == {"confirmed"}


def test_a_lapsed_bundle_of_which_one_is_gone_lets_everything_go(app, scene):
    second = make_second()
    put(scene, hours(0, 2))
    put(scene, hours(3, 5), resource=second)
    bundle = hold(scene)
    later = NOW + timedelta(minutes=20)
    scene.book(by=scene.rival, now=later)

    with pytest.raises(NotTogether):
        service.submit(scene.booker, bundle.reference, later)

    assert claims() == taken(hours(0, 2))
    assert queries.get_bundle(bundle.reference, scene.booker).state == "released"
    assert letters()[-1].about != bundle.reference


def test_held_times_are_extended_and_let_go_together(app, scene):
    put(scene, hours(0, 2), hours(3, 4))
    bundle = hold(scene)

    later = service.extend(scene.booker, bundle.reference, NOW + timedelta(minutes=5))
    service.release(scene.booker, bundle.reference, NOW + timedelta(minutes=6))

    assert later.held_until == NOW + timedelta(minutes=20)
    assert claims() == []
    with pytest.raises(Conflict):
        service.submit(scene.booker, bundle.reference, NOW + timedelta(minutes=7))
    assert len(basket(scene)) == 2


def test_all_of_it_is_called_off_at_once_with_one_letter_each(app, scene):
    put(scene, hours(0, 2), hours(3, 4))
    bundle = service.submit(scene.booker, hold(scene).reference, NOW)
    before = len(letters())

    after = service.cancel(scene.booker, bundle.reference, "plans", "", NOW)

    assert {part.state for part in after.parts} == {"cancelled"}
    assert claims() == []
    assert len(letters()) == before + 2
    assert service.tell_fallen(NOW) == 0
    with pytest.raises(Conflict):
        service.cancel(scene.booker, bundle.reference, "plans", "", NOW)


def test_when_an_owner_says_no_the_rest_stands_and_the_booker_is_asked_once(app, scene):
    second = make_second(mode="request")
    owner = make_person(db.session.get_one(type(scene.organisation), second.testbed.owner_id))
    put(scene, hours(0, 2))
    put(scene, hours(3, 5), resource=second)
    bundle = service.submit(scene.booker, hold(scene).reference, NOW)

    booking.decline_booking(scene.visitor(owner), bundle.parts[1].reference, "staff", "", NOW)
    told = [service.tell_fallen(NOW), service.tell_fallen(NOW)]

    assert told == [1, 0]
    assert state_of(bundle.parts[0].reference) == "confirmed"
    assert letters()[-1].to_email == scene.booker.email
    assert bundle.reference in letters()[-1].subject
    assert [one.reference for one in queries.broken_of(scene.booker.organisation_ids, now=NOW)] == [bundle.reference]


def test_another_organisation_does_not_learn_that_a_bundle_exists(app, scene):
    put(scene, hours(0, 2))
    bundle = hold(scene)

    for who in (scene.rival, scene.owner):
        with pytest.raises(NotFound):
            queries.get_bundle(bundle.reference, who)


def test_a_basket_counts_as_one_of_the_times_that_an_organisation_may_hold(app, scene):
    put(scene, *(hours(n, n + 1) for n in range(8)))
    hold(scene)

    assert scene.hold(hours(24, 25)).state == "held"


def test_a_double_click_at_the_same_moment_makes_one_bundle(app, scene):
    put(scene, hours(0, 2), hours(3, 4))
    who = scene.booker

    held = at_once(app, [lambda: service.hold_basket(who, "Prov", "", NOW, "nyckel-12")] * 4)
    reference = held[0].reference
    sent = at_once(app, [lambda: service.submit(who, reference, NOW)] * 4)

    assert {one.reference for one in held} == {reference}
    assert {one.state for one in sent} == {"sent"}
    assert count(Booking) == 2
    assert len(letters()) == 2


def test_two_baskets_crosswise_end_with_one_whole_basket(app, scene):
    second = make_second()
    for who, order in ((scene.booker, (scene.resource, second)), (scene.rival, (second, scene.resource))):
        for resource in order:
            put(scene, hours(0, 2), resource=resource, by=who)
    people = [scene.booker, scene.rival]

    results = at_once(
        app,
        [lambda who=who: service.hold_basket(who, "Prov", "", NOW, "nyckel-12") for who in people for _ in range(2)],
    )

    assert len({one.reference for one in won(results)}) == 1
    assert all(isinstance(one, NotTogether) for one in results if isinstance(one, Refusal))
    assert claims() == taken(hours(0, 2), hours(0, 2))
    assert count(Bundle) == 1
