"""From form to booking: holding, sending, lapsing, and sending twice."""

from datetime import timedelta

import pytest

from portal.accounts.models import Membership
from portal.booking import service
from portal.booking.models import Booking
from portal.booking.service import HELD_FOR, NoLongerFree
from portal.database import transaction
from portal.errors import CapacityExceeded, NotFound, Refusal, Refusals
from tests.booking.scene import NOW, claims, count, letters, make_scene, moves_of, state_of, taken
from tests.builders import MONDAY, hours, make_person

LATER = NOW + HELD_FOR + timedelta(minutes=1)


def test_a_hold_takes_the_time_for_a_quarter_of_an_hour_and_tells_nobody(app):
    scene = make_scene()

    held = scene.hold(hours(0, 2))

    assert (held.state, held.held_until - NOW) == ("held", timedelta(minutes=15))
    assert claims() == taken(hours(0, 2))
    assert letters() == []


def test_a_hold_that_is_sent_is_confirmed_where_one_books_directly(app):
    scene = make_scene(mode="direct")

    booking = scene.book()

    assert (booking.state, booking.held_until, booking.sequence) == ("confirmed", None, 1)
    assert moves_of(booking) == ["held", "confirmed"]
    assert {(letter.to_email, letter.kind) for letter in letters()} == {
        (scene.booker.email, "booking.confirmed"),
        (scene.owner.email, "booking.confirmed"),
    }


def test_a_hold_that_is_sent_is_a_request_where_the_owner_decides(app):
    scene = make_scene(mode="request")

    booking = scene.book()

    assert booking.state == "requested"
    assert claims() == taken(hours(0, 2))


def test_sending_twice_books_once_and_tells_once(app):
    scene = make_scene()
    held = scene.hold()

    first = service.submit_hold(scene.booker, held.reference, NOW)
    second = service.submit_hold(scene.booker, held.reference, NOW)

    assert first.reference == second.reference
    assert moves_of(held) == ["held", "confirmed"]
    assert len(letters()) == 2


def test_the_same_form_holds_once(app):
    scene = make_scene()

    first = scene.hold(form_key="nyckel-1")
    second = scene.hold(form_key="nyckel-1")

    assert first.reference == second.reference
    assert count(Booking) == 1


def test_the_same_form_sent_again_after_it_was_confirmed_is_that_booking(app):
    scene = make_scene()
    booking = scene.book(form_key="nyckel-1")

    assert scene.hold(form_key="nyckel-1").reference == booking.reference
    assert claims() == taken(hours(0, 2))


def test_a_form_that_comes_again_with_other_answers_changes_its_hold(app):
    scene = make_scene()
    first = scene.hold(hours(0, 2), form_key="nyckel-1")

    second = scene.hold(hours(1, 4), form_key="nyckel-1")

    assert state_of(first.reference) == "cancelled"
    assert second.reference != first.reference
    assert claims() == taken(hours(1, 4))
    assert scene.hold(hours(1, 4), form_key="nyckel-1").reference == second.reference


def test_nobody_gets_another_persons_hold_by_the_key_of_the_form(app):
    scene = make_scene(units=2)
    mine = scene.hold(form_key="nyckel-1")

    theirs = scene.hold(form_key="nyckel-1", by=scene.rival)

    assert theirs.reference != mine.reference
    assert theirs.organisation_id != mine.organisation_id


def test_what_is_held_is_not_free_to_others_and_they_learn_of_the_nearest_time(app):
    scene = make_scene()
    scene.hold(hours(0, 2))

    with pytest.raises(NoLongerFree) as refused:
        scene.hold(hours(0, 2), by=scene.rival)

    assert refused.value.nearest == hours(2, 4)
    assert isinstance(refused.value, CapacityExceeded)


def test_back_to_back_holds_do_not_collide(app):
    scene = make_scene()
    scene.hold(hours(2, 4))

    scene.hold(hours(0, 2), by=scene.rival)
    scene.hold(hours(4, 6), by=scene.rival)

    assert claims() == taken(hours(0, 2), hours(2, 4), hours(4, 6))


def test_every_broken_rule_comes_with_the_nearest_time(app):
    scene = make_scene(shortest=2, notice_hours=24 * 8)

    with pytest.raises(Refusals) as refused:
        scene.hold(hours(0, 1), units=1)

    assert {one.field for one in refused.value.refusals} == {"first_day", "ends"}
    assert refused.value.nearest == hours(24, 26)


def test_a_lapsed_hold_blocks_nobody(app):
    scene = make_scene()
    lapsed = scene.hold(hours(0, 2))

    scene.book(hours(1, 3), by=scene.rival, now=LATER)

    assert state_of(lapsed.reference) == "expired"
    assert claims() == taken(hours(1, 3))


def test_a_lapsed_hold_can_still_be_sent_while_nobody_took_the_time(app):
    scene = make_scene()
    still_there, let_go = scene.hold(hours(0, 2)), scene.hold(hours(4, 6))
    service.submit_hold(scene.booker, still_there.reference, LATER)
    assert state_of(let_go.reference) == "expired"

    booking = service.submit_hold(scene.booker, let_go.reference, LATER)

    assert booking.state == "confirmed"
    assert moves_of(booking) == ["held", "expired", "held", "confirmed"]
    assert claims() == taken(hours(0, 2), hours(4, 6))


def test_a_lapsed_hold_whose_time_is_gone_says_so_and_changes_nothing(app):
    scene = make_scene()
    lapsed = scene.hold(hours(0, 2))
    scene.book(hours(0, 2), by=scene.rival, now=LATER)

    with pytest.raises(NoLongerFree) as refused:
        service.submit_hold(scene.booker, lapsed.reference, LATER)

    assert refused.value.nearest == hours(2, 4)
    assert state_of(lapsed.reference) == "expired"
    assert claims() == taken(hours(0, 2))


def test_a_hold_is_extended_from_now_and_not_for_ever(app):
    scene = make_scene()
    held = scene.hold()
    soon = NOW + timedelta(minutes=10)

    assert service.extend_hold(scene.booker, held.reference, soon).held_until == soon + HELD_FOR
    with pytest.raises(Refusal):
        service.extend_hold(scene.booker, held.reference, soon + HELD_FOR)

    now = NOW
    patient = scene.hold(hours(4, 5))
    for _ in range(17):
        now += timedelta(minutes=10)
        service.extend_hold(scene.booker, patient.reference, now)
    assert service.extend_hold(scene.booker, patient.reference, now).held_until == NOW + timedelta(hours=3)


def test_a_hold_is_let_go_once_and_the_time_is_free(app):
    scene = make_scene()
    held = scene.hold()

    service.release_hold(scene.booker, held.reference, NOW)
    service.release_hold(scene.booker, held.reference, NOW)

    assert moves_of(held) == ["held", "cancelled"]
    assert claims() == []
    with pytest.raises(Refusal, match="avbokad"):
        service.submit_hold(scene.booker, held.reference, NOW)


def test_an_organisation_holds_five_times_at_most_and_lapsed_ones_do_not_count(app):
    scene = make_scene(units=9)
    for number in range(5):
        scene.hold(hours(number, number + 1))

    with pytest.raises(Refusal, match="håller redan"):
        scene.hold(hours(5, 6))

    scene.hold(hours(5, 6), by=scene.rival)
    scene.hold(hours(5, 6), now=LATER)


def test_a_colleague_may_send_the_hold_and_nobody_else(app):
    scene = make_scene()
    held = scene.hold()
    colleague = make_person(scene.organisation)

    for stranger in (scene.rival, scene.owner):
        with pytest.raises(NotFound):
            service.submit_hold(stranger, held.reference, NOW)
        with pytest.raises(NotFound):
            service.release_hold(stranger, held.reference, NOW)
    assert service.submit_hold(scene.visitor(colleague), held.reference, NOW).state == "confirmed"


def test_a_booking_of_days_takes_its_opening_hours_and_is_known_by_its_days(app):
    scene = make_scene(unit="day")

    booking = scene.book(hours(24, 57))

    assert claims() == taken(hours(24, 33), hours(48, 57))
    assert (booking.starts_at, booking.ends_at) == (MONDAY + timedelta(hours=16), MONDAY + timedelta(hours=64))


def test_without_an_organisation_nothing_is_held(app):
    scene = make_scene()
    alone = scene.visitor(make_person())

    with pytest.raises(Refusals, match="organisation"):
        scene.hold(by=alone)


def test_letters_and_history_are_undone_with_the_transaction(app):
    scene = make_scene()
    held, booker = scene.hold(), scene.booker
    with pytest.raises(ZeroDivisionError), transaction():
        service.submit_hold(booker, held.reference, NOW)
        raise ZeroDivisionError

    assert state_of(held.reference) == "held"
    assert moves_of(held) == ["held"]
    assert letters() == []


def test_what_a_letter_says_is_in_the_readers_language_and_nothing_confidential(app):
    scene = make_scene()
    english = make_person(language="en")
    with transaction() as session:
        session.add(Membership(person_id=english.id, organisation_id=scene.testbed.owner_id))
    booking = scene.book(purpose="Hemligt ändamål", note="Hemlig anteckning")

    assert len(letters()) == 3
    for letter in letters():
        assert letter.subject.count(booking.reference) == 1
        assert "Hemlig" not in letter.subject + letter.body + (letter.calendar or "")
        assert scene.resource.name_sv not in letter.subject
        assert f"{'/en' if letter.language == 'en' else ''}/bokningar/{booking.reference}" in letter.body
        assert "BEGIN:VEVENT" in letter.calendar
