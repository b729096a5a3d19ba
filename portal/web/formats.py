"""How dates, times and numbers read on a page, by the reader's language; moments are shown as Stockholm reads them."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal, format_percent
from flask import Flask

from portal import clock
from portal.web.language import current_language


@lru_cache(maxsize=2)
def _locale(language: str) -> Locale:
    return Locale.parse("en_GB" if language == "en" else "sv_SE")


@lru_cache(maxsize=4096)
def _day(value: date, language: str, pattern: str) -> str:
    return format_date(value, pattern, locale=_locale(language))


def day(value: date | datetime, language: str | None = None) -> str:
    """Return tis 24 nov. 2026."""
    on = clock.local_day(value) if isinstance(value, datetime) else value
    return _day(on, language or current_language(), "EEE d MMM y")


def day_short(value: date, language: str | None = None) -> str:
    """Return tis 24/11 in Swedish, Tue 24 Nov in English."""
    language = language or current_language()
    return _day(value, language, "EEE d MMM" if language == "en" else "EEE d/M")


def month(value: date, language: str | None = None) -> str:
    """Return november 2026."""
    return _day(value, language or current_language(), "LLLL y")


def clock_time(value: datetime) -> str:
    """Return 13:00."""
    return format_time(clock.local(value), "HH:mm", locale=_locale("sv"))


def moment(value: datetime, language: str | None = None) -> str:
    """Return tis 24 nov. 2026 kl. 13:00."""
    language = language or current_language()
    return f"{day(value, language)} {'at' if language == 'en' else 'kl.'} {clock_time(value)}"


def span(starts_at: datetime, ends_at: datetime, language: str | None = None) -> str:
    """Return a period in words: one day with times, or first and last moment; whole days without times."""
    language = language or current_language()
    first, last = clock.local(starts_at), clock.local(ends_at)
    if first.time() == last.time() and first.hour == first.minute == 0:
        last_day = last.date() - timedelta(days=1)
        first_text, last_text = day(first.date(), language), day(last_day, language)
        return first_text if last_day == first.date() else f"{first_text} – {last_text}"
    if first.date() == last.date():
        return f"{moment(starts_at, language)}–{clock_time(ends_at)}"
    return f"{moment(starts_at, language)} – {moment(ends_at, language)}"


def number(value: float, language: str | None = None) -> str:
    return format_decimal(value, "#,##0.##", locale=_locale(language or current_language()))


def money(ore: int, language: str | None = None) -> str:
    """Return 1 200,50 kr, or SEK 1,200.50 in English: whole öre in, and no float on the way."""
    language = language or current_language()
    text = format_decimal(Decimal(ore) / 100, "#,##0.00", locale=_locale(language))
    return f"SEK {text}" if language == "en" else f"{text} kr"


def percent(value: float | None, language: str | None = None) -> str:
    """Return 37 %, or 37% in English, or a dash where there is nothing to divide by."""
    return "–" if value is None else format_percent(value, locale=_locale(language or current_language()))


def seconds_left(value: datetime) -> int:
    """Return how many seconds there are until the moment; 0 once it is past."""
    return max(0, int((value - clock.now()).total_seconds()))


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        day=day,
        day_short=day_short,
        month=month,
        clock_time=clock_time,
        moment=moment,
        number=number,
        percent=percent,
        money=money,
        seconds_left=seconds_left,
    )
    app.jinja_env.globals["span"] = span
