"""The page of a testbed: what it says of facts, status and place, and that nothing in a listing can harm a reader."""

import html
from datetime import UTC, date, datetime

import pytest

from portal.catalogue import pages, service
from portal.catalogue.models import Testbed
from portal.database import db, transaction
from tests.builders import make_administrator, make_organisation, make_owner, make_person, make_testbed

NOVEMBER = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today(freeze):
    freeze(NOVEMBER)


@pytest.fixture
def read(client):
    """Return the unescaped text of the page of a testbed with these values: read(status="planned")."""

    def read_page(prefix="", **values):
        testbed = make_listing(**values)
        answer = client.get(f"{prefix}/testbaddar/{testbed.slug}")
        assert answer.status_code == 200
        return html.unescape(answer.text)

    return read_page


def make_listing(**values):
    """Return a listing as the inventory has it: nobody owns it, and it can be asked."""
    values = {"owner_id": None, "level": "request-here", "collected_on": date(2026, 11, 1), **values}
    testbed = make_testbed(values.pop("name", "Ljusbågsugnen"), **values)
    with transaction():
        service.bump_version()
    return testbed


def change(testbed, **values):
    with transaction() as session:
        row = session.get_one(Testbed, testbed.id)
        for name, value in values.items():
            setattr(row, name, value)
        service.save_testbed(row, now=NOVEMBER)


def test_the_page_names_operator_partners_and_place(read):
    page = read(operator="Institutet", partners=["Bruket", "Kommunen"], municipality="Falun", county="Dalarnas län")

    assert "Institutet" in page
    assert "Bruket, Kommunen" in page
    assert "/testbaddar?lan=dalarnas-lan" in page
    assert "Punkten visar orten, inte byggnaden." in page


def test_words_that_classify_lead_to_the_list_filtered_by_them(read):
    page = read(technologies=["robotics-automation"], services=["scale-up"])

    assert '<a class="tag" href="/testbaddar?teknik=robotics-automation">Robotik och automation</a>' in page
    assert '<a class="tag" href="/testbaddar?tjanst=scale-up">Uppskalning</a>' in page


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("uncertain", "Osäkert om testbädden är i drift"),
        ("planned", "Testbädden är planerad"),
        ("closed", "Testbädden är nedlagd"),
    ],
)
def test_what_does_not_simply_work_says_so_in_words(read, status, words):
    assert words in read(status=status)


def test_what_works_says_nothing_of_the_kind(read):
    page = read(status="active")

    assert "notice-warning" not in page.split("Stöd som kan betala")[0]


def test_a_closed_testbed_offers_no_way_in_and_no_money(read):
    page = read(status="closed", lifecycle="closed", level="contact-only")

    assert 'id="vag-in"' not in page
    assert "Stöd som kan betala" not in page


def test_facts_tell_the_month_they_were_gathered_and_that_nobody_has_confirmed_them(read):
    page = read(collected_on=date(2026, 11, 1))

    assert "Insamlade från öppna källor i november 2026" in page
    assert "1 nov" not in page
    assert "Inte bekräftad av testbädden" in page


def test_facts_that_the_owner_has_confirmed_tell_the_day(read):
    page = read(confirmed_on=date(2026, 11, 20))

    assert 'Bekräftad <time datetime="2026-11-20">' in page
    assert "Inte bekräftad" not in page


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"confirmed_on": date(2025, 6, 1)}, "Inte bekräftad sedan"),
        ({"collected_on": date(2024, 1, 1)}, "Uppgifterna är gamla"),
    ],
)
def test_old_facts_fade_visibly(read, values, words):
    assert words in read(**values)


def test_sources_are_shown_with_what_each_supports(read):
    page = read(
        sources=[
            {"url": "https://example.com/a", "supports": "opened in 2019"},
            {"document": "Årsboken", "supports": "x"},
        ]
    )

    assert '<a href="https://example.com/a" rel="nofollow noopener">' in page
    assert '<span class="supports" lang="en">opened in 2019</span>' in page
    assert "Årsboken" in page


def test_no_address_of_another_kind_becomes_a_link(read):
    page = read(website="javascript:alert(1)", sources=[{"url": "javascript:alert(2)", "supports": "x"}])

    assert 'href="javascript' not in page


def test_nothing_written_in_a_listing_becomes_code(client):
    script = "<script>alert(1)</script>"
    values = dict.fromkeys(("name_en", "operator", "municipality", "address", "access", "notes", "summary_sv"), script)
    testbed = make_listing(name=script, equipment=[script], partners=[script], **values)

    for path in (f"/testbaddar/{testbed.slug}", f"/en/testbaddar/{testbed.slug}"):
        assert "<script>alert" not in client.get(path).text


def test_the_english_page_is_english_and_says_where_it_is_not(read):
    page = read(
        prefix="/en",
        name="Ljusbågsugnen",
        name_en="The arc furnace",
        equipment=["ugn för prov", "EOS M290"],
        notes="Bara en källa är funnen.",
        summary_en="Testing at high currents.",
    )

    assert '<html lang="en">' in page
    assert "<h1>The arc furnace</h1>" in page
    assert 'lang="sv">Ljusbågsugnen' in page
    assert '<li lang="sv">ugn för prov</li>' in page
    assert 'lang="sv">Bara en källa är funnen.' in page
    assert "Testing at high currents." in page


def test_a_name_without_english_is_marked_as_swedish_on_the_english_page(read):
    assert '<h1 lang="sv">Ljusbågsugnen</h1>' in read(prefix="/en", name_en=None)


def test_both_languages_and_the_one_address_are_named_to_machines(client):
    testbed = make_listing()

    page = client.get(f"/en/testbaddar/{testbed.slug}").text

    assert f'<link rel="canonical" href="http://localhost/en/testbaddar/{testbed.slug}">' in page
    assert f'hreflang="x-default" href="http://localhost/testbaddar/{testbed.slug}"' in page


def test_a_demonstration_is_marked_and_shows_no_sources(read):
    page = read(is_demonstration=True)

    assert "Påhittad testbädd" in page
    assert '<span class="demo-mark">' in page
    assert 'id="kallor"' not in page
    assert "Rapportera ett fel" not in page


def test_a_fault_can_be_reported(client):
    testbed = make_listing()

    assert f'href="/boka/fel?testbadd={testbed.slug}"' in client.get(f"/testbaddar/{testbed.slug}").text


def test_a_testbed_that_does_not_exist_is_not_found(client):
    assert client.get("/testbaddar/finns-inte").status_code == 404


@pytest.mark.parametrize("lifecycle", ["draft", "in-review", "paused"])
def test_what_is_not_published_does_not_exist_for_others(client, sign_in, lifecycle):
    testbed = make_testbed(lifecycle=lifecycle)

    assert client.get(f"/testbaddar/{testbed.slug}").status_code == 404
    sign_in(make_person(make_organisation(kind="operator")))
    assert client.get(f"/testbaddar/{testbed.slug}").status_code == 404


@pytest.mark.parametrize("lifecycle", ["draft", "paused"])
def test_what_is_not_published_is_seen_by_its_owner_and_by_administrators(client, sign_in, lifecycle):
    testbed = make_testbed(lifecycle=lifecycle)

    for person in (make_owner(testbed), make_administrator()):
        sign_in(person)
        assert client.get(f"/testbaddar/{testbed.slug}").status_code == 200


def test_an_owners_draft_is_not_kept_for_others(app, client, sign_in):
    testbed = make_testbed(lifecycle="draft")
    sign_in(make_owner(testbed))
    client.get(f"/testbaddar/{testbed.slug}")

    assert app.test_client().get(f"/testbaddar/{testbed.slug}").status_code == 404


def test_the_page_follows_each_change(client):
    testbed = make_listing()
    client.get(f"/testbaddar/{testbed.slug}")

    change(testbed, name="Ett nytt namn")

    assert "Ett nytt namn" in client.get(f"/testbaddar/{testbed.slug}").text


def test_a_paused_testbed_is_gone_at_once(client):
    testbed = make_listing()
    client.get(f"/testbaddar/{testbed.slug}")

    change(testbed, lifecycle="paused")

    assert client.get(f"/testbaddar/{testbed.slug}").status_code == 404


def test_what_only_changes_with_the_listing_is_rendered_once(client, monkeypatch):
    rendered = []
    made = pages.make_page
    monkeypatch.setattr(pages, "make_page", lambda *values: rendered.append(values[1]) or made(*values))
    testbed = make_listing()

    for path in ("/testbaddar/", "/testbaddar/", "/en/testbaddar/", "/testbaddar/"):
        client.get(path + testbed.slug)

    assert rendered == ["sv", "en"]


def test_the_page_of_a_signed_out_reader_holds_no_token(client):
    testbed = make_listing()

    assert "csrf_token" not in client.get(f"/testbaddar/{testbed.slug}").text


def test_every_listing_of_the_inventory_has_a_page_in_both_languages(seeded_app, seeded_client):
    for slug in db.session.scalars(db.select(Testbed.slug).order_by(Testbed.id)).all()[::9]:
        for prefix in ("", "/en"):
            answer = seeded_client.get(f"{prefix}/testbaddar/{slug}")
            assert answer.status_code == 200, slug
            assert "None" not in answer.text.split("<main")[1], slug
