"""The list of programmes, one programme, and what may pay on a testbed's page."""

import html
import json

import pytest

from portal.settings import ROOT
from portal.support import seeds
from tests.builders import make_testbed
from tests.support.programmes import make_programme


@pytest.fixture
def read(client):
    def read_page(path, status=200):
        answer = client.get(path)
        assert answer.status_code == status
        return html.unescape(answer.text)

    return read_page


def test_all_programmes_of_the_inventory_are_sound():
    records = json.loads((ROOT / "seeds" / "support.json").read_text(encoding="utf-8"))

    assert len(records) == 60
    assert seeds.check(records, "support.json") == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "gift"),
        ("status", "active"),
        ("phase", "later"),
        ("who", ["friends"]),
        ("who", []),
        ("counties", ["Dalarna"]),
        ("technologies", ["magic"]),
        ("trl_max", 10),
        ("website", "javascript:alert(1)"),
        ("sources", []),
        ("provider", "x" * 161),
        ("notes", "skriv till nagon@example.com"),
        ("price", "1"),
        ("order_first", "yes"),
        ("order_first", {"before": "lunch", "source": "https://example.com"}),
        ("order_first", {"before": "decision", "source": "somewhere"}),
    ],
)
def test_each_fault_of_a_programme_is_named(field, value):
    record = json.loads((ROOT / "seeds" / "support.json").read_text(encoding="utf-8"))[0]

    assert [fault.field for fault in seeds.check([{**record, field: value}], "x.json")] == [field]


def test_the_list_shows_every_programme_what_can_be_applied_for_first(app, read):
    make_programme("b", name="Bidraget", status="uncertain")
    make_programme("a", name="Zonen", status="open")

    page = read("/stod")

    assert page.index("Zonen") < page.index("Bidraget")
    assert "Osäkert läge" in page
    assert "2 stöd" in page


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("q=GLOBALA+prov", {"skane"}),
        ("q=ångström", set()),
        ("lan=dalarna", {"dalarna", "landet"}),
        ("lan=Skåne+län", {"skane", "landet"}),
        ("typ=grant", {"landet"}),
        ("skede=pilot", {"skane"}),
        ("lan=dalarna&typ=grant", {"landet"}),
        ("lan=ingenstans&typ=x&skede=y", {"dalarna", "skane", "landet"}),
        ("q=%3Cscript%3E", set()),
    ],
)
def test_the_list_is_filtered_by_words_county_kind_and_phase(app, read, query, slugs):
    make_programme("dalarna", counties=["Dalarnas län"])
    make_programme("skane", counties=["Skåne län"], phase="pilot", summary_sv="Prov för globala företag.")
    make_programme("landet", kind="grant")

    page = read(f"/stod?{query}")

    assert {slug for slug in ("dalarna", "skane", "landet") if f'href="/stod/{slug}"' in page} == slugs


def test_a_search_without_hits_leads_on(app, read):
    page = read("/stod?q=finnsinte")

    assert "Inget stöd passar alla filter." in page
    assert 'href="/boka"' in page


def test_a_programme_shows_its_terms_notes_and_sources(app, read):
    make_programme(amount="maximum of SEK 100 000", co_funding="hälften", notes="Kontrollera läget.", trl_min=4)

    page = read("/stod/checken")

    assert '<span lang="en">maximum of SEK 100 000</span>' in page
    assert "<span>hälften</span>" in page
    assert "Kontrollera läget." in page
    assert "från 4" in page
    assert '<a href="https://example.com/stod" rel="nofollow noopener">' in page
    assert "kontrollera hos källan" in page


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("uncertain", "Osäkert om stödet går att söka"),
        ("closed", "Stödet är stängt"),
        ("call-based", "Det går att söka när en utlysning är öppen."),
    ],
)
def test_a_programme_that_cannot_simply_be_applied_for_says_so(app, read, status, words):
    make_programme(status=status)

    assert words in read("/stod/checken")


def test_money_comes_with_the_warning_to_apply_first(app, read):
    make_programme("bidrag", kind="grant")
    make_programme("natverk", kind="network")

    assert "Sök först, boka sedan" in read("/stod/bidrag")
    assert "Sök först, boka sedan" not in read("/stod/natverk")


def test_the_english_page_is_english(app, read):
    make_programme()

    page = read("/en/stod/checken")

    assert "<h1>The test voucher</h1>" in page
    assert '<p class="support-other-name" lang="sv">Provningschecken</p>' in page
    assert "Money for tests at a testbed." in page


def test_nothing_written_in_a_programme_becomes_code(app, client):
    script = "<script>alert(1)</script>"
    make_programme(name=script, name_en=None, provider=script, summary_sv=script, amount=script, notes=script)

    for path in ("/stod", "/stod/checken", "/en/stod"):
        assert "<script>alert" not in client.get(path).text


def test_a_website_of_another_kind_is_no_link(app, read):
    make_programme(website="javascript:alert(1)")

    assert 'href="javascript' not in read("/stod/checken")


def test_a_programme_that_does_not_exist_is_not_found(app, read):
    read("/stod/finns-inte", 404)


def test_the_testbeds_page_shows_what_may_pay_and_why(app, read):
    make_programme(counties=["Västmanlands län"])
    make_programme("annat", counties=["Skåne län"])
    testbed = make_testbed(county="Västmanlands län")

    page = read(f"/testbaddar/{testbed.slug}")

    assert 'href="/stod/checken"' in page
    assert 'href="/stod/annat"' not in page
    assert "regionalt stöd i Västmanlands län" in page
    assert 'href="/stod?lan=vastmanlands-lan"' in page
    assert "Sök först, boka sedan" in page


def test_the_testbeds_page_shows_three_at_most(app, read):
    for number in range(5):
        make_programme(f"check-{number}")

    assert read(f"/testbaddar/{make_testbed().slug}").count('href="/stod/check-') == 3


def test_where_nothing_fits_nothing_is_shown(app, read):
    make_programme(status="closed")

    assert "Stöd som kan betala" not in read(f"/testbaddar/{make_testbed().slug}")


def test_a_change_of_programmes_is_seen_at_once(app, read):
    make_programme()
    testbed = make_testbed()
    read(f"/testbaddar/{testbed.slug}")

    make_programme("nytt", name="Det nya stödet")

    assert "Det nya stödet" in read("/stod")
    assert "Det nya stödet" in read(f"/testbaddar/{testbed.slug}")
