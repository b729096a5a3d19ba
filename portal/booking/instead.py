"""What a refusal offers in place of what was wished: in the same resource, and in others like it nearby (P8)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from portal.accounts.queries import Visitor
from portal.booking import holds, rules
from portal.booking.alternatives import around, search_window
from portal.booking.likes import likes_of
from portal.booking.offers import Offer, offers
from portal.booking.rules import Wish
from portal.booking.shares.pooling import with_shares
from portal.booking.taken import claims_between, claims_many
from portal.booking.units_left import Claims
from portal.booking.wishes import wish_of
from portal.capacity.queries import offered, offered_many
from portal.catalogue.models import Resource
from portal.clock import Period
from portal.conditions.rules import NO_CONDITIONS

MOST_ELSEWHERE = 3
MOST_ASKED = 24


@dataclass(frozen=True)
class Elsewhere:
    """Another resource that is free at the wished time, and how far away it is; None within the same testbed."""

    slug: str
    name_sv: str
    name_en: str
    unit: str
    mode: str
    testbed_name: str
    testbed_name_en: str | None
    municipality: str
    kilometres: int | None


@dataclass(frozen=True)
class Instead:
    """What was wished, and what nearly fits here and elsewhere."""

    period: Period
    units: int
    here: list[Offer]
    elsewhere: list[Elsewhere]


def offers_instead(
    visitor: Visitor, resource: Resource, period: Period, units: int, now: datetime, form_key: str | None = None
) -> Instead:
    """Return what would do in place of the wish; nothing of it is held, and nobody learns who has the wished time."""
    earlier = holds.made_by(holds.kept_key(visitor, resource, form_key))
    but = earlier.id if earlier else None
    wish = wish_of(visitor, resource, period, units, now, but=but)
    if not wish.has_organisation:
        return Instead(period, units, [], [])
    window = search_window(resource, wish, now)
    claims = _in_the_way(resource, wish, window, now, but)
    here = offers(resource, wish, offered(resource.id, window), claims, now)
    return Instead(period, units, here, list(_elsewhere(visitor, resource, wish, now)))


def _elsewhere(visitor: Visitor, resource: Resource, wish: Wish, now: datetime) -> Iterator[Elsewhere]:
    """Yield the nearest resources like this one in which the wish would break no rule."""
    alike = likes_of(resource, wish.units, now, most=MOST_ASKED) if wish.period.starts_at > now else []
    if not alike:
        return
    ids = [one.id for one, _ in alike]
    found, bare = 0, replace(wish, conditions=NO_CONDITIONS)
    window = around(resource, wish.period)
    there, taken = offered_many(ids, window), claims_many(ids, window, now=now)
    for one, kilometres in alike:
        if not rules.broken_rules(one, bare, there[one.id], taken[one.id], now) and _may(visitor, one, wish, now):
            yield _as_elsewhere(one, kilometres)
            found += 1
        if found == MOST_ELSEWHERE:
            return


def _may(visitor: Visitor, resource: Resource, wish: Wish, now: datetime) -> bool:
    """Return whether the conditions of that resource allow it: asked only of those that are free, with their own buffers."""
    period = around(resource, wish.period)
    own = wish_of(visitor, resource, wish.period, wish.units, now)
    claims = _in_the_way(resource, own, period, now)
    return not rules.broken_rules(resource, own, offered(resource.id, period), claims, now)


def _in_the_way(resource: Resource, wish: Wish, period: Period, now: datetime, but: int | None = None) -> Claims:
    """Return what stands in the way of the wish: what is taken, and what is kept for others than who wishes."""
    claims = claims_between(resource.id, period, now=now, but=but)
    return claims if wish.is_sme else with_shares(resource.id, claims, period, now=now)


def _as_elsewhere(resource: Resource, kilometres: float | None) -> Elsewhere:
    testbed: Any = resource.testbed
    return Elsewhere(
        slug=resource.slug,
        name_sv=resource.name_sv,
        name_en=resource.name_en,
        unit=resource.unit,
        mode=resource.mode,
        testbed_name=testbed.name,
        testbed_name_en=testbed.name_en,
        municipality=testbed.municipality,
        kilometres=None if kilometres is None else round(kilometres),
    )
