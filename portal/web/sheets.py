"""Tables that people fill in, as files: CSV and XLSX read within limits, XLSX written. The only user of openpyxl.

What comes in is foreign: sizes are looked at before anything is unpacked, a cell is text and never computed.
"""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Response
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from portal.errors import N_, Refusal
from portal.web.csv_files import FORMULA

MOST_BYTES = 200_000
MOST_UNPACKED = 4_000_000
MOST_PARTS = 200
MOST_ROWS = 1000
MOST_COLUMNS = 30
LONGEST_CELL = 1000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DELIMITERS = ";,\t"


class UnreadableFile(Refusal):
    """The file is no table that can be read."""

    message = N_("Filen går inte att läsa. Spara den som CSV eller XLSX och försök igen.")


def read_table(content: bytes) -> list[list[str]]:
    """Return the rows of a CSV file, or of the first sheet of an XLSX file, as stripped text.

    Raise UnreadableFile for what is neither, and for a file that is too large.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableFile(N_("Filen är för stor: högst %(most)s kB."), most=MOST_BYTES // 1000)
    rows = _of_xlsx(content) if content.startswith(b"PK") else _of_csv(content)
    if len(rows) > MOST_ROWS:
        raise UnreadableFile(N_("Filen har för många rader: högst %(most)s."), most=MOST_ROWS)
    if any(len(row) > MOST_COLUMNS or any(len(cell) > LONGEST_CELL for cell in row) for row in rows):
        raise UnreadableFile()
    return [[_plain(cell) for cell in row] for row in rows]


def xlsx_response(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """Return the table as an XLSX file to save under this name; text is kept as text, whatever it looks like."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in ([*header], *rows):
        sheet.append([_cell(sheet, value) for value in row])
    stream = io.BytesIO()
    book.save(stream)
    response = Response(stream.getvalue(), content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Return the rows as text that `read_table` reads back: how a page carries a table to its next step."""
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    return text.getvalue()


def _cell(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"
    return cell


def _plain(text: str) -> str:
    """Return the cell without the apostrophe that our own files put before what a spreadsheet would compute."""
    text = text.strip()
    return text[1:] if text.startswith("'") and FORMULA.search(text[1:]) else text


def _of_csv(content: bytes) -> list[list[str]]:
    text = _decoded(content)
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        raise UnreadableFile() from None


def _decoded(content: bytes) -> str:
    """Return the text of a file from any spreadsheet: UTF-8, UTF-16 with its mark, or Western European Windows."""
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise UnreadableFile()


def _of_xlsx(content: bytes) -> list[list[str]]:
    try:
        _look_inside(content)
        with warnings.catch_warnings():
            # The library warns of features that it passes over; none of them bears on what a cell says.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            cells = book.worksheets[0].iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS + 1, values_only=True)
            rows = [[_text(value) for value in row] for row in cells]
    except UnreadableFile:
        raise
    except Exception:
        # A broken file makes the library raise nearly anything, and none of it says more than this.
        raise UnreadableFile() from None
    return _trimmed(rows)


def _look_inside(content: bytes) -> None:
    """Raise UnreadableFile for an archive that would grow too large, or that defines entities of its own."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise UnreadableFile(N_("Filen är för stor när den packas upp."))
        if any(b"<!DOCTYPE" in archive.read(part) for part in parts):
            raise UnreadableFile()


def _trimmed(rows: list[list[str]]) -> list[list[str]]:
    """Return the rows without the empty ones at the end, and without the empty cells at the end of each."""
    for row in rows:
        while row and not row[-1]:
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("auto" if value.second or value.microsecond else "minutes")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}" + (f":{seconds:02d}" if seconds else "")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _moment(value: datetime) -> str:
    if value.time() != time():
        return value.isoformat(" ", "minutes")
    # A cell that says 24:00 is one whole day to a spreadsheet: the first day it knows.
    return "24:00" if value.year <= 1900 else value.date().isoformat()
