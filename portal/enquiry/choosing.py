"""Choosing one more testbed for a case: what the search finds for the words, and for the brief where there are none."""

from collections.abc import Collection
from dataclasses import dataclass

from portal.catalogue.models import Testbed
from portal.enquiry.brief import Brief
from portal.search.queries import Criteria, find

LONGEST_WORDS = 1000
SHOWN = 8


@dataclass(frozen=True)
class Choice:
    """A testbed that may be asked, as a form offers it."""

    testbed_id: int
    slug: str
    name: str
    name_en: str | None
    operator: str
    municipality: str
    distance: float | None = None


def choice_of(testbed: Testbed) -> Choice:
    """Return a listing that is at hand as a choice."""
    return Choice(testbed.id, testbed.slug, testbed.name, testbed.name_en, testbed.operator, testbed.municipality)


def choices(
    words: str, county: str, language: str, *, without: Collection[int] = (), most: int = SHOWN
) -> list[Choice]:
    """Return the testbeds that answer best to the words, near the county where one is known."""
    if not words.strip():
        return []
    result = find(Criteria(q=words[:LONGEST_WORDS], place=county), language)
    # A need in a company's own words seldom answers whole to any listing: the nearest are shown, and people choose.
    hits = [one for one in result.hits[: most + len(without)] if one.testbed_id not in without][:most]
    return [
        Choice(
            one.testbed_id,
            one.listed.slug,
            one.listed.name,
            one.listed.name_en,
            one.listed.operator,
            one.listed.municipality,
            one.distance,
        )
        for one in hits
    ]


def answers_anywhere(words: str) -> bool:
    """Return whether any testbed answers to the words as a whole; nothing asked is taken for a yes."""
    return not words.strip() or not find(Criteria(q=words[:LONGEST_WORDS])).is_weak


def next_best(brief: Brief, county: str, language: str, *, without: Collection[int]) -> Choice | None:
    """Return who fits the brief best among those not asked yet."""
    words = " ".join(part for part in (brief.need, brief.object_what, brief.pass_figure) if part)
    return next(iter(choices(words, county, language, without=without, most=1)), None)
