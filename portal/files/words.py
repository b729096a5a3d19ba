"""Words for files on pages."""

from flask_babel import gettext as _

from portal.files.kinds import LARGEST, MEGABYTE, MOST_FILES, TYPES
from portal.files.names import ending_of
from portal.web.formats import number

KILOBYTE = 1024
ACCEPTED = ",".join(f".{ending}" for one in TYPES for ending in one.endings)


def size_in_words(size: int) -> str:
    """Return 340 kB or 1,2 MB."""
    if size < MEGABYTE:
        return f"{number(max(1, round(size / KILOBYTE)))} kB"
    return f"{number(round(size / MEGABYTE, 1))} MB"


def type_in_words(name: str) -> str:
    """Return the ending as people say it: PDF."""
    return ending_of(name).upper()


def limits_in_words() -> str:
    """Return what may be attached, in one sentence for each thing."""
    return _(
        "PDF, bilder (PNG, JPEG, WebP), text (TXT, CSV), dokument utan makron (DOCX, XLSX, PPTX, ODT, ODS)"
        " och CAD (STEP, STL, DXF). Högst %(files)s filer, högst %(size)s MB per fil.",
        files=MOST_FILES,
        size=LARGEST // MEGABYTE,
    )
