"""A plan and its exceptions as one table that people fill in: how a row reads, and every fault of it at once. Pure.

    Typ     Dag        Öppnar  Stänger  Enheter  Från        Till        Skäl      Text
    öppet   måndag     08:00   17:00    2                                                     a line of the plan
    öppet   fredag     22:00   06:00    1        2027-01-01  2027-06-30                       a night, valid for a time
    stängt  helgdagar                                                                         the plan is closed then
    extra              10:00   14:00    2        2027-03-06  2027-03-06            Öppet hus  hours beyond the plan
    stängt                              0        2027-04-12  2027-04-16  underhåll            a closure

Swedish and English words are read alike. The file has all lines of the plan, or none: then the plan stays as it is.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.capacity import plan_rules
from portal.capacity.minutes import closing_minute, read_minute, write_minute
from portal.capacity.openings import MIDNIGHT, DaysOff, ExtraDays, Line
from portal.capacity.outages import Outage
from portal.capacity.reasons import REASONS
from portal.errors import N_, Refusal

COLUMNS = {
    "kind": ("Typ", "Kind"),
    "day": ("Dag", "Day"),
    "opens": ("Öppnar", "Opens"),
    "closes": ("Stänger", "Closes"),
    "units": ("Enheter", "Units"),
    "first_day": ("Från", "From"),
    "last_day": ("Till", "To"),
    "reason": ("Skäl", "Reason"),
    "text": ("Text", "Text"),
}
OPEN, EXTRA, CLOSED = ("öppet", "open"), ("extra", "extra"), ("stängt", "closed")
HOLIDAYS, EVES = ("helgdagar", "holidays"), ("aftnar", "eves")
WEEKDAYS = (
    ("måndag", "Monday"),
    ("tisdag", "Tuesday"),
    ("onsdag", "Wednesday"),
    ("torsdag", "Thursday"),
    ("fredag", "Friday"),
    ("lördag", "Saturday"),
    ("söndag", "Sunday"),
)
REASON_WORDS = {
    "maintenance": ("underhåll", "maintenance"),
    "fault": ("fel", "fault"),
    "staff": ("personal", "staff"),
    "own-use": ("egen verksamhet", "own use"),
    "holiday": ("semester", "vacation"),
    "other": ("annat", "other"),
}


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell; `column` is its name here, or none where the whole row or file is meant."""

    row: int
    column: str | None
    refusal: Refusal


@dataclass(frozen=True)
class Limits:
    """What the rules of plans ask of the resource and of the day."""

    units: int
    today: date
    minute: int
    horizon: int


@dataclass
class PlanFile:
    """What a file says, and everything that is wrong with it."""

    lines: list[Line] = field(default_factory=list)
    holidays: bool | None = None
    eves: bool | None = None
    extra: list[tuple[ExtraDays, str]] = field(default_factory=list)
    outages: list[Outage] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    line_rows: list[int] = field(default_factory=list)

    def off(self, before: DaysOff) -> DaysOff:
        """Return the choice of days off that the file makes; where it says nothing, what held before."""
        return DaysOff(
            before.holidays if self.holidays is None else self.holidays,
            before.eves if self.eves is None else self.eves,
        )

    @property
    def changes_plan(self) -> bool:
        return bool(self.lines) or self.holidays is not None or self.eves is not None

    @property
    def is_empty(self) -> bool:
        return not (self.changes_plan or self.extra or self.outages)


def read_plan(table: Sequence[Sequence[str]], limits: Limits, known: Sequence[Any] = ()) -> PlanFile:
    """Return what the table says. Extra hours and outages that are `known` already are passed over."""
    found = PlanFile()
    if not table:
        found.faults.append(Fault(1, None, Refusal(N_("Filen är tom."))))
        return found
    columns = _columns(table[0], found)
    if found.faults:
        return found
    for number, cells in enumerate(table[1:], start=2):
        row = _Row(number, {name: cells[at].strip() if at < len(cells) else "" for name, at in columns.items()}, found)
        if any(row.cells.values()):
            _read_row(row, limits, known)
    _judge_lines(found, limits)
    if found.is_empty and not found.faults:
        found.faults.append(Fault(2, None, Refusal(N_("Filen har inga tider."))))
    found.faults.sort(key=lambda fault: fault.row)
    return found


def _columns(header: Sequence[str], found: PlanFile) -> dict[str, int]:
    """Return where each column stands; say which are missing, unknown or there twice."""
    columns: dict[str, int] = {}
    for at, text in enumerate(header):
        name = _code(text, COLUMNS)
        if not text.strip():
            continue
        if name is None or name in columns:
            found.faults.append(
                Fault(1, None, Refusal(N_("Kolumnen %(name)s är okänd eller står två gånger."), name=text.strip()))
            )
        else:
            columns[name] = at
    for name in COLUMNS:
        if name not in columns and name not in ("reason", "text"):
            found.faults.append(Fault(1, name, Refusal(N_("Kolumnen saknas."))))
    return columns


@dataclass
class _Row:
    """One row under reading; what cannot be read becomes a fault, and the row is passed over."""

    number: int
    cells: dict[str, str]
    found: PlanFile
    is_wrong: bool = False

    def refuse(self, column: str | None, refusal: Refusal) -> None:
        self.is_wrong = True
        self.found.faults.append(Fault(self.number, column, refusal))

    def value(self, name: str, read: Callable[[str], Any], complaint: str, default: Any = None) -> Any:
        """Return the cell as `read` reads it; an empty cell is `default`, or a fault where there is none."""
        text = self.cells.get(name, "")
        if not text and default is not None:
            return None if default is EMPTY else default
        try:
            return read(text)
        except (ValueError, OverflowError):
            self.refuse(name, Refusal(complaint if text else N_("Fyll i fältet.")))
            return None

    def minute(self, name: str, default: Any = None) -> Any:
        return self.value(name, read_minute, N_("Ange ett klockslag från 00:00 till 24:00."), default)

    def units(self, default: Any = None) -> Any:
        return self.value("units", _whole, N_("Ange ett helt tal."), default)

    def day(self, name: str, default: Any = None) -> Any:
        return self.value(name, date.fromisoformat, N_("Ange en dag som finns, till exempel 2026-11-24."), default)

    def nothing_in(self, *names: str) -> None:
        """Say of each of these cells that it has no meaning in such a row."""
        for name in names:
            if self.cells.get(name):
                self.refuse(name, Refusal(N_("Ska vara tom för den här typen av rad.")))


EMPTY = object()


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise ValueError(text)
    return int(text)


def _read_row(row: _Row, limits: Limits, known: Sequence[Any]) -> None:
    kind, day = row.cells["kind"].casefold(), row.cells["day"].casefold()
    is_open, is_closed = kind in _words(OPEN), kind in _words(CLOSED)
    if (is_open or is_closed) and day in _words(HOLIDAYS + EVES):
        _read_choice(row, is_closed, day in _words(HOLIDAYS))
    elif is_open:
        _read_line(row)
    elif kind in _words(EXTRA):
        _read_extra(row, limits, known)
    elif is_closed:
        _read_outage(row, limits, known)
    else:
        row.refuse("kind", Refusal(N_("Skriv öppet, extra eller stängt.")))


def _read_choice(row: _Row, is_closed: bool, is_holidays: bool) -> None:
    row.nothing_in("opens", "closes", "units", "first_day", "last_day", "reason")
    if is_holidays:
        row.found.holidays = is_closed
    else:
        row.found.eves = is_closed


def _read_line(row: _Row) -> None:
    weekday = row.value("day", _weekday, N_("Skriv en veckodag, helgdagar eller aftnar."))
    opens, closes, units = row.minute("opens"), row.minute("closes"), row.units()
    first_day, last_day = row.day("first_day", EMPTY), row.day("last_day", EMPTY)
    row.nothing_in("reason")
    if not row.is_wrong:
        row.found.lines.append(Line(weekday, opens, closing_minute(opens, closes), units, first_day, last_day))
        row.found.line_rows.append(row.number)


def _read_extra(row: _Row, limits: Limits, known: Sequence[Any]) -> None:
    opens, closes, units, first_day = row.minute("opens"), row.minute("closes"), row.units(), row.day("first_day")
    last_day = row.day("last_day", EMPTY) or first_day
    row.nothing_in("day", "reason")
    if row.is_wrong:
        return
    extra = ExtraDays(first_day, last_day, opens, closing_minute(opens, closes), units)
    if extra in known:
        return
    text = row.cells.get("text", "")
    _judge(row, plan_rules.broken_extra(extra, text, most=limits.units, today=limits.today, horizon=limits.horizon))
    if not row.is_wrong:
        row.found.extra.append((extra, text))


def _read_outage(row: _Row, limits: Limits, known: Sequence[Any]) -> None:
    first_day, units = row.day("first_day"), row.units(0)
    last_day = row.day("last_day", EMPTY) or first_day
    opens, closes = row.minute("opens", 0), row.minute("closes", MIDNIGHT)
    reason = row.value("reason", _reason, N_("Välj ett skäl."), "other")
    row.nothing_in("day")
    if row.is_wrong:
        return
    outage = Outage(first_day, last_day, units, reason, row.cells.get("text", ""), opens, closes)
    if outage in known:
        return
    _judge(row, plan_rules.broken_outage(outage, most=limits.units, now_at=(limits.today, limits.minute)))
    if not row.is_wrong:
        row.found.outages.append(outage)


def _judge(row: _Row, broken: Sequence[Refusal]) -> None:
    for refusal in broken:
        row.refuse(refusal.field, refusal)


def _judge_lines(found: PlanFile, limits: Limits) -> None:
    for refusal in plan_rules.broken_lines(found.lines, limits.units):
        _, number, name = [*(refusal.field or "").split("-", 2), "", ""][:3]
        row = found.line_rows[int(number)] if number.isdigit() else 1
        found.faults.append(Fault(row, name or None, refusal))


def _weekday(text: str) -> int:
    """Return 0 for måndag, mån, Monday or mon."""
    wanted = text.casefold().rstrip(".")
    for number, words in enumerate(WEEKDAYS):
        if any(wanted in (word.casefold(), word.casefold()[:3]) for word in words):
            return number
    raise ValueError(text)


def _reason(text: str) -> str:
    code = text if text in REASONS else _code(text, REASON_WORDS)
    if code is None:
        raise ValueError(text)
    return code


def _code(text: str, words: dict[str, tuple[str, str]]) -> str | None:
    wanted = text.strip().casefold()
    return next((code for code, both in words.items() if wanted in _words(both)), None)


def _words(words: Sequence[str]) -> list[str]:
    return [word.casefold() for word in words]


def header(language: str) -> list[str]:
    return [_said(words, language) for words in COLUMNS.values()]


def written(
    lines: Sequence[Line], off: DaysOff, extra: Sequence[Any], closures: Sequence[Any], language: str
) -> Iterator[list[Any]]:
    """Yield the rows of a file that `read_plan` reads as this plan and these exceptions."""

    def say(words: tuple[str, str]) -> str:
        return _said(words, language)

    for line in lines:
        yield [say(OPEN), say(WEEKDAYS[line.weekday]), *_times(line), *_days(line), "", ""]
    for words, is_closed in ((HOLIDAYS, off.holidays), (EVES, off.eves)):
        yield [say(CLOSED if is_closed else OPEN), say(words), *[""] * 7]
    for one in extra:
        yield [say(EXTRA), "", *_times(one), *_days(one), "", one.text]
    for one in closures:
        yield [
            say(CLOSED),
            "",
            *_times(one),
            *_days(one),
            say(REASON_WORDS.get(one.reason, REASON_WORDS["other"])),
            one.text,
        ]


def _times(one: Any) -> list[Any]:
    return [write_minute(one.opens), write_minute(one.closes), one.units]


def _days(one: Any) -> list[str]:
    return [day.isoformat() if day else "" for day in (one.first_day, one.last_day)]


def _said(words: tuple[str, str], language: str) -> str:
    return words[0] if language == "sv" else words[1]


def limits_of(units: int, now_at: tuple[date, int], horizon: int) -> Limits:
    return Limits(units, now_at[0], now_at[1], horizon)


def known_of(extra: Sequence[Any], closures: Sequence[Any]) -> list[Any]:
    """Return what is entered already, as the rows of a file would say it."""
    days = [ExtraDays(one.first_day, one.last_day, one.opens, one.closes, one.units) for one in extra]
    times = [
        Outage(one.first_day, one.last_day, one.units, one.reason, one.text, one.opens, one.closes) for one in closures
    ]
    return [*days, *times]
