"""One step or two, who says yes in each, who stands in, and two editors at once."""

from datetime import timedelta

import pytest

from portal import clock
from portal.audit import AuditEvent
from portal.booking import queries, service
from portal.booking.requests import settings as request_settings
from portal.booking.requests.approvers import answerers, steps_of
from portal.booking.requests.settings import RequestTerms
from portal.database import db
from portal.errors import Conflict, NotFound, Refusal
from tests.booking.scene import NOW, claims, letters, make_scene, state_of, taken
from tests.booking.test_race import at_once, won
from tests.builders import hours, make_organisation, make_owner, make_person

TODAY = clock.local_day(NOW)
ONE, TWO = RequestTerms(True, 5, None, 1), RequestTerms(True, 5, None, 2)


def scene_of_two(terms=TWO, first=True, second=True):
    """Return a scene whose owner has a technician and a seller, named for a step each."""
    scene = make_scene(mode="request")
    technician, seller = (make_owner(scene.testbed) for _ in range(2))
    named = {1: [technician.id] if first else [], 2: [seller.id] if second else []}
    request_settings.save_request_terms(scene.owner, scene.resource, terms, named, NOW)
    return scene, scene.visitor(technician), scene.visitor(seller)


def say_yes(who, booking, **more):
    return service.confirm_booking(who, booking.reference, NOW, **more)


def test_two_steps_are_two_yeses_and_the_second_confirms(app):
    scene, technician, seller = scene_of_two()
    booking = scene.book()

    first = say_yes(technician, booking)
    second = say_yes(seller, booking)

    assert (first.state, first.steps_done) == ("requested", 1)
    assert (second.state, second.steps_done) == ("confirmed", 2)
    assert [(one.step, one.name) for one in steps_of(booking.id)] == [(1, technician.name), (2, seller.name)]
    assert claims() == taken(hours(0, 2))


def test_each_step_is_answered_by_those_who_are_named_for_it(app):
    scene, technician, seller = scene_of_two()
    booking = scene.book()

    for who in (seller, scene.owner):
        with pytest.raises(Refusal, match="någon annan hos er"):
            say_yes(who, booking)
    with pytest.raises(Refusal, match="någon annan hos er"):
        service.decline_booking(seller, booking.reference, "other", "", NOW)
    say_yes(technician, booking)
    with pytest.raises(Refusal, match="någon annan hos er"):
        say_yes(technician, booking)
    assert state_of(booking.reference) == "requested"


def test_letters_go_to_those_who_answer_the_step(app):
    scene, technician, seller = scene_of_two()
    booking = scene.book()
    say_yes(technician, booking)

    told = {(one.kind, one.to_email) for one in letters()}
    assert {one for one in told if one[0] == "booking.requested"} == {
        ("booking.requested", scene.booker.email),
        ("booking.requested", technician.email),
    }
    assert ("booking.approved", seller.email) in told
    assert ("booking.approved", scene.owner.email) not in told


def test_where_nobody_is_named_anybody_of_the_owner_answers(app):
    scene, technician, seller = scene_of_two(first=False, second=False)
    booking = scene.book()

    say_yes(seller, booking)
    assert say_yes(technician, booking).state == "confirmed"


def test_whoever_is_away_has_a_stand_in_on_those_days_alone(app):
    scene, technician, seller = scene_of_two(ONE)
    request_settings.add_delegate(
        scene.owner, scene.resource, technician.id, seller.id, TODAY, TODAY + timedelta(days=3), NOW
    )
    booking = queries.find_view(scene.book().reference)

    now, later = answerers(booking, TODAY), answerers(booking, TODAY + timedelta(days=4))
    assert [(one.id, one.stands_in_for) for one in now] == [(technician.id, None), (seller.id, technician.name)]
    assert [one.id for one in later] == [technician.id]
    assert say_yes(seller, booking).state == "confirmed"


def test_whoever_has_left_the_owner_answers_no_more(app):
    scene, _technician, seller = scene_of_two(ONE)
    stranger = make_person(make_organisation())
    with pytest.raises(Refusal, match="er organisation"):
        request_settings.save_request_terms(scene.owner, scene.resource, ONE, {1: [stranger.id]}, NOW)
    with pytest.raises(Refusal, match="er organisation"):
        request_settings.add_delegate(scene.owner, scene.resource, stranger.id, seller.id, TODAY, TODAY, NOW)
    with pytest.raises(NotFound):
        request_settings.save_request_terms(scene.booker, scene.resource, ONE, {}, NOW)


@pytest.mark.parametrize(("last", "same", "says"), [(-1, False, "före den första"), (0, True, "någon annan")])
def test_an_absence_that_cannot_be_is_refused(app, last, same, says):
    scene, technician, seller = scene_of_two()
    instead = technician if same else seller

    with pytest.raises(Refusal, match=says):
        request_settings.add_delegate(
            scene.owner, scene.resource, technician.id, instead.id, TODAY, TODAY + timedelta(days=last), NOW
        )


def test_an_absence_is_taken_away_at_its_own_testbed_only(app):
    scene, technician, seller = scene_of_two(ONE)
    request_settings.add_delegate(scene.owner, scene.resource, technician.id, seller.id, TODAY, TODAY, NOW)
    number = request_settings.absences(scene.testbed.id)[0].id
    other = make_scene()

    with pytest.raises(NotFound):
        request_settings.remove_delegate(other.owner, other.resource, number, NOW)
    request_settings.remove_delegate(scene.owner, scene.resource, number, NOW)
    assert request_settings.absences(scene.testbed.id) == []


def test_two_approvers_at_once_confirm_once(app):
    scene, technician, seller = scene_of_two(ONE, first=False)
    booking = scene.book()

    results = at_once(app, [lambda who=who: say_yes(who, booking) for who in (technician, seller, scene.owner) * 2])

    assert len(won(results)) == 1
    assert len(steps_of(booking.id)) == 1
    assert [one.kind for one in letters()].count("booking.confirmed") == 4


def test_two_approvers_of_one_step_do_not_count_as_two_steps(app):
    scene, technician, seller = scene_of_two(TWO, first=False, second=False)
    booking = scene.book()

    results = at_once(
        app, [lambda who=who: say_yes(who, booking, seen=booking.version) for who in (technician, seller)]
    )

    assert len(won(results)) == 1
    assert (state_of(booking.reference), len(steps_of(booking.id))) == ("requested", 1)


def test_who_decides_on_an_older_version_overwrites_nothing(app):
    scene = make_scene(mode="request")
    booking = scene.book()
    seen = queries.find_view(booking.reference).version
    say_yes(scene.owner, booking, seen=seen)

    with pytest.raises(service.ChangedSince):
        service.decline_booking(scene.owner, booking.reference, "other", "", NOW, seen=seen)
    with pytest.raises(service.ChangedSince):
        service.cancel_booking(scene.booker, booking.reference, "plans", "", NOW, seen=seen)
    assert state_of(booking.reference) == "confirmed"


def test_every_change_makes_a_new_version(app):
    scene = make_scene(mode="request")
    versions = [scene.hold().version]
    reference = queries.bookings_of(scene.booker.organisation_ids)[0].reference
    service.extend_hold(scene.booker, reference, NOW)
    for act in (
        lambda: service.submit_hold(scene.booker, reference, NOW),
        lambda: service.confirm_booking(scene.owner, reference, NOW),
        lambda: service.cancel_booking(scene.booker, reference, "plans", "", NOW),
    ):
        versions.append(queries.find_view(reference).version)
        act()
    versions.append(queries.find_view(reference).version)

    assert versions == sorted(set(versions))


def test_saving_over_somebody_elses_settings_is_a_conflict(app):
    scene = make_scene(mode="request")
    seen = request_settings.terms_seen(scene.resource)
    request_settings.save_request_terms(scene.owner, scene.resource, TWO, {}, NOW, seen=seen)

    with pytest.raises(Conflict):
        request_settings.save_request_terms(scene.owner, scene.resource, ONE, {}, NOW, seen=seen)


def test_when_requests_stop_holding_their_time_the_line_waits_for_answers_instead(app):
    scene = make_scene(mode="request")
    first = scene.book()
    second = service.stand_in_line(scene.rival, scene.resource, hours(0, 2), 1, "Prov", "", NOW)

    terms = RequestTerms(False, 5, 3, 1)
    request_settings.save_request_terms(scene.owner, scene.resource, terms, {}, NOW)

    kept = queries.find_view(second.reference)
    assert (kept.state, kept.in_line, kept.answer_by is not None) == ("queued", False, True)
    assert state_of(first.reference) == "requested"


def test_settings_and_absences_are_in_the_audit(app):
    scene, technician, seller = scene_of_two()
    request_settings.add_delegate(scene.owner, scene.resource, technician.id, seller.id, TODAY, TODAY, NOW)

    actions = set(db.session.scalars(db.select(AuditEvent.action)))
    assert {"resource.requests", "testbed.delegate-added"} <= actions
