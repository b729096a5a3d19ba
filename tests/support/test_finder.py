"""The finder: questions in an address, programmes with their reasons, files, and county by county."""

import csv
import html
import io

import pytest

from portal.support.asking import answers_of
from portal.support.rules import Situation
from tests.support.programmes import APPLY_FIRST, make_programme


@pytest.fixture
def read(client):
    def read_page(path, status=200):
        answer = client.get(path)
        assert answer.status_code == status
        return html.unescape(answer.text)

    return read_page


def rows(text):
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))


def test_answers_are_read_from_the_address():
    answers = answers_of(
        {"text": " prova  en\npump ", "vem": "sme", "lan": "dalarnas-lan", "niva": "lab", "bestallt": "ja"}
    )

    assert answers.situation == Situation(text="prova en pump", who="sme", county="Dalarnas län", trl=4, ordered="yes")


@pytest.mark.parametrize(
    "args",
    [
        {},
        {"vem": "vän", "lan": "ingenstans", "teknik": "magi", "niva": "9", "skede": "sen", "bestallt": "kanske"},
        {"lan": "\0", "text": "\0", "niva": "x" * 5000},
    ],
)
def test_what_is_no_answer_counts_as_not_said(args):
    assert answers_of(args).situation == Situation()


def test_without_answers_there_are_only_questions(app, read):
    make_programme()

    page = read("/stod/vilka-passar")

    assert "Vad vill ni prova?" in page
    assert 'href="/stod/checken"' not in page


def test_each_programme_says_what_fits_what_to_check_and_what_does_not_fit(app, read):
    make_programme("var", counties=["Dalarnas län"], status="uncertain")
    make_programme("annan", counties=["Skåne län"])

    page = read("/stod/vilka-passar?lan=dalarnas-lan")

    assert "gäller företag i Dalarnas län" in page
    assert "osäkert om det går att söka i dag" in page
    assert "1 stöd passar inte, eller är stängt" in page
    assert page.index('href="/stod/var"') < page.index('href="/stod/annan"')


def test_who_must_apply_first_is_warned_of(app, read):
    make_programme(counties=["Dalarnas län"], order_first=APPLY_FIRST)

    assert "De här säger själva att inget får beställas först" in read("/stod/vilka-passar?lan=dalarnas-lan")
    assert "De här säger själva att inget får beställas först" not in read("/stod/vilka-passar?lan=skane-lan")


def test_where_nothing_fits_the_page_leads_on(app, read):
    make_programme(who=["research"])

    page = read("/stod/vilka-passar?vem=sme")

    assert "Inget stöd i listan passar" in page
    assert 'href="/boka"' in page


def test_more_than_eight_are_shown_when_asked_for(app, read):
    for number in range(10):
        make_programme(f"check-{number}")

    assert "check-9" not in read("/stod/vilka-passar?vem=sme")
    assert "check-9" in read("/stod/vilka-passar?vem=sme&alla=1")


def test_nothing_typed_becomes_code_and_the_answers_stay(app, read, client):
    make_programme()

    page = client.get("/stod/vilka-passar?text=<script>alert(1)</script>&vem=sme&bestallt=ja").text

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert 'value="sme" selected' in page


def test_the_list_is_a_file_with_reasons(app, client):
    make_programme(counties=["Dalarnas län"], amount="=1+1")

    found = rows(client.get("/stod/vilka-passar.csv?lan=dalarnas-lan").text)

    assert found[0]["slug"] == "checken"
    assert "gäller företag i Dalarnas län" in found[0]["fits"]
    assert found[0]["amount"] == "'=1+1"


def test_the_filtered_list_is_a_file(app, client):
    make_programme("a", kind="grant")
    make_programme("b", kind="voucher")

    assert [row["slug"] for row in rows(client.get("/stod.csv?typ=grant").text)] == ["a"]


def test_a_county_has_its_own_programmes_first(app, read):
    make_programme("landet")
    make_programme("lanet", counties=["Dalarnas län"])
    make_programme("annat", counties=["Skåne län"])

    page = read("/stod/lan/dalarnas-lan")

    assert page.index('href="/stod/lanet"') < page.index('href="/stod/landet"')
    assert 'href="/stod/annat"' not in page


@pytest.mark.parametrize("slug", ["dalarna", "ingenstans", "%00"])
def test_what_is_no_county_is_not_found(app, read, slug):
    read(f"/stod/lan/{slug}", 404)


def test_the_questions_are_asked_in_english_too(app, read):
    assert "Which support fits us?" in read("/en/stod/vilka-passar")
