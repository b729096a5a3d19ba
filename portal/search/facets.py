"""The filters as HTML: a hundred choices rendered once for each language; counts and ticks are filled in."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from flask import render_template
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from portal.limits.quantities import BY_KEY
from portal.limits.written import need_in_words
from portal.search import dates, frame, needs
from portal.search.criteria import EXACT, FACETS, Criteria, values_of
from portal.search.dates import Dates
from portal.search.understanding import Understood
from portal.web.formats import day, day_short, number
from portal.web.stencil import Stencil, hole


def render(criteria: Criteria, counts: Mapping[str, Mapping[str, int]], language: str) -> Markup:
    """Return the filters with what is chosen ticked, and beside each choice what it would give."""
    return Markup(_stencil(language).fill(_fillings(criteria, counts)))  # nosec B704: our own template, and numbers


@cache
def _stencil(language: str) -> Stencil:
    return Stencil(render_template("search/_facets.html", facets=_described(language), hole=hole))


def _described(language: str) -> list[dict[str, object]]:
    return [
        {
            "parameter": facet.parameter,
            "title": _(facet.title),
            "choices": [(value, facet.label(value, language)) for value in values_of(facet)],
        }
        for facet in FACETS
    ]


def _fillings(criteria: Criteria, counts: Mapping[str, Mapping[str, int]]) -> dict[str, str]:
    filled = {}
    for parameter, values in counts.items():
        for value, count in values.items():
            filled[f"n:{parameter}:{value}"] = str(count)
            if not count:
                filled[f"class:{parameter}:{value}"] = " is-none"
    for parameter, chosen in criteria.chosen:
        filled[f"chosen:{parameter}"] = str(len(chosen))
        for value in chosen:
            filled[f"tick:{parameter}:{value}"] = " checked"
    return filled


def chips(criteria: Criteria, language: str) -> list[tuple[str, Criteria]]:
    """Return each thing that narrows the search, in words, with the search without it."""
    found = [(_("”%(q)s”", q=criteria.q), criteria.without("q"))] if criteria.q else []
    if criteria.exact:
        found.append((_("Läst bokstavligt"), criteria.without(EXACT)))
    for facet in FACETS:
        for value in criteria.values(facet.parameter):
            found.append((facet.label(value, language), criteria.without(facet.parameter, value)))
    for one in criteria.needs:
        found.append((need_in_words(one, language), criteria.without(needs.PARAMETER, one.quantity)))
    if criteria.place:
        found.append((_("Nära %(place)s", place=criteria.place), criteria.without("plats")))
    if criteria.dates:
        found.append((_in_words(criteria.dates, language), criteria.without(dates.FIRST)))
    if criteria.frame:
        found.append((_("Inom kartans fönster"), criteria.without(frame.PARAMETER)))
    return found


def _in_words(wanted: Dates, language: str) -> str:
    between = {"first": day_short(wanted.first_day, language), "last": day_short(wanted.last_day, language)}
    return ngettext(
        "Ledigt %(num)s dag mellan %(first)s och %(last)s",
        "Ledigt %(num)s dagar i rad mellan %(first)s och %(last)s",
        wanted.days,
        **between,
    )


def read_chips(criteria: Criteria, read: Understood | None, language: str) -> list[tuple[str, Criteria]]:
    """Return what was read from a long text, in words, each with the search that does not read it."""
    if read is None:
        return []
    found = [(_("Nära %(place)s", place=read.place), criteria.setting_aside("plats"))] if read.place else []
    return found + [
        (need_in_words(one, language), criteria.setting_aside(BY_KEY[one.quantity].slug)) for one in read.needs
    ]


def wished_chips(criteria: Criteria, read: Understood | None, language: str) -> list[tuple[str, Criteria]]:
    """Return what a long text says that leaves out nobody, in words, each with the search that does not read it."""
    wishes = read.wishes if read else ()
    return [(_wish_in_words(name, value, language), criteria.setting_aside(name)) for name, value in wishes]


def _wish_in_words(name: str, value: Any, language: str) -> str:
    if name == "tid":
        days = [day(one, language) for one in (value.first_day, value.last_day)]
        return _("Tid: %(days)s", days=" – ".join(dict.fromkeys(days)))
    if name == "budget":
        return _("Budget: %(amount)s kr", amount=number(value, language))
    if name == "trl":
        return "TRL " + "–".join(map(str, dict.fromkeys(value)))
    return _("Sekretess")
