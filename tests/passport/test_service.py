"""Papers are kept, asked about and answered; who may do which, what is refused, and who is told."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.audit import AuditEvent
from portal.clock import local_day
from portal.database import db
from portal.errors import Conflict, NotAllowed, NotFound, Refusal
from portal.passport import queries, service
from portal.passport.demands import NO_TERMS, Wanted, demand_seen, remove_demand, save_demand
from portal.passport.models import CONFIRMED, REFUSED, WAITING
from portal.passport.rules import EQUIPMENT, INSURANCE, SAFETY, TERMS, mark_of
from portal.passport.service import (
    ENDS_BEFORE,
    HAS_EXPIRED,
    NO_RESOURCE,
    NO_SUCH_YEAR,
    NOT_A_MEMBER,
    NOT_DEMANDED,
    SAY_WHEN,
    SAY_WHY,
    Facts,
)
from tests.booking.scene import NOW, letters
from tests.builders import make_owner, make_person, make_testbed
from tests.passport.scene import FROM, UNTIL, answer, demand, have, make_demanding_scene

TODAY = local_day(NOW)


@pytest.fixture
def scene(app):
    return make_demanding_scene()


def ask(scene, kind=SAFETY, email=None, by=None):
    visitor = by or scene.booker
    return service.ask_training(visitor, scene.resource, kind, email or visitor.email, NOW)


def actions(scene):
    return [
        one.action for one in db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)) if "paper" in one.action
    ]


def test_a_paper_is_asked_about_answered_and_told_of_at_every_step(scene):
    demand(scene, by_owner=True)
    paper = have(scene)
    (review,) = queries.reviews_for(scene.owner.organisation_ids)

    answered = answer(scene, review)

    assert (review.paper_id, answered.state) == (paper.id, CONFIRMED)
    assert [(one.kind, one.to_email) for one in letters()] == [
        ("paper.asked", scene.owner.email),
        ("paper.answered", scene.booker.email),
    ]
    assert "Alfa AB ber er säga ja till: Ansvarsförsäkring." in letters()[0].body
    assert "31 dec. 2027" in letters()[1].body
    assert actions(scene) == ["resource.paper-demanded", "paper.added", "paper.asked", "paper.confirmed"]


def test_a_no_needs_a_reason_and_can_be_asked_again(scene):
    demand(scene, by_owner=True)
    paper = have(scene)
    (review,) = queries.reviews_for(scene.owner.organisation_ids)

    with pytest.raises(Refusal, match=SAY_WHY):
        answer(scene, review, False)
    assert answer(scene, review, False, text="Beloppet är för lågt.").state == REFUSED
    assert "Beloppet är för lågt." in letters()[-1].body

    again = service.ask_owner(scene.booker, paper, scene.resource, NOW + timedelta(days=1))
    assert (again.id, again.state, again.text) == (review.id, WAITING, "")


def test_the_same_answer_twice_and_the_same_question_twice_are_told_once(scene):
    demand(scene, SAFETY, by_owner=True)
    review = ask(scene)
    ask(scene)

    answer(scene, review, first_day=TODAY)
    answer(scene, review, first_day=TODAY)

    assert [one.kind for one in letters()] == ["paper.asked", "paper.answered"]


def test_a_training_gets_its_days_with_the_owners_yes(scene):
    demand(scene, SAFETY, by_owner=True)
    review = ask(scene)

    with pytest.raises(Refusal, match=SAY_WHEN):
        answer(scene, review)
    answer(scene, review, first_day=TODAY, last_day=UNTIL)

    (line,) = queries.passport_of(scene.organisation.id)
    assert (line.paper.first_day, line.paper.last_day, line.paper.person_id) == (TODAY, UNTIL, scene.booker.id)


def test_a_member_may_ask_for_a_training_of_their_own_and_nothing_else(scene):
    demand(scene, SAFETY, by_owner=True)
    member = scene.visitor(make_person(scene.organisation))

    assert ask(scene, by=member).state == WAITING
    with pytest.raises(NotAllowed):
        ask(scene, by=member, email=scene.booker.email)
    with pytest.raises(NotAllowed):
        service.add_paper(member, scene.organisation, INSURANCE, Facts(), NOW)
    with pytest.raises(NotFound):
        service.add_paper(scene.rival, scene.organisation, INSURANCE, Facts(), NOW)


@pytest.mark.parametrize(
    ("kind", "facts", "message"),
    [
        (INSURANCE, Facts("B", FROM, FROM - timedelta(days=1)), ENDS_BEFORE),
        (INSURANCE, Facts("B", date(2020, 1, 1), TODAY - timedelta(days=1)), HAS_EXPIRED),
        (INSURANCE, Facts("B", date(202, 1, 1), UNTIL), NO_SUCH_YEAR),
        (INSURANCE, Facts("B", FROM, date.max), NO_SUCH_YEAR),
        (SAFETY, Facts("K", FROM, UNTIL, email="ingen@example.com"), NOT_A_MEMBER),
        (EQUIPMENT, Facts("K", FROM, UNTIL), NO_RESOURCE),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(scene, kind, facts, message):
    with pytest.raises(Refusal, match=message):
        service.add_paper(scene.booker, scene.organisation, kind, facts, NOW)

    assert queries.passport_of(scene.organisation.id) == []


def test_somebody_of_another_company_is_nobody_here(scene):
    stranger = Facts("K", FROM, UNTIL, email=scene.rival.email)

    with pytest.raises(Refusal, match=NOT_A_MEMBER):
        service.add_paper(scene.booker, scene.organisation, SAFETY, stranger, NOW)


def test_an_address_that_is_none_is_nobody(scene):
    demand(scene, SAFETY, by_owner=True)

    for email in ("a\0b", "", "x" * 100_000, "' OR 1=1"):
        with pytest.raises(Refusal, match=NOT_A_MEMBER):
            service.ask_training(scene.booker, scene.resource, SAFETY, email, NOW)


def test_what_is_not_demanded_is_not_asked_about(scene):
    paper = have(scene)

    with pytest.raises(Refusal, match=NOT_DEMANDED):
        service.ask_owner(scene.booker, paper, scene.resource, NOW)
    with pytest.raises(Refusal, match=NOT_DEMANDED):
        ask(scene)


def test_only_the_owner_who_was_asked_may_see_and_answer(scene):
    demand(scene, by_owner=True)
    paper = have(scene)
    (review,) = queries.reviews_for(scene.owner.organisation_ids)
    other_owner = scene.visitor(make_owner(make_testbed()))

    for stranger in (other_owner, scene.rival, scene.booker):
        with pytest.raises(NotFound):
            queries.get_review(review.reference, stranger)
    for stranger in (other_owner, scene.rival, scene.owner):
        with pytest.raises(NotFound):
            queries.get_paper(paper.reference, stranger)
    assert queries.reviews_for(other_owner.organisation_ids) == []


def test_a_withdrawn_paper_waits_for_nobody(scene):
    demand(scene, by_owner=True)
    paper = have(scene)
    (review,) = queries.reviews_for(scene.owner.organisation_ids)

    service.withdraw_paper(scene.booker, paper, NOW)

    assert queries.reviews_for(scene.owner.organisation_ids) == []
    with pytest.raises(NotFound):
        answer(scene, review)


def test_terms_are_accepted_as_they_were_read(scene):
    demand(scene, TERMS, terms="Skyddsglasögon bärs.", months=12)
    read = mark_of("Skyddsglasögon bärs.")
    paper = service.accept_terms(scene.booker, scene.resource, read, NOW)
    papers = queries.papers_for(scene.organisation.id, scene.resource.id, scene.booker.id)
    assert papers.gaps(TODAY, TODAY) == []
    assert paper.last_day == date(TODAY.year + 1, TODAY.month, TODAY.day) - timedelta(days=1)

    demand(scene, TERMS, terms="Hjälm bärs.")

    assert queries.papers_for(scene.organisation.id, scene.resource.id, scene.booker.id).gaps(TODAY, TODAY)
    with pytest.raises(Conflict):
        service.accept_terms(scene.booker, scene.resource, read, NOW)


def test_two_owners_do_not_overwrite_each_other(scene):
    seen = demand_seen(scene.resource.id, INSURANCE)
    save_demand(scene.owner, scene.resource, INSURANCE, Wanted(lead_days=5), NOW, seen=seen)

    with pytest.raises(Conflict):
        save_demand(scene.owner, scene.resource, INSURANCE, Wanted(lead_days=9), NOW, seen=seen)
    with pytest.raises(Refusal, match=NO_TERMS):
        save_demand(scene.owner, scene.resource, TERMS, Wanted(), NOW)
    with pytest.raises(NotFound):
        save_demand(scene.booker, scene.resource, INSURANCE, Wanted(), NOW)
    assert [one.lead_days for one in queries.demands_of(scene.resource.id)] == [5]


def test_what_is_demanded_no_longer_is_asked_of_nobody(scene):
    demand(scene)

    remove_demand(scene.owner, scene.resource, INSURANCE, NOW)

    assert queries.demands_of(scene.resource.id) == ()
    assert scene.book().state == "confirmed"


def test_a_reminder_goes_out_once_thirty_days_ahead_unless_renewed(scene):
    have(scene, last_day=TODAY + timedelta(days=30))
    have(scene, SAFETY, last_day=TODAY + timedelta(days=31))

    assert service.remind_expiring(NOW) == 1
    assert service.remind_expiring(NOW) == 0
    assert [(one.kind, one.to_email) for one in letters()] == [("paper.expires", scene.booker.email)]
    assert "Ansvarsförsäkring går ut" in letters()[0].body

    have(scene, SAFETY, first_day=TODAY, last_day=UNTIL)
    assert service.remind_expiring(NOW + timedelta(days=1)) == 0


def test_letters_are_in_their_readers_language(app):
    scene = make_demanding_scene(keeps=False)
    scene.booker_person = make_person(scene.organisation, role="manager", language="en")
    have(scene, last_day=TODAY + timedelta(days=3))

    service.remind_expiring(NOW)

    assert "Liability insurance" in letters()[0].body
    assert "/en/konto/organisation/" in letters()[0].body
