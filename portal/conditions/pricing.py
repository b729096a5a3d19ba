"""What a booking costs: whole öre throughout, so that a sum is what its lines say to the last öre. Pure.

Each local day costs the least of what the price list allows: by the hour, by the half-day or as a whole day. A start fee comes
once. Prices are without VAT, which is reckoned on the sum.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portal import clock
from portal.capacity.rules import NOON
from portal.clock import Period

SME, LARGE, ACADEMY = CLASSES = ("sme", "large", "academy")
HOUR, HALF_DAY, DAY, START = "hour", "half-day", "day", "start"
OPERATORS = ("operator", "coordinator")
A_SECOND = timedelta(seconds=1)
MOST_ORE = 1_000_000_000


@dataclass(frozen=True)
class Rates:
    """The price list for one class of customer, in öre without VAT; None where there is no such price."""

    per_hour: int | None = None
    per_half_day: int | None = None
    per_day: int | None = None
    start_fee: int | None = None

    @property
    def is_empty(self) -> bool:
        return self.per_hour is None and self.per_half_day is None and self.per_day is None and not self.start_fee


@dataclass(frozen=True)
class Line:
    """One line of a price: minutes by the hour, or so many half-days, days or start fees, at a rate, for so many units."""

    what: str
    quantity: int
    rate: int
    units: int
    amount: int


@dataclass(frozen=True)
class Price:
    """What it costs, line by line: net, VAT on the sum, and gross."""

    lines: tuple[Line, ...]
    vat_percent: int

    @property
    def net(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def vat(self) -> int:
        return (self.net * self.vat_percent + 50) // 100

    @property
    def gross(self) -> int:
        return self.net + self.vat


def class_of(kind: str, size_class: str) -> str:
    """Return the class of an organisation: who operates testbeds counts as academy, of whose size nothing is known as large."""
    if kind in OPERATORS:
        return ACADEMY
    return SME if size_class == "sme" else LARGE


def price_of(rates: Rates, taken: Sequence[Period], units: int, vat_percent: int) -> Price | None:
    """Return the price of these stretches for so many units; None where the list says nothing of such a use."""
    if rates.is_empty or not taken:
        return None
    totals: dict[str, int] = {}
    for minutes, halves in _days(taken):
        cheapest = min(_ways(rates, minutes, halves), default=None)
        if cheapest:
            totals[cheapest[2]] = totals.get(cheapest[2], 0) + cheapest[3]
    lines = [_line(what, totals[what], rates, units) for what in (DAY, HALF_DAY, HOUR) if what in totals]
    if rates.start_fee:
        lines.append(Line(START, 1, rates.start_fee, 1, rates.start_fee))
    return Price(tuple(lines), vat_percent)


def _ways(rates: Rates, minutes: int, halves: int) -> Iterator[tuple[int, int, str, int]]:
    """Yield the ways to pay for a day: its cost in sixtieths of öre, which one goes first at the same cost, and how much."""
    if rates.per_day is not None:
        yield rates.per_day * 60, 0, DAY, 1
    if rates.per_half_day is not None:
        yield rates.per_half_day * 60 * halves, 1, HALF_DAY, halves
    if rates.per_hour is not None:
        yield rates.per_hour * minutes, 2, HOUR, minutes


def _line(what: str, quantity: int, rates: Rates, units: int) -> Line:
    if what == HOUR:
        rate = rates.per_hour or 0
        # The one place where an öre is split: half and more is rounded up, once for the whole line.
        return Line(what, quantity, rate, units, (rate * quantity * units + 30) // 60)
    rate = (rates.per_day if what == DAY else rates.per_half_day) or 0
    return Line(what, quantity, rate, units, rate * quantity * units)


def _days(taken: Iterable[Period]) -> Iterator[tuple[int, int]]:
    """Yield the minutes used on each local day, and how many of its halves they touch."""
    by_day: dict[date, tuple[int, set[bool]]] = {}
    for one in taken:
        for day in clock.days(clock.local_day(one.starts_at), clock.local_day(one.ends_at - A_SECOND)):
            part = one.intersection(clock.day_period(day))
            if part:
                minutes, halves = by_day.get(day, (0, set()))
                noon = clock.at_or_after(day, NOON)
                touched = {
                    half for half, is_in in ((False, part.starts_at < noon), (True, noon < part.ends_at)) if is_in
                }
                by_day[day] = (minutes + int(part.length.total_seconds()) // 60, halves | touched)
    for day in sorted(by_day):
        minutes, halves = by_day[day]
        yield minutes, len(halves)
