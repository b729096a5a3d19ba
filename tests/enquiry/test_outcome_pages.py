"""The pages of outcomes: the form, the link of a letter, and what everybody reads."""

import pytest

from portal.database import transaction
from portal.enquiry.intake import drafts
from portal.enquiry.intake.drafts import Author
from portal.enquiry.outcomes import letters, retesting
from portal.enquiry.outcomes.queries import find_outcome
from tests.builders import make_organisation, make_person
from tests.enquiry.after import NOW, ask_another, make_case, tell
from tests.pages import Page
from tests.visitors import visitor_of

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
ANSWERS = {"done": "yes", "figure_met": "yes", "next_exit": "retest"}


@pytest.fixture
def case(app, freeze):
    freeze(NOW)
    return make_case(brief={"pass_figure": "0,3 ms vid 80 kN", "trl_now": 4})


def address(case):
    return f"/arenden/{case.enquiry.reference}/utfall"


def send(client, where, action="", **typed):
    form = Page(client.get(where).text, where).form(action or where.partition("?")[0])
    return client.post(action or where, data=form.filled(**typed))


def test_the_company_tells_and_sees_the_next_step_with_its_brief(case, client, sign_in) -> None:
    sign_in(case.person)

    answer = send(client, address(case), **ANSWERS, text="Tätningen höll.")
    page = client.get(answer.location).text
    again = client.get(send(client, address(case), f"/arenden/{case.enquiry.reference}/igen").location).text

    assert answer.status_code == 303
    assert "Tätningen höll." in page and "Ny förfrågan med samma underlag" in page
    assert case.enquiry.need in again


def test_a_new_enquiry_brings_the_brief_and_leaves_the_days_behind(case, app) -> None:
    with transaction():
        case.enquiry.brief = {**case.enquiry.brief, "first_day": "2026-12-01", "ordered": "yes"}

    key = retesting.begin_again(case.enquiry, Author(case.person.id, "sv"), now=NOW)

    answers = drafts.get_draft(key, now=NOW).answers
    assert answers["pass_figure"] == "0,3 ms vid 80 kN" and answers["testbeds"] == [case.testbed.slug]
    assert not {"first_day", "ordered"} & set(answers)


def test_the_form_knows_the_figure_and_where_the_company_stood(case, client, sign_in) -> None:
    sign_in(case.person)

    page = client.get(address(case)).text

    assert "0,3 ms vid 80 kN" in page
    assert 'selected value="4"' in page or 'value="4" selected' in page


def test_what_was_typed_stays_when_something_is_wrong(case, client, sign_in) -> None:
    sign_in(case.person)

    answer = send(client, address(case), done="yes", text="Tätningen höll.", report_link="rapporten")

    assert answer.status_code == 422
    assert "Tätningen höll." in answer.text and "börjar med https://" in answer.text


def test_another_owners_words_are_for_the_company_alone(case, app, client, sign_in) -> None:
    other = ask_another(case)
    tell(case, visitor_of(other), text="HEMLIGT-ANDRA")
    sign_in(case.owner_person)
    company = sign_in(case.person, app.test_client())

    assert "HEMLIGT-ANDRA" not in client.get(address(case)).text
    assert "HEMLIGT-ANDRA" in company.get(address(case)).text


def test_an_owner_of_a_blind_case_reads_no_name_with_what_it_is_let_read(app, client, sign_in, freeze) -> None:
    freeze(NOW)
    case = make_case(is_blind=True)
    tell(case, shown_to_owners=True, text="Tätningen höll.")
    tell(case, case.owner)
    sign_in(case.owner_person)

    page = client.get(address(case)).text

    assert "Tätningen höll." in page and "Frågande AB" not in page


def test_a_stranger_finds_nothing(case, client, sign_in) -> None:
    sign_in(make_person(make_organisation()))

    assert client.get(address(case)).status_code == 404


def test_the_case_shows_the_way(case, client, sign_in) -> None:
    sign_in(case.person)

    assert address(case) in client.get(f"/arenden/{case.enquiry.reference}").text


def the_link(case, person, organisation_id):
    key = letters.Key(case.enquiry.reference, organisation_id, person.id)
    return letters.link(key, "sv", NOW).split("//")[1].partition("/")[2].join(["/", ""])


def test_the_link_tells_without_signing_in_and_shows_nothing_of_the_case(case, client) -> None:
    where = the_link(case, case.owner_person, case.owner.organisation_ids[0])

    page = client.get(where)
    answer = send(client, where, **ANSWERS)

    assert case.enquiry.need not in page.text and page.headers["Cache-Control"] == "no-store"
    assert answer.status_code == 200 and "Svaret är sparat" in answer.text
    assert find_outcome(case.enquiry.id, case.owner.organisation_ids[0]) is not None


@pytest.mark.parametrize("word", ["", "x", "WyJ4Il0.abc"])
def test_a_link_that_is_none_is_said_so(case, client, word) -> None:
    assert client.get(f"/utfall/svara?nyckel={word}").status_code == 404


def test_a_link_of_somebody_who_has_left_is_over(case, client) -> None:
    stranger = make_person(make_organisation())

    assert client.get(the_link(case, stranger, case.owner.organisation_ids[0])).status_code == 410


def test_everybody_reads_the_words_as_they_were_approved_and_no_name(case, client) -> None:
    tell(case, may_be_published=True, story="Vi nådde 0,2 ms.", text="HEMLIGT-TEXT")

    page = client.get("/utfall").text

    assert "Vi nådde 0,2 ms." in page
    assert "HEMLIGT-TEXT" not in page and "Frågande AB" not in page and "Provhallen" not in page


def test_the_page_and_the_file_say_it_when_there_is_nothing(case, client) -> None:
    assert "färre än 5 företag" in client.get("/utfall").text
    assert "dolt av hänsyn" in client.get("/utfall.csv").text
