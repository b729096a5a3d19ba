"""The wordings as the files in `wording/` state them: sections and blocks, with placeholders, both languages side by side."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "wording"
LANGUAGES = ("sv", "en")
KINDS = {"clause", "text", "hint", "ticks", "fields", "table", "signatures"}


@dataclass(frozen=True)
class Both:
    """One text in both languages."""

    sv: str
    en: str

    def in_language(self, language: str) -> str:
        return self.en if language == "en" else self.sv


@dataclass(frozen=True)
class Option:
    """One of several answers that a template offers; `address` is how it is written in an address."""

    key: str
    address: str
    label: Both
    meaning: Both


@dataclass(frozen=True)
class Part:
    """One block of a section as it is written, before it is filled; `only` names the options that it belongs to."""

    kind: str
    text: Both
    points: tuple[Both, ...]
    head: tuple[Both, ...]
    rows: tuple[tuple[Both, ...], ...]
    foot: tuple[Both, ...]
    repeat: str
    least: int
    only: tuple[str, ...]

    def texts(self) -> Iterator[Both]:
        """Return everything that it says, in order."""
        yield from (self.text, *self.points, *self.head)
        for row in self.rows:
            yield from row
        yield from self.foot


@dataclass(frozen=True)
class Chapter:
    """A section as it is written; `key` is how other sections refer to it."""

    key: str
    heading: Both
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Template:
    """One document before it is filled."""

    slug: str
    order: int
    version: str
    dated: date
    title: Both
    file: Both
    purpose: Both
    when: Both
    options: tuple[Option, ...]
    chapters: tuple[Chapter, ...]


class BadWording(Exception):
    """A file of wordings does not say what it must; the message names the file and the place."""


@cache
def templates() -> tuple[Template, ...]:
    """Return every template in the order in which they are needed."""
    files = [path for path in FOLDER.glob("*.toml") if path.stem != "words"]
    return tuple(sorted((read(path) for path in files), key=lambda one: one.order))


@cache
def words() -> dict[str, Both]:
    """Return what every document says beside its own sections, by key."""
    return {key: _both(value, f"words: {key}") for key, value in _toml(FOLDER / "words.toml").items()}


def read(path: Path) -> Template:
    """Return the template of a file. Raise BadWording where a text lacks one of its languages or a block its kind."""
    data, name = _toml(path), path.stem
    try:
        texts = {key: _both(data[key], f"{name}: {key}") for key in ("title", "file", "purpose", "when")}
        return Template(
            slug=data["slug"],
            order=data["order"],
            version=data["version"],
            dated=data["dated"],
            options=tuple(_option(one, f"{name}: option") for one in data.get("option", ())),
            chapters=tuple(_chapter(one, name) for one in data["section"]),
            **texts,
        )
    except KeyError as missing:
        raise BadWording(f"{name}: {missing} is missing") from None


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _option(data: dict[str, Any], place: str) -> Option:
    texts = {name: _both(data[name], f"{place} {name}") for name in ("label", "meaning")}
    return Option(key=data["key"], address=data["address"], **texts)


def _chapter(data: dict[str, Any], name: str) -> Chapter:
    place = f"{name}: {data['id']}"
    parts = tuple(_part(one, f"{place} {number}") for number, one in enumerate(data["block"], 1))
    return Chapter(key=data["id"], heading=_both(data["heading"], place), parts=parts)


def _part(data: dict[str, Any], place: str) -> Part:
    kind = data.get("kind", "clause")
    if kind not in KINDS:
        raise BadWording(f"{place}: there is no kind {kind}")
    return Part(
        kind=kind,
        text=_both(data, place) if kind in ("clause", "text", "hint") else Both("", ""),
        points=_several(data.get("points", ()), place),
        head=_several(data.get("head", ()), place),
        rows=tuple(_several(row, place) for row in data.get("rows", ())),
        foot=_several(data.get("foot", ()), place),
        repeat=data.get("repeat", ""),
        least=data.get("least", 0),
        only=tuple(data.get("only", ())),
    )


def _several(data: Any, place: str) -> tuple[Both, ...]:
    return tuple(_both(one, place) for one in data)


def _both(data: Any, place: str) -> Both:
    """Return a text that is written once for each language, or once for both where it holds no words."""
    if isinstance(data, str):
        return Both(data, data)
    if not all(str(data.get(language, "")).strip() for language in LANGUAGES):
        raise BadWording(f"{place}: both sv and en must say something")
    return Both(**{language: " ".join(data[language].split()) for language in LANGUAGES})
