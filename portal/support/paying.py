"""Which programmes may pay for a test at a testbed, and why. Pure: plain values in, reasons out.

A match is a hint and never a promise: the source alone knows who is granted what.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

COUNTY, TECHNOLOGIES, MARKET_AREAS, EVERYWHERE, TESTING = (
    "county",
    "technologies",
    "market_areas",
    "everywhere",
    "testing",
)
STATUS_RANK = {"open": 0, "call-based": 0, "uncertain": 1}
"""Statuses in which a programme may pay, surest first; others never match."""

PHASE_WEIGHT = {"test": 4, "pilot": 2, "design": 1}
KIND_WEIGHT = {"subsidised-testing": 3, "voucher": 3, "grant": 2, "advice": 1}
PAYS = frozenset({"grant", "voucher", "subsidised-testing"})
COUNTY_WEIGHT, WORD_WEIGHT, SME_WEIGHT, SURE_WEIGHT = 4, 3, 1, 1


class Programme(Protocol):
    """What matching needs to know of a support programme."""

    @property
    def slug(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def who(self) -> Sequence[str]: ...
    @property
    def counties(self) -> Sequence[str]: ...
    @property
    def technologies(self) -> Sequence[str]: ...
    @property
    def market_areas(self) -> Sequence[str]: ...
    @property
    def phase(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def confidence(self) -> str: ...


@dataclass(frozen=True)
class Wanted:
    """What is known of the test: where, by which technologies, in which market areas."""

    county: str
    technologies: tuple[str, ...] = ()
    market_areas: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reason:
    """Why a programme is shown: the kind of reason and the keys that agree."""

    kind: str
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    """A programme that may pay, the reasons, and how well it fits."""

    programme: Programme
    reasons: tuple[Reason, ...]
    weight: int

    @property
    def reach(self) -> str:
        """Return what makes it fit: the county, the field, or that it is for everybody."""
        kinds = {reason.kind for reason in self.reasons}
        return COUNTY if COUNTY in kinds else EVERYWHERE if EVERYWHERE in kinds else TECHNOLOGIES

    @property
    def order(self) -> tuple[int, int, str]:
        return STATUS_RANK[self.programme.status], -self.weight, self.programme.slug


def match(programme: Programme, wanted: Wanted) -> Match | None:
    """Return why the programme may pay for this test, or None when it cannot.

    A closed programme never matches; nor one for other counties, nor one whose stated fields have nothing in common.
    """
    if programme.status not in STATUS_RANK or programme.kind not in PAYS:
        return None
    if programme.counties and wanted.county not in programme.counties:
        return None
    technologies = _common(programme.technologies, wanted.technologies)
    market_areas = _common(programme.market_areas, wanted.market_areas)
    if (programme.technologies or programme.market_areas) and not (technologies or market_areas):
        return None
    return Match(
        programme,
        tuple(_reasons(programme, wanted, technologies, market_areas)),
        _weight(programme, technologies, market_areas),
    )


def best(programmes: Iterable[Programme], wanted: Wanted, limit: int) -> list[Match]:
    """Return the matches that fit best: what can be applied for goes before what is uncertain.

    The best regional one, the best within the field and the best for everybody go before further ones of the same
    reach: three programmes of one consortium help less than three ways to pay.
    """
    found = sorted((one for programme in programmes if (one := match(programme, wanted))), key=lambda one: one.order)
    firsts: dict[str, Match] = {}
    for one in found:
        if one.programme.status != "uncertain":
            firsts.setdefault(one.reach, one)
    chosen = [*firsts.values(), *(one for one in found if one not in firsts.values())][:limit]
    return sorted(chosen, key=lambda one: one.order)


def _common(stated: Sequence[str], wanted: Sequence[str]) -> tuple[str, ...]:
    return tuple(key for key in wanted if key in stated)


def _reasons(
    programme: Programme, wanted: Wanted, technologies: tuple[str, ...], market_areas: tuple[str, ...]
) -> Iterable[Reason]:
    if technologies:
        yield Reason(TECHNOLOGIES, technologies)
    if market_areas:
        yield Reason(MARKET_AREAS, market_areas)
    if programme.counties:
        yield Reason(COUNTY, (wanted.county,))
    elif not technologies and not market_areas:
        yield Reason(EVERYWHERE)
    if programme.phase == "test":
        yield Reason(TESTING)


def _weight(programme: Programme, technologies: tuple[str, ...], market_areas: tuple[str, ...]) -> int:
    return (
        PHASE_WEIGHT.get(programme.phase, 0)
        + KIND_WEIGHT.get(programme.kind, 0)
        + (COUNTY_WEIGHT if programme.counties else 0)
        + WORD_WEIGHT * min(len(technologies), 2)
        + WORD_WEIGHT * min(len(market_areas), 1)
        + (SME_WEIGHT if "sme" in programme.who else 0)
        + (SURE_WEIGHT if programme.confidence == "high" else 0)
    )
