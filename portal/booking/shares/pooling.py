"""Shares that owners keep for small and medium-sized companies, as they stand in the way of everybody else.

A share is what of its units those companies have not taken yet, at each moment, until the day on which it is released. Whoever
is not one of them meets it as if it were taken; so every rule, calendar and search for another time holds to it by itself. The
last word is spoken where claims are entered, with the resource locked: two large companies at once cannot eat it together.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, or_, select

from portal import clock
from portal.accounts.models import Organisation
from portal.accounts.queries import Visitor
from portal.booking.availability import first_day_of, last_day_of
from portal.booking.models import Booking, Claim
from portal.booking.rules import kept_fault
from portal.booking.states import HELD
from portal.booking.taken import claims_between, reaching
from portal.booking.units_left import Along, ClaimRow, Claims, Footprint, Share, least_free
from portal.capacity.models import NEEDS, Pool, ResourceLink
from portal.capacity.queries import offered
from portal.capacity.rules import Stretch, clipped, merged, moment_of
from portal.catalogue.models import Resource
from portal.clock import Period
from portal.database import db

SME = "sme"


@dataclass(frozen=True)
class PoolView:
    """A share as its owner has said it."""

    id: int
    resource_id: int
    units: int
    weekdays: str
    opens: int
    closes: int
    released_days: int
    created_at: datetime

    def holds_on(self, day: date, today: date) -> bool:
        """Return whether the share is kept on that day, seen from today."""
        return str(day.weekday()) in self.weekdays and today <= self.until(day)

    def until(self, day: date) -> date:
        """Return the last day on which that day's share is kept."""
        return day - timedelta(days=self.released_days + 1)

    def period_on(self, day: date) -> Period | None:
        """Return its time on that day, if the clocks leave it any."""
        starts_at, ends_at = moment_of(day, self.opens), moment_of(day, self.closes)
        return Period(starts_at, ends_at) if starts_at < ends_at else None


class _Also(NamedTuple):
    """What else a booking takes along that has a share of its own: so many units for each, or the whole (None)."""

    resource_id: int
    units: int
    each: int | None


_COLUMNS = (
    Pool.id,
    Pool.resource_id,
    Pool.units,
    Pool.weekdays,
    Pool.opens,
    Pool.closes,
    Pool.released_days,
    Pool.created_at,
)
_HERE: Any = bindparam("resource_id")
_ALONG = select(ResourceLink.takes_id).where(ResourceLink.resource_id == _HERE)
_POOLS: Any = select(*_COLUMNS).where(or_(Pool.resource_id == _HERE, Pool.resource_id.in_(_ALONG))).order_by(Pool.id)
# Nothing at all for the booking of a small or medium-sized company.
_POOLS_AGAINST = (
    _POOLS.join(Booking, Booking.id == bindparam("booking_id"))
    .join(Organisation, Organisation.id == Booking.organisation_id)
    .where(Organisation.size_class != SME)
)


def is_sme(visitor: Visitor | None) -> bool:
    """Return whether the visitor books as a small or medium-sized company; whoever cannot book sees what they see."""
    organisation = visitor.organisation if visitor else None
    return organisation is None or organisation.size_class == SME


def is_sme_organisation(organisation_id: int) -> bool:
    query = select(Organisation.size_class).where(Organisation.id == organisation_id)
    return db.session.execute(query).scalar() == SME


def pools_of(resource_id: int) -> list[PoolView]:
    """Return the shares of the resource itself."""
    return [one for one in _read(_POOLS, resource_id=resource_id) if one.resource_id == resource_id]


def with_shares(resource_id: int, claims: Claims, period: Period, *, now: datetime, but: int | None = None) -> Claims:
    """Return what stands in the way of an organisation that is no small or medium-sized company."""
    return _with(_read(_POOLS, resource_id=resource_id), resource_id, claims, period, now, but)


def kept_in(resource_id: int, period: Period, now: datetime) -> list[Share]:
    """Return what the resource itself still keeps within the period."""
    return list(_shares(pools_of(resource_id), resource_id, offered(resource_id, period), period, now, None))


def ensure_share(booking_id: int, resource_id: int, prints: Sequence[Footprint], units: int, now: datetime) -> None:
    """Raise KeptForSmall when the booking would take what is kept for others. Call with the resource taken."""
    pools = _read(_POOLS_AGAINST, resource_id=resource_id, booking_id=booking_id)
    if not pools or not prints:
        return
    period = Period(
        min(one.period.starts_at - one.before for one in prints), max(one.period.ends_at + one.after for one in prints)
    )
    claims = claims_between(resource_id, period, now=now, but=booking_id)
    claims = _with(pools, resource_id, claims, period, now, booking_id)
    offer = offered(resource_id, period)
    most = db.session.execute(select(Resource.units).where(Resource.id == resource_id)).scalar_one()
    free = least_free(offer, claims, prints, most)
    if free < units and (kept := kept_fault(offer, claims, prints, most, free)):
        raise kept


def ensure_share_again(booking_id: int, now: datetime) -> None:
    """Like `ensure_share`, for a booking that takes again what it gave back."""
    columns = (Claim.resource_id, Claim.starts_at, Claim.ends_at, Claim.units, Claim.buffer_before, Claim.buffer_after)
    own = (Claim.booking_id == booking_id, Claim.parent_id.is_(None), Claim.active == 0)
    for row in db.session.execute(select(*columns).where(*own)).all():
        before, after = timedelta(seconds=row.buffer_before), timedelta(seconds=row.buffer_after)
        prints = [Footprint(Period(row.starts_at, row.ends_at), before, after)]
        ensure_share(booking_id, row.resource_id, prints, row.units, now)


def _read(query: Any, **wanted: int) -> list[PoolView]:
    return [PoolView(*tuple(row)) for row in db.session.connection().execute(query, wanted)]


def _with(
    pools: list[PoolView], resource_id: int, claims: Claims, period: Period, now: datetime, but: int | None
) -> Claims:
    if not pools:
        return claims
    own = [one for one in pools if one.resource_id == resource_id]
    found = Claims([*claims, *_shares(own, resource_id, offered(resource_id, period), period, now, but)], claims.along)
    for other in _also(resource_id, {one.resource_id for one in pools} - {resource_id}):
        offer = offered(other.resource_id, period)
        theirs = [one for one in pools if one.resource_id == other.resource_id]
        kept = list(_shares(theirs, other.resource_id, offer, period, now, but))
        if other.each is None:
            # The whole takes all of a part, and so what is kept of it.
            found += [Share(one.starts_at, one.ends_at, one.units, exclusive=True, until=one.until) for one in kept]
        else:
            taken = claims_between(other.resource_id, period, now=now, but=but)
            found.along.append(Along(offer, [*taken, *kept], other.units, other.each))
    return found


def _also(resource_id: int, others: Collection[int]) -> list[_Also]:
    if not others:
        return []
    query = (
        select(ResourceLink.takes_id, Resource.units, ResourceLink.units, ResourceLink.kind)
        .join(Resource, Resource.id == ResourceLink.takes_id)
        .where(ResourceLink.resource_id == resource_id, ResourceLink.takes_id.in_(others))
    )
    return [_Also(row[0], row[1], row[2] if row[3] == NEEDS else None) for row in db.session.execute(query)]


def _shares(
    pools: Sequence[PoolView],
    resource_id: int,
    offer: Iterable[Stretch],
    period: Period,
    now: datetime,
    but: int | None,
) -> Iterator[Share]:
    kept = list(kept_stretches(pools, offer, period, clock.local_day(now)))
    if not kept:
        return
    within = Period(min(one.starts_at for one in kept), max(one.ends_at for one in kept))
    taken = claims_of_small(resource_id, within, now=now, but=but)
    for one in kept:
        yield from _left(one, [row for row in taken if row.kept_from < one.ends_at and one.starts_at < row.kept_to])


def kept_stretches(pools: Sequence[PoolView], offer: Iterable[Stretch], period: Period, today: date) -> Iterator[Share]:
    """Yield the shares that are kept within the period, where something is offered; where several meet, the largest."""
    days = by_days(merged(clipped(offer, period)))
    for day, stretches in sorted(days.items()):
        holding = [(one, one.period_on(day)) for one in pools if one.holds_on(day, today)]
        spans = [(one, span) for one, span in holding if span]
        for stretch in stretches:
            yield from _kept_on(day, stretch, spans)


def by_days(stretches: Iterable[Stretch]) -> dict[date, list[Stretch]]:
    """Return the stretches by local day, cut at midnight."""
    found: dict[date, list[Stretch]] = {}
    for one in stretches:
        for day in clock.days(first_day_of(one.period), last_day_of(one.period)):
            found.setdefault(day, []).extend(clipped([one], clock.day_period(day)))
    return found


def _kept_on(day: date, stretch: Stretch, spans: Sequence[tuple[PoolView, Period]]) -> Iterator[Share]:
    edges = {stretch.starts_at, stretch.ends_at}
    edges |= {edge for _, span in spans for edge in (span.starts_at, span.ends_at)}
    cuts = sorted(edge for edge in edges if stretch.starts_at <= edge <= stretch.ends_at)
    for first, last in pairwise(cuts):
        there = [one for one, span in spans if span.starts_at <= first < span.ends_at]
        if there:
            most = max(one.units for one in there)
            until = max(one.until(day) for one in there if one.units == most)
            yield Share(first, last, min(most, stretch.units), until=until)


def _left(share: Share, taken: Sequence[ClaimRow]) -> Iterator[Share]:
    """Yield what small and medium-sized companies have not taken of it yet."""
    edges = {share.starts_at, share.ends_at} | {edge for one in taken for edge in (one.kept_from, one.kept_to)}
    for first, last in pairwise(sorted(edge for edge in edges if share.starts_at <= edge <= share.ends_at)):
        left = share.units - sum(one.units for one in taken if one.is_kept_at(first))
        if left > 0:
            yield Share(first, last, left, until=share.until)


def claims_of_small(
    resource_id: int, period: Period, *, now: datetime | None = None, but: int | None = None
) -> list[ClaimRow]:
    """Return what small and medium-sized companies have taken of the resource; whose it is is not said."""
    query = (
        select(Claim.starts_at, Claim.ends_at, Claim.units, Claim.buffer_before, Claim.buffer_after)
        .join(Booking, Booking.id == Claim.booking_id)
        .join(Organisation, and_(Organisation.id == Booking.organisation_id, Organisation.size_class == SME))
        .where(
            Claim.resource_id == resource_id,
            Claim.active == 1,
            Claim.exclusive == 0,
            *reaching(period.starts_at, period.ends_at),
        )
    )
    if now is not None:
        query = query.where(or_(Booking.state != HELD, Booking.held_until > now))
    if but is not None:
        query = query.where(Claim.booking_id != but)
    return [
        ClaimRow(starts_at, ends_at, units, timedelta(seconds=before), timedelta(seconds=after))
        for starts_at, ends_at, units, before, after in db.session.execute(query)
    ]
