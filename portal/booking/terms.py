"""How a resource is booked, in the reader's words."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.capacity.rules import LENGTHS
from portal.catalogue.models import DIRECT
from portal.conditions.queries import limits_of
from portal.conditions.words import limits_in_words, start_words
from portal.passport.queries import demands_of
from portal.passport.words import demands_in_words


def terms_in_words(resource: Any) -> list[tuple[str, str]]:
    """Return name and text of each rule that a person should know before booking."""
    return [
        (_("Så bokas den"), mode_words(resource.mode, resource.direct_for_known)),
        (_("Bokas"), f"{UNIT_WORDS[resource.unit]()}, {_lengths(resource)}"),
        *([(_("Börjar"), start_words(resource.start_every))] if _has_grid(resource) else []),
        (_("Framförhållning"), notice_words(resource.notice_hours, resource.notice_days)),
        (_("Längst fram"), ngettext("%(num)s dag", "%(num)s dagar", resource.horizon_days)),
        *([(_("Sen avbokning"), late_words(resource))] if resource.late_hours else []),
        *([(_("Incheckning"), check_in_words(resource.no_show_after))] if resource.no_show_after is not None else []),
        *([(_("Antal enheter"), str(resource.units))] if resource.units > 1 else []),
        *([(_("För en organisation"), limits)] if (limits := limits_in_words(limits_of(resource.id))) else []),
        *([(_("Krävs"), needed)] if (needed := demands_in_words(demands_of(resource.id))) else []),
    ]


def mode_words(mode: str, direct_for_known: bool = False) -> str:
    if mode == DIRECT:
        return _("Direkt: tiden är er när ni har bekräftat")
    if direct_for_known:
        return _("Efter svar: testbädden bekräftar eller nekar. Direkt för den som har varit där förut")
    return _("Efter svar: testbädden bekräftar eller nekar")


UNIT_WORDS = {
    "half-hour": lambda: _("per halvtimme"),
    "hour": lambda: _("per timme"),
    "half-day": lambda: _("per halvdag"),
    "day": lambda: _("per dag"),
}


def length_words(unit: str, count: int) -> str:
    """Return 3 timmar, 1 halvdag."""
    if unit == "half-hour":
        return ngettext("%(num)s halvtimme", "%(num)s halvtimmar", count)
    if unit == "hour":
        return ngettext("%(num)s timme", "%(num)s timmar", count)
    if unit == "half-day":
        return ngettext("%(num)s halvdag", "%(num)s halvdagar", count)
    return ngettext("%(num)s dag", "%(num)s dagar", count)


def _lengths(resource: Any) -> str:
    if resource.shortest == resource.longest:
        return length_words(resource.unit, resource.longest)
    if resource.shortest == 1:
        return _("högst %(most)s", most=length_words(resource.unit, resource.longest))
    return _("%(least)s till %(most)s", least=resource.shortest, most=length_words(resource.unit, resource.longest))


def _has_grid(resource: Any) -> bool:
    return resource.unit in LENGTHS and bool(resource.start_every)


def notice_words(hours: int, days: int = 0) -> str:
    """Return how long before the start one has to book: hours and working days both hold."""
    if days:
        words = ngettext("Senast %(num)s arbetsdag före", "Senast %(num)s arbetsdagar före", days)
        return f"{words}, {_lower(_notice_in_hours(hours))}" if hours else words
    return _notice_in_hours(hours)


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _notice_in_hours(hours: int) -> str:
    if hours == 0:
        return _("Ända fram till start")
    if hours % 24 == 0:
        return ngettext("Senast %(num)s dygn före", "Senast %(num)s dygn före", hours // 24)
    return ngettext("Senast %(num)s timme före", "Senast %(num)s timmar före", hours)


def late_words(terms: Any) -> str:
    """Return what a late cancellation costs, and from when it is one."""
    hours, percent = terms.late_hours, terms.late_percent
    if not percent:
        return ngettext(
            "Senare än %(num)s timme före start räknas en avbokning som sen. Det kostar inget.",
            "Senare än %(num)s timmar före start räknas en avbokning som sen. Det kostar inget.",
            hours,
        )
    return ngettext(
        "Avbokar ni senare än %(num)s timme före start kostar det %(percent)s procent av priset.",
        "Avbokar ni senare än %(num)s timmar före start kostar det %(percent)s procent av priset.",
        hours,
        percent=percent,
    )


def check_in_words(minutes: int) -> str:
    return ngettext(
        "Checka in senast %(num)s minut efter start, annars går resten av tiden till andra.",
        "Checka in senast %(num)s minuter efter start, annars går resten av tiden till andra.",
        minutes,
    )


def units_free_words(count: int, units: int) -> str:
    """Return 3 lediga, or Ledig where there is but one."""
    if units == 1:
        return _("Ledig")
    return ngettext("%(num)s ledig", "%(num)s lediga", count)
