"""What a request must say for itself, from plain values: its key, the version it has read, and the shape of its body. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.errors import N_, Conflict, Refusal, Refusals

ENTITY_TAG = re.compile(r'(W/)?"[\x21\x23-\x7e]*"')
MINIMAL = "return=minimal"
KEY = re.compile(r"[\x20-\x7e]{1,200}")
YEARS = range(2020, 2101)
LONGEST_MOMENT = 40
NEVER_TYPED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

UNKNOWN = N_("Det fältet finns inte.")
MISSING = N_("Fältet saknas.")
NO_OBJECT = N_("Skicka ett JSON-objekt.")
NO_TEXT = N_("Skriv en text med högst %(most)s tecken.")
NO_WHOLE_NUMBER = N_("Ange ett helt tal från %(least)s till %(most)s, utan citattecken.")
NO_MOMENT = N_("Skriv datum, klockslag och avstånd till UTC, till exempel 2027-03-01T08:00:00+01:00.")
NO_CHOICE = N_("Välj något av: %(choices)s.")
NO_LIST = N_("Skicka en lista med högst %(most)s rader.")


@dataclass(frozen=True)
class Answer:
    """What a request was answered, in the form in which it can be kept."""

    status: int
    body: str
    location: str = ""
    tag: str = ""


class KeyMissing(Refusal):
    """A request that does something did not name its key, or in no way that can be kept."""

    message = N_("Skicka Idempotency-Key: 1 till 200 tecken som du aldrig använder till något annat.")


class KeyReused(Refusal):
    """The key stands for something else already."""

    message = N_("Samma nyckel skickades förut med ett annat innehåll. Välj en ny nyckel till en ny begäran.")


class Unconditional(Refusal):
    """A change did not say which version it is about."""

    message = N_("Läs först, och skicka versionen ur ETag i rubriken If-Match.")


class Stale(Conflict):
    """What is to be changed is no longer what was read."""

    message = N_("Läs på nytt, och ändra det som står nu.")


def key_of(header: str | None) -> str:
    """Return the key that the header names, with or without the quotation marks of the draft. Raise KeyMissing."""
    key = (header or "").strip()
    if len(key) > 1 and key.startswith('"') and key.endswith('"'):
        key = key[1:-1]
    if not KEY.fullmatch(key):
        raise KeyMissing()
    return key


def tag_of(version: int) -> str:
    return f'"{version}"'


def ensure_current(header: str | None, version: int) -> None:
    """Raise Unconditional without If-Match, Stale when none of its tags is this version's; * is any version."""
    if header is None:
        raise Unconditional()
    if header.strip() != "*" and tag_of(version) not in _strong_tags(header):
        raise Stale()


def is_known(header: str | None, version: int) -> bool:
    """Return whether If-None-Match says that this version is at hand already; weak tags count too."""
    if header is None:
        return False
    return header.strip() == "*" or tag_of(version) in {one.group().removeprefix("W/") for one in _tags(header)}


def wants_little(header: str | None) -> bool:
    """Return whether Prefer asks for no more than must be said (RFC 7240)."""
    return MINIMAL in {one.partition(";")[0].strip().lower() for one in (header or "").split(",")}


def _strong_tags(header: str) -> set[str]:
    return {one.group() for one in _tags(header) if not one.group(1)}


def _tags(header: str) -> list[re.Match[str]]:
    return list(ENTITY_TAG.finditer(header))


Reader = Callable[[Any, str], Any]
"""Given a value and the name of its field: returns what it means, or raises Refusal or Refusals."""


@dataclass(frozen=True)
class Field:
    """A member of a body: how it is read, and whether it must be there."""

    read: Reader
    is_required: bool = False


def read(body: Any, fields: Mapping[str, Field], place: str = "") -> dict[str, Any]:
    """Return what the body says, only what it says. Raise Refusals with every fault, each at its place in the body."""
    if not isinstance(body, dict):
        raise Refusal(NO_OBJECT, field=place or None)
    faults = [Refusal(UNKNOWN, field=f"{place}/{escaped(name)}") for name in body if name not in fields]
    found: dict[str, Any] = {}
    for name, field in fields.items():
        if name not in body:
            faults += [Refusal(MISSING, field=f"{place}/{name}")] if field.is_required else []
            continue
        try:
            found[name] = field.read(body[name], f"{place}/{name}")
        except Refusal as refusal:
            faults += refusal.refusals
    if faults:
        raise Refusals(faults)
    return found


def escaped(name: str) -> str:
    """Return the name as a JSON pointer says it (RFC 6901), cut where nobody reads on."""
    return NEVER_TYPED.sub("", name)[:80].replace("~", "~0").replace("/", "~1")


def text(most: int, *, least: int = 0) -> Reader:
    def read_text(value: Any, place: str) -> str:
        if not isinstance(value, str):
            raise Refusal(NO_TEXT, field=place, most=most)
        typed = NEVER_TYPED.sub("", value).strip()
        if not least <= len(typed) <= most:
            raise Refusal(NO_TEXT if typed else MISSING, field=place, most=most)
        return typed

    return read_text


def whole(least: int, most: int) -> Reader:
    def read_whole(value: Any, place: str) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise Refusal(NO_WHOLE_NUMBER, field=place, least=least, most=most)
        return value

    return read_whole


def digits(least: int, most: int) -> Reader:
    """Read a whole number of an address, where everything is text."""

    def read_digits(value: Any, place: str) -> int:
        is_number = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10
        return int(whole(least, most)(int(value) if is_number else None, place))

    return read_digits


def truth(value: Any, place: str) -> bool:
    return bool(one_of(True, False)(value, place))


def one_of(*choices: Any) -> Reader:
    def read_choice(value: Any, place: str) -> Any:
        if not isinstance(value, type(choices[0])) or value not in choices:
            raise Refusal(NO_CHOICE, field=place, choices=", ".join(str(one).lower() for one in choices))
        return value

    return read_choice


def moment(value: Any, place: str) -> datetime:
    """Return the moment. Raise Refusal for one without an offset: a time on the wall may be two moments, or none."""
    try:
        if not isinstance(value, str) or len(value) > LONGEST_MOMENT or "T" not in value:
            raise ValueError
        found = datetime.fromisoformat(value)
        if found.utcoffset() is None or found.year not in YEARS or found.microsecond:
            raise ValueError
        found.astimezone()
    except (ValueError, OverflowError):
        raise Refusal(NO_MOMENT, field=place) from None
    return found


def moment_of_address(value: Any, place: str) -> datetime:
    """Read a moment of an address, where the plus of its offset arrives as a space unless it was encoded."""
    return moment(value.replace(" ", "+"), place)


def listed(item: Reader, most: int) -> Reader:
    def read_list(value: Any, place: str) -> list[Any]:
        if not isinstance(value, list) or len(value) > most:
            raise Refusal(NO_LIST, field=place, most=most)
        found, faults = [], []
        for number, one in enumerate(value):
            try:
                found.append(item(one, f"{place}/{number}"))
            except Refusal as refusal:
                faults += refusal.refusals
        if faults:
            raise Refusals(faults)
        return found

    return read_list
