"""The money of a case: what fits it, what must be applied for first, the room that is left, and who sees what of it."""

from datetime import UTC, date, datetime

import pytest

from portal.database import transaction
from portal.enquiry import money, queries, service
from portal.enquiry.brief import Aid, Brief
from portal.enquiry.models import YES
from portal.search.service import reindex_all
from portal.support.models import SupportProgramme
from portal.support.path import STEPS
from portal.support.queries import match
from tests.builders import make_coordinator, make_organisation, make_owner, make_person, make_testbed
from tests.visitors import visitor_of

NOW, TODAY = datetime(2026, 11, 24, 9, tzinfo=UTC), date(2026, 11, 24)
NEED = "Vi behöver prova en stålaxel."


def make_programme(database, slug: str = "provcheck", **values):
    lists = {name: [] for name in ("who", "counties", "technologies", "market_areas", "sources")}
    texts = {
        "summary_sv": "Betalar provning hos en testbädd.",
        "summary_en": "Pays for testing in a testbed.",
        "kind": "voucher",
    }
    states = {"phase": "test", "status": "open", "confidence": "high"}
    row = SupportProgramme(
        slug=slug, name=slug.capitalize(), provider="Regionen", **{**lists, **texts, **states, **values}
    )
    database.add(row)
    database.commit()
    return row


@pytest.fixture
def company(database):
    return make_person(make_organisation("Frågande AB"))


def send(person, brief: Brief, testbed=None):
    testbed = testbed or make_testbed(county="Dalarnas län")
    return service.send_enquiry(service.sender_of(visitor_of(person)), brief, [testbed], now=NOW)


def test_what_fits_is_shown_and_what_is_for_another_county_is_not(database, company) -> None:
    make_programme(database, "dalapengen", counties=["Dalarnas län"])
    make_programme(database, "skanepengen", counties=["Skåne län"])
    brief = Brief(NEED, county="Dalarnas län", size_class="sme")

    found = money.money_of(send(company, brief), brief, TODAY)

    assert [one.programme.slug for one in found.matches] == ["dalapengen"]


BEFORE = {"before": "application", "source": "https://example.org/villkor"}


@pytest.mark.parametrize(
    ("seeks", "ordered", "first", "late"),
    [("yes", "no", 1, False), ("", "", 1, False), ("no", "no", 0, False), ("yes", "yes", 1, True)],
)
def test_apply_first_is_said_unless_no_support_is_sought(database, company, seeks, ordered, first, late) -> None:
    make_programme(database, order_first=BEFORE)
    brief = Brief(NEED, county="Dalarnas län", size_class="sme", seeks_support=seeks, ordered=ordered)

    found = money.money_of(send(company, brief), brief, TODAY)

    assert (len(found.first), found.is_late) == (first, late)


def test_the_room_is_told_when_the_company_has_said_what_it_got() -> None:
    declared = Brief(NEED, aid=(Aid(100_000, date(2025, 1, 10), "de-minimis"),))

    assert money.rooms_of(Brief(NEED), TODAY) == []
    assert {one.rule.key: one.left for one in money.rooms_of(declared, TODAY)}["de-minimis"] == 200_000_00
    assert {one.left for one in money.rooms_of(Brief(NEED, has_no_aid=True), TODAY)} == {300_000_00, 220_000_00}


def test_the_company_reads_its_room_and_nobody_else_does(client, sign_in, database, company) -> None:
    make_programme(database)
    testbed = make_testbed(county="Dalarnas län")
    sent = send(
        company, Brief(NEED, county="Dalarnas län", aid=(Aid(123_000, date(2025, 1, 10), "de-minimis"),)), testbed
    )
    coordinator = make_coordinator("Dalarnas län")
    sent.routed_at = NOW
    database.commit()

    pages = {}
    for name, person in (("company", company), ("owner", make_owner(testbed)), ("coordinator", coordinator)):
        sign_in(person)
        pages[name] = client.get(f"/arenden/{sent.reference}").text

    assert "Provcheck" in pages["company"] and "177" in pages["company"]
    assert "Provcheck" not in pages["owner"] and "Provcheck" in pages["coordinator"]
    assert "Utrymme för stöd" not in pages["owner"] + pages["coordinator"]


def test_a_case_goes_from_step_to_step(database, company) -> None:
    brief = Brief(NEED, seeks_support="yes")
    sent = send(company, brief)
    asks = queries.all_asks(sent)
    assert money.step_of(sent, brief, asks, [], NOW) == "contact"

    with transaction():
        asks[0].state = YES
    assert money.step_of(sent, brief, asks, [], NOW) == "money"

    service.close(visitor_of(company), sent, now=NOW)
    assert money.step_of(queries.get_enquiry(sent.reference, visitor_of(company)), brief, asks, [], NOW) == "after"


def test_every_step_is_one_of_the_way() -> None:
    assert {"contact", "match", "money", "plan", "book", "test", "after"} <= {one.key for one in STEPS}


def test_where_no_testbed_answers_who_finds_partners_comes_first(database, company) -> None:
    make_programme(database, "testpengen", kind="grant")
    make_programme(database, "partnernatet", kind="matchmaking", phase="explore")
    testbed = make_testbed("Valsverket", summary_sv="Provning av valsade axlar och stålband i full skala.")

    reindex_all()
    fitting = money.situation_of(Brief("Provning av valsade axlar"), testbed.county)
    hopeless = money.situation_of(Brief("Sälja rökt renkött i Hamburgs butiker"), testbed.county)

    assert (fitting.phase, fitting.wants_partners) == ("test", False)
    assert (hopeless.phase, hopeless.wants_partners) == ("explore", True)
    assert match(fitting)[0].programme.slug == "testpengen"
    assert match(hopeless)[0].programme.slug == "partnernatet"
