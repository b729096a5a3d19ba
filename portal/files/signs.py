"""What content gives itself away by, whatever its name: programs, archives, pages, old documents, the virus test."""

import re

# The test string that every scanner knows, in two parts so that this file is not taken for it.
VIRUS_TEST = b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!"
OLD_DOCUMENT = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
ARCHIVES = (
    ZIP,
    b"PK\x05\x06",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ\x00",
    b"MSCF\x00",
)
PROGRAMS = (
    b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe",
    b"\x4c\x00\x00\x00\x01\x14\x02\x00",
)  # fmt: skip
PAGE = re.compile(rb"\s*<(!doctype|html|head|body|svg|script|iframe|meta|\?xml|\?php|!--|%|xsl:)", re.IGNORECASE)
# What may not stand behind the end of a picture: the beginning of something that another program would open.
# Each is long enough never to come about by chance in a compressed picture.
HIDDEN = re.compile(
    rb"PK\x03\x04[\x0a-\x3f]\x00|%PDF-[12]|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|\x7fELF[\x01\x02][\x01\x02]\x01"
    rb"|This program cannot be run|(?i:<script|<html|<\?php|<svg xmlns)"
)
END_OF_ARCHIVE = b"PK\x05\x06"


def is_program(content: bytes) -> bool:
    """Return whether a computer would run this."""
    if content.startswith(b"MZ") and b"\x00" in content[:1024]:
        return True
    return content.startswith(PROGRAMS)


def is_archive(content: bytes) -> bool:
    return content.startswith(ARCHIVES) or content[257:262] == b"ustar"


def is_page(content: bytes) -> bool:
    """Return whether a browser would show this as a page or run it as a picture with scripts."""
    head = content[:2048]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[2:].replace(b"\x00", b"")
    return PAGE.match(head.removeprefix(b"\xef\xbb\xbf")) is not None


def ends_as_archive(content: bytes) -> bool:
    """Return whether a program that unpacks would find an archive at the end of this."""
    at = content.rfind(END_OF_ARCHIVE, max(0, len(content) - 65_557))
    return at >= 0 and at + 22 + int.from_bytes(content[at + 20 : at + 22], "little") == len(content)
