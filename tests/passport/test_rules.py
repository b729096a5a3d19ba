"""Which papers cover a time, decided from plain values: every gap named, with the day that tells it."""

from datetime import UTC, date, datetime

import pytest

from portal.clock import Period
from portal.passport.rules import (
    EQUIPMENT,
    EXPIRES,
    INSURANCE,
    MISSING,
    NDA,
    NOT_YET,
    PERSONAL,
    SAFETY,
    TERMS,
    UNASKED,
    WAITING,
    Demand,
    Held,
    Papers,
    PapersMissing,
    lead,
    mark_of,
    months_later,
    reaches,
)

MONDAY, FRIDAY = date(2027, 3, 1), date(2027, 3, 5)
SUNDAY, SATURDAY = date(2027, 2, 28), date(2027, 3, 6)
ASTA, BO = 1, 2


def reasons(demand, *held, person_id=ASTA):
    return [gap.reason for gap in Papers((demand,), held, person_id).gaps(MONDAY, FRIDAY)]


@pytest.mark.parametrize(
    ("first_day", "last_day", "reason"),
    [
        (MONDAY, FRIDAY, None),
        (SUNDAY, SATURDAY, None),
        (SUNDAY, None, None),
        (SUNDAY, date(2027, 3, 4), EXPIRES),
        (SUNDAY, SUNDAY, EXPIRES),
        (date(2027, 3, 2), None, NOT_YET),
        (SATURDAY, None, MISSING),
        (None, None, MISSING),
    ],
)
def test_a_paper_must_hold_on_every_day_of_the_time(first_day, last_day, reason):
    found = reasons(Demand(INSURANCE), Held(INSURANCE, first_day, last_day))

    assert found == ([reason] if reason else [])


def test_what_is_missing_is_named_with_its_days():
    papers = Papers((Demand(NDA), Demand(INSURANCE)), (Held(INSURANCE, SUNDAY, MONDAY),))

    nda, insurance = papers.gaps(MONDAY, FRIDAY)

    assert (nda.reason, nda.kind.name_sv) == (MISSING, "Sekretessavtal")
    assert (insurance.reason, insurance.days) == (EXPIRES, {"until": MONDAY, "last": FRIDAY})


def test_one_paper_takes_over_from_another_without_a_day_between():
    renewed = Held(INSURANCE, date(2027, 3, 3), SATURDAY)

    assert reasons(Demand(INSURANCE), renewed, Held(INSURANCE, SUNDAY, date(2027, 3, 2))) == []
    assert reasons(Demand(INSURANCE), renewed, Held(INSURANCE, SUNDAY, MONDAY)) == [EXPIRES]


@pytest.mark.parametrize(
    ("state", "reason"), [({"confirmed": True}, None), ({"waiting": True}, WAITING), ({}, UNASKED)]
)
def test_where_the_owner_must_say_yes_only_that_counts(state, reason):
    found = reasons(Demand(INSURANCE, by_owner=True), Held(INSURANCE, SUNDAY, **state))

    assert found == ([reason] if reason else [])


def test_a_no_counts_even_where_no_yes_is_needed():
    assert reasons(Demand(INSURANCE), Held(INSURANCE, SUNDAY, refused=True)) == [MISSING]


def test_training_that_is_asked_for_waits():
    assert reasons(Demand(SAFETY, by_owner=True), Held(SAFETY, None, person_id=ASTA, waiting=True)) == [WAITING]


def test_one_trained_person_will_do_unless_everyone_must_be():
    course = Held(SAFETY, SUNDAY, person_id=BO)

    assert reasons(Demand(SAFETY), course) == []
    assert reasons(Demand(SAFETY, everyone=True), course) == [PERSONAL]
    assert reasons(Demand(SAFETY, everyone=True), course, person_id=BO) == []


def test_two_people_with_half_of_the_time_each_are_not_one_who_is_there_throughout():
    halves = Held(SAFETY, SUNDAY, date(2027, 3, 2), BO), Held(SAFETY, date(2027, 3, 3), SATURDAY, ASTA)

    assert reasons(Demand(SAFETY), *halves) == [EXPIRES]


def test_other_terms_than_those_accepted_are_missing():
    demand = Demand(TERMS, mark=mark_of("Ingen  öppen låga.\n"))

    assert reasons(demand, Held(TERMS, SUNDAY, mark=mark_of("Ingen öppen låga."))) == []
    assert reasons(demand, Held(TERMS, SUNDAY, mark=mark_of("Öppen låga går bra."))) == [MISSING]


@pytest.mark.parametrize(("given", "reason"), [(date(2026, 3, 6), None), (date(2026, 3, 5), EXPIRES)])
def test_a_paper_counts_no_longer_than_the_owner_lets_it(given, reason):
    assert reasons(Demand(SAFETY, months=12), Held(SAFETY, given, person_id=ASTA)) == ([reason] if reason else [])


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(9998, 1, 1), 600, date.max),
    ],
)
def test_months_end_where_the_month_does(day, months, later):
    assert months_later(day, months) == later


def test_no_end_is_the_end_of_time():
    assert reaches([Held(NDA, SUNDAY)], MONDAY) == date.max
    assert reaches([Held(NDA, FRIDAY)], MONDAY) is None


def test_days_are_those_of_the_local_clock():
    papers = Papers((Demand(NDA),), (Held(NDA, MONDAY, MONDAY),))
    # Midnight to midnight in Stockholm.
    whole_day = Period(datetime(2027, 2, 28, 23, tzinfo=UTC), datetime(2027, 3, 1, 23, tzinfo=UTC))

    assert papers.broken([whole_day]) == []
    papers.ensure([whole_day])
    with pytest.raises(PapersMissing):
        papers.ensure([Period(whole_day.starts_at, datetime(2027, 3, 1, 23, 30, tzinfo=UTC))])


def test_a_refusal_says_where_it_is_put_right():
    (refusal,) = Papers((Demand(NDA),), slug="banken").broken(
        [Period(datetime(2027, 3, 1, 8, tzinfo=UTC), datetime(2027, 3, 1, 9, tzinfo=UTC))]
    )

    assert refusal.remedy == ("passport.needed", {"slug": "banken"})


@pytest.mark.parametrize(
    ("demands", "days"),
    [
        ([], 0),
        ([Demand(NDA, lead_days=5), Demand(INSURANCE, lead_days=3)], 5),
        ([Demand(SAFETY, lead_days=4), Demand(EQUIPMENT, lead_days=6), Demand(NDA, lead_days=7)], 10),
        ([Demand(SAFETY, lead_days=1), Demand(NDA, lead_days=7)], 7),
    ],
)
def test_documents_are_got_side_by_side_and_courses_one_after_the_other(demands, days):
    assert lead(Papers(tuple(demands)).gaps(MONDAY, MONDAY)) == days
