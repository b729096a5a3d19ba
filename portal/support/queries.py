"""Reads of the support programmes; there are few, so each process keeps them by the catalogue's version."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from portal.catalogue.models import Testbed
from portal.catalogue.queries import catalogue_version
from portal.database import db
from portal.errors import NotFound
from portal.geography import fold
from portal.support import paying, reading, rules
from portal.support.models import SupportProgramme
from portal.support.paying import Wanted
from portal.support.reading import Bound
from portal.support.rules import Match, Situation
from portal.support.traits import excludes_testing, is_narrow, names_testing, needs_partners
from portal.web.fragments import Fragments

STATUS_ORDER = ("open", "call-based", "planned", "uncertain", "closed")
_COLUMNS = tuple(SupportProgramme.__table__.columns)
_kept = Fragments(size=2)


@dataclass(frozen=True)
class ProgrammeView:
    """A support programme as plain values; `words` is what a search looks in."""

    id: int
    slug: str
    name: str
    name_en: str | None
    provider: str
    kind: str
    summary_sv: str
    summary_en: str
    who: list[str]
    counties: list[str]
    technologies: list[str]
    market_areas: list[str]
    trl_min: int | None
    trl_max: int | None
    amount: str | None
    co_funding: str | None
    phase: str
    status: str
    website: str | None
    notes: str | None
    sources: list[dict[str, Any]]
    confidence: str
    collected_on: date | None
    order_first: dict[str, str] | None
    opens_on: date | None
    closes_on: date | None
    checked_on: date | None
    checked_at: str | None
    edited_at: datetime | None
    words: str
    names_testing: bool
    needs_partners: bool
    is_narrow: bool
    excludes_testing: bool

    @property
    def about(self) -> str:
        return " ".join((self.name, self.summary_sv, self.summary_en))

    @property
    def is_bound(self) -> bool:
        """Return whether the programme is for some fields only."""
        return bool(self.technologies or self.market_areas)


@dataclass(frozen=True)
class Filters:
    """What somebody looks for: words, all of which must occur, and one value of each kind; empty means any."""

    words: str = ""
    county: str = ""
    kind: str = ""
    phase: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.county or self.kind or self.phase)


def all_programmes() -> list[ProgrammeView]:
    """Return every programme: those that can be applied for first, then by name."""
    programmes: list[ProgrammeView] = _kept.get("all", catalogue_version(), _read)
    return programmes


def _read() -> list[ProgrammeView]:
    rows = db.session.execute(select(*_COLUMNS)).mappings()
    found = [
        ProgrammeView(
            **row,
            words=_words(row),
            names_testing=names_testing(row["summary_sv"]),
            needs_partners=needs_partners(row["summary_sv"]),
            is_narrow=is_narrow(row["summary_sv"]),
            excludes_testing=excludes_testing(row["summary_sv"]),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (STATUS_ORDER.index(one.status), fold(one.name)))


def _words(row: Any) -> str:
    parts = ("name", "name_en", "provider", "summary_sv", "summary_en", "amount")
    return fold(" ".join(row[part] or "" for part in parts))


def get_programme(slug: str) -> ProgrammeView:
    """Return the programme. Raise NotFound when there is none."""
    programme = next((one for one in all_programmes() if one.slug == slug), None)
    if programme is None:
        raise NotFound()
    return programme


def find_programmes(filters: Filters) -> list[ProgrammeView]:
    """Return the programmes that fit all the filters; one without counties is for every county."""
    wanted = fold(filters.words).split()
    return [
        one
        for one in all_programmes()
        if all(word in one.words for word in wanted)
        and (not filters.county or not one.counties or filters.county in one.counties)
        and (not filters.kind or one.kind == filters.kind)
        and (not filters.phase or one.phase == filters.phase)
    ]


def match_testbed(testbed: Testbed, limit: int = 3) -> list[paying.Match]:
    """Return the programmes that may pay for a test in this testbed, the best first, each with its reasons."""
    wanted = Wanted(testbed.county, tuple(testbed.technologies), tuple(testbed.market_areas))
    return paying.best(all_programmes(), wanted, limit)


def that_want_the_application_first(situation: Situation) -> list[Match]:
    """Return the programmes that fit and say that nothing may be ordered first; no text is read for it."""
    return rules.must_apply_first(rules.rank((one for one in all_programmes() if one.order_first), situation))


def match(situation: Situation, limit: int | None = None) -> list[Match]:
    """Return the programmes for the situation, the best first; what does not fit comes after what does, and says why.

    The text is read for the field that it is about; what was chosen of technologies goes before what the text seems to say.
    """
    programmes = all_programmes()
    if situation.text:
        bound = {one.slug: Bound(one.about, tuple(one.technologies)) for one in programmes if one.is_bound}
        situation = replace(situation, kinship=reading.kinship(situation.text, bound))
    return rules.rank(programmes, situation)[:limit]
