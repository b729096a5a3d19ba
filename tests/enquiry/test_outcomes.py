"""Outcomes: who tells, who reads, what closing tells whom, when they are asked for, and what may be published."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.database import db
from portal.enquiry import queries as enquiries
from portal.enquiry import service as enquiry_service
from portal.enquiry.models import Enquiry
from portal.enquiry.outcomes import letters, queries, rules
from portal.enquiry.outcomes.asking import ask_for_outcomes
from portal.errors import NotFound
from portal.outbox import Message
from tests.builders import hours, make_booking, make_capacity, make_organisation, make_person, make_resource
from tests.enquiry.after import NOW, ask_another, link, make_case, tell
from tests.visitors import visitor_of


def told_to(kind):
    query = select(Message.to_email).where(Message.kind == kind).order_by(Message.id)
    return list(db.session.scalars(query))


def later(days):
    return NOW + timedelta(days=days)


def test_the_companys_outcome_closes_the_case_and_tells_all(database) -> None:
    case = make_case()
    colleague = make_person(enquiries.get_enquiry(case.enquiry.reference, case.company).organisation)
    other = ask_another(case, state="no")

    tell(case)

    assert (case.enquiry.state, case.enquiry.closed_because) == ("closed", "done")
    assert set(told_to("enquiry.closed")) == {case.owner_person.email, other.email}
    assert told_to("enquiry.outcome-told") == [colleague.email]


def test_an_owners_outcome_leaves_the_case_open_and_tells_the_company(database) -> None:
    case = make_case()

    tell(case, case.owner)

    assert case.enquiry.state == "open"
    assert told_to("enquiry.outcome-told") == [case.person.email]


def test_telling_again_changes_the_same_outcome_and_tells_nobody_anew(database) -> None:
    case = make_case()

    first, second = tell(case), tell(case, done="partly")

    assert (first.id, second.done) == (second.id, "partly")
    assert len(told_to("enquiry.closed")) == 1


@pytest.mark.parametrize("state", ["sent", "no", "withdrawn"])
def test_an_owner_that_did_not_help_may_not_tell(database, state) -> None:
    case = make_case(state=state)

    with pytest.raises(NotFound):
        tell(case, case.owner)


def test_an_owner_that_was_booked_may_tell_though_nobody_asked_it(database) -> None:
    case, resource = make_case(), make_resource()
    make_capacity(resource)
    link(case, make_booking(resource, period=hours(0, 2)))
    owner = visitor_of(make_person(resource.testbed.owner))

    assert tell(case, owner).side == "owner"
    assert queries.find_ask(case.enquiry.id, owner.organisation_ids[0]) is None


def test_a_stranger_may_not_even_know(database) -> None:
    case = make_case()

    with pytest.raises(NotFound):
        queries.get_told(case.enquiry.reference, visitor_of(make_person(make_organisation())))


@pytest.mark.parametrize(("shown", "sides"), [(False, ["owner"]), (True, ["company", "owner"])])
def test_an_owner_reads_its_own_and_what_the_company_lets_it_read(database, shown, sides) -> None:
    case = make_case()
    other = visitor_of(ask_another(case))
    for owner in (case.owner, other):
        tell(case, owner)

    tell(case, shown_to_owners=shown)
    teller = queries.find_teller(case.enquiry, case.owner)

    read = queries.shown_to(teller, case.enquiry)
    assert [one.side for one in read] == sides
    assert {one.organisation_id for one in read if one.side == "owner"} == {case.owner.organisation_ids[0]}


def test_words_to_publish_need_the_consent(database) -> None:
    case = make_case()

    with pytest.raises(rules.NothingToPublish):
        tell(case, story="Det gick bra.")
    assert case.enquiry.state == "open"


def test_an_owner_consents_to_nothing_for_the_company(database) -> None:
    case = make_case()

    outcome = tell(case, case.owner, may_be_published=True, shown_to_owners=True, story="Kunden heter X")

    assert (outcome.may_be_published, outcome.shown_to_owners, outcome.story) == (False, False, "")


@pytest.mark.parametrize(
    ("last_use", "last_answer", "due"),
    [
        (date(2026, 11, 24), date(2026, 11, 1), date(2026, 11, 27)),
        # Over Christmas 2026: the 24th to 26th and the 31st are not worked.
        (date(2026, 12, 22), None, date(2026, 12, 29)),
        (None, date(2026, 11, 24), date(2026, 12, 24)),
        (None, None, None),
    ],
)
def test_when_it_is_asked_for(last_use, last_answer, due) -> None:
    assert rules.due_on(last_use, last_answer) == due


def test_it_is_asked_for_after_the_last_booking_and_reminded_of_once(database) -> None:
    case, resource = make_case(), make_resource()
    make_capacity(resource)
    link(case, make_booking(resource, period=hours(0, 2)))
    ended = datetime(2027, 3, 1, 9, tzinfo=UTC)

    asked = [ask_for_outcomes(ended + timedelta(days=days)) for days in (1, 2, 3, 4, 16, 17, 40)]

    assert asked == [0, 0, 1, 0, 0, 1, 0]
    assert len(told_to("enquiry.outcome-again")) == len(told_to("enquiry.outcome"))
    assert case.person.email in told_to("enquiry.outcome")


def test_without_a_booking_it_is_asked_for_a_month_after_the_last_answer(database) -> None:
    make_case()

    assert [ask_for_outcomes(later(days)) for days in (29, 30)] == [0, 1]


@pytest.mark.parametrize("state", ["sent", "no"])
def test_nothing_is_asked_of_a_case_that_came_to_nothing(database, state) -> None:
    make_case(state=state)

    assert ask_for_outcomes(later(90)) == 0


def test_a_case_that_was_closed_is_not_asked_about(database) -> None:
    case = make_case()
    enquiry_service.close(case.company, case.enquiry, now=NOW)

    assert ask_for_outcomes(later(90)) == 0


def test_only_the_side_that_has_not_told_is_reminded(database) -> None:
    case = make_case()
    ask_for_outcomes(later(30))
    tell(case)

    ask_for_outcomes(later(60))

    assert told_to("enquiry.outcome-again") == [case.owner_person.email]


def test_a_link_says_who_answers_and_for_whom(app) -> None:
    key = letters.Key("FR-AAAA-BBBB", 3, 7)

    word = letters.link(key, "sv", NOW).split("nyckel=")[1]

    assert letters.read_link(word, NOW) == key


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ({"a": 9, "b": 7}, {"a": 9, "b": 7}),
        ({"a": 9, "b": 7, "c": 3}, {"a": 9, "b": None, "c": None}),
        ({"a": 9, "b": 4, "c": 3}, {"a": 9, "b": None, "c": None}),
        ({"a": 9, "b": 0}, {"a": 9, "b": 0}),
        ({"a": 2, "b": 1}, {"a": None, "b": None}),
    ],
)
def test_no_cell_under_five_can_be_read_or_worked_out(cells, shown) -> None:
    assert rules.suppressed(cells) == shown


def publish(count, **told):
    for _ in range(count):
        tell(make_case(), may_be_published=True, **told)


def test_figures_wait_until_five_have_agreed(database) -> None:
    publish(4)
    tell(make_case())

    assert queries.published().told is None
    publish(1)
    assert queries.published().told == 5


def test_figures_of_those_who_agreed(database) -> None:
    publish(6, trl_before=4, trl_after=6)
    publish(5, figure_met="no", next_exit="stop")

    found = queries.published()

    assert (found.told, found.exits, found.steps) == (11, {"certify": 6, "stop": 5}, 2.0)
    assert found.share_met == pytest.approx(6 / 11)
    assert found.counties == {"Västmanlands län": 11}


def test_what_is_made_up_is_in_no_figure_and_says_so_in_its_story(database) -> None:
    for _ in range(5):
        tell(make_case(company={"is_demonstration": True}), may_be_published=True, story="Påhittat.")

    found = queries.published()

    assert found.told is None and all(story.is_demonstration for story in found.stories)


def test_a_consent_can_be_taken_back(database) -> None:
    case = make_case()
    tell(case, may_be_published=True, story="Det gick bra.")

    tell(case)

    assert queries.published().stories == []
    assert db.session.get(Enquiry, case.enquiry.id).state == "closed"
