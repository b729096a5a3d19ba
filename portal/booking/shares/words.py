"""The share that is kept for small and medium-sized companies, in the reader's words."""

from collections.abc import Sequence
from datetime import date

from babel.dates import get_day_names
from babel.lists import format_list
from flask_babel import gettext as _
from flask_babel import ngettext

from portal import clock
from portal.booking.shares.pooling import PoolView, pools_of
from portal.booking.units_left import Share
from portal.capacity.rules import MIDNIGHT
from portal.catalogue.models import Resource
from portal.web.formats import day as day_words
from portal.web.language import current_language

EVERY_DAY, OFFICE_DAYS = "0123456", "01234"


def shares_in_words(resource: Resource) -> list[tuple[str, str]]:
    """Return name and text of each share that the resource keeps."""
    return [(_("Sparas åt små och medelstora företag"), pool_words(one)) for one in pools_of(resource.id)]


def pool_words(pool: PoolView) -> str:
    """Return 2 enheter, vardagar 08:00–12:00, till 14 dagar före."""
    units = ngettext("%(num)s enhet", "%(num)s enheter", pool.units)
    if pool.released_days == 0:
        return _("%(units)s, %(when)s, ända till dagen själv", units=units, when=_when(pool))
    before = ngettext("%(num)s dag", "%(num)s dagar", pool.released_days)
    return _("%(units)s, %(when)s, tills det är %(days)s kvar", units=units, when=_when(pool), days=before)


def _when(pool: PoolView) -> str:
    days = weekday_words(pool.weekdays)
    if (pool.opens, pool.closes) == (0, MIDNIGHT):
        return days
    return f"{days} {_minute(pool.opens)}–{_minute(pool.closes)}"


def weekday_words(weekdays: str) -> str:
    if weekdays == EVERY_DAY:
        return _("alla dagar")
    if weekdays == OFFICE_DAYS:
        return _("måndag–fredag")
    names = get_day_names("wide", locale=current_language())
    return format_list([names[int(day)] for day in weekdays], locale=current_language())


def _minute(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def week_notes(kept: Sequence[Share]) -> list[str]:
    """Return a sentence for each number of units and day until which they are kept, soonest first."""
    most: dict[tuple[date, date], int] = {}
    for one in kept:
        key = (clock.local_day(one.starts_at), one.until)
        most[key] = max(one.units, most.get(key, 0))
    return [
        ngettext(
            "%(day)s: %(num)s enhet sparas åt små och medelstora företag till och med %(until)s.",
            "%(day)s: %(num)s enheter sparas åt små och medelstora företag till och med %(until)s.",
            units,
            day=day_words(day),
            until=day_words(until),
        )
        for (day, until), units in sorted(most.items())
    ]
