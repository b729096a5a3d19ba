"""Text: notes, tables, and the drawings that are written as text."""

import re
import struct

from portal.files.refusals import Acts, Broken, NotWhatItSays

# White space that people type, and the sign by which old programs end a file.
NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x19\x1b-\x1f\x7f]")
# A cell that asks a spreadsheet to start a program: =cmd|' /C calc'!A0
STARTS_A_PROGRAM = re.compile(r"""(?:^|[,;\t])[ "']{0,4}[=+@-][^,;\t\n|]{0,80}\|""", re.MULTILINE)
LONGEST_TOPIC = 200
FACET, STL_HEAD = 50, 84
# Comments (999) may stand first, each a line.
DXF_HEAD = re.compile(r"(?:999[ \t]*\r?\n[^\n]*\n[ \t]*)*0[ \t]*\r?\n[ \t]*SECTION[ \t]*\r?\n")
DXF_TAIL = re.compile(r"\n[ \t]*0[ \t]*\r?\n[ \t]*EOF$")
BINARY_DXF = b"AutoCAD Binary DXF\r\n\x1a\x00"


def read(content: bytes) -> str:
    """Return the text, as UTF-8, as UTF-16 that says so, or as Windows writes Swedish. Refuse what is no text."""
    for coding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(coding)
        except UnicodeDecodeError:
            continue
        if not NOT_TEXT.search(text):
            return text
    raise NotWhatItSays()


def check_text(content: bytes) -> None:
    read(content)


def check_csv(content: bytes) -> None:
    """Refuse what is no text, and a table with a cell that would start a program when it is opened."""
    text = read(content)
    if "!" not in text:
        return
    for found in STARTS_A_PROGRAM.finditer(text):
        if "!" in text[found.end() : found.end() + LONGEST_TOPIC].partition("\n")[0]:
            raise Acts()


def check_step(content: bytes) -> None:
    """Refuse what is not one STEP model from its first word to its last (ISO 10303-21)."""
    text = read(content).strip("\x1a \r\n\t")
    if not text.startswith("ISO-10303-21;"):
        raise NotWhatItSays()
    if "DATA;" not in text or not text.endswith("END-ISO-10303-21;"):
        raise Broken()


def check_stl(content: bytes) -> None:
    """Refuse what is no STL: as bytes it is exactly as long as the number of its triangles says, as text it is a solid."""
    if len(content) > STL_HEAD and len(content) == STL_HEAD + FACET * struct.unpack_from("<I", content, 80)[0]:
        return
    text = read(content).strip().lower()
    if not text.startswith("solid") or "facet normal" not in text:
        raise NotWhatItSays()
    if not text.rpartition("\n")[2].strip().startswith("endsolid"):
        raise Broken()


def check_dxf(content: bytes) -> None:
    """Refuse what is no DXF: pairs of a number and a value, from the first section to EOF, or the binary form that says so."""
    if content.startswith(BINARY_DXF):
        return
    text = read(content).strip("\x1a \r\n\t")
    if not DXF_HEAD.match(text):
        raise NotWhatItSays()
    if not DXF_TAIL.search(text[-100:]):
        raise Broken()
