"""The two sums that go with an application, as a browser sends them; nothing is kept."""

import csv
import html
import io
from decimal import Decimal

import pytest

from portal.support.cost import line, statement
from tests.pages import Page


@pytest.fixture
def post(client):
    def send(path, **typed):
        form = Page(client.get(path).text, path).form(path)
        return client.post(path, data={**form.filled(), **typed})

    return send


def aid(number, **values):
    row = {"amount": "100 000", "currency": "EUR", "granted_on": "2026-01-15", "rule": "de-minimis", **values}
    return {f"rows-{number}-{name}": value for name, value in row.items()}


def cost(number, **values):
    row = {"what": "Prov", "quantity": "2", "unit": "hour", "price": "1 000,50", **values}
    return {f"rows-{number}-{name}": value for name, value in row.items()}


def text_of(answer):
    return " ".join(html.unescape(Page(answer.text).text).replace("\u00a0", " ").split())


def test_the_room_is_shown_with_how_it_was_worked_out(app, post):
    answer = post("/stod/utrymme", on="2026-11-30", **aid(0), **aid(1, amount="50000", rule="gber-28"))

    assert answer.status_code == 200
    said = text_of(answer)
    assert "200 000 euro ryms ännu" in said
    assert "170 000 euro ryms ännu" in said
    assert "15 jan" in said and "2029" in said
    assert "Förordning (EU) 2023/2831" in said


def test_a_ceiling_that_is_passed_is_said(app, post):
    answer = post("/stod/utrymme", on="2026-11-30", **aid(0, amount="300 000,01"))

    assert "Taket är passerat med 0,01 euro" in text_of(answer)


def test_kronor_need_a_rate(app, post):
    row = aid(0, amount="1 150 000", currency="SEK")

    assert post("/stod/utrymme", on="2026-11-30", **row).status_code == 422
    assert "200 000 euro ryms ännu" in text_of(post("/stod/utrymme", on="2026-11-30", rate="11,5", **row))


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"amount": "mycket"}, 422),
        ({"amount": "-5"}, 422),
        ({"amount": "1e9"}, 422),
        ({"amount": "9" * 30}, 422),
        ({"amount": "\0"}, 422),
        ({"granted_on": "2026-02-30"}, 422),
        ({"granted_on": ""}, 422),
        ({"rule": "annan"}, 422),
        ({"currency": "USD"}, 422),
        ({"amount": "", "granted_on": ""}, 200),
        ({"granted_on": "9998-12-31"}, 422),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field_and_stays(app, post, values, status):
    answer = post("/stod/utrymme", on="2026-11-30", **aid(0, **values))

    assert answer.status_code == status
    if values.get("amount") == "mycket":
        assert 'value="mycket"' in answer.text


def test_a_row_is_added_without_losing_what_was_typed(app, post):
    answer = post("/stod/utrymme", rad="1", **aid(0, amount="123"))

    assert answer.status_code == 200
    assert 'name="rows-3-amount"' in answer.text
    assert 'value="123"' in answer.text


def test_there_is_an_end_to_the_rows(app, post):
    rows = {key: value for number in range(40) for key, value in aid(number, amount="1").items()}

    assert post("/stod/utrymme", on="2026-11-30", rad="1", **rows).status_code in (200, 422)


def test_a_statement_divides_the_cost_and_never_gives_more_than_it():
    lines = [line("Prov", Decimal(3), "hour", Decimal("999.99"))]

    found = statement(lines, vat_percent=Decimal(25), share=Decimal(70))
    capped = statement(lines, vat_percent=Decimal(25), share=Decimal(70), most=Decimal(1000))

    assert (found.net, found.vat, found.gross) == (299997, 74999, 374996)
    assert (found.support, found.own, found.is_capped) == (209997, 90000, False)
    assert (capped.support, capped.own, capped.is_capped) == (100000, 199997, True)
    assert statement(lines, vat_percent=Decimal(0), share=Decimal(100)).own == 0


def test_the_sheet_says_that_it_is_no_offer(app, post):
    answer = post("/stod/kostnad", company="Bolaget", share="50", **cost(0))

    said = text_of(answer)
    assert "2 001,00 kr" in said
    assert "1 000,50 kr" in said
    assert "Ingen offert" in said
    assert "Bolaget" in said


def test_the_sheet_is_a_file_too(app, post):
    answer = post("/stod/kostnad", share="50", fil="csv", **cost(0, what="=A1"))

    rows = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert answer.content_type.startswith("text/csv")
    assert rows[1] == ["'=A1", "2", "timme", "1000.5", "2001"]


@pytest.mark.parametrize("values", [{"share": "101"}, {"vat_percent": "x"}, {"most": "-1"}])
def test_shares_are_within_reason(app, post, values):
    assert post("/stod/kostnad", **{**cost(0), **values}).status_code == 422


def test_nothing_typed_becomes_code(app, post):
    answer = post("/stod/kostnad", company="<script>alert(1)</script>", **cost(0, what="<script>alert(2)</script>"))

    assert "<script>alert" not in answer.text


def test_a_quote_that_is_not_ones_own_says_nothing(app, client):
    assert client.get("/stod/kostnad?prisuppgift=TP-AAAA-BBBB").status_code == 200
