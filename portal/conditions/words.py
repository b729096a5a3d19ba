"""The conditions in the reader's words, for pages that say them before anybody books."""

from collections.abc import Callable, Iterable

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.conditions.pricing import ACADEMY, DAY, HALF_DAY, HOUR, LARGE, SME, START, Rates
from portal.conditions.rules import COUNT, FUTURE, MONTH, QUARTER, TOTAL, WEEK, YEAR, Limit
from portal.web.formats import money, number

OFTEN: dict[str, Callable[[int], str]] = {
    WEEK: lambda n: ngettext("%(num)s bokning samma vecka", "%(num)s bokningar samma vecka", n),
    MONTH: lambda n: ngettext("%(num)s bokning samma månad", "%(num)s bokningar samma månad", n),
    QUARTER: lambda n: ngettext("%(num)s bokning samma kvartal", "%(num)s bokningar samma kvartal", n),
    YEAR: lambda n: ngettext("%(num)s bokning samma år", "%(num)s bokningar samma år", n),
    FUTURE: lambda n: ngettext("%(num)s kommande bokning", "%(num)s kommande bokningar", n),
    TOTAL: lambda n: ngettext("%(num)s bokning sammanlagt", "%(num)s bokningar sammanlagt", n),
}
MUCH: dict[str, Callable[[int], str]] = {
    WEEK: lambda n: ngettext("%(num)s timme samma vecka", "%(num)s timmar samma vecka", n),
    MONTH: lambda n: ngettext("%(num)s timme samma månad", "%(num)s timmar samma månad", n),
    QUARTER: lambda n: ngettext("%(num)s timme samma kvartal", "%(num)s timmar samma kvartal", n),
    YEAR: lambda n: ngettext("%(num)s timme samma år", "%(num)s timmar samma år", n),
    FUTURE: lambda n: ngettext("%(num)s kommande timme", "%(num)s kommande timmar", n),
    TOTAL: lambda n: ngettext("%(num)s timme sammanlagt", "%(num)s timmar sammanlagt", n),
}


def limits_in_words(limits: Iterable[Limit]) -> str:
    """Return högst 2 bokningar samma vecka, 10 timmar samma månad; an empty string where there are none."""
    words = [(OFTEN if one.measure == COUNT else MUCH)[one.span](one.most) for one in limits]
    return _("Högst %(limits)s", limits=", ".join(words)) if words else ""


STARTS: dict[int, Callable[[], str]] = {
    60: lambda: _("Varje timme från öppningen"),
    90: lambda: _("Var nittionde minut från öppningen"),
    120: lambda: _("Varannan timme från öppningen"),
    180: lambda: _("Var tredje timme från öppningen"),
    240: lambda: _("Var fjärde timme från öppningen"),
    480: lambda: _("Var åttonde timme från öppningen"),
}


def start_words(minutes: int) -> str:
    """Return when a booking may begin, counted from the opening."""
    if minutes in STARTS:
        return STARTS[minutes]()
    return ngettext(
        "Med %(num)s minuts mellanrum från öppningen", "Med %(num)s minuters mellanrum från öppningen", minutes
    )


CLASS_WORDS: dict[str, Callable[[], str]] = {
    SME: lambda: _("Små och medelstora företag"),
    LARGE: lambda: _("Stora företag"),
    ACADEMY: lambda: _("Akademi och offentlig sektor"),
}


def rates_in_words(rates: Rates) -> str:
    """Return 600,00 kr per timme, 3 500,00 kr per dag, startavgift 500,00 kr; without VAT."""
    parts = [
        *([_("%(price)s per timme", price=money(rates.per_hour))] if rates.per_hour is not None else []),
        *([_("%(price)s per halvdag", price=money(rates.per_half_day))] if rates.per_half_day is not None else []),
        *([_("%(price)s per dag", price=money(rates.per_day))] if rates.per_day is not None else []),
        *([_("startavgift %(price)s", price=money(rates.start_fee))] if rates.start_fee else []),
    ]
    return ", ".join(parts)


def line_in_words(what: str, quantity: int, rate: int, units: int) -> str:
    """Return 2,5 timmar à 600,00 kr × 2 enheter: what a line of a price stands for."""
    words = {
        HOUR: lambda: _("%(hours)s timmar à %(price)s", hours=number(quantity / 60), price=money(rate)),
        HALF_DAY: lambda: ngettext("%(num)s halvdag", "%(num)s halvdagar", quantity) + " à " + money(rate),
        DAY: lambda: ngettext("%(num)s dag", "%(num)s dagar", quantity) + " à " + money(rate),
        START: lambda: _("Startavgift"),
    }[what]()
    return f"{words} × " + ngettext("%(num)s enhet", "%(num)s enheter", units) if units > 1 else words
