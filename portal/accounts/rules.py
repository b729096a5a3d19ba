"""Decisions about addresses, numbers, passwords and how long to wait: pure functions over plain values."""

import re
import secrets
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta

from portal.accounts.common_passwords import ROWS, STEMS
from portal.errors import N_, Refusal
from portal.references import ALPHABET

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 200
FEWEST_SIGNS = 5
FREE_ATTEMPTS = 5
ATTEMPTS_COUNT_FOR = timedelta(minutes=15)
FIRST_WAIT, LONGEST_WAIT = 60, 300

IDLE_END, ABSOLUTE_END = timedelta(hours=2), timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=5)
A_MINUTE = timedelta(minutes=1)


class WeakPassword(Refusal):
    """The password is too short, too long, or among those that are tried first."""


def folded(email: str) -> str:
    """Return the address as it is kept and compared, without signs that no address has and PostgreSQL does not take."""
    return unicodedata.normalize("NFC", email.replace("\0", "").strip()).casefold()


def one_line(text: str) -> str:
    """Return the text with every stretch of white space as one space: names end up in subjects of messages."""
    return " ".join(text.replace("\0", "").split())


def plain(text: str) -> str:
    """Return lower-case letters and digits without accents: Göteborg → goteborg."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def new_slug(name: str) -> str:
    """Return a slug that tells the name and ends at random, since two organisations may have the same name."""
    words = re.sub(r"[^a-z0-9]+", "-", plain(name)).strip("-")[:50].strip("-")
    ending = "".join(secrets.choice(ALPHABET) for _ in range(6)).lower()
    return f"{words or 'organisation'}-{ending}"


def organisation_number(text: str) -> str:
    """Return a Swedish organisation number as 556036-0793. Raise Refusal when it cannot be one."""
    digits = re.sub(r"[\s-]", "", text)
    digits = digits[2:] if len(digits) == 12 and digits.startswith("16") else digits
    if not re.fullmatch(r"[0-9]{10}", digits) or not _passes_luhn(digits):
        raise Refusal(N_("Organisationsnumret stämmer inte. Det har tio siffror, till exempel 556036-0793."))
    if digits[2] in "01":
        # The third digit of a personal identity number is a month's; of a legal person's number it is at least 2.
        raise Refusal(N_("Det ser ut som ett personnummer. Driver du enskild firma lämnar du fältet tomt."))
    return f"{digits[:6]}-{digits[6:]}"


def _passes_luhn(digits: str) -> bool:
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def ensure_good_password(password: str, *, about: Sequence[str] = (), field: str = "password") -> None:
    """Raise WeakPassword unless the password is long enough and not among those tried first.

    `about` holds what anybody knows of the person: name, address, organisation.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise WeakPassword(N_("Lösenordet behöver minst %(least)s tecken."), field=field, least=SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        raise WeakPassword(N_("Lösenordet får ha högst %(most)s tecken."), field=field, most=LONGEST_PASSWORD)
    if _is_tried_first(plain(password), {re.sub(r"[^a-z]", "", plain(word)) for word in about}):
        raise WeakPassword(
            N_("Lösenordet är bland de första som någon annan skulle pröva. Välj till exempel fyra ord utan samband."),
            field=field,
        )


def _is_tried_first(password: str, known: set[str]) -> bool:
    letters = re.sub(r"[^a-z]", "", password)
    bare = re.sub(r"[^a-z0-9]", "", password)
    if len(set(password)) < FEWEST_SIGNS or _unit(letters) in STEMS | (known - {""}):
        return True
    return any(_unit(bare) in row + row or _unit(bare) in (row + row)[::-1] for row in ROWS if bare)


def _unit(text: str) -> str:
    """Return the shortest piece that makes up the text when it is repeated: hejhejhej → hej."""
    for length in range(1, len(text) // 2 + 1):
        if len(text) % length == 0 and text[:length] * (len(text) // length) == text:
            return text[:length]
    return text


def wait_seconds(attempts: Sequence[datetime], *, free: int = FREE_ATTEMPTS, now: datetime) -> int:
    """Return how long the next attempt must wait, 0 for not at all.

    The first few are free; after them each attempt doubles the wait up to a ceiling, and they are forgotten after a while:
    a slow-down, never a lock that somebody else can turn.
    """
    recent = [moment for moment in attempts if now - moment < ATTEMPTS_COUNT_FOR]
    if len(recent) < free:
        return 0
    delay = min(FIRST_WAIT * 2 ** min(len(recent) - free, 10), LONGEST_WAIT)
    return max(0, int(delay - (now - max(recent)).total_seconds()))


def ends_at(started_at: datetime, now: datetime) -> datetime:
    """Return when a sign-in ends that was used now: after two hours of silence, and twelve hours after it began."""
    return min(started_at + ABSOLUTE_END, now + IDLE_END)


def counted(minute_at: datetime | None, used: int, *, limit: int, now: datetime) -> tuple[tuple[datetime, int], int]:
    """Return when the minute began and how much of it one more request uses up, and how many seconds to wait if it is full."""
    if minute_at is None or not timedelta() <= now - minute_at < A_MINUTE:
        return (now, 1), 0
    if used < limit:
        return (minute_at, used + 1), 0
    return (minute_at, used), max(1, int((minute_at + A_MINUTE - now).total_seconds()))
