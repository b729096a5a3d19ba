"""Tables as CSV files: UTF-8 with a byte order mark, so that a spreadsheet reads å ä ö, and no cell that it takes for a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response

# What a spreadsheet may take for the start of a formula, also after blanks or a line break in the cell.
FORMULA = re.compile(r"(^|[\r\n])[\s\u00a0]*[=+\-@\t]|^[\t\r]")


def safe_cell(value: Any) -> Any:
    """Return the value with an apostrophe before it where a spreadsheet would compute it; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and FORMULA.search(value) else value


def csv_response(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """Return the table as a file to save under this name."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    response = Response("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
