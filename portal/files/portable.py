"""PDF, searched for what acts when it is opened: in the open, behind escaped letters, and in compressed objects."""

import re
import zlib

from portal.files.kinds import MEGABYTE
from portal.files.refusals import Acts, Broken, Embeds, FileRefused, Locked, NotWhatItSays, Swells, TwoThings

MOST_OF_OBJECTS = 60 * MEGABYTE
MOST_OF_OTHERS = 30 * MEGABYTE
MOST_STREAMS = 50_000
MOST_ESCAPED = 300_000
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM = re.compile(rb"(?<!end)stream\r?\n")
PAIRS = re.compile(rb"\s*\d+\s+\d+\s")
# A name ends where one of these signs stands.
_END = rb"(?=[\s/<>\[\]()]|$)"
# Long enough never to come about by chance in a compressed picture, so they are looked for everywhere.
ACTS = re.compile(rb"/(JavaScript|Launch|Rendition|RichMedia\w*|ImportData|SubmitForm|GoToE)" + _END)
EMBEDS = re.compile(rb"/EmbeddedFiles?" + _END + rb"|/EF\s*(<<|\d+\s+\d+\s+R)")
# Too short for that: looked for where objects are written.
SHORT_ACTS = re.compile(rb"/(JS|XFA)" + _END)
LOCKED = re.compile(rb"/Encrypt\s*(<<|\d+\s+\d+\s+R)")


def check_pdf(content: bytes) -> None:
    """Refuse what is no whole PDF, is locked, acts by itself, carries other files, or goes on after its end."""
    if not content[:64].lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"%PDF-"):
        raise NotWhatItSays()
    end = content.rfind(b"%%EOF")
    if end < 0:
        raise Broken()
    if content[end + 5 :].strip(b"\x00\r\n\t \x1a"):
        raise TwoThings()
    read = _unescaped(content)
    _refuse(read, _between_streams(read))
    _check_objects(content)


def _refuse(everywhere: bytes, objects: bytes) -> None:
    rules: tuple[tuple[re.Pattern[bytes], bytes, type[FileRefused]], ...] = (
        (LOCKED, objects, Locked),
        (ACTS, everywhere, Acts),
        (SHORT_ACTS, objects, Acts),
        (EMBEDS, everywhere, Embeds),
    )
    for pattern, where, refusal in rules:
        if pattern.search(where):
            raise refusal()


def _unescaped(content: bytes) -> bytes:
    """Return the content with names as they are meant: /J#61vaScript is /JavaScript."""
    if content.count(b"#") > MOST_ESCAPED:
        raise Broken()
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content)


def _between_streams(content: bytes) -> bytes:
    """Return what is written outside the bodies of streams; all of what follows one that never ends counts as outside."""
    parts, at = [], 0
    while (found := STREAM.search(content, at)) is not None:
        end = content.find(b"endstream", found.end())
        if end < 0:
            break
        parts.append(content[at : found.start()])
        at = end
        if len(parts) > MOST_STREAMS:
            raise Broken()
    return b"".join([*parts, content[at:]])


def _check_objects(content: bytes) -> None:
    """Look into every stream that says it holds objects, and as far as is reasonable into those that begin as one does."""
    left, left_of_others = MOST_OF_OBJECTS, MOST_OF_OTHERS
    for number, found in enumerate(STREAM.finditer(content)):
        if number > MOST_STREAMS:
            raise Broken()
        at, before = found.end(), content[max(0, found.start() - 512) : found.start()].rpartition(b"endobj")[2]
        if b"/ObjStm" in _unescaped(before):
            objects = _objects(content, at, left)
            left -= len(objects)
            if left <= 0:
                raise Swells()
        elif left_of_others > 0 and PAIRS.match(_inflated(content, at, 1024)):
            objects = _inflated(content, at, left_of_others)
            left_of_others -= len(objects)
        else:
            continue
        read = _unescaped(objects)
        _refuse(read, read)


def _objects(content: bytes, at: int, most: int) -> bytes:
    """Return the objects of a stream. Refuse those packed in a way that cannot be read here."""
    objects = _inflated(content, at, most) or content[at : content.find(b"endstream", at)]
    if not PAIRS.match(objects):
        raise Broken()
    return objects


def _inflated(content: bytes, at: int, most: int) -> bytes:
    """Return what is packed here, at the most so much of it; nothing where nothing is."""
    unpacker, parts, size = zlib.decompressobj(), [], 0
    try:
        while size < most and not unpacker.eof and at < len(content):
            packed = unpacker.unconsumed_tail or content[at : at + 16_384]
            at += 0 if unpacker.unconsumed_tail else len(packed)
            parts.append(unpacker.decompress(packed, most - size))
            size += len(parts[-1])
    except zlib.error:
        pass
    return b"".join(parts)
