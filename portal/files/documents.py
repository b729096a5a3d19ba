"""Office documents, Microsoft's and the open ones: each part is looked into for macros, other files, and links that fetch."""

import re
from xml.etree import ElementTree

from portal.files.kinds import BY_ENDING, LARGEST, PROGRAMS, FileType
from portal.files.names import ending_of
from portal.files.packages import Member, read_package, unpacked, whole
from portal.files.refusals import Acts, Broken, Embeds, Fetches, FileRefused, Infected, Locked, Macros, NotWhatItSays
from portal.files.signs import OLD_DOCUMENT, VIRUS_TEST, is_archive, is_program

CONTENT_TYPES, ROOT_LINKS = "[Content_Types].xml", "_rels/.rels"
MIMETYPE, MANIFEST = "mimetype", "META-INF/manifest.xml"
_WORD = "application/vnd.openxmlformats-officedocument."
MAIN = {
    "DOCX": f"{_WORD}wordprocessingml.document.main+xml",
    "XLSX": f"{_WORD}spreadsheetml.sheet.main+xml",
    "PPTX": f"{_WORD}presentationml.presentation.main+xml",
}
MACRO_PARTS = re.compile(
    r"(^|/)(vba(project|data)[^/]*|macrosheets/.*|dialogsheets/.*|activex/.*)$|^(basic|scripts)/.+", re.IGNORECASE
)
MACRO_TYPES = re.compile(r"macroenabled|vbaproject|macrosheet|activex", re.IGNORECASE)
# Links by which a document fetches an object, a template or a part of itself from elsewhere.
FETCHING = {"oleObject", "attachedTemplate", "frame", "subDocument", "control", "package"}
# Most companies' documents name the template on the writer's own disk; that fetches nothing at the reader's.
OWN_DISK = re.compile(r"^(file:///[A-Za-z]:[\\/]|[A-Za-z]:[\\/]|[^:\\/]+\.dot[xm]?$)", re.IGNORECASE)
DOCTYPE = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
# Over text in small letters; each begins with letters to look for, which is what makes the search quick.
STARTS_A_PROGRAM = tuple(
    re.compile(pattern)
    for pattern in (
        rb"instrtext[^>]{0,60}>\s{0,20}dde(auto)?\b",
        rb"w:instr=.\s{0,20}dde(auto)?\b",
        rb"ddelink\b|table:dde-link|text:dde-connection|script:event-listener|vnd\.sun\.star\.script:",
        rb"ppaction://(program|macro)",
    )
)
SUSPECT = (b"dde", b"script:", b"ppaction:")
KEPT_FROM_LAST_PIECE = 300


def check_office(content: bytes, file_type: FileType, *, inside: bool = False) -> None:
    """Refuse what is no document of this type, or has macros, programs, other files or links that fetch."""
    members = read_package(content)
    _refuse_parts(members)
    if CONTENT_TYPES not in members or ROOT_LINKS not in members:
        raise NotWhatItSays()
    types = _tree(content, members[CONTENT_TYPES])
    if any(MACRO_TYPES.search(node.get("ContentType", "")) for node in types):
        raise Macros()
    if _main_type(content, members, types) != MAIN[file_type.word]:
        raise NotWhatItSays()
    for member in members.values():
        if member.name.lower().endswith(".rels"):
            _refuse_fetching(_tree(content, member))
        if "/embeddings/" in member.name.lower():
            _refuse_embedded(content, member, inside=inside)
        _look_into(content, member)


def check_open_document(content: bytes, file_type: FileType) -> None:
    """Refuse what is no document of this type, or is encrypted, or has macros, programs or other files."""
    members = read_package(content)
    _refuse_parts(members)
    if MIMETYPE not in members or whole(content, members[MIMETYPE]).strip() != file_type.media_type.encode():
        raise NotWhatItSays()
    if "content.xml" not in members or MANIFEST not in members:
        raise Broken()
    if b"encryption-data" in whole(content, members[MANIFEST]):
        raise Locked()
    for member in members.values():
        _look_into(content, member)


def _refuse_parts(members: dict[str, Member]) -> None:
    """Refuse by the names of the parts."""
    for name, member in members.items():
        if member.size and MACRO_PARTS.search(name):
            raise Macros()
        if ending_of(name) in PROGRAMS:
            raise Embeds()


def _tree(content: bytes, member: Member) -> ElementTree.Element:
    text = whole(content, member)
    if DOCTYPE.search(text.replace(b"\x00", b"")):
        raise Broken()
    try:
        # Without a DOCTYPE there are no entities that could swell or fetch.
        return ElementTree.fromstring(text)  # nosec B314
    except (ElementTree.ParseError, LookupError, ValueError):
        raise Broken() from None


def _main_type(content: bytes, members: dict[str, Member], types: ElementTree.Element) -> str:
    """Return the type of the part that a program opens first; nothing when there is none."""
    links = _tree(content, members[ROOT_LINKS])
    targets = [link.get("Target", "") for link in links if link.get("Type", "").endswith("/officeDocument")]
    if len(targets) != 1:
        return ""
    part = "/" + targets[0].lstrip("/")
    if part[1:] not in members:
        return ""
    named = {node.get("PartName", ""): node.get("ContentType", "") for node in types if node.get("PartName")}
    by_ending = {node.get("Extension", ""): node.get("ContentType", "") for node in types if node.get("Extension")}
    return named.get(part) or by_ending.get(ending_of(part), "")


def _refuse_fetching(links: ElementTree.Element) -> None:
    for link in links:
        kind, target = link.get("Type", "").rpartition("/")[2], link.get("Target", "")
        if link.get("TargetMode", "").lower() != "external" or kind not in FETCHING:
            continue
        if kind != "attachedTemplate" or not OWN_DISK.match(target):
            raise Fetches()


def _refuse_embedded(content: bytes, member: Member, *, inside: bool) -> None:
    """Let a chart bring the table it is drawn from, if that would be taken by itself; nothing else may lie in a document."""
    file_type = BY_ENDING.get(ending_of(member.name))
    if member.name.endswith("/"):
        return
    if inside or file_type is None or file_type.family != "office":
        raise Embeds()
    try:
        check_office(whole(content, member, most=LARGEST), file_type, inside=True)
    except NotWhatItSays:
        raise Embeds() from None


def _look_into(content: bytes, member: Member) -> None:
    """Read all of the part, and refuse what it must not hold."""
    is_text = ending_of(member.name) in ("xml", "rels", "vml")
    last = b""
    for piece in unpacked(content, member):
        if not last:
            _refuse_beginning(member, piece)
        read = last + (piece.replace(b"\x00", b"") if is_text else piece)
        if VIRUS_TEST in read:
            raise Infected()
        if is_text and (found := _refusal_of_text(read)):
            raise found
        last = read[-KEPT_FROM_LAST_PIECE:]


def _refuse_beginning(member: Member, piece: bytes) -> None:
    if piece.startswith(OLD_DOCUMENT) or is_program(piece):
        raise Embeds()
    if is_archive(piece) and "/embeddings/" not in member.name.lower() and ending_of(member.name) not in ("emz", "wmz"):
        raise Embeds()


def _refusal_of_text(read: bytes) -> FileRefused | None:
    if b"<!" in read and DOCTYPE.search(read):
        return Broken()
    small = read.lower()
    # The quick look first: the patterns would take a second for a large table.
    if not any(word in small for word in SUSPECT):
        return None
    return Acts() if any(pattern.search(small) for pattern in STARTS_A_PROGRAM) else None
