"""The clock over the Swedish year, against days worked out by hand; and what happens when a promise runs out.

The calendar by hand. Easter Sunday is 5 April 2026, 28 March 2027, 16 April 2028, so Good Friday is 3 April, 26 March and 14
April, Easter Monday 6 April, 29 March and 17 April, and Ascension Day (39 days after Easter Sunday) 14 May, 6 May and 25 May.
Midsummer's eve is the Friday between 19 and 25 June: 19 June 2026, 25 June 2027, 23 June 2028. 6 June is a Saturday, a Sunday and
a Tuesday. 24, 25, 26 and 31 December and 1 and 6 January are free; where each falls in the week decides what is left of it.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.database import db, transaction
from portal.enquiry import queries, rules, service
from portal.enquiry.answers import answering
from portal.enquiry.answers.rules import Given
from portal.enquiry.models import AnswerPromise, Ask, EnquiryEvent
from portal.enquiry.timing.attending import attend_clocks
from portal.enquiry.timing.rules import (
    COORDINATOR,
    DEPUTY,
    NEXT_BEST,
    REMIND,
    due_steps,
    first_day_of,
    measured,
    working_day_before,
    working_days_between,
)
from portal.outbox import Message
from portal.search.service import reindex_all
from tests.builders import make_coordinator, make_person, make_testbed
from tests.enquiry.cases import NOW, make_case

# Asked on, promised within working days, the last day of the promise, and how that was counted.
BY_HAND = [
    # Easter 2026: Good Friday 3 April and Easter Monday 6 April are free.
    ("2026-04-01", 3, "2026-04-08", "Wed: Thu 2, (Fri 3 to Mon 6 free), Tue 7, Wed 8"),
    ("2026-04-02", 1, "2026-04-07", "Maundy Thursday is a working day; the next one is Tuesday"),
    ("2026-04-04", 3, "2026-04-09", "Easter eve, a Saturday: Tue 7, Wed 8, Thu 9"),
    # Easter 2027: 26 and 29 March.
    ("2027-03-24", 3, "2027-03-31", "Wed: Thu 25, Tue 30, Wed 31"),
    ("2027-03-25", 2, "2027-03-31", "Thu: Tue 30, Wed 31"),
    ("2027-03-29", 1, "2027-03-30", "asked on Easter Monday itself"),
    # Easter 2028: 14 and 17 April.
    ("2028-04-12", 3, "2028-04-19", "Wed: Thu 13, Tue 18, Wed 19"),
    ("2028-04-13", 3, "2028-04-20", "Thu: Tue 18, Wed 19, Thu 20"),
    # Ascension Day, a Thursday; the Friday after it is an ordinary working day.
    ("2026-05-13", 1, "2026-05-15", "Wed: Thu 14 free, Fri 15"),
    ("2027-05-05", 2, "2027-05-10", "Wed: Thu 6 free, Fri 7, Mon 10"),
    ("2028-05-24", 1, "2028-05-26", "Wed: Thu 25 free, Fri 26"),
    # Labour Day and the National Day.
    ("2026-04-30", 1, "2026-05-04", "Thu: Fri 1 May free, Mon 4"),
    ("2028-06-05", 1, "2028-06-07", "Mon: Tue 6 June free, Wed 7"),
    # Midsummer 2026: eve on Friday 19 June, the day itself on Saturday 20.
    ("2026-06-18", 1, "2026-06-22", "Thu: Fri 19 eve, Mon 22"),
    ("2026-06-16", 3, "2026-06-22", "Tue: Wed 17, Thu 18, Mon 22"),
    # Midsummer 2027: eve on 25 June.
    ("2027-06-22", 3, "2027-06-28", "Tue: Wed 23, Thu 24, Mon 28"),
    ("2027-06-25", 1, "2027-06-28", "asked on the eve"),
    # Midsummer 2028: eve on 23 June.
    ("2028-06-21", 3, "2028-06-27", "Wed: Thu 22, Mon 26, Tue 27"),
    ("2028-06-22", 2, "2028-06-27", "Thu: Mon 26, Tue 27"),
    # Christmas and New Year 2026: 24 Thu, 25 Fri, 26 Sat; 31 Thu, 1 January Fri; 6 January Wed.
    ("2026-12-23", 3, "2026-12-30", "Wed: Mon 28, Tue 29, Wed 30"),
    ("2026-12-23", 4, "2027-01-04", "and then Thu 31 eve, Fri 1 free, Mon 4"),
    ("2026-12-30", 3, "2027-01-07", "Wed: Mon 4, Tue 5, Wed 6 Epiphany free, Thu 7"),
    # 2027: 24 Fri, 25 Sat, 26 Sun; 31 Fri; 1 January 2028 Sat; 6 January Thu.
    ("2027-12-22", 3, "2027-12-28", "Wed: Thu 23, Mon 27, Tue 28"),
    ("2027-12-29", 3, "2028-01-04", "Wed: Thu 30, Fri 31 eve, Mon 3, Tue 4"),
    ("2028-01-05", 1, "2028-01-07", "Wed: Thu 6 free, Fri 7"),
    # 2028: 24 Sun, 25 Mon, 26 Tue; 31 Sun; 1 January 2029 Mon; 6 January Sat.
    ("2028-12-21", 3, "2028-12-28", "Thu: Fri 22, Mon 25 and Tue 26 free, Wed 27, Thu 28"),
    ("2028-12-22", 5, "2029-01-03", "Fri: Wed 27, Thu 28, Fri 29, Mon 1 free, Tue 2, Wed 3"),
    ("2028-12-29", 1, "2029-01-02", "Fri: Mon 1 free, Tue 2"),
]


@pytest.mark.parametrize(("asked", "days", "promised", "why"), BY_HAND, ids=[f"{row[0]}+{row[1]}" for row in BY_HAND])
def test_a_promise_is_counted_as_by_hand(asked, days, promised, why) -> None:
    assert rules.reply_by(date.fromisoformat(asked), days) == date.fromisoformat(promised), why


@pytest.mark.parametrize(("asked", "days", "promised", "why"), BY_HAND, ids=[f"{row[0]}+{row[1]}" for row in BY_HAND])
def test_measuring_counts_the_same_days_as_promising(asked, days, promised, why) -> None:
    assert working_days_between(date.fromisoformat(asked), date.fromisoformat(promised)) == days, why


# The last day of a promise, and the days of the four steps, by hand.
STEPS_BY_HAND = [
    ("2026-04-02", "2026-04-01", "2026-04-07", "2026-04-08", "2026-04-09"),  # Maundy Thursday 2026
    ("2026-04-07", "2026-04-02", "2026-04-08", "2026-04-09", "2026-04-10"),  # the Tuesday after Easter
    ("2026-06-18", "2026-06-17", "2026-06-22", "2026-06-23", "2026-06-24"),  # before Midsummer
    ("2026-12-23", "2026-12-22", "2026-12-28", "2026-12-29", "2026-12-30"),  # before Christmas
    ("2026-12-30", "2026-12-29", "2027-01-04", "2027-01-05", "2027-01-07"),  # over New Year and Epiphany
    ("2028-12-22", "2028-12-21", "2028-12-27", "2028-12-28", "2028-12-29"),
]


@pytest.mark.parametrize("row", STEPS_BY_HAND, ids=[row[0] for row in STEPS_BY_HAND])
def test_the_steps_fall_on_working_days_as_by_hand(row) -> None:
    promised, *days = map(date.fromisoformat, row)

    assert [first_day_of(step, promised) for step in (REMIND, DEPUTY, COORDINATOR, NEXT_BEST)] == days


def test_the_eves_and_the_days_that_are_free_are_no_working_days() -> None:
    free = (
        "2026-04-03 2026-04-06 2026-06-19 2026-12-24 2026-12-25 2026-12-31 2027-01-01 2027-01-06 2027-06-25 2028-06-23"
    )

    assert [day for day in free.split() if clock.is_working_day(date.fromisoformat(day))] == []
    assert working_day_before(date(2026, 4, 7)) == date(2026, 4, 2)


@pytest.mark.parametrize(
    ("today", "done", "due"),
    [
        ("2026-11-25", (), []),
        ("2026-11-26", (), [REMIND]),
        ("2026-11-27", (), [REMIND]),
        ("2026-11-27", (REMIND,), []),
        ("2026-11-28", (REMIND,), []),
        ("2026-11-30", (), [DEPUTY]),
        ("2026-12-01", (DEPUTY,), [COORDINATOR]),
        ("2026-12-02", (), [DEPUTY, COORDINATOR, NEXT_BEST]),
        ("2026-12-31", (DEPUTY, COORDINATOR, NEXT_BEST), []),
    ],
)
def test_each_step_is_due_from_its_day_until_it_is_done(today, done, due) -> None:
    assert due_steps(date(2026, 11, 27), date.fromisoformat(today), done) == due


@pytest.mark.parametrize(
    ("taken", "told"), [([], None), ([1, 2], None), ([1, 2, 9], 2), ([1, 2, 3, 4], 3), ([0, 0, 0], 0)]
)
def test_a_median_is_told_from_three_answers_and_never_flatters(taken, told) -> None:
    assert measured(taken) == told


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=UTC)


def letters(kind):
    return db.session.scalar(select(func.count(Message.id)).where(Message.kind == f"enquiry.{kind}"))


def to(kind):
    return set(db.session.scalars(select(Message.to_email).where(Message.kind == f"enquiry.{kind}")))


def test_a_promise_that_runs_out_goes_by_deputy_coordinator_and_next_best(database) -> None:
    coordinator = make_coordinator()
    case = make_case()
    deputy = make_person(case.ask().organisation, email="ersattare@example.com")
    with transaction() as session:
        session.add(AnswerPromise(organisation_id=case.ask().organisation_id, deputy_id=deputy.id, changed_at=NOW))

    taken = [attend_clocks(at(day)) for day in ("2026-11-25", "2026-11-26", "2026-11-30", "2026-12-01", "2026-12-02")]

    assert taken == [0, 1, 1, 1, 1]
    assert to("deputy") == {"ersattare@example.com"}
    assert (to("routed"), to("late"), to("next-best")) == (
        {coordinator.email},
        {case.person.email},
        {case.person.email},
    )
    assert case.enquiry.routed_at == at("2026-12-01")
    assert attend_clocks(at("2026-12-20")) == 0


def test_a_deputy_who_has_left_is_not_told_and_the_managers_are(database) -> None:
    case = make_case()
    stranger = make_person(email="borta@example.com")
    with transaction() as session:
        session.add(AnswerPromise(organisation_id=case.ask().organisation_id, deputy_id=stranger.id, changed_at=NOW))

    attend_clocks(at("2026-11-30"))

    assert to("deputy") == {case.owners[0].email}


def test_no_coordinator_hears_of_a_late_answer_where_the_company_said_no_to_it(database) -> None:
    make_coordinator()
    case = make_case()
    with transaction():
        case.enquiry.may_be_routed = False

    attend_clocks(at("2026-12-01"))

    assert (letters("routed"), letters("late"), letters("late-alone")) == (0, 0, 1)
    assert case.enquiry.routed_at is None


@pytest.mark.parametrize("ended", ["answered", "closed"])
def test_the_clock_stops_with_an_answer_and_with_the_case(database, ended) -> None:
    case = make_case()
    if ended == "answered":
        seen = answering.answer_of(case.ask()).mark
        answering.answer(case.owner(), case.ask(), Given("yes", times="v. 10"), seen=seen, now=NOW)
    else:
        service.close(case.company, case.enquiry, now=NOW)

    assert attend_clocks(at("2026-12-20")) == 0


def test_several_workers_at_once_take_each_step_once(app, database) -> None:
    make_case(), make_case()
    db.session.remove()

    def work(_number: int) -> int:
        with app.app_context():
            return attend_clocks(at("2026-12-02"))

    with ThreadPoolExecutor(4) as workers:
        taken = sum(workers.map(work, range(4)))

    steps = db.session.scalar(select(func.count(EnquiryEvent.id)).where(EnquiryEvent.action.startswith("clock.")))
    assert (taken, steps, letters("deputy"), letters("next-best")) == (6, 6, 2, 2)


def test_who_is_offered_is_one_that_is_not_asked_yet(client, sign_in, freeze, offered) -> None:
    case, better = offered
    attend_clocks(at("2026-12-02"))
    freeze(at("2026-12-02"))
    sign_in(case.person)

    page = client.get(case.address).text
    pressed = client.post(f"{case.address}/fraga-fler", data={"testbed": better.slug})

    assert "Medan ni väntar" in page and better.slug in page
    assert pressed.status_code == 303
    assert [one.testbed_id for one in queries.all_asks(case.enquiry)] == [case.testbeds[0].id, better.id]


@pytest.fixture
def offered(database):
    case = make_case()
    better = make_testbed("Köldkammaren", summary_sv="Provar axlar i kyla.", summary_en="Tests axles in the cold.")
    reindex_all()
    return case, better


def test_what_is_promised_and_kept_is_read_for_many_at_once(database) -> None:
    case = make_case()
    owner_id = case.ask().organisation_id
    for days in (1, 2, 6):
        _answered_ask(case, days)

    promise = queries.promises_of([owner_id, 999_999], now=at("2026-12-20"))

    assert (promise[owner_id].working_days, promise[owner_id].median, promise[owner_id].answers) == (3, 2, 3)
    assert (promise[999_999].working_days, promise[999_999].median) == (3, None)
    assert queries.promises_of([owner_id], now=at("2028-01-20"))[owner_id].median is None


def _answered_ask(case, days):
    again = make_case()
    with transaction():
        ask = db.session.get(Ask, again.ask().id)
        ask.organisation_id = case.ask().organisation_id
        ask.state = "yes"
        ask.answered_at = clock.start_of(clock.add_working_days(clock.local_day(NOW), days)) + timedelta(hours=10)


def test_a_manager_says_what_is_promised_and_new_questions_go_by_it(client, sign_in, database) -> None:
    case = make_case()
    organisation = case.ask().organisation
    sign_in(case.owners[0])

    answer = client.post(f"/organisationer/{organisation.slug}/svarstid", data={"working_days": "5", "deputy": ""})
    again = make_case()
    with transaction():
        asked = service.ask(again.enquiry, organisation, None, now=NOW)

    assert answer.status_code == 303
    assert (asked.working_days, str(asked.reply_by)) == (5, "2026-12-01")
    assert case.ask().working_days == 3


@pytest.mark.parametrize("bad", ["0", "21", "", "x", "3.5", "-1", "a\x00"])
def test_a_promise_outside_one_to_twenty_days_is_refused(client, sign_in, database, bad) -> None:
    case = make_case()
    sign_in(case.owners[0])

    answer = client.post(
        f"/organisationer/{case.ask().organisation.slug}/svarstid", data={"working_days": bad, "deputy": ""}
    )

    assert answer.status_code == 422


@pytest.mark.parametrize("who", ["member", "stranger"])
def test_only_who_is_responsible_says_what_is_promised(client, sign_in, database, who) -> None:
    case = make_case()
    organisation = case.ask().organisation
    sign_in(make_person(organisation) if who == "member" else case.person)

    assert client.get(f"/organisationer/{organisation.slug}/svarstid").status_code == 404
    assert client.post(f"/organisationer/{organisation.slug}/svarstid", data={"working_days": "9"}).status_code == 404
