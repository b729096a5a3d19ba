"""The types of file that are taken, and the endings that say at once that a file is not."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024
LARGEST = 10 * MEGABYTE
MOST_FILES = 5
_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."


@dataclass(frozen=True)
class FileType:
    """A type of file: `family` names the rules that judge its content, `word` is what people call it."""

    endings: tuple[str, ...]
    media_type: str
    word: str
    family: str


TYPES = (
    FileType(("pdf",), "application/pdf", "PDF", "pdf"),
    FileType(("png",), "image/png", "PNG", "png"),
    FileType(("jpg", "jpeg"), "image/jpeg", "JPEG", "jpeg"),
    FileType(("webp",), "image/webp", "WebP", "webp"),
    FileType(("txt",), "text/plain", "TXT", "text"),
    FileType(("csv",), "text/csv", "CSV", "csv"),
    FileType(("docx",), f"{_OOXML}wordprocessingml.document", "DOCX", "office"),
    FileType(("xlsx",), f"{_OOXML}spreadsheetml.sheet", "XLSX", "office"),
    FileType(("pptx",), f"{_OOXML}presentationml.presentation", "PPTX", "office"),
    FileType(("odt",), f"{_ODF}text", "ODT", "open-document"),
    FileType(("ods",), f"{_ODF}spreadsheet", "ODS", "open-document"),
    FileType(("step", "stp"), "model/step", "STEP", "step"),
    FileType(("stl",), "model/stl", "STL", "stl"),
    FileType(("dxf",), "image/vnd.dxf", "DXF", "dxf"),
)
BY_ENDING = {ending: one for one in TYPES for ending in one.endings}
WORDS = ", ".join(one.word for one in TYPES)

# Endings that deserve a better answer than "not this type".
ARCHIVES = frozenset("zip 7z rar gz tgz tar bz2 xz zst cab iso img jar".split())
PROGRAMS = frozenset(
    "exe dll com bat cmd ps1 psm1 vbs vbe js jse mjs wsf wsh hta scr pif msi msp cpl lnk reg sh py pl rb php jsp asp aspx "
    "apk app dmg deb rpm scf url inf".split()
)
PAGES = frozenset("html htm xhtml xht mht mhtml shtml svg svgz xml xsl xslt swf".split())
WITH_MACROS = frozenset("docm dotm xlsm xltm xlam xlsb pptm potm ppsm ppam".split())
OLD_OFFICE = {"doc": "DOCX", "dot": "DOCX", "rtf": "DOCX", "xls": "XLSX", "xlt": "XLSX", "ppt": "PPTX", "pps": "PPTX"}
