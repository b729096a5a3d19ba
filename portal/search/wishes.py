"""What a brief says beside its object: when, for how much, how mature, and whether it is secret. Pure: no database."""

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.limits.measures import number

MONTHS = {
    word: month
    for month, words in enumerate(
        (
            "januari january jan",
            "februari february feb",
            "mars march",
            "april apr",
            "maj may",
            "juni june",
            "juli july",
            "augusti august aug",
            "september sept sep",
            "oktober october oct okt",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for word in words.split()
}
SEASONS = {
    "vår": (3, 5),
    "våren": (3, 5),
    "spring": (3, 5),
    "sommar": (6, 8),
    "sommaren": (6, 8),
    "summer": (6, 8),
    "höst": (9, 11),
    "hösten": (9, 11),
    "autumn": (9, 11),
}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_YEAR = r"(?:[\s,]+(?P<year>20\d\d))?"
_DAY = re.compile(
    rf"(?:\bden\s+)?\b(?P<day>[0-3]?\d)(?:st|nd|rd|th|:e)?\s+(?P<month>{_MONTH})\b\.?{_YEAR}|\b(?P<iso>20\d\d-\d\d-\d\d)\b",
    re.IGNORECASE,
)
_IN_MONTH = re.compile(
    rf"\b(?:i|in|under|during|från|from|senast|before|innan|by|till|until|mitten av|slutet av|början av|end of|beginning of)\s+"
    rf"(?P<month>{_MONTH})\b\.?(?:\s*(?:[-–]|till|to|eller|or|och|and)\s*(?P<last>{_MONTH})\b\.?)?{_YEAR}",
    re.IGNORECASE,
)
_WEEK = re.compile(
    r"\b(?:v\.?|vecka|veckorna|week|weeks)\s*(?P<week>[1-5]?\d)"
    r"(?:\s*(?:[-–]|till|to|eller|or|och|and)\s*(?:v\.?\s*)?(?P<last>[1-5]?\d))?(?!\d)(?:[\s,]+(?P<year>20\d\d))?",
    re.IGNORECASE,
)
_SEASON = re.compile(
    rf"\b(?:i|in|till|under|during|the|nästa|next)\s+(?P<season>{'|'.join(SEASONS)})\b{_YEAR}", re.IGNORECASE
)
_QUARTER = re.compile(r"\b(?:Q|kvartal\s)(?P<quarter>[1-4])(?:[\s,/]+(?P<year>20\d\d))?\b", re.IGNORECASE)

_AMOUNT = r"\d{1,3}(?:[ \u00a0\u202f.]\d{3})+|\d+(?:[.,]\d+)?"
_ABOUT = r"(?:(?:ca|cirka|about|omkring|max|högst|up to|upp till)\.?\s+)?"
_UNITS = r"tkr|kkr|ksek|tsek|mkr|mnkr|msek|(?:miljon(?:er)?|million|tusen|thousand)\s+(?:kr|kronor|sek)|kr|kronor|sek"
_MONEY = re.compile(
    rf"(?:\b(?:vår\s+|our\s+)?budget(?:en)?(?:\s+(?:på|är|of|is))?[\s:]*{_ABOUT})?"
    rf"(?:(?<![\d.,])(?P<amount>{_AMOUNT})\s*(?P<unit>{_UNITS})\b\.?|\bSEK\s?(?P<english>\d{{1,3}}(?:[ ,\u00a0]\d{{3}})+|\d+))",
    re.IGNORECASE,
)
_TRL = re.compile(
    r"\bTRL[\s:-]*(?P<low>[1-9])(?:\s*(?:[-–]|till|to|och|and)\s*(?:TRL\s*)?(?P<high>[1-9]))?(?!\d)", re.IGNORECASE
)
_SECRET = re.compile(
    r"\b(?:sekretess\w*|konfidenti\w+|hemlig\w*|NDA|tystnadsplikt|confidential\w*|secre(?:t|cy)|non-disclosure)\b",
    re.IGNORECASE,
)
_NOT_SECRET = re.compile(r"\b(?:ingen|inga|inte|ej|utan|no|not|without)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """Something that a brief says, and each place where it stands."""

    value: Any
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Window:
    """The first and the last day that a brief speaks of."""

    first_day: date
    last_day: date


def time_in(text: str, today: date) -> Found | None:
    """Return the first time that the text names, as days; without a year the next that has not passed."""
    return min(_times(text, today), key=lambda one: one.spans, default=None)


def _times(text: str, today: date) -> Iterator[Found]:
    for pattern, window in _WAYS_TO_SAY_WHEN:
        for match in pattern.finditer(text):
            try:
                days = window(match, today)
            except ValueError:
                # 30 February and week 60 are no days, so nobody meant a time.
                continue
            yield Found(days, (match.span(),))


def _day(match: re.Match[str], today: date) -> Window:
    if match["iso"]:
        day = date.fromisoformat(match["iso"])
        return Window(day, day)
    month = MONTHS[match["month"].casefold()]
    return _coming(match["year"], today, lambda year: (date(year, month, int(match["day"])),) * 2)


def _months(match: re.Match[str], today: date) -> Window:
    first = MONTHS[match["month"].casefold()]
    last = MONTHS[match["last"].casefold()] if match["last"] else first
    return _coming(match["year"], today, lambda year: _month_days(year, first, last))


def _season(match: re.Match[str], today: date) -> Window:
    first, last = SEASONS[match["season"].casefold()]
    return _coming(match["year"], today, lambda year: _month_days(year, first, last))


def _quarter(match: re.Match[str], today: date) -> Window:
    last = 3 * int(match["quarter"])
    return _coming(match["year"], today, lambda year: _month_days(year, last - 2, last))


def _weeks(match: re.Match[str], today: date) -> Window:
    first, last = int(match["week"]), int(match["last"] or match["week"])
    return _coming(
        match["year"],
        today,
        lambda year: (
            date.fromisocalendar(year, first, 1),
            date.fromisocalendar(year + (last < first), last, 7),
        ),
    )


def _month_days(year: int, first: int, last: int) -> tuple[date, date]:
    end = year + (last < first)
    return date(year, first, 1), date(end, last, calendar.monthrange(end, last)[1])


def _coming(year: str | None, today: date, days: Callable[[int], tuple[date, date]]) -> Window:
    """Return the days in the year that is named, or else in the first whose last day is still to come."""
    if year:
        return Window(*days(int(year)))
    window = Window(*days(today.year))
    return window if window.last_day >= today else Window(*days(today.year + 1))


_WAYS_TO_SAY_WHEN = ((_DAY, _day), (_IN_MONTH, _months), (_WEEK, _weeks), (_SEASON, _season), (_QUARTER, _quarter))


def budget_in(text: str) -> Found | None:
    """Return the budget in whole kronor, the largest that the text names."""
    named = list(_MONEY.finditer(text))
    return Found(max(map(_kronor, named)), tuple(match.span() for match in named)) if named else None


def _kronor(match: re.Match[str]) -> int:
    if match["english"]:
        return int(re.sub(r"\D", "", match["english"]))
    amount = re.sub(r"\.(?=\d{3}(?:\D|$))", "", match["amount"])
    return round(number(amount, "sv") * _times_more(match["unit"].casefold()))


def _times_more(unit: str) -> int:
    if unit.startswith(("mkr", "mn", "mse", "mil")):
        return 1_000_000
    return 1_000 if unit.startswith(("t", "kk", "ks")) and unit != "kr" else 1


def trl_in(text: str) -> Found | None:
    """Return the lowest and the highest level of maturity that the text names."""
    levels = list(_TRL.finditer(text))
    if not levels:
        return None
    numbers = [int(level) for match in levels for level in (match["low"], match["high"]) if level]
    return Found((min(numbers), max(numbers)), tuple(match.span() for match in levels))


def secrecy_in(text: str) -> Found | None:
    """Return where the text asks for secrecy, unless it says that none is needed."""
    asked = [
        match.span()
        for match in _SECRET.finditer(text)
        if not _NOT_SECRET.search(text[max(0, match.start() - 30) : match.start()])
    ]
    return Found(True, tuple(asked)) if asked else None
