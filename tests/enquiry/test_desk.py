"""The coordinator's desk: what lies on it, who has what, proposals, ready answers, and cases put together and taken apart."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.database import db, transaction
from portal.enquiry import queries as enquiries
from portal.enquiry import service as enquiry_service
from portal.enquiry.answers import answering
from portal.enquiry.desk import answers, figures, merging, queries, service
from portal.enquiry.desk.answers import Words
from portal.enquiry.desk.queries import Wanted
from portal.enquiry.models import Enquiry, EnquiryBooking, Post, Referral
from portal.errors import NotFound
from portal.outbox import Message
from tests.builders import (
    make_ask,
    make_booking,
    make_coordinator,
    make_enquiry,
    make_organisation,
    make_person,
    make_testbed,
)
from tests.enquiry.after import NOW, link, make_case
from tests.visitors import visitor_of

COUNTY = "Västmanlands län"


def region():
    return visitor_of(make_coordinator(COUNTY))


def routed(**values):
    return make_case(routed_at=NOW, state=values.pop("state", "no"), **values)


def told(kind):
    return set(db.session.scalars(select(Message.to_email).where(Message.kind == f"enquiry.{kind}")))


@pytest.mark.parametrize(
    ("values", "seen"),
    [
        ({"routed_at": NOW}, True),
        ({"routed_at": None}, False),
        ({"routed_at": NOW, "may_be_routed": False}, False),
        ({"routed_at": NOW, "county": "Skåne län"}, False),
        ({"routed_at": NOW, "state": "closed"}, False),
    ],
)
def test_only_what_needs_a_coordinator_here_lies_on_the_desk(database, values, seen) -> None:
    make_enquiry(make_testbed(), created_at=NOW, **values)

    assert bool(queries.rows_for(region(), NOW)) is seen


def test_what_was_put_to_the_coordinator_lies_there_wherever_it_comes_from(database) -> None:
    coordinator = region()
    case = make_case(county="Skåne län")
    make_ask(
        case.enquiry, make_testbed(owner_id=None), organisation_id=coordinator.organisation_ids[0], role="coordinator"
    )

    assert queries.get_case(case.enquiry.reference, coordinator).id == case.enquiry.id


def test_administrators_and_owners_have_no_desk(database) -> None:
    case = routed()

    with pytest.raises(NotFound):
        queries.get_case(case.enquiry.reference, case.owner)


def test_a_case_without_taker_and_a_late_clock_are_told_apart(database) -> None:
    routed()
    routed(state="sent", reply_by=date(2026, 11, 20))
    coordinator = region()

    rows = queries.rows_for(coordinator, NOW)

    assert queries.count(rows) == queries.Counts(cases=2, without_taker=1, late=1, mine=0, nobodys=2)
    assert len(queries.chosen(rows, Wanted(state="late"))) == 1
    assert len(queries.chosen(rows, Wanted(county="Skåne län"))) == 0


def test_one_takes_a_case_and_the_company_is_told_once(database) -> None:
    case, coordinator = routed(), region()

    for _ in range(2):
        service.take(coordinator, case.enquiry, seen=".", now=NOW)

    assert queries.rows_for(coordinator, NOW)[0].taken == queries.MINE
    assert told("taken") == {case.person.email}


def test_who_comes_second_is_told_that_it_was_taken(database) -> None:
    case, first = routed(), make_coordinator(COUNTY)
    second = visitor_of(make_person(visitor_body(first)))
    service.take(visitor_of(first), case.enquiry, seen=".", now=NOW)

    with pytest.raises(service.Taken):
        service.take(second, case.enquiry, seen=".", now=NOW)


def visitor_body(person):
    from portal.accounts.models import Organisation

    return db.session.get_one(Organisation, visitor_of(person).organisation_ids[0])


def test_a_case_goes_to_a_colleague_who_is_told(database) -> None:
    case, first = routed(), make_coordinator(COUNTY)
    colleague = make_person(visitor_body(first))

    service.hand_to_colleague(visitor_of(first), case.enquiry, colleague.email, now=NOW)

    assert queries.rows_for(visitor_of(colleague), NOW)[0].taken == queries.MINE
    assert told("handed-to-you") == {colleague.email}


@pytest.mark.parametrize("email", ["nobody@example.com", "\0"])
def test_a_case_goes_to_nobody_else(database, email) -> None:
    with pytest.raises(service.NotAColleague):
        service.hand_to_colleague(region(), routed().enquiry, email, now=NOW)


def test_a_case_goes_to_the_national_body_with_a_clock_of_its_own(database) -> None:
    case, coordinator, nation = routed(), region(), make_coordinator()
    body = visitor_body(nation)

    service.hand_to_body(coordinator, case.enquiry, body.slug, now=NOW)

    asked = next(one for one in enquiries.all_asks(case.enquiry) if one.organisation_id == body.id)
    assert (asked.state, asked.role, case.enquiry.desk_id) == ("sent", "coordinator", body.id)
    assert told("handed") == {case.person.email} and nation.email in told("sent")


def test_a_body_of_another_county_is_no_choice(database) -> None:
    other = visitor_body(make_coordinator("Skåne län"))

    with pytest.raises(service.NotAColleague):
        service.hand_to_body(region(), routed().enquiry, other.slug, now=NOW)


def test_what_was_put_to_one_alone_is_passed_on_only_with_consent(database) -> None:
    coordinator, nation = region(), visitor_body(make_coordinator())
    case = make_case(may_be_routed=False)
    make_ask(
        case.enquiry, make_testbed(owner_id=None), organisation_id=coordinator.organisation_ids[0], role="coordinator"
    )

    with pytest.raises(service.MayNotBePassedOn):
        service.hand_to_body(coordinator, case.enquiry, nation.slug, now=NOW)


def test_a_proposal_reaches_nobody_before_the_company_says_yes(database) -> None:
    case, coordinator, testbed = routed(), region(), make_testbed("Tredje hallen")

    service.propose(coordinator, case.enquiry, testbed, "De har större skåp.", now=NOW)

    referral = db.session.scalars(select(Referral)).one()
    assert testbed.owner_id not in {one.organisation_id for one in enquiries.all_asks(case.enquiry)}
    answering.decide(case.company, referral, accepts=True, now=NOW)
    assert testbed.owner_id in {one.organisation_id for one in enquiries.all_asks(case.enquiry)}


def test_an_answer_goes_into_the_talk_with_the_coordinator(database) -> None:
    case, coordinator = routed(), region()

    post = service.answer(coordinator, case.enquiry, "Vi ringer i morgon.", now=NOW)

    assert (post.ask_id, post.organisation_id) == (None, coordinator.organisation_ids[0])


def test_a_ready_answer_is_filled_in_and_names_nobody_in_a_blind_case(database) -> None:
    coordinator = region()
    text = answers.save(coordinator, Words("Hej", "{referens}: hej {företag}, hälsar {samordnare}"), now=NOW)
    open_case, blind = routed(), routed(is_blind=True)

    assert "hej Frågande AB" in answers.filled(text, open_case.enquiry, coordinator)
    assert "hej Ett företag" in answers.filled(text, blind.enquiry, coordinator)


def test_another_bodys_texts_are_its_own(database) -> None:
    text = answers.save(region(), Words("Hej", "Hej"), now=NOW)
    other = visitor_of(make_coordinator())

    with pytest.raises(NotFound):
        answers.remove(other, text, now=NOW)
    assert queries.ready_answers(other) == []


def two_cases(**values):
    """Return two cases of the same company: one owner is asked in both, another in the second alone."""
    first = routed(**values)
    second = routed(person=first.person, testbed=first.testbed, **values)
    make_ask(second.enquiry, make_testbed("Bara i den andra"), state="yes")
    double = enquiries.all_asks(second.enquiry)[0]
    with transaction() as session:
        session.add(
            Post(
                enquiry_id=second.enquiry.id,
                ask_id=double.id,
                person_id=first.person.id,
                organisation_id=first.enquiry.organisation_id,
                body="I den andra tråden",
                at=NOW,
            )
        )
    link(second, make_booking())
    return first, second


def bookings_of(case):
    query = select(EnquiryBooking.booking_id).where(EnquiryBooking.enquiry_id == case.enquiry.id)
    return len(list(db.session.scalars(query)))


def test_what_is_put_together_moves_and_both_references_lead_there(database) -> None:
    first, second = two_cases()

    merging.merge(region(), first.enquiry, second.enquiry, now=NOW)

    kept = enquiries.get_enquiry(second.enquiry.reference, first.company)
    asks = enquiries.all_asks(first.enquiry)
    assert kept.id == first.enquiry.id and second.enquiry.state == "closed"
    assert len(asks) == 2 and bookings_of(first) == 1
    assert [post.body for post in enquiries.posts_of(asks[0])] == ["I den andra tråden"]
    assert first.person.email in told("merged")


def test_taken_apart_within_a_day_each_has_its_own_again(database) -> None:
    first, second = two_cases()
    coordinator = region()
    merging.merge(coordinator, first.enquiry, second.enquiry, now=NOW)

    merging.unmerge(coordinator, second.enquiry.id, now=NOW + timedelta(hours=23))

    asks = enquiries.all_asks(second.enquiry)
    assert (second.enquiry.state, second.enquiry.merged_into_id) == ("open", None)
    assert [one.state for one in asks] == ["no", "yes"]
    assert len(enquiries.posts_of(asks[0])) == 1 and bookings_of(second) == 1
    assert (len(enquiries.all_asks(first.enquiry)), bookings_of(first)) == (1, 0)


def test_after_a_day_it_stays_together(database) -> None:
    first, second = two_cases()
    coordinator = region()
    merging.merge(coordinator, first.enquiry, second.enquiry, now=NOW)

    with pytest.raises(merging.TooLate):
        merging.unmerge(coordinator, second.enquiry.id, now=NOW + timedelta(hours=25))


def test_cases_of_two_companies_or_of_two_sorts_are_not_put_together(database) -> None:
    first = routed()
    blind = routed(person=first.person, is_blind=True)

    for other in (routed(), blind):
        with pytest.raises(merging.NotTheSame):
            merging.merge(region(), first.enquiry, other.enquiry, now=NOW)


def test_a_case_of_another_county_is_not_put_together_by_this_coordinator(database) -> None:
    first = routed()
    other = routed(person=first.person, county="Skåne län")

    with pytest.raises(NotFound):
        merging.merge(region(), first.enquiry, other.enquiry, now=NOW)


def test_the_figures_count_waits_and_reasons_by_county_and_name_nobody(database) -> None:
    routed()
    routed(state="sent", reply_by=date(2026, 11, 20))

    [line] = figures.figures(region(), NOW)

    assert (line.county, len(line.cases), line.asked, line.late, sum(line.reasons.values())) == (COUNTY, 2, 2, 1, 1)


def test_a_closed_case_is_left_alone(database) -> None:
    case, coordinator = routed(), region()
    enquiry_service.close(case.company, case.enquiry, now=NOW)

    with pytest.raises(Exception, match="avslutat"):
        service.take(coordinator, case.enquiry, seen=".", now=NOW)
    assert db.session.get(Enquiry, case.enquiry.id).desk_id is None


def test_a_stranger_of_a_company_has_no_desk(database) -> None:
    assert queries.rows_for(visitor_of(make_person(make_organisation())), NOW) == []
