"""What the papers of a case are filled with, out of plain values. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.agreements.facts import Cost, Facts, Party, Thing
from portal.enquiry.brief import Brief
from portal.web.formats import number


@dataclass(frozen=True)
class Side:
    """The testbed that a paper is about: who runs it, and what it has answered, if it has."""

    host: Party
    testbed: str = ""
    kronor: int | None = None
    times: str = ""


def facts_of(
    brief: Brief,
    *,
    reference: str,
    company: Party,
    side: Side,
    language: str,
    others: Iterable[Party] = (),
    booked: tuple[date, date] | None = None,
) -> Facts:
    """Return what is known: days that are booked before times that were offered, and those before what was wished for."""
    wished = (brief.first_day, brief.last_day) if not side.times else (None, None)
    first, last = booked or wished
    return Facts(
        company=company,
        host=side.host,
        others=tuple(others),
        testbed=side.testbed,
        purpose=brief.need,
        pass_figure=brief.pass_figure,
        thing=Thing(
            what=brief.object_what,
            dimensions=_dimensions(brief, language),
            mass=_mass(brief.mass_g, language),
            hazards=brief.hazards,
        ),
        trl_now=brief.trl_now,
        trl_wanted=brief.trl_wanted,
        setting=brief.setting,
        samples=brief.samples,
        data=brief.data,
        first_day=first,
        last_day=last,
        period=side.times or brief.wanted_time,
        costs=() if side.kronor is None else (Cost(side.testbed, side.host.name, side.kronor * 100),),
        results=brief.results,
        reference=reference,
    )


def _dimensions(brief: Brief, language: str) -> str:
    """Return length, width and height in that order, with a dash for one that is not known."""
    sides = (brief.length_mm, brief.width_mm, brief.height_mm)
    if not any(sides):
        return ""
    return " × ".join("–" if side is None else number(side, language) for side in sides) + " mm"


def _mass(grams: int | None, language: str) -> str:
    if grams is None:
        return ""
    return f"{number(grams / 1000, language)} kg" if grams >= 1000 else f"{number(grams, language)} g"
