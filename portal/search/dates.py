"""When somebody wants to test, as an address says it: fran=2026-12-01&till=2026-12-10&dagar=2. Pure: no database."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from werkzeug.datastructures import MultiDict

from portal.errors import N_

FIRST, LAST, DAYS = "fran", "till", "dagar"
MOST_DAYS, LONGEST = 60, 20
LONGEST_SPAN, USUAL_SPAN = timedelta(days=366), timedelta(days=30)
EARLIEST, LATEST = date(2020, 1, 1), date(2100, 12, 31)
TITLES = {FIRST: N_("Från och med"), LAST: N_("Till och med"), DAYS: N_("Antal dagar")}
FAULTS = {
    FIRST: N_("Skriv första dagen som 2026-12-01."),
    LAST: N_("Skriv sista dagen som 2026-12-10, högst ett år efter den första."),
    DAYS: N_("Skriv ett antal från 1 till 60."),
}


@dataclass(frozen=True)
class Dates:
    """So many days in a row, somewhere between the first day and the last."""

    first_day: date
    last_day: date
    days: int = 1

    def arguments(self) -> list[tuple[str, str]]:
        """Return the parameters of an address that ask for this."""
        found = [(FIRST, self.first_day.isoformat()), (LAST, self.last_day.isoformat())]
        return found + ([(DAYS, str(self.days))] if self.days > 1 else [])


@dataclass(frozen=True)
class Asked:
    """The dates that could be read, and what was typed in a field and could not."""

    dates: Dates | None = None
    unread: tuple[tuple[str, str], ...] = ()


def asked(args: "MultiDict[str, str]") -> Asked:
    """Return the dates that an address asks for; without a last day it is the month that begins with the first."""
    typed = {name: args.get(name, "")[:LONGEST].replace("\0", "").strip() for name in TITLES}
    if not (typed[FIRST] or typed[LAST]):
        return Asked()
    written = tuple((name, text) for name, text in typed.items() if text)
    first_day, last_day, days = _day(typed[FIRST]), _day(typed[LAST]), _count(typed[DAYS] or "1")
    if faulty(written) or first_day is None or days is None:
        return Asked(unread=written)
    return Asked(Dates(first_day, last_day or min(first_day + USUAL_SPAN, LATEST), days))


def faulty(written: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Return what is wrong with what was written, by field; nothing where no day was written."""
    typed = {name: text for name, text in written if name in TITLES}
    if not typed:
        return {}
    first_day, last_day = _day(typed.get(FIRST, "")), _day(typed.get(LAST, ""))
    in_order = first_day is None or last_day is None or first_day <= last_day <= first_day + LONGEST_SPAN
    wrong = {
        FIRST: first_day is None,
        LAST: LAST in typed and (last_day is None or not in_order),
        DAYS: DAYS in typed and _count(typed[DAYS]) is None,
    }
    return {name: FAULTS[name] for name, is_wrong in wrong.items() if is_wrong}


@dataclass(frozen=True)
class WhenForm:
    """The three fields as a page shows them: titles, what stands in them, and what is wrong with it."""

    values: Mapping[str, str]
    faults: Mapping[str, str]

    @property
    def titles(self) -> Mapping[str, str]:
        return TITLES


def shown(wanted: Dates | None, unread: tuple[tuple[str, str], ...]) -> WhenForm:
    """Return the fields as they stand after a search, with everything that was typed."""
    read = dict(wanted.arguments()) if wanted else {}
    return WhenForm(read | {name: text for name, text in unread if name in TITLES}, faulty(unread))


def _day(text: str) -> date | None:
    with suppress(ValueError):
        day = date.fromisoformat(text)
        return day if EARLIEST <= day <= LATEST else None
    return None


def _count(text: str) -> int | None:
    count = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    return count if 1 <= count <= MOST_DAYS else None
