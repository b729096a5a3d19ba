"""Whether a file is taken: its name and its content must say the same safe type. Pure, over a name and bytes."""

from collections.abc import Callable

from portal.files import kinds, refusals, signs
from portal.files.documents import check_office, check_open_document
from portal.files.kinds import BY_ENDING, LARGEST, MEGABYTE, FileType
from portal.files.names import ending_of
from portal.files.pictures import check_jpeg, check_png, check_webp
from portal.files.portable import check_pdf
from portal.files.refusals import FileRefused
from portal.files.texts import check_csv, check_dxf, check_step, check_stl, check_text

CHECKS: dict[str, Callable[[bytes], None]] = {
    "pdf": check_pdf,
    "png": check_png,
    "jpeg": check_jpeg,
    "webp": check_webp,
    "text": check_text,
    "csv": check_csv,
    "step": check_step,
    "stl": check_stl,
    "dxf": check_dxf,
}
PACKED: dict[str, Callable[..., None]] = {"office": check_office, "open-document": check_open_document}


def judge(name: str, content: bytes) -> FileType:
    """Return the type of the file with this safe name, or raise the FileRefused that says why it is not taken."""
    try:
        return _judge(name, content)
    except FileRefused as refused:
        raise type(refused)(**{**refused.details, "file": name}) from None


def too_large(file: str) -> FileRefused:
    """Return the refusal of a file that is over the limit."""
    return refusals.TooLarge(file=file, most=LARGEST // MEGABYTE)


def _judge(name: str, content: bytes) -> FileType:
    file_type = _type_by_ending(ending_of(name))
    if not content:
        raise refusals.Empty()
    if len(content) > LARGEST:
        raise too_large(name)
    if signs.VIRUS_TEST in content:
        raise refusals.Infected()
    if signs.is_program(content):
        raise refusals.Program()
    try:
        _check(content, file_type)
    except refusals.NotWhatItSays:
        raise _what_it_is(content, file_type) from None
    return file_type


def _type_by_ending(ending: str) -> FileType:
    if ending in BY_ENDING:
        return BY_ENDING[ending]
    if ending in kinds.OLD_OFFICE:
        raise refusals.OldOffice(word=kinds.OLD_OFFICE[ending])
    for endings, refusal in (
        (kinds.WITH_MACROS, refusals.Macros),
        (kinds.ARCHIVES, refusals.Archive),
        (kinds.PROGRAMS, refusals.Program),
        (kinds.PAGES, refusals.WebPage),
    ):
        if ending in endings:
            raise refusal()
    raise refusals.UnknownType(types=kinds.WORDS)


def _check(content: bytes, file_type: FileType) -> None:
    if file_type.family in PACKED:
        PACKED[file_type.family](content, file_type)
        return
    if file_type.family not in ("png", "jpeg", "webp", "pdf") and signs.is_page(content):
        raise refusals.WebPage()
    CHECKS[file_type.family](content)
    if signs.ends_as_archive(content):
        raise refusals.TwoThings()
    if file_type.family == "stl" and signs.HIDDEN.search(content, 0, 80):
        raise refusals.TwoThings()


def _what_it_is(content: bytes, file_type: FileType) -> FileRefused:
    """Return the refusal that says most about content that is not what the name says."""
    if signs.is_page(content):
        return refusals.WebPage()
    if content.startswith(signs.OLD_DOCUMENT) and file_type.family == "office":
        # A password makes Microsoft wrap the document in the old format.
        return (
            refusals.Locked()
            if b"E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d" in content
            else refusals.OldOffice(word=file_type.word)
        )
    return refusals.NotWhatItSays(word=file_type.word)
