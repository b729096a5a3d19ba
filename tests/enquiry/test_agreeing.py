"""The papers of a case: filled with what their reader may know, and with nothing that nobody has told."""

import io
from datetime import date, timedelta

import docx as library
import pytest

from portal.agreements.documents import build, offers
from portal.agreements.facts import Party
from portal.booking.models import Booking
from portal.database import db, transaction
from portal.enquiry.agreeing.facts import Side, facts_of
from portal.enquiry.brief import Brief, to_plain
from portal.enquiry.models import FAULT, Ask, EnquiryBooking
from tests.builders import (
    LONG_AGO,
    make_ask,
    make_booking,
    make_capacity,
    make_coordinator,
    make_enquiry,
    make_organisation,
    make_owner,
    make_person,
    make_resource,
    make_testbed,
)

BRIEF = Brief(
    need="Tål kontakten kyla?",
    pass_figure="Högst 2 mΩ",
    object_what="En kontakt",
    length_mm=400,
    height_mm=1200,
    mass_g=12_500,
    setting="lab",
    first_day=date(2027, 2, 1),
    last_day=date(2027, 2, 4),
    results="shared",
    budget=77_777,
    place="Hemlingby",
    confidential="Legeringen X99",
)
NAMES = ("Frågande AB", "556677-8899")
NEVER = ("Legeringen X99", "77 777", "Hemlingby")
only_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def case(database):
    """Return a case of a company at two testbeds, with people on every side."""
    company = make_organisation("Frågande AB", organisation_number="556677-8899")
    first, second = make_testbed("Frysen", level="request-here"), make_testbed("Kylen", level="request-here")
    asker = make_person(company)
    enquiry = make_enquiry(first, person=asker, organisation_id=company.id, brief=to_plain(BRIEF), need=BRIEF.need)
    make_ask(enquiry, second)
    return {
        "enquiry": enquiry, "asker": asker, "testbeds": (first, second), "owners": (make_owner(first), make_owner(second)),
    }  # fmt: skip


def asks_of(enquiry):
    return db.session.query(Ask).filter_by(enquiry_id=enquiry.id).order_by(Ask.id).all()


def change(row, **values):
    with transaction() as session:
        for name, value in values.items():
            setattr(session.get(type(row), row.id), name, value)


def paper(client, enquiry, slug, query=""):
    answer = client.get(f"/arenden/{enquiry.reference}/mallar/{slug}.docx{query}")
    assert answer.status_code == 200
    body = library.Document(io.BytesIO(answer.data)).element.body
    return "\n".join("".join(one.itertext()) for one in body.iter() if one.tag.endswith("}p"))


def everything(client, enquiry):
    """Return all papers in both forms and languages, and the list of them, as text."""
    said = [client.get(f"/arenden/{enquiry.reference}/mallar").text]
    for offer in offers("sv"):
        for lang in ("sv", "en"):
            said.append(paper(client, enquiry, offer.slug, f"?lang={lang}"))
            said.append(client.get(f"/arenden/{enquiry.reference}/mallar/{offer.slug}.html?lang={lang}").text)
    return "\n".join(said)


def test_what_is_known_becomes_facts_and_the_rest_stays_empty():
    facts = facts_of(BRIEF, reference="FR-1", company=Party("A"), side=Side(Party("B"), "Frysen"), language="sv")

    assert facts.thing.dimensions.replace("\xa0", " ") == "400 × – × 1 200 mm"
    assert (facts.thing.mass, facts.first_day, facts.results) == ("12,5 kg", date(2027, 2, 1), "shared")
    assert facts.costs == () and facts.secrecy == facts.programme == facts.contact == ""
    assert "X99" not in str(facts)


@pytest.mark.parametrize(
    ("times", "booked", "days", "words"),
    [
        ("", None, (date(2027, 2, 1), date(2027, 2, 4)), ""),
        ("vecka 9", None, (None, None), "vecka 9"),
        ("vecka 9", (date(2027, 3, 1), date(2027, 3, 2)), (date(2027, 3, 1), date(2027, 3, 2)), "vecka 9"),
    ],
)
def test_booked_days_go_before_offered_times_and_those_before_wishes(times, booked, days, words):
    side = Side(Party("B"), "Frysen", times=times)

    facts = facts_of(BRIEF, reference="FR-1", company=Party(), side=side, language="sv", booked=booked)

    assert (facts.first_day, facts.last_day) == days
    assert facts.period == words


@only_sqlite
def test_the_company_gets_its_own_case_with_the_testbed_that_said_yes(case, sign_in):
    second = asks_of(case["enquiry"])[1]
    change(second, state="yes", answer_price=48_000, answer_times="vecka 9")
    client = sign_in(case["asker"])

    said = paper(client, case["enquiry"], "testavtal")

    assert all(name in said for name in (*NAMES, "Kylen", second.organisation.name, "vecka 9", "Resultaten delas"))
    assert "48\xa0000,00 kr" in said
    assert "Frysen" not in said


@only_sqlite
def test_the_company_chooses_testbed_language_and_who_owns_the_results(case, sign_in):
    client, first = sign_in(case["asker"]), asks_of(case["enquiry"])[0]

    nobody = paper(client, case["enquiry"], "testavtal")
    chosen = paper(client, case["enquiry"], "testavtal", f"?fraga={first.reference}&resultat=testbadden&lang=en")

    assert "Frysen" not in nobody and "Kylen" not in nobody
    assert "Frysen" in chosen and "The results belong to the testbed" in chosen


@only_sqlite
def test_booked_days_stand_in_the_paper(case, sign_in):
    testbed = case["testbeds"][0]
    resource = make_resource(testbed)
    make_capacity(resource)
    booking = make_booking(resource, person=case["asker"], state="confirmed")
    with transaction() as session:
        session.add(EnquiryBooking(enquiry_id=case["enquiry"].id, booking_id=booking.id, created_at=LONG_AGO))
    client, first = sign_in(case["asker"]), asks_of(case["enquiry"])[0]

    said = paper(client, case["enquiry"], "testplan", f"?fraga={first.reference}")

    day = db.session.get(Booking, booking.id).starts_at + timedelta(hours=1)
    assert day.date().isoformat() in said and "2027-02-01" not in said


@only_sqlite
def test_what_is_confidential_stands_in_no_paper(case, sign_in):
    for reader in (case["asker"], case["owners"][0]):
        said = everything(sign_in(reader), case["enquiry"])

        assert [secret for secret in NEVER if secret in said] == []


@only_sqlite
def test_an_owner_who_has_not_accepted_the_terms_gets_no_name(case, sign_in):
    change(case["enquiry"], is_blind=True)

    said = everything(sign_in(case["owners"][0]), case["enquiry"])

    assert "Tål kontakten kyla?" in said and "Frysen" in said
    assert [name for name in (*NAMES, "Kylen", case["asker"].name) if name in said] == []


@only_sqlite
def test_an_owner_who_has_accepted_them_gets_it(case, sign_in):
    change(case["enquiry"], is_blind=True)
    change(asks_of(case["enquiry"])[0], terms_at=LONG_AGO)

    assert "Frågande AB" in paper(sign_in(case["owners"][0]), case["enquiry"], "sekretessavtal")
    assert "Frågande AB" not in everything(sign_in(case["owners"][1], None), case["enquiry"])


@only_sqlite
def test_an_owner_never_learns_who_else_is_asked(case, sign_in):
    for ask in asks_of(case["enquiry"]):
        change(ask, state="yes")

    said = everything(sign_in(case["owners"][0]), case["enquiry"])

    assert "Kylen" not in said and asks_of(case["enquiry"])[1].organisation.name not in said


@only_sqlite
def test_a_coordinator_gets_no_name_in_a_blind_case(case, sign_in):
    change(case["enquiry"], is_blind=True, routed_at=LONG_AGO)

    said = everything(sign_in(make_coordinator()), case["enquiry"])

    assert [name for name in NAMES if name in said] == []


@only_sqlite
@pytest.mark.parametrize("path", ["/mallar", "/mallar/testavtal.docx", "/mallar/testplan.html"])
def test_nobody_else_gets_any(case, client, sign_in, path):
    address = f"/arenden/{case['enquiry'].reference}{path}"

    assert client.get(address).status_code == 303
    assert sign_in(make_person(make_organisation("Rivalen AB"))).get(address).status_code == 404


@only_sqlite
def test_the_page_of_the_case_leads_to_its_papers(case, sign_in):
    client, reference = sign_in(case["asker"]), case["enquiry"].reference

    page = client.get(f"/arenden/{reference}").text
    change(case["enquiry"], kind=FAULT)

    assert f"/arenden/{reference}/mallar/testplan.docx" in page and f"/arenden/{reference}/mallar" in page
    assert f"/arenden/{reference}/mallar" not in client.get(f"/arenden/{reference}").text


@only_sqlite
@pytest.mark.parametrize("query", ["?fraga=nej", "?fraga=%F0", "?resultat=nej", "?lang=de", "?lang=en&fraga="])
def test_an_address_that_asks_for_what_is_not_there_is_answered_calmly(case, sign_in, query):
    client = sign_in(case["asker"])

    for path in ("/mallar", "/mallar/testavtal.docx"):
        assert client.get(f"/arenden/{case['enquiry'].reference}{path}{query}").status_code == 200
    assert client.get(f"/arenden/{case['enquiry'].reference}/mallar/nej.docx").status_code == 404


def test_a_paper_of_the_case_has_the_code_of_the_text_that_anybody_can_read():
    facts = facts_of(BRIEF, reference="FR-1", company=Party("A"), side=Side(Party("B")), language="sv")

    assert build("testavtal", facts).fingerprint == build("testavtal", None, "sv", "shared").fingerprint
