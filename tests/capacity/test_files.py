"""Plans and exceptions as files: what is read, what is wrong named by row and column, and nothing saved by halves."""

import io
import zipfile
from contextlib import suppress
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from portal.capacity import extra_hours, plan_files, queries, versions
from portal.capacity.openings import DaysOff, ExtraDays, Line
from portal.capacity.plan_files import Limits, read_plan
from portal.web.csv_files import safe_cell
from portal.web.sheets import UnreadableFile, read_table
from tests.capacity.plans import lines
from tests.capacity.steps import MONDAY, NOW, OFFICE, TODAY, address, book, close, in_page, on, save_plan, stretch

SATURDAY = MONDAY + timedelta(days=5)
HEADER = ["Typ", "Dag", "Öppnar", "Stänger", "Enheter", "Från", "Till", "Skäl", "Text"]
LIMITS = Limits(units=3, today=TODAY, minute=600, horizon=40)
NIGHT = ["öppet", "fredag", "22:00", "06:00", "1", "", "", "", ""]
EXTRA = ["extra", "", "10", "14", "2", SATURDAY.isoformat(), "", "", "Öppet hus"]
CLOSED = ["stängt", "", "", "", "", "2027-03-08", "2027-03-09", "underhåll", "Kalibrering"]


def read(*rows, header=HEADER):
    return read_plan([header, *rows], LIMITS)


def faults(*rows, header=HEADER):
    return [(one.row, one.column) for one in read(*rows, header=header).faults]


def test_each_kind_of_row_is_read():
    found = read(NIGHT, EXTRA, CLOSED, ["stängt", "helgdagar"], ["öppet", "aftnar"], [""] * 9)

    assert found.faults == []
    assert found.lines == [Line(4, 22 * 60, 30 * 60)]
    assert found.extra == [(ExtraDays(SATURDAY, SATURDAY, 600, 840, 2), "Öppet hus")]
    assert found.off(DaysOff(False, True)) == DaysOff(True, False)
    [outage] = found.outages
    assert (outage.first_day, outage.last_day, outage.units, outage.reason) == (
        date(2027, 3, 8),
        date(2027, 3, 9),
        0,
        "maintenance",
    )


def test_english_words_other_orders_and_short_days_are_read():
    header = ["text", "UNITS", "closes", "Opens", "day", "kind", "from", "to", "reason"]

    found = read(["", "2", "17.00", "8", "Mon", "Open"], ["", "", "", "", "Eves", "closed"], header=header)

    assert found.faults == []
    assert (found.lines, found.eves) == ([Line(0, 480, 1020, 2)], True)


def test_every_fault_is_named_by_row_and_column_at_once():
    rows = [
        ["öppet", "månd", "8", "17", "1"],
        ["öppet", "måndag", "25:00", "", "=1+1"],
        ["öppet", "tisdag", "8", "17", "9", "2027-02-30", "x"],
        ["öppet", "onsdag", "8", "17", "4"],
        ["hej", "", "", "", ""],
        ["extra", "lördag", "10", "12", "1", "2020-01-01", "", "fel"],
        ["extra", "", "10", "12", "9", "2020-01-01"],
        ["stängt", "", "", "", "3", "2020-01-01", "", "ont"],
        ["stängt", "aftnar", "8"],
    ]

    assert faults(*rows) == [
        (2, "day"),
        (3, "opens"),
        (3, "closes"),
        (3, "units"),
        (4, "first_day"),
        (4, "last_day"),
        (5, "units"),
        (6, "kind"),
        (7, "day"),
        (7, "reason"),
        (8, "first_day"),
        (8, "units"),
        (9, "reason"),
        (10, "opens"),
    ]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ([], [(1, None)]),
        ([HEADER], [(2, None)]),
        ([HEADER[:3]], [(1, "closes"), (1, "units"), (1, "first_day"), (1, "last_day")]),
        ([[*HEADER, "Färg"], NIGHT], [(1, None)]),
        ([[*HEADER, "Typ"], NIGHT], [(1, None)]),
        ([HEADER, *[NIGHT] * 141], [(1, None)]),
        ([HEADER, *[NIGHT] * 4], [(5, "units")]),
    ],
)
def test_tables_that_cannot_stand(table, expected):
    assert [(one.row, one.column) for one in read_plan(table, LIMITS).faults] == expected


@settings(max_examples=100, deadline=None)
@given(st.lists(lines, max_size=8), st.booleans(), st.booleans(), st.sampled_from(["sv", "en"]))
def test_what_is_written_reads_as_it_was(plan, holidays, eves, language):
    table = [plan_files.header(language), *plan_files.written(plan, DaysOff(holidays, eves), [], [], language)]

    found = read_plan([[str(cell) for cell in row] for row in table], Limits(99, TODAY, 600, 40))

    assert found.faults == []
    assert found.lines == plan
    assert found.off(DaysOff()) == DaysOff(holidays, eves)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), max_size=10), max_size=6))
def test_no_table_breaks_the_reading(rows):
    read_plan([HEADER, *rows], LIMITS)
    read_plan(rows, LIMITS)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300) | st.binary(max_size=100).map(lambda end: b"PK\x03\x04" + end))
def test_no_file_breaks_the_reading(content):
    with suppress(UnreadableFile):
        read_table(content)


def xlsx(rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_csv(*rows, delimiter=";", encoding="utf-8-sig"):
    return "\r\n".join(delimiter.join(row) for row in [HEADER, *rows]).encode(encoding)


pages = pytest.mark.usefixtures("stopped_clock")


def send(client, resource, content, name="plan.csv", **fields):
    data = {"do": "check", "file": (io.BytesIO(content), name), **fields}
    return client.post(address(resource, "oppettider/importera"), data=data, content_type="multipart/form-data")


@pages
@pytest.mark.parametrize(
    "content",
    [
        as_csv(NIGHT, EXTRA, CLOSED),
        as_csv(NIGHT, EXTRA, CLOSED, delimiter=",", encoding="cp1252"),
        as_csv(NIGHT, EXTRA, CLOSED, delimiter="\t", encoding="utf-16"),
        xlsx([HEADER, NIGHT, EXTRA, CLOSED]),
    ],
    ids=["csv", "csv of Windows", "text of Excel", "xlsx"],
)
def test_a_file_is_seen_and_then_saved(resource, owner_client, content):
    save_plan(resource, OFFICE)

    page = send(owner_client, resource, content)
    assert page.status_code == 200
    assert "1 extra tid läggs till" in page.text and "1 stängning läggs till" in page.text
    assert queries.plan_of(resource.id).version == 1
    where = address(resource, "oppettider/importera")
    answer = owner_client.post(where, data={**in_page(page), "do": "save"}, content_type="multipart/form-data")

    assert answer.status_code == 303
    assert queries.plan_of(resource.id).lines == (Line(4, 22 * 60, 30 * 60),)
    assert versions.versions_of(resource.id)[0].cause == versions.IMPORTED
    assert on(resource, SATURDAY) == [stretch(SATURDAY, 0, 6), stretch(SATURDAY, 10, 14, 2)]
    assert [one.text for one in queries.closures_of(resource.id, stretch(date(2027, 3, 8), 8, 9).period)] == [
        "Kalibrering"
    ]


@pages
def test_cells_that_a_spreadsheet_made_times_and_numbers_are_read(resource, owner_client):
    typed = ["öppet", "fredag", time(8), time(17, 30), 2.0, datetime(2027, 3, 1), datetime(2027, 6, 30), None, None]

    page = send(owner_client, resource, xlsx([HEADER, typed]), "plan.xlsx")

    assert page.status_code == 200
    assert "öppet;fredag;08:00;17:30;2;2027-03-01;2027-06-30" in page.text


@pages
def test_one_fault_saves_nothing_and_all_are_told(resource, owner_client):
    page = send(owner_client, resource, as_csv(NIGHT, ["öppet", "<b>", "8", "17", "x"], EXTRA), do="save", version="0")

    assert page.status_code == 422
    assert "2 fel i filen" in page.text
    assert "<b>" not in page.text
    assert queries.plan_of(resource.id).version == 0
    assert queries.coming_extra(resource.id, NOW) == []


@pages
def test_a_file_never_displaces_a_booking(resource, owner_client):
    save_plan(resource, OFFICE)
    book(resource, date(2027, 3, 9), 9, 11)

    for rows in ([NIGHT], [CLOSED]):
        page = send(owner_client, resource, as_csv(*rows, EXTRA), do="save", version="1")
        assert page.status_code == 409
        assert "dag=2027-03-09" in page.text

    assert queries.plan_of(resource.id).lines == OFFICE
    assert queries.coming_extra(resource.id, NOW) == []


@pages
def test_a_plan_that_changed_after_the_file_was_seen_is_a_conflict(resource, owner_client):
    page = send(owner_client, resource, as_csv(NIGHT))
    save_plan(resource, OFFICE)

    where = address(resource, "oppettider/importera")
    answer = owner_client.post(where, data={**in_page(page), "do": "save"}, content_type="multipart/form-data")

    assert answer.status_code == 409
    assert queries.plan_of(resource.id).lines == OFFICE


@pages
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["", "/en"])
def test_what_is_fetched_can_be_read_back_and_adds_nothing(resource, owner, owner_client, kind, language):
    save_plan(resource, [*OFFICE, Line(4, 22 * 60, 30 * 60, 1, MONDAY, None)], DaysOff(True, False))
    extra_hours.add_extra(owner, resource, ExtraDays(SATURDAY, SATURDAY, 600, 840, 2), "=1+1", NOW)
    close(owner, resource, MONDAY, MONDAY, text="@SUM(A1)")

    fetched = owner_client.get(language + address(resource, f"oppettider/fil.{kind}"))
    page = send(owner_client, resource, fetched.data, f"plan.{kind}")

    assert fetched.status_code == page.status_code == 200
    assert "Planen ersätts av filens 6 tider" in page.text
    assert "läggs till." not in page.text
    assert "Ingen vecka ändras" in page.text


@pages
@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0"])
def test_no_text_becomes_a_formula(resource, owner, owner_client, text):
    extra_hours.add_extra(owner, resource, ExtraDays(SATURDAY, SATURDAY, 600, 840, 2), text, NOW)

    book_ = load_workbook(io.BytesIO(owner_client.get(address(resource, "oppettider/fil.xlsx")).data))
    csv_file = owner_client.get(address(resource, "oppettider/fil.csv")).text

    cells = [cell for row in book_.active.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert safe_cell(text).startswith("'") and safe_cell(text)[:4] in csv_file


@pages
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_template_can_be_read_as_it_is(resource, owner_client, kind):
    template = owner_client.get(address(resource, f"oppettider/mall.{kind}"))

    assert send(owner_client, resource, template.data).status_code == 200


def bomb():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 20_000_000)
    return stream.getvalue()


def entities():
    source, target = io.BytesIO(xlsx([HEADER, NIGHT])), io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename.endswith("sheet1.xml"):
                data = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + data
            new.writestr(part.filename, data)
    return target.getvalue()


@pages
@pytest.mark.parametrize(
    "content",
    [b"", b"PK", b"PK\x03\x04 nothing", b"\x89PNG\r\n\x1a\n\x00\x00", b"x" * 200_001, bomb(), entities(), b'Typ;"Dag'],
    ids=["empty", "short", "broken", "picture", "large", "bomb", "entities", "open quote"],
)
def test_files_that_are_no_table_are_refused(resource, owner_client, content):
    page = send(owner_client, resource, content)

    assert page.status_code == 422
    assert queries.plan_of(resource.id).version == 0


@pages
def test_a_page_without_a_file_says_so(resource, owner_client):
    answer = owner_client.post(address(resource, "oppettider/importera"), data={"do": "save"})

    assert answer.status_code == 422
    assert "Välj en fil" in answer.text


@pages
def test_the_page_exists_in_english(resource, owner_client, english):
    assert '<html lang="en"' in owner_client.get(english(address(resource, "oppettider/importera"))).text
