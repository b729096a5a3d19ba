"""Files made to keep a scanner busy are judged in a few seconds, whatever the answer is."""

import contextlib
import time
import zlib

import pytest

from portal.files.kinds import LARGEST
from portal.files.refusals import FileRefused
from portal.files.rules import judge
from tests.files.making import office, open_document, pdf, png

PATIENCE = 15.0  # seconds of processor time on a slow machine; what grows with the square of the size takes hours


def filled(unit, *, before=b"", after=b""):
    return before + unit * ((LARGEST - len(before) - len(after)) // len(unit)) + after


def stored(text):
    """Return text that unpacks to a hundred times its size."""
    return text * (60 * 1024 * 1024 // len(text))


BUSY = {
    "streams without an end": ("a.pdf", lambda: filled(b">>stream\n", before=b"%PDF-1.7\n", after=b"\n%%EOF")),
    "escaped letters": ("a.pdf", lambda: filled(b"#41", before=b"%PDF-1.7\n", after=b"\n%%EOF")),
    "names that begin well": ("a.pdf", lambda: filled(b"/EF 1 0 ", before=b"%PDF-1.7\n", after=b"\n%%EOF")),
    "streams that are nearly objects": (
        "a.pdf",
        lambda: pdf(filled(b"stream\n" + zlib.compress(b"1 0 " + b" " * 900_000) + b"\nendstream\n")[: LARGEST - 500]),
    ),
    "cells that nearly act": ("a.csv", lambda: filled(b",-|")),
    "cells of white space": ("a.csv", lambda: filled(b" ", before=b"a,")),
    "comments of a drawing": ("a.dxf", lambda: filled(b"999\nx\n")),
    "markers of a picture": ("a.jpg", lambda: filled(b"\xff\xe0\x00\x02", before=b"\xff\xd8", after=b"\xff\xd9")),
    "data of a picture": ("b.jpg", lambda: filled(b"\xff\x00", before=b"\xff\xd8\xff\xda\x00\x02", after=b"\xff\xd9")),
    "chunks of a picture": (
        "a.png",
        lambda: png(*[b"\x00\x00\x00\x00tEXt" + zlib.crc32(b"tEXt").to_bytes(4, "big")] * 800_000),
    ),
    "codes of a document": ("a.docx", lambda: office(more={"word/a.xml": stored("<instrText dde ")})),
    "a large table": ("a.xlsx", lambda: office("xlsx", more={"xl/a.xml": stored("<c><v>1.2345</v></c>")})),
    "many members": ("a.odt", lambda: open_document(more={f"Pictures/{number}": "x" for number in range(3900)})),
}


@pytest.mark.parametrize("kind", BUSY)
def test_a_busy_file_is_judged_in_reasonable_time(kind):
    name, make = BUSY[kind]
    content, began = make(), time.process_time()
    assert len(content) <= LARGEST

    with contextlib.suppress(FileRefused):
        judge(name, content)

    assert time.process_time() - began < PATIENCE
