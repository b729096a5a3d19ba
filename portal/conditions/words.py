"""The conditions in the reader's words, for pages that say them before anybody books."""

from collections.abc import Callable, Iterable

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.conditions.rules import COUNT, FUTURE, MONTH, QUARTER, TOTAL, WEEK, YEAR, Limit

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
