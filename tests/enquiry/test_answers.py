"""What who is asked answers, and what the company decides about it: told once, on record, never overwritten unseen."""

import pytest
from sqlalchemy import func, select

from portal.database import db
from portal.enquiry import queries, rules, service
from portal.enquiry.answers import answering
from portal.enquiry.answers.rules import AlreadyAsked, Decided, Given, Overtaken, OwnTestbed, Withdrawn
from portal.enquiry.case import steering
from portal.enquiry.models import EnquiryEvent, Post
from portal.errors import NotFound
from portal.outbox import Message
from tests.builders import make_coordinator, make_organisation, make_owner, make_person, make_testbed
from tests.enquiry.cases import NOW, make_case
from tests.visitors import visitor_of

YES = Given("yes", "Allt ingår.", times="v. 10", price=24_000)
NO = Given("no", reason="capacity")
REFER = Given("referred", "De har större kammare.")


def answer(case, given=YES, number=0, seen=None, **more):
    asked = case.ask(number)
    seen = answering.answer_of(asked).mark if seen is None else seen
    return answering.answer(case.owner(number), asked, given, seen=seen, now=NOW, **more)


def letters(kind):
    return db.session.scalar(select(func.count(Message.id)).where(Message.kind == f"enquiry.{kind}"))


def actions(case):
    query = select(EnquiryEvent.action).where(EnquiryEvent.enquiry_id == case.enquiry.id).order_by(EnquiryEvent.id)
    return list(db.session.scalars(query))


@pytest.mark.parametrize("given", [YES, Given("question", "Hur tung?"), NO], ids=lambda one: one.state)
def test_an_answer_is_kept_and_told_to_the_company_once(database, given) -> None:
    case = make_case()

    answer(case, given)
    answer(case, given, seen="gammalt")

    assert answering.answer_of(case.ask()) == given
    assert letters(given.state) == 1
    assert actions(case).count(f"ask.{given.state}") == 1


def test_a_colleagues_answer_is_not_overwritten_unseen(database) -> None:
    case = make_case()
    seen = answering.answer_of(case.ask()).mark
    answer(case, YES, seen=seen)

    with pytest.raises(Overtaken):
        answer(case, NO, seen=seen)

    assert case.ask().state == "yes"


def test_who_has_read_the_answer_may_change_it_and_the_clock_does_not_move(database) -> None:
    case = make_case()
    answer(case, YES)
    first = case.ask().answered_at

    answer(case, NO)

    assert (case.ask().state, case.ask().answer_price, case.ask().answered_at) == ("no", None, first)


def test_a_question_stands_in_the_thread(database) -> None:
    case = make_case()

    answer(case, Given("question", "Hur tung?"))

    assert [post.body for post in queries.posts_of(case.ask())] == ["Hur tung?"]


@pytest.mark.parametrize("who", ["company", "stranger"])
def test_nobody_else_answers(database, who) -> None:
    case = make_case()
    visitor = case.company if who == "company" else visitor_of(make_person(make_organisation(kind="operator")))

    with pytest.raises(NotFound):
        answering.answer(visitor, case.ask(), YES, seen=answering.answer_of(case.ask()).mark, now=NOW)


def test_what_is_closed_or_taken_back_takes_no_answer(database) -> None:
    closed, taken_back = make_case(), make_case()
    service.close(closed.company, closed.enquiry, now=NOW)
    steering.withdraw(taken_back.company, taken_back.ask(), now=NOW)

    with pytest.raises(rules.Closed):
        answer(closed)
    with pytest.raises(Withdrawn):
        answer(taken_back)


def test_a_referral_goes_on_whole_when_the_company_says_yes_and_is_credited(database) -> None:
    case, better = make_case(), make_testbed("Köldkammaren")
    make_owner(better)
    answer(case, REFER, instead=better)
    [referral] = queries.referrals_of([case.ask()])

    answering.decide(case.company, referral, accepts=True, now=NOW)
    answering.decide(case.company, referral, accepts=True, now=NOW)

    asks = queries.all_asks(case.enquiry)
    assert [one.testbed_id for one in asks] == [case.testbeds[0].id, better.id]
    assert asks[1].credited_to_id == asks[0].id
    assert (letters("referred"), letters("accepted"), letters("sent")) == (1, 1, 2)


def test_without_the_companys_yes_nothing_is_passed_on(database) -> None:
    case, better = make_case(), make_testbed("Köldkammaren")
    answer(case, REFER, instead=better)
    [referral] = queries.referrals_of([case.ask()])

    answering.decide(case.company, referral, accepts=False, now=NOW)

    assert len(queries.all_asks(case.enquiry)) == 1
    with pytest.raises(Decided):
        answering.decide(case.company, referral, accepts=True, now=NOW)


def test_only_the_company_decides_about_a_referral(database) -> None:
    case, better = make_case(), make_testbed("Köldkammaren")
    answer(case, REFER, instead=better)

    with pytest.raises(NotFound):
        answering.decide(case.owner(), queries.referrals_of([case.ask()])[0], accepts=True, now=NOW)


def test_a_testbed_cannot_name_itself(database) -> None:
    case = make_case()

    with pytest.raises(OwnTestbed):
        answer(case, REFER, instead=case.testbeds[0])


def test_one_who_is_asked_already_is_not_asked_twice_by_a_referral(database) -> None:
    case = make_case(2)
    answer(case, REFER, instead=case.testbeds[1])

    answering.decide(case.company, queries.referrals_of([case.ask()])[0], accepts=True, now=NOW)

    assert len(queries.all_asks(case.enquiry)) == 2


def test_when_all_say_no_the_coordinator_is_let_in_and_told_once(database) -> None:
    coordinator = visitor_of(make_coordinator())
    case = make_case(2)

    answer(case, NO, 0)
    assert case.enquiry.routed_at is None
    answer(case, NO, 1)

    assert case.enquiry.routed_at == NOW
    assert letters("routed") == 1
    assert queries.get_enquiry(case.enquiry.reference, coordinator)


def test_no_coordinator_is_let_in_where_the_company_said_no_to_it(database) -> None:
    coordinator = visitor_of(make_coordinator())
    case = make_case()
    case.enquiry.may_be_routed = False
    db.session.commit()

    answer(case, NO)

    assert case.enquiry.routed_at is None
    with pytest.raises(NotFound):
        queries.get_enquiry(case.enquiry.reference, coordinator)


def test_a_question_is_taken_back_once_and_may_be_put_anew_with_a_new_clock(database) -> None:
    case = make_case(2)
    steering.withdraw(case.company, case.ask(), now=NOW)
    steering.withdraw(case.company, case.ask(), now=NOW)

    steering.ask_more(case.company, case.enquiry, case.testbeds[0], now=NOW.replace(day=26))

    assert (case.ask().state, str(case.ask().reply_by)) == ("sent", "2026-12-01")
    assert (letters("withdrawn"), letters("sent-again")) == (1, 1)


def test_one_who_is_asked_already_is_not_asked_again(database) -> None:
    case = make_case()

    with pytest.raises(AlreadyAsked):
        steering.ask_more(case.company, case.enquiry, case.testbeds[0], now=NOW)


def test_closing_and_opening_is_told_each_time_to_each_person_once(database) -> None:
    case = make_case()
    again = make_testbed("Samma ägare", owner=case.testbeds[0].owner)
    steering.ask_more(case.company, case.enquiry, again, now=NOW)

    for _round in range(2):
        service.close(case.company, case.enquiry, now=NOW)
        service.close(case.company, case.enquiry, now=NOW)
        steering.reopen(case.company, case.enquiry, now=NOW)
        steering.reopen(case.company, case.enquiry, now=NOW)

    assert (letters("closed"), letters("reopened")) == (2, 2)


def test_the_same_message_sent_twice_is_one(database) -> None:
    case = make_case()

    service.post(case.company, case.ask(), "Hej", now=NOW)
    service.post(case.company, case.ask(), "Hej", now=NOW)

    assert db.session.scalar(select(func.count(Post.id))) == 1
    assert letters("posted") == 1


def test_company_and_coordinator_talk_once_the_coordinator_is_called(database) -> None:
    coordinator = visitor_of(make_coordinator())
    case = make_case()
    with pytest.raises(NotFound):
        steering.write_to_coordinator(coordinator, case.enquiry, "Hej", now=NOW)

    steering.call_coordinator(case.company, case.enquiry, now=NOW)
    steering.write_to_coordinator(case.company, case.enquiry, "Vem kan?", now=NOW)
    steering.write_to_coordinator(coordinator, case.enquiry, "Fråga Luleå.", now=NOW)

    assert [one.body for one in queries.posts_with_coordinator(case.enquiry)] == ["Vem kan?", "Fråga Luleå."]
    assert (letters("to-coordinator"), letters("posted")) == (1, 1)
    with pytest.raises(NotFound):
        steering.write_to_coordinator(case.owner(), case.enquiry, "Jag med", now=NOW)
