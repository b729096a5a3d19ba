"""Every way to a booking asks for the papers: none of them lets a time through that they do not cover."""

from datetime import date, timedelta

import pytest

from portal.booking import service as booking
from portal.booking.changes.changing import Wanted, alter_booking
from portal.booking.changes.handing_over import hand_over
from portal.booking.repairs.closing import close_days
from portal.booking.repairs.repairing import settle_repair
from portal.booking.requests.line import move_up_due, stand_in_line
from portal.booking.states import CONFIRMED, DISPLACED, QUEUED, REQUESTED
from portal.booking.together import NotTogether, Part, hold_together, try_together
from portal.clock import local_day
from portal.errors import Refusal
from portal.passport import queries, service
from portal.passport.rules import EXPIRES, MISSING, PERSONAL, SAFETY, PapersMissing
from tests.booking.scene import NOW, state_of
from tests.builders import MONDAY, hours, make_person
from tests.passport.scene import answer, demand, have, make_demanding_scene

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
TODAY = local_day(MONDAY)
TOMORROW = hours(24, 26)


@pytest.fixture
def scene(app):
    return make_demanding_scene()


def reasons(refusal):
    return [one.message for one in refusal.refusals]


def test_the_form_names_every_paper_that_is_missing_and_where_to_put_it_right(scene):
    demand(scene)
    demand(scene, SAFETY)

    with pytest.raises(Refusal) as refused:
        scene.hold()

    assert reasons(refused.value) == [MISSING, MISSING]
    assert refused.value.refusals[0].remedy == ("passport.needed", {"slug": scene.slug})
    have(scene)
    have(scene, SAFETY)
    assert scene.book().state == CONFIRMED


def test_a_paper_that_ends_before_the_time_does_is_refused_with_its_last_day(scene):
    demand(scene)
    have(scene, last_day=TODAY)

    assert scene.book().state == CONFIRMED
    with pytest.raises(Refusal) as refused:
        scene.hold(TOMORROW)
    assert reasons(refused.value) == [EXPIRES]
    assert refused.value.refusals[0].details["until"] == TODAY


def test_the_nearest_time_offered_is_one_that_the_papers_cover(scene):
    demand(scene)
    have(scene, last_day=TODAY)

    with pytest.raises(Refusal) as refused:
        scene.hold(TOMORROW)

    assert local_day(refused.value.nearest.starts_at) <= TODAY


def test_the_owners_own_people_need_nothing(scene):
    demand(scene)

    assert scene.book(by=scene.owner).state == CONFIRMED


def test_a_paper_withdrawn_while_the_time_is_held_stops_the_sending(scene):
    demand(scene)
    paper = have(scene)
    held = scene.hold()
    service.withdraw_paper(scene.booker, paper, NOW)

    with pytest.raises(PapersMissing):
        booking.submit_hold(scene.booker, held.reference, NOW)


def test_series_and_baskets_are_judged_part_by_part(scene):
    demand(scene)
    have(scene, last_day=TODAY)
    parts = [Part(scene.resource, hours(0, 1), 1), Part(scene.resource, TOMORROW, 1)]

    first, second = try_together(scene.booker, parts, NOW)
    with pytest.raises(NotTogether) as refused:
        hold_together(scene.booker, parts, "Prov", "", NOW, bundle="SB-TEST")

    assert first is None
    assert second.message == EXPIRES
    assert [one and one.message for one in refused.value.faults] == [None, EXPIRES]


def test_a_yes_to_a_request_needs_the_papers_to_stand_still(app):
    scene = make_demanding_scene(mode="request")
    demand(scene)
    paper = have(scene)
    request = scene.book()
    service.withdraw_paper(scene.booker, paper, NOW)

    with pytest.raises(PapersMissing):
        booking.confirm_booking(scene.owner, request.reference, NOW)
    assert state_of(request.reference) == REQUESTED
    have(scene)
    assert booking.confirm_booking(scene.owner, request.reference, NOW).state == CONFIRMED


def test_whoever_stands_in_line_needs_them_to_get_there_and_to_move_up(app):
    scene = make_demanding_scene(mode="request")
    demand(scene)
    before = scene.book(by=scene.owner)
    with pytest.raises(Refusal):
        stand_in_line(scene.booker, scene.resource, hours(0, 2), 1, "Prov", "", NOW)
    paper = have(scene)
    waiting = stand_in_line(scene.booker, scene.resource, hours(0, 2), 1, "Prov", "", NOW)
    service.withdraw_paper(scene.booker, paper, NOW)

    booking.decline_booking(scene.owner, before.reference, "other", "", NOW)

    assert state_of(waiting.reference) == QUEUED
    have(scene)
    assert move_up_due(NOW) == 1
    assert state_of(waiting.reference) == REQUESTED


def test_a_booking_is_not_moved_to_where_the_papers_do_not_reach_but_may_shrink(scene):
    demand(scene)
    paper = have(scene, last_day=TODAY)
    made = scene.book()

    with pytest.raises(Refusal) as refused:
        alter_booking(scene.booker, made.reference, Wanted(TOMORROW, 1, ""), NOW)
    assert reasons(refused.value) == [EXPIRES]
    assert local_day(refused.value.nearest.starts_at) <= TODAY

    service.withdraw_paper(scene.booker, paper, NOW)
    assert alter_booking(scene.booker, made.reference, Wanted(hours(0, 1), 1, ""), NOW).ends_at == hours(0, 1).ends_at


def test_a_new_time_for_a_displaced_booking_is_covered_too(scene):
    demand(scene)
    have(scene, last_day=TODAY)
    made = scene.book()
    close_days(scene.owner, scene.resource, TODAY, TODAY, 0, "fault", "", NOW)
    assert state_of(made.reference) == DISPLACED

    with pytest.raises(Refusal) as refused:
        settle_repair(scene.booker, made.reference, "moved", NOW, TOMORROW)

    assert reasons(refused.value) == [EXPIRES]


def test_a_colleague_who_lacks_the_training_cannot_take_over(scene):
    demand(scene, SAFETY, everyone=True)
    have(scene, SAFETY)
    colleague = make_person(scene.organisation)
    made = scene.book()

    with pytest.raises(PapersMissing) as refused:
        hand_over(scene.booker, made.reference, colleague.email, NOW)
    assert reasons(refused.value) == [PERSONAL]
    have(scene, SAFETY, email=colleague.email)
    assert hand_over(scene.booker, made.reference, colleague.email, NOW).person_id == colleague.id


def test_a_booking_that_stands_is_not_called_off_but_told_of(scene):
    demand(scene)
    paper = have(scene)
    made = scene.book()
    assert queries.gaps_of([made]) == []

    service.withdraw_paper(scene.booker, paper, NOW)

    assert state_of(made.reference) == CONFIRMED
    ((use, gaps),) = queries.gaps_of([made])
    assert (use.reference, [gap.reason for gap in gaps]) == (made.reference, [MISSING])


def test_what_the_owner_must_confirm_counts_from_its_yes(scene):
    demand(scene, by_owner=True)
    have(scene)
    (review,) = queries.reviews_for(scene.owner.organisation_ids)

    with pytest.raises(Refusal):
        scene.hold()
    answer(scene, review)

    assert scene.book().state == CONFIRMED


def test_one_statement_is_all_that_it_costs_where_nothing_is_demanded(scene):
    papers = queries.papers_for(scene.organisation.id, scene.resource.id, scene.booker.id)

    assert papers.broken([hours(0, 1)]) == []
    assert papers.gaps(date(2027, 1, 1), date(2027, 1, 1) + timedelta(days=1)) == []
