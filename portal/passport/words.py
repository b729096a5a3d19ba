"""Papers and what is demanded of them in the reader's words, for pages that say it beforehand."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.passport.rules import EXPIRES, PERSONAL, UNASKED, WAITING, Demand, Standing
from portal.web.formats import day
from portal.web.language import localised


def capital(words: str) -> str:
    """Return the words as the beginning of a sentence; the rest of them stays as it is."""
    return words[:1].upper() + words[1:]


def demand_words(demand: Demand) -> str:
    """Return Säkerhetskurs (var och en, testbädden säger ja)."""
    more = [
        *([_("var och en som kommer")] if demand.everyone else []),
        *([_("testbädden säger ja")] if demand.by_owner else []),
    ]
    name = localised(demand.what, "name")
    return f"{name} ({', '.join(more)})" if more else name


def demands_in_words(demands: Iterable[Demand]) -> str:
    """Return all that is demanded in a row; an empty string where nothing is."""
    return ", ".join(demand_words(one) for one in demands)


def lead_words(days: int) -> str:
    """Return how long it takes to get; an empty string where it takes no time."""
    return ngettext("tar normalt %(num)s arbetsdag", "tar normalt %(num)s arbetsdagar", days) if days else ""


def months_words(months: int) -> str:
    return ngettext("gäller i högst %(num)s månad", "gäller i högst %(num)s månader", months)


def standing_words(standing: Standing) -> str:
    """Return until when the demand is met, or what is missing today."""
    if standing.gap is not None:
        return gap_words(standing)
    if standing.until is None:
        return _("gäller tills vidare")
    return _("giltig till och med %(day)s", day=day(standing.until))


def gap_words(standing: Standing) -> str:
    """Return the short word for what is missing today."""
    assert standing.gap is not None
    reason, days = standing.gap.reason, standing.gap.days
    if reason == WAITING:
        return _("väntar på testbäddens ja")
    if reason == UNASKED:
        return _("testbädden har inte sagt ja ännu")
    if reason == EXPIRES:
        return _("gick ut %(day)s", day=day(days["until"]))
    if reason == PERSONAL:
        return _("saknas för den som bokar")
    return _("saknas")
