"""Limits for one organisation where bookings are made: also when two of its windows book at once."""

import threading
from datetime import timedelta

import pytest

from portal.booking import holds, service
from portal.booking.models import Booking
from portal.booking.queries import get_booking
from portal.booking.service import Wanted
from portal.clock import local_day
from portal.conditions.rules import Limit
from portal.conditions.service import BookingRules, save_rules
from portal.database import db, transaction
from portal.errors import Refusal, Refusals
from tests.booking.filling import send
from tests.booking.scene import NOW, claims, count, make_scene, state_of, taken
from tests.booking.test_race import at_once, here, won
from tests.builders import hours, make_booking, make_capacity, make_person, make_resource
from tests.pages import Page

NO_RULES = BookingRules(0, None, False)


def limit(scene, *limits, rules=NO_RULES):
    save_rules(scene.owner, scene.resource, rules, [Limit(*one) for one in limits], NOW)
    return scene


def test_a_booking_beyond_the_quota_is_refused_with_a_time_that_would_do(app):
    scene = limit(make_scene(), ("count", "week", 1))
    scene.book(hours(0, 2))

    with pytest.raises(Refusals) as refused:
        scene.hold(hours(3, 5))

    assert "samma vecka" in str(refused.value)
    assert refused.value.nearest == hours(-65, -63)  # the Friday before
    assert scene.hold(hours(3, 5), by=scene.rival).state == "held"


def test_what_was_cancelled_declined_or_lapsed_does_not_count(app):
    scene = limit(make_scene(mode="request"), ("count", "future", 1))
    first = scene.book(hours(0, 2))
    service.decline_booking(scene.owner, first.reference, "other", "", NOW)
    scene.hold(hours(3, 4))
    later = NOW + timedelta(minutes=16)
    second = scene.book(hours(5, 6), now=later)

    with pytest.raises(Refusals):
        scene.hold(hours(7, 8), now=later)
    service.cancel_booking(scene.booker, second.reference, "other", "", later)

    assert scene.hold(hours(7, 8), now=later).state == "held"


def test_changing_a_hold_counts_it_once(app):
    scene = limit(make_scene(), ("hours", "week", 3))
    scene.hold(hours(0, 3), form_key="nyckel-1")

    assert scene.hold(hours(1, 4), form_key="nyckel-1").starts_at == hours(1, 4).starts_at


def test_a_lapsed_hold_is_taken_again_within_the_quota_only(app):
    scene = limit(make_scene(), ("count", "week", 1))
    lapsed, later = scene.hold(hours(0, 2)), NOW + timedelta(minutes=16)
    scene.book(hours(5, 6), now=later)

    with pytest.raises(Refusals):
        service.submit_hold(scene.booker, lapsed.reference, later)


def test_days_count_their_open_hours(app):
    scene = limit(make_scene(unit="day"), ("hours", "week", 18))

    assert scene.hold(hours(0, 33)).state == "held"
    with pytest.raises(Refusals):
        scene.hold(hours(48, 57))


def test_peers_48_two_windows_of_one_company_cannot_pass_its_quota(app):
    scene = limit(make_scene(units=6), ("hours", "week", 4))
    who, colleague = scene.booker, scene.visitor(make_person(scene.organisation))

    results = at_once(
        app,
        [
            lambda n=n: service.hold([who, colleague][n % 2], here(scene), hours(n, n + 2), 1, "Prov", "", NOW)
            for n in range(6)
        ],
    )

    assert len(won(results)) == 2
    assert len(claims()) == 2


def test_without_asking_again_under_the_lock_the_quota_is_passed(app, monkeypatch):
    monkeypatch.setattr(holds, "ensure_within_quotas", lambda *_args, **_more: None)
    slow_down(monkeypatch, windows=4)
    scene = limit(make_scene(units=6), ("count", "week", 1))
    who = scene.booker

    results = at_once(
        app, [lambda n=n: service.hold(who, here(scene), hours(n, n + 1), 1, "Prov", "", NOW) for n in range(4)]
    )

    assert len(won(results)) > 1


def slow_down(monkeypatch, windows):
    """Let every window look before the first of them takes anything: what the lock is there for."""
    looked, look = threading.Barrier(windows, timeout=20), holds._ensure_allowed

    def look_and_wait(*args, **more):
        look(*args, **more)
        db.session.rollback()
        looked.wait()

    monkeypatch.setattr(holds, "_ensure_allowed", look_and_wait)


def test_the_form_says_the_quota_before_and_when_it_is_passed(app, scene, sign_in):
    limit(scene, ("count", "week", 1), ("hours", "month", 12))
    scene.book(hours(5, 6))
    client = sign_in(scene.booker_person)

    before = Page(client.get(f"/resurser/{scene.slug}/boka").text)
    answer = send(client, scene)

    assert "Högst 1 bokning samma vecka, 12 timmar samma månad" in before.text
    assert answer.status_code == 422
    assert "Antal bokningar samma vecka för er organisation: högst 1." in answer.text
    assert claims() == taken(hours(5, 6))


def known(scene):
    """Let the booker's organisation have completed a booking in another resource of the testbed."""
    elsewhere = make_resource(scene.testbed, name="Bänk två")
    make_capacity(elsewhere)
    make_booking(elsewhere, organisation=scene.organisation, person=scene.booker_person, state="completed")
    return scene


def test_who_has_been_there_before_books_directly(app):
    scene = known(make_scene(mode="request", direct_for_known=True))

    assert scene.book(hours(0, 2)).state == "confirmed"
    assert scene.book(hours(3, 4), by=scene.rival).state == "requested"


@pytest.mark.parametrize("state", ["confirmed", "no-show", "cancelled"])
def test_only_a_completed_booking_makes_one_known(app, state):
    scene = make_scene(mode="request", direct_for_known=True)
    make_booking(scene.resource, organisation=scene.organisation, person=scene.booker_person, state="completed")
    with transaction():
        row = db.session.scalars(db.select(Booking)).one()
        row.state = state

    assert scene.book(hours(3, 5)).state == "requested"


def test_the_pages_promise_a_direct_booking_to_who_is_known_only(app, sign_in, freeze):
    freeze(NOW)
    scene = known(make_scene(mode="request", direct_for_known=True))
    client = sign_in(scene.booker_person)

    held = send(client, scene)
    check = Page(client.get(held.location).text)
    sent = client.post(held.location)
    other = sign_in(scene.rival_person, app.test_client())

    assert "Bokningen gäller genast när ni bekräftar." in check.text
    assert get_booking(sent.location.split("/")[-1], scene.booker).state == "confirmed"
    assert "Begär tid: Provbänken" in Page(other.get(f"/resurser/{scene.slug}/boka").text).text
    assert count(Booking) == 2


def test_a_refusal_for_a_quota_is_no_conflict(app):
    scene = limit(make_scene(), ("count", "total", 1))
    scene.book(hours(0, 1))

    refusal = service.find_refusal(scene.booker, scene.resource, hours(2, 3), 1, NOW)

    assert isinstance(refusal, Refusal) and refusal.nearest is None


def test_a_booking_is_moved_extended_and_given_units_within_the_quota_only(app):
    scene = limit(make_scene(units=3), ("hours", "week", 4))
    booking = scene.book(hours(0, 2))
    scene.book(hours(168, 171))

    for wanted in (Wanted(hours(0, 5), 1), Wanted(hours(0, 2), 3), Wanted(hours(192, 194), 1)):
        with pytest.raises(Refusals, match="samma vecka"):
            service.alter_booking(scene.booker, booking.reference, wanted, NOW)
    with pytest.raises(Refusals, match="Gränsen sätter ni själva"):
        service.alter_booking(scene.owner, booking.reference, Wanted(hours(0, 5), 1, "Service"), NOW)

    assert service.alter_booking(scene.booker, booking.reference, Wanted(hours(24, 28), 1), NOW).units == 1


def test_what_a_closure_displaced_gets_a_new_time_within_the_quota_only(app):
    scene = limit(make_scene(), ("count", "week", 1))
    lost, monday = scene.book(hours(0, 2)), local_day(hours(0, 2).starts_at)
    scene.book(hours(168, 170))
    service.close_days(scene.owner, scene.resource, monday, monday, 0, "fault", "", NOW)

    with pytest.raises(Refusals, match="samma vecka"):
        service.settle_repair(scene.booker, lost.reference, "moved", NOW, hours(192, 194))

    assert service.settle_repair(scene.booker, lost.reference, "moved", NOW, hours(24, 26)).state == "confirmed"


def test_a_request_that_took_nothing_counts_when_it_gets_its_yes(app):
    scene = limit(make_scene(mode="request", pending_holds=False), ("count", "week", 1))
    first, second = scene.book(hours(0, 2)), scene.book(hours(3, 5))
    service.confirm_booking(scene.owner, first.reference, NOW)

    with pytest.raises(Refusal, match="Gränsen sätter ni själva"):
        service.confirm_booking(scene.owner, second.reference, NOW)

    assert state_of(second.reference) == "queued" and claims() == taken(hours(0, 2))
