"""The pages of utilisation: who sees which, and what they say."""

import csv
import io
from datetime import date

import pytest

from portal.search.criteria import Criteria
from portal.search.demand import FEWEST, note_unmet, write_waiting
from portal.utilisation.rules import month_end
from tests.builders import (
    MONDAY,
    hours,
    make_booking,
    make_capacity,
    make_coordinator,
    make_organisation,
    make_owner,
    make_person,
    make_resource,
    make_testbed,
)

PERIOD = "?fran=2027-03&till=2027-04"


def a_testbed_in(county: str, name: str, **values):
    testbed = make_testbed(name, county=county, **values)
    resource = make_resource(testbed)
    make_capacity(resource, hours(0, 10))
    make_booking(resource, period=hours(0, 5))
    return testbed


@pytest.mark.parametrize("address", ["/belaggning", "/belaggning.csv", "/samordning", "/samordning.csv"])
def test_a_company_sees_no_figures_of_others(client, sign_in, database, address) -> None:
    sign_in(make_person(make_organisation()))

    assert client.get(address).status_code == 403


def test_an_owner_sees_the_own_testbeds_only(client, sign_in, database) -> None:
    mine = a_testbed_in("Dalarnas län", "Valsverket")
    a_testbed_in("Dalarnas län", "Rivalens ugn")
    sign_in(make_owner(mine))

    page = client.get("/belaggning" + PERIOD).text

    assert "Valsverket" in page and "Rivalens ugn" not in page
    assert "50\u00a0%" in page


def test_a_coordinator_sees_the_own_counties_only(client, sign_in, database) -> None:
    a_testbed_in("Dalarnas län", "Valsverket")
    a_testbed_in("Skåne län", "Hamnlabbet")
    sign_in(make_coordinator("Dalarnas län"))

    page = client.get("/samordning" + PERIOD).text

    assert "Valsverket" in page and "Hamnlabbet" not in page


def test_made_up_figures_are_never_added_to_real_ones(client, sign_in, database) -> None:
    a_testbed_in("Dalarnas län", "Valsverket")
    a_testbed_in("Dalarnas län", "Demoverkstaden", is_demonstration=True)
    sign_in(make_coordinator())

    real = client.get("/samordning" + PERIOD).text
    made_up = client.get(f"/samordning{PERIOD}&urval=demonstration").text

    assert "Valsverket" in real and "Demoverkstaden" not in real
    assert "Demoverkstaden" in made_up and "Valsverket" not in made_up
    assert "Valsverket" not in client.get(f"/samordning.csv{PERIOD}&urval=demonstration").text
    assert "Demoverkstaden" not in client.get("/samordning.csv" + PERIOD).text


def test_a_share_of_few_bookings_is_not_shown_to_a_coordinator(client, sign_in, database) -> None:
    a_testbed_in("Dalarnas län", "Valsverket")
    sign_in(make_coordinator())

    assert "visas först vid fem bokningar" in client.get("/samordning" + PERIOD).text


def test_the_file_has_one_row_a_resource_and_month(client, sign_in, database) -> None:
    sign_in(make_owner(a_testbed_in("Dalarnas län", "=SUMMA(A1)")))

    answer = client.get("/belaggning.csv" + PERIOD)
    rows = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))

    assert answer.content_type.startswith("text/csv")
    assert len(rows) == 3
    assert rows[1][0] == "'=SUMMA(A1)"
    assert rows[1][4:6] == ["10.0", "5.0"]


@pytest.mark.parametrize(
    "period",
    ["?fran=2027-13&till=2027-14", "?fran=x&till=", "?fran=2027-05&till=2027-01", "?fran=0001-01&till=9999-12"],
)
def test_a_period_that_makes_no_sense_is_explained(client, sign_in, database, period) -> None:
    sign_in(make_owner(a_testbed_in("Dalarnas län", "Valsverket")))

    answer = client.get("/belaggning" + period)

    assert answer.status_code == 200
    assert 'role="alert"' in answer.text


def test_a_coordinator_reads_what_was_sought_in_vain_in_the_own_counties(client, sign_in, database) -> None:
    for _ in range(FEWEST):
        note_unmet(Criteria(q="rymdhiss", place="Falun"), is_empty=True, now=MONDAY)
        note_unmet(Criteria(q="tidsmaskin", place="Lund"), is_empty=True, now=MONDAY)
    write_waiting()
    sign_in(make_coordinator("Dalarnas län"))

    page = client.get("/samordning" + PERIOD).text

    assert "rymdhiss" in page and "Dalarnas län" in page
    assert "tidsmaskin" not in page


def test_a_month_ends_with_its_last_day() -> None:
    months = [date(2026, 12, 1), date(2027, 2, 1), date(2028, 2, 1)]

    assert [month_end(month) for month in months] == [date(2026, 12, 31), date(2027, 2, 28), date(2028, 2, 29)]
