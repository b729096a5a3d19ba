"""Who coordinates what, and the administrator's search."""

import pytest

from portal.accounts import queries
from tests.builders import make_organisation, make_person

DALARNA, GOTLAND = "Dalarnas län", "Gotlands län"


def coordinator(name, *counties, people=1, **values):
    body = make_organisation(name, kind="coordinator", counties=list(counties), is_national=not counties, **values)
    for _ in range(people):
        make_person(body)
    return body


@pytest.mark.parametrize(("county", "expected"), [(DALARNA, "Region"), (GOTLAND, "Nation"), (None, "Nation")])
def test_the_regional_body_comes_before_the_national_one(app, county, expected):
    coordinator("Nation")
    coordinator("Region", DALARNA)

    assert queries.coordinators_of(county).name == expected


def test_nobody_coordinates_where_there_is_nobody(app):
    coordinator("Region", DALARNA)
    make_organisation(kind="operator", counties=[GOTLAND])

    assert queries.coordinators_of(GOTLAND) is None


def test_a_demonstration_serves_only_where_there_is_no_real_one(app):
    coordinator("Demoregion", DALARNA, is_demonstration=True)
    assert queries.coordinators_of(DALARNA).name == "Demoregion"

    coordinator("Nation")
    assert queries.coordinators_of(DALARNA).name == "Nation"


def test_a_body_without_people_is_passed_over(app):
    coordinator("Region", DALARNA, people=0)
    assert queries.coordinators_of(DALARNA).name == "Region"

    coordinator("Nation")
    assert queries.coordinators_of(DALARNA).name == "Nation"


def test_members_of_leaves_out_who_cannot_be_written_to(app, database):
    company = make_organisation()
    kept, shut = make_person(company), make_person(company)
    shut.disabled_at = shut.created_at
    database.commit()

    assert [person.id for person in queries.members_of(company.id)] == [kept.id]


def test_organisations_by_id_leaves_out_what_is_not_there(app):
    company = make_organisation()

    assert queries.organisations_by_id([company.id, company.id, 999]) == {company.id: company}
    assert queries.organisations_by_id([]) == {}


@pytest.mark.parametrize("words", ["ångan", "Ångan", "ÅNGAN", "norra ång", "556036"])
def test_search_finds_by_name_and_number_in_any_case(app, words):
    make_organisation("Ångan Norra AB", organisation_number="556036-0793")
    make_organisation("Annat AB")

    rows, total = queries.search_organisations(words, None, number=1)

    assert [row.organisation.name for row in rows] == ["Ångan Norra AB"] and total == 1


@pytest.mark.parametrize("words", ["%", "_", "' OR 1=1 --", "<script>", "🦊"])
def test_search_takes_signs_as_they_are(app, words):
    make_organisation("Verkstan AB")

    assert queries.search_organisations(words, None, number=1) == ([], 0)


def test_search_pages_and_counts_people(app):
    for number in range(5):
        make_person(make_organisation(f"Verkstan {number}"))
    make_organisation("Institutet", kind="operator")

    rows, total = queries.search_organisations("", "company", number=2, size=3)

    assert [row.organisation.name for row in rows] == ["Verkstan 3", "Verkstan 4"]
    assert total == 5 and rows[0].people == 1
    assert queries.search_organisations("", "company", number=99, size=3)[0] == rows
