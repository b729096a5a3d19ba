"""Time: moments are aware and in UTC inside; Europe/Stockholm is known to this file alone.

A `Period` is half-open and never empty. Local days have 23, 24 or 25 hours; arithmetic is done in UTC only, since two
local times in the repeated hour of October compare as equal (PEP 495).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from portal.errors import N_, Refusal

STOCKHOLM = ZoneInfo("Europe/Stockholm")


class NoSuchTime(Refusal):
    """A local time that the switch to summer time skips."""

    message = N_("Klockslaget finns inte den dagen: klockan ställs fram.")


@dataclass(frozen=True, order=True)
class Period:
    """From `starts_at` up to but not including `ends_at`; both aware. Raise ValueError when empty or naive."""

    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        if self.starts_at.tzinfo is None or self.ends_at.tzinfo is None:
            raise ValueError("a period needs aware moments")
        object.__setattr__(self, "starts_at", self.starts_at.astimezone(UTC))
        object.__setattr__(self, "ends_at", self.ends_at.astimezone(UTC))
        if self.ends_at <= self.starts_at:
            raise ValueError("a period ends after it starts")

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.starts_at

    @property
    def hours(self) -> float:
        return self.length.total_seconds() / 3600

    def overlaps(self, other: "Period") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def contains(self, other: "Period") -> bool:
        return self.starts_at <= other.starts_at and other.ends_at <= self.ends_at

    def intersection(self, other: "Period") -> "Period | None":
        starts_at, ends_at = max(self.starts_at, other.starts_at), min(self.ends_at, other.ends_at)
        return Period(starts_at, ends_at) if starts_at < ends_at else None


def now() -> datetime:
    """Return this moment in UTC, to the second: what the database keeps."""
    return datetime.now(UTC).replace(microsecond=0)


def local(moment: datetime) -> datetime:
    """Return the moment as Stockholm reads it."""
    return moment.astimezone(STOCKHOLM)


def local_day(moment: datetime) -> date:
    return local(moment).date()


def at(day: date, clock: time) -> datetime:
    """Return the moment of a Stockholm wall-clock time; one that occurs twice means the first.

    Raise NoSuchTime for a time that the day skips.
    """
    moment = datetime.combine(day, clock, tzinfo=STOCKHOLM).astimezone(UTC)
    if local(moment).replace(tzinfo=None) != datetime.combine(day, clock):
        raise NoSuchTime()
    return moment


def at_or_after(day: date, clock: time) -> datetime:
    """Like `at`, but a skipped time means the moment at which the clocks jump: opening hours must not fail."""
    wanted = datetime.combine(day, clock)
    moment = wanted.replace(tzinfo=STOCKHOLM).astimezone(UTC)
    skipped = local(moment).replace(tzinfo=None) - wanted
    if not skipped:
        return moment
    # A skipped time is read with the offset from before the jump and lies after it; so far back, it lies before it.
    return _jump(moment - skipped)


def _jump(moment: datetime) -> datetime:
    """Return the first whole minute from here at which Stockholm's offset is another one."""
    offset = local(moment).utcoffset()
    while local(moment).utcoffset() == offset:
        moment += timedelta(minutes=1)
    return moment


def start_of(day: date) -> datetime:
    return at_or_after(day, time())


def day_period(day: date) -> Period:
    """Return the local day, 23, 24 or 25 hours long."""
    return Period(start_of(day), start_of(day + timedelta(days=1)))


def days_period(first_day: date, last_day: date) -> Period:
    return Period(start_of(first_day), start_of(last_day + timedelta(days=1)))


def days(first_day: date, last_day: date) -> Iterator[date]:
    for offset in range((last_day - first_day).days + 1):
        yield first_day + timedelta(days=offset)


def week_of(day: date) -> str:
    """Return the ISO week as 2026-W48, the form in addresses."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def monday_of(week: str) -> date:
    """Return the Monday of 2026-W48. Raise ValueError when it is no such week."""
    monday = date.fromisoformat(f"{week}-1")
    if week_of(monday) != week:
        raise ValueError(f"{week} is no ISO week")
    return monday


def month_period(year: int, month: int) -> Period:
    following = date(year + month // 12, month % 12 + 1, 1)
    return Period(start_of(date(year, month, 1)), start_of(following))


@lru_cache(maxsize=64)
def _holidays(year: int) -> frozenset[date]:
    # The eves are not in the law (1989:253), but nobody answers on them: "de_facto" brings the three that count.
    return frozenset(holidays.country_holidays("SE", years=year, categories=("public", "de_facto")))


def is_holiday(day: date) -> bool:
    return day in _holidays(day.year)


EVES = frozenset({"Påskafton", "Pingstafton", "Midsommarafton", "Julafton", "Nyårsafton"})


@lru_cache(maxsize=64)
def _names(year: int, language: str) -> dict[date, str]:
    named = holidays.country_holidays(
        "SE", years=year, language=language, categories=("public", "de_facto", "optional")
    )
    return {day: named[day].replace("; ", ", ") for day in sorted(_public(year) | _eves(year))}


@lru_cache(maxsize=64)
def _public(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("SE", years=year))


@lru_cache(maxsize=64)
def _eves(year: int) -> frozenset[date]:
    # Those that are free all day. The others (twelfth night, maundy thursday, ...) are half days at most: an owner who
    # closes early on them says so by a closure.
    optional = holidays.country_holidays("SE", years=year, language="sv", categories=("de_facto", "optional"))
    return frozenset(day for day, name in optional.items() if EVES & set(name.split("; ")))


def is_public_holiday(day: date) -> bool:
    """Return whether the law (1989:253) names the day; an ordinary Sunday is not meant."""
    return day in _public(day.year)


def is_eve(day: date) -> bool:
    """Return whether the day is one of the five eves that are free all day, though no law says so."""
    return day in _eves(day.year)


def name_of(day: date, language: str) -> str | None:
    """Return what the holiday or eve is called, None for any other day."""
    return _names(day.year, "sv" if language == "sv" else "en_US").get(day)


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and not is_holiday(day)


def add_working_days(day: date, count: int) -> date:
    """Return the working day that lies `count` working days after `day`."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day
