"""Catalogues for a test run: a .po that changed is compiled before the first test, so nobody has to remember it."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

CATALOGUES = Path(__file__).resolve().parent.parent / "portal" / "translations"


def compile_catalogues(folder: Path = CATALOGUES) -> None:
    """Write a .mo beside every .po that is newer, by renaming, so that a reader never sees half a file."""
    for source in folder.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=source.parent.parent.name)
        draft = target.with_suffix(".mo.new")
        with draft.open("wb") as stream:
            write_mo(stream, catalogue)
        draft.rename(target)
