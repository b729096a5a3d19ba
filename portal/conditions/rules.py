"""How much of a resource one organisation may have, decided from plain values; every limit that is passed is named."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from portal import clock
from portal.clock import Period
from portal.errors import N_, Refusal, Refusals
from portal.passport.rules import NO_PAPERS, Papers

COUNT, HOURS = "count", "hours"
MEASURES = (COUNT, HOURS)
WEEK, MONTH, QUARTER, YEAR, FUTURE, TOTAL = SPANS = ("week", "month", "quarter", "year", "future", "total")
AN_HOUR = 3600
A_SECOND = timedelta(seconds=1)
BEGINNING, END = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)

TOO_OFTEN = {
    WEEK: N_("Antal bokningar samma vecka för er organisation: högst %(most)s. Ni har redan %(used)s den veckan."),
    MONTH: N_("Antal bokningar samma månad för er organisation: högst %(most)s. Ni har redan %(used)s den månaden."),
    QUARTER: N_(
        "Antal bokningar samma kvartal för er organisation: högst %(most)s. Ni har redan %(used)s det kvartalet."
    ),
    YEAR: N_("Antal bokningar samma år för er organisation: högst %(most)s. Ni har redan %(used)s det året."),
    FUTURE: N_("Antal kommande bokningar för er organisation: högst %(most)s. Ni har redan %(used)s."),
    TOTAL: N_("Antal bokningar sammanlagt för er organisation: högst %(most)s. Ni har redan %(used)s."),
}
TOO_MUCH = {
    WEEK: N_("Timmar samma vecka för er organisation: högst %(most)s. Ni har %(used)s och ber om %(wished)s till."),
    MONTH: N_("Timmar samma månad för er organisation: högst %(most)s. Ni har %(used)s och ber om %(wished)s till."),
    QUARTER: N_(
        "Timmar samma kvartal för er organisation: högst %(most)s. Ni har %(used)s och ber om %(wished)s till."
    ),
    YEAR: N_("Timmar samma år för er organisation: högst %(most)s. Ni har %(used)s och ber om %(wished)s till."),
    FUTURE: N_("Kommande timmar för er organisation: högst %(most)s. Ni har %(used)s och ber om %(wished)s till."),
    TOTAL: N_("Timmar sammanlagt för er organisation: högst %(most)s. Ni har %(used)s och ber om %(wished)s till."),
}


@dataclass(frozen=True)
class Limit:
    """At most so many bookings, or hours times units, within the same span of time."""

    measure: str
    span: str
    most: int

    @property
    def ceiling(self) -> int:
        """Return what it allows as it is counted: bookings, or seconds times units."""
        return self.most if self.measure == COUNT else self.most * AN_HOUR


@dataclass(frozen=True)
class Use:
    """The stretches that one booking takes, and of how many units."""

    stretches: tuple[Period, ...]
    units: int = 1

    def counted(self, measure: str, window: Period) -> int:
        """Return how much of the window it is: one booking, or its seconds times units within it."""
        parts = [part for one in self.stretches if (part := one.intersection(window))]
        if measure == COUNT:
            return int(bool(parts))
        return sum(int(part.length.total_seconds()) for part in parts) * self.units


THEIR_LIMIT = N_(
    "Organisationen som bokar har redan så mycket som en organisation får ha här. Gränsen sätter ni själva."
)


def for_owner(broken: Sequence[Refusal]) -> list[Refusal]:
    """Return what is broken in words for the owner, who set the limits and whose they are not."""
    ours = [one for one in broken if one.message not in _LIMITS]
    return ours if len(ours) == len(broken) else [*ours, Refusal(THEIR_LIMIT)]


_LIMITS = {*TOO_OFTEN.values(), *TOO_MUCH.values()}


class OverQuota(Refusals):
    """The organisation would have more of the resource than its owner allows one to have: each limit that is passed."""


@dataclass(frozen=True)
class Conditions:
    """What holds for one organisation on one resource: the limits with what it has of it already, and the papers it needs."""

    limits: tuple[Limit, ...] = ()
    uses: tuple[Use, ...] = ()
    papers: Papers = NO_PAPERS
    _counted: dict[tuple[str, Period], int] = field(default_factory=dict, compare=False, repr=False)

    def broken(self, taken: Sequence[Period], units: int, now: datetime) -> list[Refusal]:
        """Return every condition that one more booking of these stretches would break."""
        wish = Use(tuple(taken), units)
        passed = [refusal for limit in self.limits for refusal in self._passed(limit, wish, now)]
        return [*passed, *self.papers.broken(taken)]

    def _passed(self, limit: Limit, wish: Use, now: datetime) -> Iterator[Refusal]:
        for window in windows(limit.span, wish.stretches, now):
            wished, used = wish.counted(limit.measure, window), self._used(limit.measure, window)
            if wished and used + wished > limit.ceiling:
                # Each limit is named once, by the first span of time in which it is passed.
                yield _over(limit, used, wished)
                return

    def _used(self, measure: str, window: Period) -> int:
        # The search for another time asks the same of the same few weeks again and again.
        key = (measure, window)
        if key not in self._counted:
            self._counted[key] = sum(use.counted(measure, window) for use in self.uses)
        return self._counted[key]


NO_CONDITIONS = Conditions()


def _over(limit: Limit, used: int, wished: int) -> Refusal:
    if limit.measure == COUNT:
        return Refusal(TOO_OFTEN[limit.span], most=limit.most, used=used)
    return Refusal(TOO_MUCH[limit.span], most=limit.most, used=used / AN_HOUR, wished=wished / AN_HOUR)


def windows(span: str, stretches: Iterable[Period], now: datetime) -> list[Period]:
    """Return the spans of time that the stretches touch: weeks from Monday, months, quarters and years as Stockholm has them."""
    if span == TOTAL:
        return [Period(BEGINNING, END)]
    if span == FUTURE:
        return [Period(now, END)]
    first_days = {
        _first_day(span, day)
        for one in stretches
        for day in clock.days(clock.local_day(one.starts_at), clock.local_day(one.ends_at - A_SECOND))
    }
    return [Period(clock.start_of(day), clock.start_of(_NEXT[span](day))) for day in sorted(first_days)]


def _first_day(span: str, day: date) -> date:
    if span == WEEK:
        return day - timedelta(days=day.weekday())
    if span == MONTH:
        return day.replace(day=1)
    if span == QUARTER:
        return date(day.year, day.month - (day.month - 1) % 3, 1)
    return date(day.year, 1, 1)


def _months_later(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


_NEXT: dict[str, Callable[[date], date]] = {
    WEEK: lambda day: day + timedelta(days=7),
    MONTH: lambda day: _months_later(day, 1),
    QUARTER: lambda day: _months_later(day, 3),
    YEAR: lambda day: _months_later(day, 12),
}
