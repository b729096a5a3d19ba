"""How much room the aid rules leave: what a company has been granted, and what may still be added on a day. Pure.

Amounts are whole euro cents. A ceiling holds for any three years in a row: aid granted on a day counts on that day and for three
years, and no longer on the day that is three years later. So a new grant is judged by every such stretch that it would fall
within, also one that ends with aid that is already decided for later. What comes out is arithmetic and says nothing of
whether anybody will be granted anything.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from portal.errors import N_

YEARS = 3


@dataclass(frozen=True)
class Rule:
    """A ceiling per company (with all that belongs to it) over three years, and where it is written."""

    key: str
    cap: int
    name: str
    says: str
    source: str
    url: str


DE_MINIMIS = Rule(
    "de-minimis",
    300_000_00,
    N_("Stöd av mindre betydelse (de minimis)"),
    N_("Högst 300 000 euro till ett och samma företag, med dem det hör ihop med, under tre år i följd."),
    N_("Förordning (EU) 2023/2831"),
    "https://eur-lex.europa.eu/eli/reg/2023/2831/oj",
)
GBER_28 = Rule(
    "gber-28",
    220_000_00,
    N_("Innovationsstöd till små och medelstora företag (gruppundantaget, artikel 28.4)"),
    N_("Rådgivning och stödtjänster upp till hela kostnaden, högst 220 000 euro per företag under tre år i följd."),
    N_("Vinnovas utlysning om stöd till förmedlare, med hänvisning till artikel 28"),
    "https://www.vinnova.se/en/calls-for-proposals/utlysning-2024-01077/impact-innovation-support-to-2025-04826",
)
RULES = (DE_MINIMIS, GBER_28)


@dataclass(frozen=True)
class Aid:
    """One grant: so many cents, granted on a day, under a rule."""

    amount: int
    granted_on: date
    rule: str

    @property
    def leaves_on(self) -> date:
        """Return the first day on which it no longer counts."""
        return three_years_after(self.granted_on)


@dataclass(frozen=True)
class Room:
    """What one rule leaves on a day: the aid that counts, its sum, what may be added, and the days when that grows."""

    rule: Rule
    on: date
    counted: tuple[Aid, ...]
    used: int
    left: int
    over: int
    later: tuple[tuple[date, int], ...]


def three_years_after(day: date) -> date:
    """Return the same day three years later; after 29 February, 1 March: a day late is the careful side."""
    try:
        return day.replace(year=day.year + YEARS)
    except ValueError:
        return date(day.year + YEARS, 3, 1)


def euro_cents(amount: Decimal, rate: Decimal | None) -> int:
    """Return the amount in euro cents; `rate` is kronor for one euro, None for euro. What does not come out even goes up."""
    euro = amount if rate is None else amount / rate
    return int((euro * 100).to_integral_value(ROUND_CEILING))


def room(rule: Rule, declared: Iterable[Aid], on: date) -> Room:
    """Return what the rule leaves on the day, and from which days on it leaves more."""
    aids = sorted((one for one in declared if one.rule == rule.key), key=lambda one: one.granted_on)
    counted = tuple(one for one in aids if counts(one, on))
    fullest = _fullest(aids, on)
    return Room(
        rule,
        on,
        counted,
        used=sum(one.amount for one in counted),
        left=max(0, rule.cap - fullest),
        over=max(0, fullest - rule.cap),
        later=_later(rule, aids, on),
    )


def counts(one: Aid, on: date) -> bool:
    """Return whether the aid counts on the day."""
    return one.granted_on <= on < one.leaves_on


def _fullest(aids: Sequence[Aid], on: date) -> int:
    """Return the most that counts on the day, or on the day of later aid within three years of it."""
    days = {on, *(one.granted_on for one in aids if on < one.granted_on < three_years_after(on))}
    return max(sum(one.amount for one in aids if counts(one, day)) for day in days)


def _later(rule: Rule, aids: Sequence[Aid], on: date) -> tuple[tuple[date, int], ...]:
    """Return the days after this one when the room changes, with what it is from then on."""
    days = sorted({one.leaves_on for one in aids} | {one.granted_on for one in aids})
    left, changes = max(0, rule.cap - _fullest(aids, on)), []
    for day in days:
        if day > on and (then := max(0, rule.cap - _fullest(aids, day))) != left:
            changes.append((day, then))
            left = then
    return tuple(changes)
