"""The pages of the coordinator's desk: from the list to an answer, a proposal, a hand-over and a merge, by forms alone."""

import re

import pytest
from sqlalchemy import select

from portal.database import db
from portal.enquiry.desk import answers
from portal.enquiry.desk.answers import Words
from portal.enquiry.models import Enquiry, Post, Referral
from tests.builders import make_coordinator, make_testbed
from tests.enquiry.after import NOW, make_case
from tests.pages import Page
from tests.visitors import visitor_of

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
COUNTY = "Västmanlands län"


@pytest.fixture
def coordinator(app, freeze):
    freeze(NOW)
    return make_coordinator(COUNTY, name="Siv Samordnare")


@pytest.fixture
def case(coordinator):
    return make_case(routed_at=NOW, state="no")


@pytest.fixture
def desk(coordinator, client, sign_in):
    return sign_in(coordinator)


def at(case, *more):
    return "/".join(["/samordning/arenden", case.enquiry.reference, *more])


def send(client, page, action="", *, holding="", **typed):
    form = Page(client.get(page).text, page).form(action, holding=holding)
    return client.post(action or page, data=form.filled(**typed))


def test_the_list_leads_to_the_case_and_taking_it_is_shown(case, desk) -> None:
    assert at(case) in desk.get("/samordning/arenden").text

    assert send(desk, at(case), at(case, "ta")).status_code == 303
    assert "Siv Samordnare" in desk.get(at(case)).text


@pytest.mark.parametrize("query", ["lan=Dalarnas+l%C3%A4n", "tagen=mine", "lage=late", "dagar=7"])
def test_filters_leave_out_what_does_not_answer_to_them(case, desk, query) -> None:
    assert at(case) not in desk.get(f"/samordning/arenden?{query}").text


@pytest.mark.parametrize("query", ["lan=x", "tagen=x", "lage=x", "dagar=x", "dagar=99999999999"])
def test_filters_that_make_no_sense_are_as_if_not_there(case, desk, query) -> None:
    assert at(case) in desk.get(f"/samordning/arenden?{query}").text


def test_a_ready_text_is_put_in_and_sent_as_it_was_changed(case, desk, coordinator) -> None:
    text = answers.save(visitor_of(coordinator), Words("Ringer", "Ärende {referens}: vi ringer."), now=NOW)

    page = desk.get(at(case) + f"?mall={text.id}").text
    answer = send(desk, at(case) + f"?mall={text.id}", at(case, "svara"), body="Vi ringer på fredag.")

    assert f"Ärende {case.enquiry.reference}: vi ringer." in page
    assert answer.status_code == 303
    assert db.session.scalars(select(Post.body)).all() == ["Vi ringer på fredag."]


@pytest.mark.parametrize("number", ["0", "999", "x", "99999999999999", "%00", "²"])
def test_a_text_that_is_not_there_breaks_nothing(case, desk, number) -> None:
    assert desk.get(at(case) + f"?mall={number}").status_code in (200, 404)


def test_a_proposal_takes_the_address_of_a_page(case, desk) -> None:
    testbed = make_testbed("Tredje hallen")

    wrong = send(desk, at(case), at(case, "foresla"), other="finns-inte", text="Bra")
    right = send(
        desk, at(case), at(case, "foresla"), other=f"https://example.com/testbaddar/{testbed.slug}?q=1", text="Bra"
    )

    assert (wrong.status_code, right.status_code) == (422, 303)
    assert db.session.scalars(select(Referral.testbed_id)).all() == [testbed.id]


def test_handing_over_takes_a_name_of_the_list(case, desk) -> None:
    make_coordinator(name="Nils Nation")
    page = desk.get(at(case)).text
    body = re.findall(r'value="(body:[^"]+)"', page)[0]

    assert send(desk, at(case), at(case, "lamna-over"), to="").status_code == 422
    assert send(desk, at(case), at(case, "lamna-over"), to=body).status_code == 303


def test_two_cases_are_put_together_and_taken_apart(case, desk, app, sign_in) -> None:
    second = make_case(routed_at=NOW, state="no", person=case.person)
    merge = at(second, "sla-ihop") + f"?med={case.enquiry.reference}"
    company = sign_in(case.person, app.test_client())

    unsure = desk.post(merge, data={"keep": case.enquiry.reference})
    form = Page(desk.get(merge).text, merge).form(holding="keep")
    done = desk.post(merge, data=form.filled(keep=case.enquiry.reference, sure="y"))
    old = company.get(f"/arenden/{second.enquiry.reference}")

    assert (unsure.status_code, done.status_code) == (422, 303)
    assert old.location == f"/arenden/{case.enquiry.reference}"
    assert send(desk, at(case), at(case, "dela-igen")).status_code == 303
    assert db.session.scalars(select(Enquiry.merged_into_id)).all() == [None, None]


def test_a_blind_case_names_nobody_on_the_desk(desk, freeze) -> None:
    case = make_case(routed_at=NOW, state="no", is_blind=True)

    assert "Frågande AB" not in desk.get("/samordning/arenden").text + desk.get(at(case)).text
    assert "Frågande AB" not in desk.get("/samordning/arenden.csv").text


def test_the_figures_lie_in_a_file_without_names(case, desk) -> None:
    text = desk.get("/samordning/arenden.csv").text

    assert "Västmanlands län,1,1,1,0" in text and "Frågande AB" not in text


def test_the_desk_and_the_coordination_page_say_how_much_there_is(case, desk) -> None:
    for page in ("/skrivbord", "/samordning"):
        assert "1 öppet ärende" in desk.get(page).text


def test_texts_are_written_changed_and_removed(desk) -> None:
    send(desk, "/samordning/svarsmallar/ny", holding="title", title="Tack", body="Tack för er fråga.")
    page = desk.get("/samordning/svarsmallar").text
    address = re.findall(r'href="(/samordning/svarsmallar/\d+)"', page)[0]

    send(desk, address, holding="title", title="Tack så mycket", body="Tack.")
    assert "Tack så mycket" in desk.get("/samordning/svarsmallar").text
    send(desk, address, f"{address}/ta-bort")
    assert "Inga svarsmallar" in desk.get("/samordning/svarsmallar").text
