"""What becomes of a booking after it was sent."""

from datetime import timedelta

import pytest

from portal.audit import AuditEvent
from portal.booking import queries, service
from portal.booking.models import Claim
from portal.database import db, transaction
from portal.errors import CapacityExceeded, NotAllowed, NotFound, Refusal
from tests.booking.scene import NOW, claims, letters, make_scene, moves_of, state_of, taken
from tests.builders import MONDAY, hours, make_administrator, make_coordinator

DURING = MONDAY + timedelta(minutes=30)


def test_the_owner_says_yes(app):
    scene = make_scene(mode="request")
    booking = scene.book()

    confirmed = service.confirm_booking(scene.owner, booking.reference, NOW)

    assert (confirmed.state, confirmed.sequence) == ("confirmed", 2)
    assert moves_of(booking) == ["held", "requested", "confirmed"]
    assert [letter.kind for letter in letters()] == ["booking.requested"] * 2 + ["booking.confirmed"] * 2


def test_the_owner_says_no_with_a_reason_and_the_time_is_free_again(app):
    scene = make_scene(mode="request")
    booking = scene.book()

    service.decline_booking(scene.owner, booking.reference, "staff", "Vi är få den veckan.", NOW)

    kept = queries.get_booking(booking.reference, scene.booker)
    assert (kept.state, kept.reason, kept.reason_text) == ("declined", "staff", "Vi är få den veckan.")
    assert claims() == []
    assert "Personalen räcker inte till: Vi är få den veckan." in letters()[-1].body


def test_a_reason_is_needed(app):
    scene = make_scene(mode="request")
    booking = scene.book()

    with pytest.raises(Refusal) as refused:
        service.decline_booking(scene.owner, booking.reference, "", "", NOW)

    assert refused.value.field == "reason"
    assert state_of(booking.reference) == "requested"


def test_deciding_twice_says_how_it_stands(app):
    scene = make_scene(mode="request")
    booking = scene.book()
    service.confirm_booking(scene.owner, booking.reference, NOW)

    with pytest.raises(Refusal, match="redan bekräftad"):
        service.confirm_booking(scene.owner, booking.reference, NOW)
    with pytest.raises(Refusal, match="redan bekräftad"):
        service.decline_booking(scene.owner, booking.reference, "other", "", NOW)
    assert len(letters()) == 4


def test_two_requests_for_one_place_cannot_both_stand(app):
    scene = make_scene(mode="request")
    first = scene.book()

    with pytest.raises(CapacityExceeded):
        scene.book(by=scene.rival)
    service.decline_booking(scene.owner, first.reference, "other", "", NOW)
    second = scene.book(by=scene.rival)
    with pytest.raises(Refusal):
        service.confirm_booking(scene.owner, first.reference, NOW)

    assert service.confirm_booking(scene.owner, second.reference, NOW).state == "confirmed"
    assert claims() == taken(hours(0, 2))


def test_the_guard_refuses_to_bring_back_what_was_declined_once_its_place_is_taken(app):
    scene = make_scene(mode="request")
    first = scene.book()
    service.decline_booking(scene.owner, first.reference, "other", "", NOW)
    scene.book(by=scene.rival)

    with pytest.raises(CapacityExceeded), transaction() as session:
        session.execute(Claim.__table__.update().where(Claim.booking_id == first.id).values(active=1))

    assert claims() == taken(hours(0, 2))


@pytest.mark.parametrize(("side", "reason"), [("booker", "plans"), ("owner", "equipment")])
def test_either_side_cancels_until_the_time_begins(app, side, reason):
    scene = make_scene()
    booking = scene.book()

    cancelled = service.cancel_booking(getattr(scene, side), booking.reference, reason, "", NOW)

    assert (cancelled.state, cancelled.sequence) == ("cancelled", 2)
    assert claims() == []
    assert "STATUS:CANCELLED" in letters()[-1].calendar
    with pytest.raises(Refusal, match="redan avbokad"):
        service.cancel_booking(scene.booker, booking.reference, "plans", "", NOW)


def test_what_has_begun_is_not_cancelled_but_settled(app):
    scene = make_scene()
    booking = scene.book()

    with pytest.raises(Refusal, match="redan börjat"):
        service.cancel_booking(scene.booker, booking.reference, "plans", "", DURING)
    with pytest.raises(Refusal, match="först när"):
        service.complete_booking(scene.owner, booking.reference, NOW)

    assert service.complete_booking(scene.owner, booking.reference, DURING).state == "completed"
    assert claims() == taken(hours(0, 2))


def test_whoever_did_not_come_took_the_time_all_the_same(app):
    scene = make_scene()
    booking = scene.book()

    assert service.mark_no_show(scene.owner, booking.reference, DURING).state == "no-show"
    assert claims() == taken(hours(0, 2))


def test_a_request_that_nobody_answered_expires_when_its_time_begins_and_both_sides_hear(app):
    scene = make_scene(mode="request")
    booking = scene.book()

    assert service.expire_due(MONDAY - timedelta(seconds=1)) == 0
    assert service.expire_due(MONDAY) == 1
    assert service.expire_due(MONDAY) == 0

    assert state_of(booking.reference) == "expired"
    assert [letter.kind for letter in letters()][2:] == ["booking.expired"] * 2
    with pytest.raises(Refusal):
        service.confirm_booking(scene.owner, booking.reference, MONDAY)
    with pytest.raises(Refusal):
        service.submit_hold(scene.booker, booking.reference, NOW)


def test_a_request_whose_time_has_begun_is_not_confirmed(app):
    scene = make_scene(mode="request")
    booking = scene.book()

    with pytest.raises(Refusal, match="redan börjat"):
        service.confirm_booking(scene.owner, booking.reference, DURING)


ACTIONS = {
    "confirm": lambda visitor, reference: service.confirm_booking(visitor, reference, NOW),
    "decline": lambda visitor, reference: service.decline_booking(visitor, reference, "other", "", NOW),
    "cancel": lambda visitor, reference: service.cancel_booking(visitor, reference, "other", "", NOW),
    "complete": lambda visitor, reference: service.complete_booking(visitor, reference, DURING),
    "no-show": lambda visitor, reference: service.mark_no_show(visitor, reference, DURING),
    "release": lambda visitor, reference: service.release_hold(visitor, reference, NOW),
    "repair": lambda visitor, reference: service.settle_repair(visitor, reference, "released", NOW),
    "read": lambda visitor, reference: queries.get_booking(reference, visitor),
}


@pytest.mark.parametrize("action", ACTIONS)
def test_for_whoever_is_no_party_the_booking_does_not_exist(app, action):
    scene = make_scene(mode="request")
    booking = scene.book()
    other_owner = make_scene().owner

    for stranger in (scene.rival, other_owner, scene.visitor(make_coordinator())):
        with pytest.raises(NotFound):
            ACTIONS[action](stranger, booking.reference)
    with pytest.raises(NotFound):
        ACTIONS[action](scene.booker, "TP-0000-0000")
    assert state_of(booking.reference) == "requested"


@pytest.mark.parametrize("action", ["confirm", "decline", "complete", "no-show"])
def test_the_booker_knows_the_booking_but_does_not_decide(app, action):
    scene = make_scene(mode="request")
    booking = scene.book()

    with pytest.raises(NotAllowed):
        ACTIONS[action](scene.booker, booking.reference)


def test_an_administrator_reads_and_does_not_act(app):
    scene = make_scene(mode="request")
    booking = scene.book()
    administrator = scene.visitor(make_administrator())

    assert queries.get_booking(booking.reference, administrator).reference == booking.reference
    for action in ("confirm", "cancel", "repair"):
        with pytest.raises(NotAllowed):
            ACTIONS[action](administrator, booking.reference)


def test_every_move_is_in_the_audit_with_who_and_when(app):
    scene = make_scene(mode="request")
    booking = scene.book()
    service.confirm_booking(scene.owner, booking.reference, NOW)
    service.note_reading(scene.owner, booking, NOW)
    service.note_reading(scene.booker, booking, NOW)

    events = db.session.query(AuditEvent).filter_by(subject=booking.reference).order_by(AuditEvent.id)

    assert [(event.action, event.person_id) for event in events] == [
        ("booking.held", scene.booker.id),
        ("booking.requested", scene.booker.id),
        ("booking.confirmed", scene.owner.id),
        ("booking.read", scene.owner.id),
    ]


def test_lists_for_both_sides(app):
    scene = make_scene(mode="request", units=3)
    waiting, confirmed = scene.book(hours(0, 2)), scene.book(hours(24, 26))
    service.confirm_booking(scene.owner, confirmed.reference, NOW)
    owners = scene.owner.organisation_ids
    after = MONDAY + timedelta(days=3)

    assert [one.reference for one in queries.waiting_for(owners)] == [waiting.reference]
    assert [one.reference for one in queries.upcoming_for_owner(owners, now=NOW)] == [confirmed.reference]
    assert queries.upcoming_for_owner(owners, now=NOW, until=MONDAY) == []
    assert [one.reference for one in queries.past_unsettled_for_owner(owners, now=after)] == [confirmed.reference]
    mine = scene.booker.organisation_ids
    assert [one.reference for one in queries.bookings_of(mine)] == [waiting.reference, confirmed.reference]
    assert [one.reference for one in queries.bookings_of(mine, since=MONDAY + timedelta(days=1))] == [
        confirmed.reference
    ]
    assert [one.reference for one in queries.bookings_of(mine, before=after)] == [
        confirmed.reference,
        waiting.reference,
    ]
    assert queries.bookings_of(scene.rival.organisation_ids) == []
    assert queries.waiting_for(scene.rival.organisation_ids) == []
