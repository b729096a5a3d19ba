"""What office documents are packed in: read strictly, so that no two programs find different things in the same file."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from portal.files.kinds import MEGABYTE
from portal.files.refusals import Broken, Locked, NotWhatItSays, Swells
from portal.files.signs import END_OF_ARCHIVE, ZIP

MOST_MEMBERS = 4000
MOST_UNPACKED = 100 * MEGABYTE
AT_ONCE = 256 * 1024
STORED, DEFLATED = 0, 8
ENCRYPTED, NAMED_IN_UTF8 = 0x1, 0x800
_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
# Behind a member may stand its sizes once more, with or without a mark, in short or in long numbers.
LONGEST_GAP = 24


@dataclass(frozen=True)
class Member:
    """One file of a package: where its packed bytes stand, and what is said about them."""

    name: str
    begins: int
    starts: int
    packed: int
    size: int
    method: int
    checksum: int

    @property
    def ends(self) -> int:
        return self.starts + self.packed


def read_package(content: bytes) -> dict[str, Member]:
    """Return the members by name.

    Refuse what is no package, is encrypted, says that it unpacks to too much, or holds bytes that no member accounts for.
    """
    if not content.startswith(ZIP):
        raise NotWhatItSays()
    members = list(_entries(content))
    if len({member.name.lower() for member in members}) != len(members):
        raise Broken()
    if sum(member.size for member in members) > MOST_UNPACKED:
        raise Swells()
    _refuse_gaps(members, _directory(content)[0])
    return {member.name: member for member in members}


def _directory(content: bytes) -> tuple[int, int]:
    """Return where the list of members stands and how many it has; it ends where the file's last 22 bytes begin."""
    at = len(content) - _END.size
    if at < 0 or content[at : at + 4] != END_OF_ARCHIVE:
        raise Broken()
    _, disk, first_disk, here, count, size, start, comment = _END.unpack_from(content, at)
    if disk or first_disk or comment or here != count or start + size != at or not 0 < count <= MOST_MEMBERS:
        raise Broken()
    return start, count


def _entries(content: bytes) -> Iterator[Member]:
    at, count = _directory(content)
    for _ in range(count):
        if at + _ENTRY.size > len(content):
            raise Broken()
        sign, _, _, flags, method, _, _, checksum, packed, size, named, extra, comment, *_, begins = _ENTRY.unpack_from(
            content, at
        )
        raw = content[at + _ENTRY.size : at + _ENTRY.size + named]
        if sign != b"PK\x01\x02" or method not in (STORED, DEFLATED):
            raise Broken()
        if flags & ENCRYPTED:
            raise Locked()
        name = _read_name(raw, flags)
        yield Member(name, begins, _start_of(content, begins, raw), packed, size, method, checksum)
        at += _ENTRY.size + named + extra + comment
    if at != len(content) - _END.size:
        raise Broken()


def _read_name(raw: bytes, flags: int) -> str:
    try:
        name = raw.decode("utf-8" if flags & NAMED_IN_UTF8 else "cp437")
    except UnicodeDecodeError:
        raise Broken() from None
    parts = name.split("/")
    if not name or "\\" in name or "\x00" in name or ":" in name or ".." in parts or parts[0] == "":
        raise Broken()
    return name


def _start_of(content: bytes, begins: int, raw: bytes) -> int:
    """Return where the member's bytes start: what stands in front of them must name it as the list does."""
    if begins + _LOCAL.size > len(content):
        raise Broken()
    sign, *_, named, extra = _LOCAL.unpack_from(content, begins)
    starts = begins + _LOCAL.size + named + extra
    if sign != ZIP or content[begins + _LOCAL.size : begins + _LOCAL.size + named] != raw:
        raise Broken()
    return starts


def _refuse_gaps(members: list[Member], directory: int) -> None:
    """Refuse members that overlap, and bytes between them that belong to none."""
    ordered = sorted(members, key=lambda member: member.begins)
    edges = [(one.ends, other.begins) for one, other in pairwise(ordered)]
    if ordered[0].begins or any(
        not 0 <= begin - end <= LONGEST_GAP for end, begin in [*edges, (ordered[-1].ends, directory)]
    ):
        raise Broken()


def unpacked(content: bytes, member: Member) -> Iterator[bytes]:
    """Yield what the member holds, piece by piece.

    Refuse it when it is more than was said, or other than its checksum.
    """
    size, checksum = 0, 0
    for piece in _pieces(content, member):
        size, checksum = size + len(piece), zlib.crc32(piece, checksum)
        if size > member.size:
            raise Swells()
        yield piece
    if size != member.size or checksum != member.checksum:
        raise Broken()


def _pieces(content: bytes, member: Member) -> Iterator[bytes]:
    if member.method == STORED:
        for at in range(member.starts, member.ends, AT_ONCE):
            yield content[at : min(at + AT_ONCE, member.ends)]
        return
    unpacker, at = zlib.decompressobj(-zlib.MAX_WBITS), member.starts
    try:
        while not unpacker.eof:
            packed = unpacker.unconsumed_tail
            if not packed:
                packed = content[at : min(at + AT_ONCE, member.ends)]
                at += len(packed)
            piece = unpacker.decompress(packed, AT_ONCE)
            if not piece and not packed:
                raise Broken()
            yield piece
    except zlib.error:
        raise Broken() from None
    if unpacker.unused_data or at != member.ends:
        raise Broken()


def whole(content: bytes, member: Member, *, most: int = 4 * MEGABYTE) -> bytes:
    """Return all that the member holds. Refuse it when that is more than such a part ever is."""
    if member.size > most:
        raise Swells()
    return b"".join(unpacked(content, member))
