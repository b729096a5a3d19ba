"""The shortlist: which testbeds may do it, with what fits, what is not known and what does not fit; never a guess."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.accounts.queries import Visitor, coordinator_name
from portal.catalogue.models import Capability, Resource, Testbed
from portal.catalogue.queries import find_testbed
from portal.conditions.pricing import Rates, class_of
from portal.conditions.queries import customer_class, rates_of_many
from portal.database import db
from portal.enquiry import queries, rules
from portal.enquiry.intake.reading import needs_of, words_of
from portal.enquiry.timing.rules import Promise
from portal.free_time.start_rules import Start
from portal.free_time.starts import earliest_many
from portal.geography import distance_km
from portal.limits.fitting import Fit, Limit, Need, fit_of
from portal.search.queries import Criteria, Hit, Listed, Result, find, shelf

LOOKED_AT, SHOWN = 40, 6
SETTINGS = {
    "lab": {"lab"},
    "pilot": {"pilot-plant", "production-like"},
    "real": {"full-scale", "field", "production-like"},
}


@dataclass(frozen=True)
class Terms:
    """What it takes to get in: who answers and by when, what can be booked and from when, and what it costs."""

    answerer: str | None
    promise: Promise
    reply_by: date
    resource: Resource | None
    start: Start | None
    rates: Rates | None
    price_sv: str | None
    price_en: str | None


@dataclass(frozen=True)
class Candidate:
    """One testbed of the list. `fits` tells of each thing that must fit whether the listing states that it does."""

    hit: Hit
    testbed: Testbed
    distance: float | None
    fits: tuple[tuple[Need, Fit], ...]
    setting: Fit | None
    terms: Terms
    is_chosen: bool
    is_from: bool

    @property
    def listed(self) -> Listed:
        return self.hit.listed

    @property
    def misses(self) -> int:
        """Return how many things do not fit."""
        wrong = sum(fit is Fit.NO for _, fit in self.fits) + (self.setting is Fit.NO)
        return wrong + (self.listed.status in ("planned", "closed"))

    @property
    def may_be_asked(self) -> bool:
        return self.terms.answerer is not None


@dataclass(frozen=True)
class Shortlist:
    """What may do it, best first. `is_weak`: nothing answers well enough; `more` is how many others the search has."""

    candidates: tuple[Candidate, ...]
    is_weak: bool
    more: int
    coordinator: str | None


def shortlist(
    answers: dict[str, Any], visitor: Visitor | None, language: str, *, now: datetime, shown: int
) -> Shortlist:
    """Return the list for these answers: the testbed that somebody comes from first, then those that fit, then the others."""
    today = clock.local_day(now)
    result = find(Criteria(q=words_of(answers, today), place=answers.get("place", "")), language)
    chosen = list(answers.get("testbeds", ()))
    hits = _with_chosen([hit for hit in result.hits[:LOOKED_AT] if hit.listed.status != "closed"], chosen, result)
    candidates = _candidates(hits, answers, visitor, now=now)
    came = set(answers.get("came_from", ()))
    ordered = sorted(candidates, key=lambda one: (one.listed.slug not in came, not one.is_chosen, one.misses > 0))
    county = answers.get("county") or (ordered[0].testbed.county if ordered and not result.is_weak else "")
    return Shortlist(
        candidates=tuple(ordered[:shown]),
        is_weak=result.is_weak or not result.total,
        more=max(0, len(ordered) - shown),
        coordinator=coordinator_name(county),
    )


def _with_chosen(hits: list[Hit], chosen: Sequence[str], result: Result) -> list[Hit]:
    """Return the hits, and before them what was chosen elsewhere and the search does not find."""
    found = {hit.listed.slug for hit in hits}
    others = [one for slug in chosen if slug not in found and (one := find_testbed(slug)) is not None]
    at = shelf()
    listed = [at.listings[at.place_of[one.id]] for one in others if one.id in at.place_of]
    return [*(Hit(one, _away(one, result)) for one in listed), *hits]


def _away(listed: Listed, result: Result) -> float | None:
    place = result.place
    return round(distance_km(place.lat, place.lon, listed.lat, listed.lon), 1) if place else None


def _candidates(
    hits: Sequence[Hit], answers: dict[str, Any], visitor: Visitor | None, *, now: datetime
) -> list[Candidate]:
    ids = [hit.testbed_id for hit in hits]
    needs = needs_of(answers, clock.local_day(now))
    limits, testbeds = _limits(ids, needs), _testbeds(ids)
    terms = _terms(list(testbeds.values()), _class_of(answers, visitor), visitor, now=now)
    chosen, came = set(answers.get("testbeds", ())), set(answers.get("came_from", ()))
    return [
        Candidate(
            hit=hit,
            testbed=testbeds[hit.testbed_id],
            distance=hit.distance,
            fits=tuple((need, fit_of([need], limits.get(hit.testbed_id, ()))) for need in needs),
            setting=_setting(answers.get("setting"), testbeds[hit.testbed_id].environments),
            terms=terms[hit.testbed_id],
            is_chosen=hit.listed.slug in chosen,
            is_from=hit.listed.slug in came,
        )
        for hit in hits
        if hit.testbed_id in testbeds
    ]


def _setting(wanted: str | None, environments: Sequence[str]) -> Fit | None:
    if not wanted:
        return None
    if not environments:
        return Fit.UNTOLD
    return Fit.YES if SETTINGS[wanted] & set(environments) else Fit.NO


def _limits(ids: Sequence[int], needs: Sequence[Need]) -> Mapping[int, list[Limit]]:
    quantities = sorted({one.quantity for one in needs})
    if not quantities:
        return {}
    query = select(Capability.testbed_id, Capability.quantity, Capability.low, Capability.high).where(
        Capability.testbed_id.in_(ids), Capability.quantity.in_(quantities)
    )
    found: dict[int, list[Limit]] = defaultdict(list)
    for row in db.session.execute(query):
        found[row.testbed_id].append(Limit(row.quantity, row.low, row.high))
    return found


def _testbeds(ids: Sequence[int]) -> dict[int, Testbed]:
    query = select(Testbed).where(Testbed.id.in_(ids)).options(joinedload(Testbed.owner))
    return {one.id: one for one in db.session.scalars(query)}


def _class_of(answers: dict[str, Any], visitor: Visitor | None) -> str:
    """Return the class in which the company pays; who says nothing of its size is taken for a small one."""
    known = customer_class(visitor) if visitor else None
    return known or class_of("company", answers.get("size_class") or "sme")


def _terms(testbeds: Sequence[Testbed], paying: str, visitor: Visitor | None, *, now: datetime) -> dict[int, Terms]:
    ids = [one.id for one in testbeds]
    query = select(Resource).where(Resource.testbed_id.in_(ids), Resource.is_open).order_by(Resource.id)
    resources: dict[int, list[Resource]] = defaultdict(list)
    for one in db.session.scalars(query):
        resources[one.testbed_id].append(one)
    starts = earliest_many(list(resources), visitor, now) if resources else {}
    rates = rates_of_many([one.id for there in resources.values() for one in there], paying)
    promises = queries.promises_of([one.owner_id for one in testbeds if one.owner_id], now=now)
    names = {county: coordinator_name(county) for county in {one.county for one in testbeds if one.owner_id is None}}
    return {
        one.id: _terms_of(one, resources.get(one.id, []), starts.get(one.id), rates, promises, names, now=now)
        for one in testbeds
    }


def _terms_of(
    testbed: Testbed,
    resources: Sequence[Resource],
    start: Start | None,
    rates: Mapping[int, Rates],
    promises: Mapping[int, Promise],
    names: Mapping[str, str | None],
    *,
    now: datetime,
) -> Terms:
    first = next((one for one in resources if start and one.id == start.resource_id), next(iter(resources), None))
    promise = promises.get(testbed.owner_id or 0, Promise(rules.PROMISED_WORKING_DAYS))
    return Terms(
        answerer=testbed.owner.name if testbed.owner else names.get(testbed.county),
        promise=promise,
        reply_by=rules.reply_by(clock.local_day(now), promise.working_days),
        resource=first,
        start=start,
        rates=rates.get(first.id) if first else None,
        price_sv=first.price_sv if first else None,
        price_en=first.price_en if first else None,
    )
