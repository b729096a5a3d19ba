"""Testbeds side by side: a column for each, a row for each kind of fact, and which rows say the same of all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from portal.catalogue import queries as catalogue
from portal.catalogue import vocabulary
from portal.catalogue.models import Testbed
from portal.catalogue.permissions import PUBLIC
from portal.database import db
from portal.free_time import start_lines
from portal.geography import Place, distance_km
from portal.web.formats import number
from portal.web.language import localised
from portal.web.wording import languages_of

TEXT, WORDS, LINES, LEVEL, STATUS, DATES, START = "text", "words", "lines", "level", "status", "dates", "start"

MOST_ASKED = 40


@dataclass(frozen=True)
class Row:
    """One fact of each testbed, in the order of the columns; `kind` says how it is shown."""

    title: str
    kind: str
    cells: Sequence[Any]

    @property
    def is_equal(self) -> bool:
        return len(self.cells) > 1 and all(cell == self.cells[0] for cell in self.cells)


def find_public(slugs: Sequence[str]) -> list[Testbed]:
    """Return those of the listings that everybody may see, in the order asked for."""
    wanted = list(dict.fromkeys(slugs))[:MOST_ASKED]
    query = select(Testbed).where(Testbed.slug.in_(wanted), Testbed.lifecycle.in_(PUBLIC))
    found = {testbed.slug: testbed for testbed in db.session.scalars(query)}
    return [found[slug] for slug in wanted if slug in found]


def rows_of(testbeds: Sequence[Testbed], place: Place | None, language: str) -> list[Row]:
    """Return the rows, facts that decide whether one can go there at all first."""
    starts = start_lines.of_testbeds([testbed.id for testbed in testbeds])

    def words(kind: str) -> Callable[[Testbed], Any]:
        # In one order, so that the same words are seen to be the same.
        return lambda testbed: sorted(vocabulary.labels(kind, getattr(testbed, kind), language), key=str.casefold)

    facts: list[tuple[str, str, Callable[[Testbed], Any]]] = [
        (_("Plats"), TEXT, lambda testbed: _place(testbed, language)),
        (_("Drivs av"), TEXT, lambda testbed: testbed.operator),
        (_("Status"), STATUS, lambda testbed: "closed" if testbed.lifecycle == "closed" else testbed.status),
        (_("Väg in"), LEVEL, lambda testbed: testbed.level),
        (_("Tidigaste start"), START, lambda testbed: starts.get(testbed.id, "")),
        (_("Går att boka"), LINES, lambda testbed: _resources(testbed, language)),
        (_("Teknik"), WORDS, words("technologies")),
        (_("Miljö"), WORDS, words("environments")),
        (_("Tjänster"), WORDS, words("services")),
        (_("Utrustning"), LINES, _equipment),
        ("TRL", TEXT, _trl),
        (_("Uppgifterna"), DATES, lambda testbed: (testbed.confirmed_on, testbed.collected_on)),
    ]
    if place is not None:
        away = (_("Avstånd från %(place)s", place=place.name), TEXT, lambda testbed: _away(testbed, place, language))
        facts.insert(1, away)
    return [Row(title, kind, [say(testbed) for testbed in testbeds]) for title, kind, say in facts]


def _place(testbed: Testbed, language: str) -> str:
    return f"{testbed.municipality}, {vocabulary.label('counties', testbed.county, language)}"


def _away(testbed: Testbed, place: Place, language: str) -> str:
    km = distance_km(place.lat, place.lon, testbed.lat, testbed.lon)
    return _("mindre än 1 km") if km < 1 else _("%(km)s km", km=number(round(km), language))


def _resources(testbed: Testbed, language: str) -> list[tuple[str, str | None]]:
    return [(localised(one, "name", language), None) for one in catalogue.resources_of(testbed.id)]


def _equipment(testbed: Testbed) -> list[tuple[str, str | None]]:
    """Return each line with its language, where that can be told."""
    return list(zip(testbed.equipment, languages_of(testbed.equipment), strict=True))


def _trl(testbed: Testbed) -> str:
    low, high = testbed.trl_min or testbed.trl_max, testbed.trl_max or testbed.trl_min
    return (str(low) if low == high else f"{low}–{high}") if low else ""
