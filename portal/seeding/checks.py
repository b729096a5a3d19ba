"""Judging records: each field has a checker that yields what is wrong with a value. Pure, and every fault at once."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

Checker = Callable[[Any], Iterator[str]]
Cross = Callable[[dict[str, Any]], Iterator[tuple[str, str]]]

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
# Cc control, Cf format (bidirectional overrides and zero-width signs), Cs half of a pair, Co private, Cn unassigned.
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
WHOLE_FILE, NO_FIELD = "-", "-"


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong, and where: the file, the record by its slug (or its number from 1), and the field."""

    file: str
    record: str
    field: str
    message: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.record, self.field, self.message) if part != NO_FIELD)


@dataclass(frozen=True)
class Shape:
    """What a kind of record looks like: a checker for each field, which fields may be missing, what must agree."""

    fields: Mapping[str, Checker]
    may_miss: frozenset[str] = frozenset()
    cross: Cross = lambda record: iter(())


def faults_of(records: Any, file: str, shape: Shape) -> list[Fault]:
    """Return every fault of the records of one file."""
    if not isinstance(records, list):
        return [Fault(file, WHOLE_FILE, NO_FIELD, "is not a list of records")]
    found = [fault for number, one in enumerate(records, 1) for fault in _faults_of_record(one, number, file, shape)]
    return found + duplicates([(file, records)])


def _faults_of_record(record: Any, number: int, file: str, shape: Shape) -> Iterator[Fault]:
    if not isinstance(record, dict):
        yield Fault(file, f"#{number}", NO_FIELD, "is not a record")
        return
    name = _name(record, number)
    wrong = [*_faults_of_names(record, shape), *_faults_of_values(record, shape)]
    # What must agree can only be judged once each field is sound by itself.
    yield from (Fault(file, name, field, message) for field, message in wrong or shape.cross(record))


def _name(record: dict[str, Any], number: int) -> str:
    value = record.get("slug")
    return value if isinstance(value, str) and SLUG.fullmatch(value) else f"#{number}"


def _faults_of_names(record: dict[str, Any], shape: Shape) -> Iterator[tuple[str, str]]:
    for field in sorted(shape.fields.keys() - record.keys() - shape.may_miss):
        yield field, "is missing"
    for field in sorted(record.keys() - shape.fields.keys()):
        yield field[:80] or "''", "is not a field of this kind of record"


def _faults_of_values(record: dict[str, Any], shape: Shape) -> Iterator[tuple[str, str]]:
    for field, check in shape.fields.items():
        if field in record:
            yield from ((field, message) for message in check(record[field]))


def duplicates(files: Iterable[tuple[str, Any]]) -> list[Fault]:
    """Return a fault for each slug that stands more than once in these files, at its later place."""
    first_seen: dict[str, str] = {}
    found = []
    for file, records in files:
        for slug in _slugs(records):
            if slug in first_seen:
                found.append(Fault(file, slug, "slug", f"is also in {first_seen[slug]}"))
            first_seen.setdefault(slug, file)
    return found


def _slugs(records: Any) -> Iterator[str]:
    for record in records if isinstance(records, list) else ():
        if isinstance(record, dict) and isinstance(record.get("slug"), str):
            yield record["slug"]


def text(longest: int, *, lines: bool = False) -> Checker:
    """Accept words that are neither empty, too long, padded, unseen on a page, nor somebody's address."""

    def check(value: Any) -> Iterator[str]:
        if not isinstance(value, str):
            yield f"is not text but {_kind(value)}"
            return
        if not value.strip():
            yield "is empty"
        elif value != value.strip():
            yield "begins or ends with white space"
        if len(value) > longest:
            yield f"has {len(value)} characters, more than {longest}"
        if unseen := sorted({f"U+{ord(sign):04X}" for sign in value if _is_unseen(sign, lines)}):
            yield f"has characters that no page can show: {', '.join(unseen[:5])}"
        if EMAIL.search(value):
            yield "has an e-mail address"

    return check


def _is_unseen(sign: str, lines: bool) -> bool:
    return unicodedata.category(sign) in UNSEEN and not (lines and sign == "\n")


def words(least: int, most: int, *, longest: int = 2000) -> Checker:
    def check(value: Any) -> Iterator[str]:
        yield from text(longest)(value)
        if isinstance(value, str) and not least <= len(value.split()) <= most:
            yield f"has {len(value.split())} words, not {least} to {most}"

    return check


def slug(longest: int = 80) -> Checker:
    def check(value: Any) -> Iterator[str]:
        if not isinstance(value, str) or not SLUG.fullmatch(value):
            yield "is not lower-case ASCII words joined by hyphens"
        elif len(value) > longest:
            yield f"has {len(value)} characters, more than {longest}"

    return check


def one_of(values: Iterable[str]) -> Checker:
    allowed = set(values)

    def check(value: Any) -> Iterator[str]:
        if not isinstance(value, str) or value not in allowed:
            yield f"{_shown(value)} is not in the vocabulary"

    return check


def optional(check: Checker) -> Checker:
    """Accept null as well: where a fact is unknown."""
    return lambda value: iter(()) if value is None else check(value)


def many(check: Checker, *, least: int = 0, most: int = 60) -> Checker:
    """Accept a list of so many values, each sound and none twice."""

    def check_all(value: Any) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"is not a list but {_kind(value)}"
            return
        if len(value) < least:
            yield "is empty" if not value else f"has fewer than {least} values"
        if len(value) > most:
            yield f"has {len(value)} values, more than {most}"
        yield from (f"value {number} {_after(fault)}" for number, one in enumerate(value, 1) for fault in check(one))
        twice = [one for one, count in Counter(map(repr, value)).items() if count > 1]
        yield from (f"{one[:60]} stands {Counter(map(repr, value))[one]} times" for one in twice)

    return check_all


def _after(fault: str) -> str:
    return fault if fault.startswith(("is ", "has ", "begins ")) else f"({fault})"


def whole(low: int, high: int) -> Checker:
    def check(value: Any) -> Iterator[str]:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            yield f"{_shown(value)} is not a whole number from {low} to {high}"

    return check


def number(low: float, high: float, *, outside: str) -> Checker:
    def check(value: Any) -> Iterator[str]:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            yield f"{_shown(value)} is not a number"
        elif not low <= value <= high:
            yield f"{value} {outside}"

    return check


def address(longest: int = 400) -> Checker:
    """Accept an address of a web page that is safe to link to."""

    def check(value: Any) -> Iterator[str]:
        faults = list(text(longest)(value))
        yield from faults
        if isinstance(value, str) and not faults and not is_web_address(value):
            yield "is not a web address that starts with http:// or https://"

    return check


def is_web_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        host = parts.hostname
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(host) and "@" not in parts.netloc and not re.search(r"\s", value)


def sources() -> Checker:
    """Accept {url, supports}, or {document, supports} for what is printed."""
    parts = {"url": address(), "document": text(400), "supports": text(600)}

    def check(value: Any) -> Iterator[str]:
        if not isinstance(value, dict) or set(value) not in ({"url", "supports"}, {"document", "supports"}):
            yield "is neither {url, supports} nor {document, supports}"
            return
        for name, part in value.items():
            yield from (f"{name} {fault}" for fault in parts[name](part))

    return many(check, least=1, most=40)


def _kind(value: Any) -> str:
    names = {"NoneType": "null", "dict": "a record", "list": "a list", "bool": "true or false", "str": "text"}
    return names.get(type(value).__name__, "a number")


def _shown(value: Any) -> str:
    return repr(value)[:80]
