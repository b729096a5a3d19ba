"""Pictures, walked from their first sign to their last without unfolding them."""

import re
import struct
import zlib

from portal.files.refusals import Broken, NotWhatItSays, TwoThings
from portal.files.signs import HIDDEN

PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
ALONE = {0x01, *range(0xD0, 0xD8)}
# In the picture's data a byte FF is followed by 00, by a restart, or by more of the kind.
END_OF_SCAN = re.compile(rb"\xff[^\x00\x01\xd0-\xd7\xff]")
# More than any camera or editor writes.
MOST_CHUNKS, MOST_SEGMENTS = 50_000, 5_000
START_OF_SCAN, END_OF_IMAGE = 0xDA, 0xD9


def check_png(content: bytes) -> None:
    """Refuse what is no PNG, has a torn chunk, or goes on after its end."""
    if not content.startswith(PNG):
        raise NotWhatItSays()
    kinds: list[bytes] = []
    at = len(PNG)
    while not kinds or kinds[-1] != b"IEND":
        if at + 12 > len(content) or len(kinds) > MOST_CHUNKS:
            raise Broken()
        (length,) = struct.unpack_from(">I", content, at)
        end = at + 12 + length
        if end > len(content) or zlib.crc32(content[at + 4 : end - 4]) != struct.unpack_from(">I", content, end - 4)[0]:
            raise Broken()
        kinds.append(content[at + 4 : at + 8])
        at = end
    if kinds[0] != b"IHDR" or b"IDAT" not in kinds:
        raise Broken()
    if content[at:].strip(b"\x00\r\n"):
        raise TwoThings()


def check_jpeg(content: bytes) -> None:
    """Refuse what is no JPEG or stops half-way; telephones put a second picture behind the first, and that may stay."""
    if not content.startswith(JPEG):
        raise NotWhatItSays()
    at = 2
    for _ in range(MOST_SEGMENTS):
        at, marker = _next_marker(content, at)
        if marker == END_OF_IMAGE:
            break
        if marker in ALONE:
            continue
        length = int.from_bytes(content[at : at + 2], "big")
        if length < 2 or at + length > len(content):
            raise Broken()
        at += length
        if marker == START_OF_SCAN:
            at = _end_of_scan(content, at)
    else:
        raise Broken()
    if HIDDEN.search(content, at):
        raise TwoThings()


def _next_marker(content: bytes, at: int) -> tuple[int, int]:
    """Return where the segment begins, and which it is; fill bytes may stand before the marker."""
    if content[at : at + 1] != b"\xff":
        raise Broken()
    while content[at : at + 1] == b"\xff":
        at += 1
    if at >= len(content):
        raise Broken()
    return at + 1, content[at]


def _end_of_scan(content: bytes, at: int) -> int:
    """Return where the next marker stands."""
    found = END_OF_SCAN.search(content, at)
    if found is None:
        raise Broken()
    return found.start()


def check_webp(content: bytes) -> None:
    """Refuse what is no WebP, or is longer or shorter than it says."""
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP" or content[12:16] not in (b"VP8 ", b"VP8L", b"VP8X"):
        raise NotWhatItSays()
    said = int.from_bytes(content[4:8], "little") + 8
    if said > len(content):
        raise Broken()
    if content[said:].strip(b"\x00"):
        raise TwoThings()
