"""What an owner does about the share that is kept for small and medium-sized companies, and how it went month by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from sqlalchemy import delete, insert

from portal import audit, clock
from portal.accounts.queries import Visitor
from portal.booking.moves import take_resource
from portal.booking.shares.pooling import PoolView, claims_of_small, kept_stretches, pools_of
from portal.booking.units_left import ClaimRow, Share
from portal.capacity.models import Pool
from portal.capacity.queries import offered
from portal.capacity.rules import MIDNIGHT
from portal.capacity.service import ensure_manages
from portal.catalogue.models import Resource
from portal.catalogue.service import bump_version
from portal.clock import Period
from portal.database import db, transaction
from portal.errors import N_, Refusal, Refusals

MONTHS_BACK, MONTHS_AHEAD = 3, 6
MOST_POOLS = 10
LONGEST_RELEASE = 365
FROM_THE_START = date.min + timedelta(days=LONGEST_RELEASE + 2)
TOO_MANY_UNITS = N_("Resursen har %(most)s enheter. Spara högst så många.")
NO_DAYS = N_("Välj minst en veckodag.")
TURNED = N_("Sluttiden måste ligga efter starttiden.")
TOO_LONG = N_("Ange högst %(most)s dagar.")
ENOUGH = N_("Resursen har redan %(most)s andelar. Ta bort någon först.")


@dataclass(frozen=True)
class Month:
    """Unit-hours of one month: kept in all, taken by those they are kept for, released to everybody without being taken."""

    first_day: date
    kept: float = 0.0
    used: float = 0.0
    released: float = 0.0

    @property
    def still_kept(self) -> float:
        return self.kept - self.used - self.released


def add_pool(
    visitor: Visitor,
    resource: Resource,
    units: int,
    released_days: int,
    now: datetime,
    *,
    weekdays: Sequence[int] = range(7),
    opens: int = 0,
    closes: int = MIDNIGHT,
) -> None:
    """Keep so many units for small and medium-sized companies until so many days before; nobody loses what they have.

    Raise Refusals for a share that cannot be, NotFound for whoever does not answer for the testbed.
    """
    ensure_manages(visitor, resource)
    days = "".join(str(day) for day in sorted(set(weekdays)))
    if faults := _faults(resource, units, released_days, days, opens, closes):
        raise Refusals(faults)
    with transaction():
        take_resource(resource.id)
        if len(pools_of(resource.id)) >= MOST_POOLS:
            raise Refusal(ENOUGH, most=MOST_POOLS)
        values = {"units": units, "weekdays": days, "opens": opens, "closes": closes, "released_days": released_days}
        db.session.execute(insert(Pool).values(resource_id=resource.id, created_at=now, **values))
        bump_version()
        audit.record("resource.share-kept", resource.slug, person_id=visitor.id, now=now, **values)


def remove_pool(visitor: Visitor, resource: Resource, pool_id: int, now: datetime) -> None:
    """Keep that share no longer; removing it twice is once. Raise NotFound for whoever does not answer for the testbed."""
    ensure_manages(visitor, resource)
    with transaction():
        take_resource(resource.id)
        gone = delete(Pool).where(Pool.id == pool_id, Pool.resource_id == resource.id).returning(Pool.units)
        units = db.session.execute(gone).scalar()
        if units is not None:
            bump_version()
            audit.record("resource.share-released", resource.slug, person_id=visitor.id, now=now, units=units)


def _faults(
    resource: Resource, units: int, released_days: int, weekdays: str, opens: int, closes: int
) -> list[Refusal]:
    faults = []
    if not 1 <= units <= resource.units:
        faults.append(Refusal(TOO_MANY_UNITS, field="units", most=resource.units))
    if not weekdays:
        faults.append(Refusal(NO_DAYS, field="weekdays"))
    if closes <= opens:
        faults.append(Refusal(TURNED, field="closes"))
    if not 0 <= released_days <= LONGEST_RELEASE:
        faults.append(Refusal(TOO_LONG, field="released_days", most=LONGEST_RELEASE))
    return faults


def months_of(resource: Resource, now: datetime) -> list[Month]:
    """Return how the share went, by today's shares: the months just gone, this one, and some to come."""
    pools = pools_of(resource.id)
    if not pools:
        return []
    since = min(one.created_at for one in pools)
    first_days = [_month(clock.local_day(now), number) for number in range(-MONTHS_BACK, MONTHS_AHEAD + 1)]
    months = [
        _went(resource.id, pools, clock.month_period(one.year, one.month), now)
        for one in first_days
        if clock.month_period(one.year, one.month).ends_at > since
    ]
    return [one for one in months if one.kept]


def _month(day: date, number: int) -> date:
    months = day.year * 12 + day.month - 1 + number
    return date(months // 12, months % 12 + 1, 1)


def _went(resource_id: int, pools: Sequence[PoolView], period: Period, now: datetime) -> Month:
    first_day, today = clock.local_day(period.starts_at), clock.local_day(now)
    kept = list(kept_stretches(pools, offered(resource_id, period), period, FROM_THE_START))
    taken = claims_of_small(resource_id, period, now=now)
    month = Month(first_day)
    for share in kept:
        hours, used = _unit_hours(share), _used_of(share, taken)
        released = 0.0 if today <= share.until else hours - used
        month = Month(first_day, month.kept + hours, month.used + used, month.released + released)
    return month


def _unit_hours(share: Share) -> float:
    return share.units * Period(share.starts_at, share.ends_at).hours


def _used_of(share: Share, taken: Sequence[ClaimRow]) -> float:
    """Return the unit-hours of the share that are in use by those it is kept for."""
    edges = {share.starts_at, share.ends_at} | {edge for one in taken for edge in (one.starts_at, one.ends_at)}
    cuts = sorted(edge for edge in edges if share.starts_at <= edge <= share.ends_at)
    return sum(
        min(share.units, sum(one.units for one in taken if one.is_used_at(first))) * Period(first, last).hours
        for first, last in pairwise(cuts)
    )
