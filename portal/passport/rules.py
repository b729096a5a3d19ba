"""Which papers a time needs and what of it is missing, decided from plain values. Days are local, first and last included."""

import calendar
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any

from portal import clock
from portal.clock import Period
from portal.errors import N_, Refusal, Refusals

A_DAY, A_SECOND = timedelta(days=1), timedelta(seconds=1)


@dataclass(frozen=True)
class Kind:
    """A kind of paper. A training is of one person, all others of the organisation."""

    key: str
    slug: str
    name_sv: str
    name_en: str
    is_training: bool = False


NDA, INSURANCE, BILLING, TERMS, SAFETY, EQUIPMENT = "nda", "insurance", "billing", "terms", "safety", "equipment"
KINDS = {
    one.key: one
    for one in (
        Kind(NDA, "sekretessavtal", "Sekretessavtal", "Non-disclosure agreement"),
        Kind(INSURANCE, "ansvarsforsakring", "Ansvarsförsäkring", "Liability insurance"),
        Kind(BILLING, "faktureringsuppgifter", "Faktureringsuppgifter", "Billing details"),
        Kind(TERMS, "villkor", "Godkända villkor", "Accepted terms"),
        Kind(SAFETY, "sakerhetskurs", "Säkerhetskurs", "Safety course", True),
        Kind(EQUIPMENT, "utrustningsutbildning", "Utrustningsutbildning", "Equipment training", True),
    )
}
TRAINING = frozenset(key for key, kind in KINDS.items() if kind.is_training)

MISSING, PERSONAL, UNASKED, WAITING, EXPIRES, NOT_YET = (
    N_("%(what)s krävs och saknas."),
    N_("%(what)s krävs av alla som kommer och saknas för den som bokar."),
    N_("%(what)s finns, men testbädden har inte sagt ja ännu."),
    N_("%(what)s väntar på testbäddens ja."),
    N_("%(what)s gäller till och med %(until)s, men tiden slutar %(last)s."),
    N_("%(what)s gäller först från och med %(since)s, men tiden börjar %(first)s."),
)


@dataclass(frozen=True)
class Demand:
    """What the owner of a resource asks for: one kind of paper.

    `by_owner`: it counts when the owner has said yes to it. `everyone`: each who comes needs the training, else one of them.
    `lead_days` working days is how long it takes to get, `months` how long it counts from its first day at most. `mark` tells
    the text of the terms that must have been accepted.
    """

    kind: str
    by_owner: bool = False
    everyone: bool = False
    lead_days: int = 0
    months: int | None = None
    mark: str = ""
    how_sv: str = field(default="", compare=False)
    how_en: str = field(default="", compare=False)
    link: str = field(default="", compare=False)

    @property
    def what(self) -> Kind:
        return KINDS[self.kind]


@dataclass(frozen=True)
class Held:
    """A paper as one owner sees it. Without a first day it has been asked for and not been given; without a last it has no end."""

    kind: str
    first_day: date | None
    last_day: date | None = None
    person_id: int | None = None
    mark: str = ""
    confirmed: bool = False
    waiting: bool = False
    refused: bool = False


@dataclass(frozen=True)
class Gap:
    """A demand that is not met throughout, why, and the days that tell it."""

    demand: Demand
    reason: str
    days: dict[str, date] = field(default_factory=dict)

    @property
    def kind(self) -> Kind:
        return self.demand.what


class PaperMissing(Refusal):
    """The organisation's papers do not cover the time; `remedy` names the page on which that is put right."""

    def __init__(self, gap: Gap, slug: str):
        details: dict[str, Any] = dict(gap.days)
        super().__init__(gap.reason, what=gap.kind, **details)
        self.gap = gap
        self.remedy = ("passport.needed", {"slug": slug}) if slug else None

    @property
    def is_timeless(self) -> bool:
        """Return whether another time would not help: it is not a matter of days."""
        return not self.gap.days


class PapersMissing(Refusals):
    """The papers do not cover what is to begin or to be said yes to: each that is missing."""


@dataclass(frozen=True)
class Standing:
    """How one demand stands today: until when it is met (None: no end), or what is missing."""

    demand: Demand
    until: date | None
    gap: Gap | None


@dataclass(frozen=True)
class Papers:
    """What a resource demands and what one organisation has of it, for the person who is to use it."""

    demands: tuple[Demand, ...] = ()
    held: tuple[Held, ...] = ()
    person_id: int | None = None
    slug: str = ""
    _known: dict[tuple[date, date], list[Gap]] = field(default_factory=dict, compare=False, repr=False)

    def gaps(self, first_day: date, last_day: date) -> list[Gap]:
        """Return every demand that is not met on each of these days."""
        # The search for another time asks the same days again and again.
        if (first_day, last_day) not in self._known:
            found = (self._gap(one, first_day, last_day) for one in self.demands)
            self._known[first_day, last_day] = [one for one in found if one is not None]
        return self._known[first_day, last_day]

    def broken(self, taken: Sequence[Period]) -> list[Refusal]:
        """Return a refusal for each paper that does not cover the whole of these stretches."""
        if not taken or not self.demands:
            return []
        first_day, last_day = days_of(Period(taken[0].starts_at, taken[-1].ends_at))
        return [PaperMissing(gap, self.slug) for gap in self.gaps(first_day, last_day)]

    def ensure(self, taken: Sequence[Period]) -> None:
        """Raise PapersMissing when something does not cover the whole of these stretches."""
        if broken := self.broken(taken):
            raise PapersMissing(broken)

    def standings(self, day: date) -> list[Standing]:
        """Return how each demand stands on this day."""
        return [self._standing(one, day) for one in self.demands]

    def _standing(self, demand: Demand, day: date) -> Standing:
        until = self._until(demand, day, partial(accepted, demand))
        end = None if until == date.max else until
        return Standing(demand, end, self._gap(demand, day, day))

    def _gap(self, demand: Demand, first_day: date, last_day: date) -> Gap | None:
        accepts = partial(accepted, demand)
        until = self._until(demand, first_day, accepts)
        if until is not None and until >= last_day:
            return None
        fitting = [one for one in self.held if fits(demand, one) and self._counts(demand, one)]
        would = self._until(demand, first_day, lambda one: not one.refused)
        if demand.by_owner and would is not None and would >= last_day:
            asked = any(one.waiting for one in fitting)
            return Gap(demand, WAITING if asked else UNASKED)
        if any(one.waiting and one.first_day is None for one in fitting):
            return Gap(demand, WAITING)
        return _short(demand, [one for one in fitting if accepts(one)], until, first_day, last_day)

    def _counts(self, demand: Demand, one: Held) -> bool:
        return not (demand.everyone and one.kind in TRAINING) or one.person_id == self.person_id

    def _until(self, demand: Demand, first_day: date, accepts: Callable[[Held], bool]) -> date | None:
        """Return the last day until which the demand is met without a break from the first, None when not even then.

        Training is one person's: two people with half of the time each do not make one who is there throughout.
        """
        good = [one for one in self.held if fits(demand, one) and self._counts(demand, one) and accepts(one)]
        owners = {one.person_id for one in good} if demand.kind in TRAINING else {None}
        reached = (
            reaches([one for one in good if whose is None or one.person_id == whose], first_day, demand.months)
            for whose in owners
        )
        return max((one for one in reached if one is not None), default=None)


NO_PAPERS = Papers()


def _short(demand: Demand, good: list[Held], until: date | None, first_day: date, last_day: date) -> Gap:
    """Return what is wrong where the owner has nothing to answer: nothing there, not yet, or no longer."""
    ends = [end for one in good if (end := _last(one, demand.months)) < first_day]
    begins = [one.first_day for one in good if one.first_day is not None and first_day < one.first_day <= last_day]
    if until is not None:
        return Gap(demand, EXPIRES, {"until": until, "last": last_day})
    if begins:
        return Gap(demand, NOT_YET, {"since": min(begins), "first": first_day})
    if ends:
        return Gap(demand, EXPIRES, {"until": max(ends), "last": last_day})
    return Gap(demand, PERSONAL if demand.everyone and demand.kind in TRAINING else MISSING)


def fits(demand: Demand, one: Held) -> bool:
    """Return whether the paper is of the kind, and for terms of the very text, that is asked for."""
    return one.kind == demand.kind and (demand.kind != TERMS or one.mark == demand.mark)


def accepted(demand: Demand, one: Held) -> bool:
    """Return whether the paper counts: the owner has said yes to it, or need not and has not said no."""
    return one.first_day is not None and (one.confirmed if demand.by_owner else not one.refused)


def reaches(held: Iterable[Held], first_day: date, months: int | None = None) -> date | None:
    """Return the last day that these papers cover without a break from the first; date.max for no end, None for not at all."""
    until, needed = None, first_day
    for one in sorted((one for one in held if one.first_day), key=lambda one: one.first_day or date.max):
        end = _last(one, months)
        if one.first_day is None or one.first_day > needed:
            break
        if end >= needed:
            until = end
            if end == date.max:
                break
            needed = end + A_DAY
    return until


def _last(one: Held, months: int | None) -> date:
    """Return the last day on which the paper counts, the owner's number of months from its first day included."""
    end = one.last_day or date.max
    if months is None or one.first_day is None:
        return end
    return min(end, months_later(one.first_day, months) - A_DAY)


def months_later(day: date, months: int) -> date:
    """Return the same day of the month so many months later, or the month's last day where it has no such day."""
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    if year > date.max.year:
        return date.max
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def days_of(period: Period) -> tuple[date, date]:
    """Return the first and last local day that the period touches."""
    return clock.local_day(period.starts_at), clock.local_day(period.ends_at - A_SECOND)


ACCEPTED, ENDS_SOON, WAITS, NOT_ASKED, LACKS = "accepted", "expires", "waiting", "unasked", "missing"
SOON = timedelta(days=30)


@dataclass(frozen=True)
class GapRow:
    """One paper that an owner demands: how it stands, and the resource on whose page it is put right, if there is one."""

    demand: Demand
    state: str
    until: date | None
    resource: Any = None
    is_general: bool = False

    @property
    def kind(self) -> Kind:
        return self.demand.what

    @property
    def is_met(self) -> bool:
        return self.state in (ACCEPTED, ENDS_SOON)


def gap_row(standing: Standing, today: date, resource: Any = None) -> GapRow:
    """Return the standing as a row; what ends within a month says so while there is time."""
    if standing.gap is not None:
        state = {WAITING: WAITS, UNASKED: NOT_ASKED}.get(standing.gap.reason, LACKS)
        return GapRow(standing.demand, state, None, resource)
    ends = standing.until is not None and standing.until <= today + SOON
    return GapRow(standing.demand, ENDS_SOON if ends else ACCEPTED, standing.until, resource)


def lead(missing: Iterable[Gap]) -> int:
    """Return in how many working days what is missing can be had at the earliest; 0 when nothing is missing.

    Documents are got side by side, so the slowest of them counts. A safety course comes before the training on the equipment,
    so those are added. Use: `lead(papers.gaps(day, day))`, where `papers` are those of `passport.queries.papers_for(...)`
    and `day` is today; what expires later is told by `papers.gaps(first_day, last_day)` of the time itself.
    """
    gaps = list(missing)
    training = sum(gap.demand.lead_days for gap in gaps if gap.demand.kind in TRAINING)
    return max([training, *(gap.demand.lead_days for gap in gaps if gap.demand.kind not in TRAINING)])


def mark_of(terms: str) -> str:
    """Return the fingerprint of a text of terms: a changed word makes another, which must be accepted anew."""
    return hashlib.sha256(" ".join(terms.split()).encode()).hexdigest() if terms.strip() else ""


def ordered(demands: Iterable[Demand]) -> tuple[Demand, ...]:
    """Return the demands in the order of the kinds."""
    places = list(KINDS)
    return tuple(sorted(demands, key=lambda one: places.index(one.kind)))


def find_kind(slug: str) -> Kind | None:
    """Return the kind that has this address."""
    return next((one for one in KINDS.values() if one.slug == slug), None)
