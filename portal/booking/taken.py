"""What stands in the way of a resource: the claims on it, those on its parts, and what it takes along of others.

Nothing here says whose a claim is. The guard in the database counts the same rows.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Select,
    bindparam,
    func,
    literal,
    literal_column,
    or_,
    select,
    type_coerce,
    union_all,
)

from portal.booking.models import Booking, Claim
from portal.booking.states import HELD, REQUESTED
from portal.booking.units_left import Along, ClaimRow, Claims
from portal.capacity.models import NEEDS, WHOLE, ResourceGuard, ResourceLink
from portal.capacity.queries import offered_many
from portal.catalogue.models import Resource
from portal.clock import Period
from portal.database import UTCDateTime, db

_SHARED, _EXCLUSIVE, _NEEDED = 0, 1, 2


def reaching(starts_at: Any, ends_at: Any) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return the condition that a claim, with the time kept free around it, has a part between these two moments."""
    first, last = (type_coerce(moment, BigInteger) for moment in (Claim.starts_at, Claim.ends_at))
    low, high = (
        literal(moment, UTCDateTime) if isinstance(moment, datetime) else moment for moment in (starts_at, ends_at)
    )
    return first - Claim.buffer_before < high, last + Claim.buffer_after > low


def _claims(resource_id: Any, kind: Any) -> Select[*tuple[Any, ...]]:
    """Return the active claims that reach into the period, each for the resource in whose way it stands.

    The guard knows how long the longest claim ever was: with that the index finds where to begin and to stop, however many
    bookings the resource has had.
    """
    period = tuple(bindparam(name, type_=UTCDateTime) for name in ("starts_at", "ends_at"))
    columns = (Claim.starts_at, Claim.ends_at, Claim.units, Claim.buffer_before, Claim.buffer_after, kind)
    guarded = select(resource_id, *columns).join(ResourceGuard, ResourceGuard.resource_id == Claim.resource_id)
    return guarded.where(Claim.active == literal_column("1"), *_near(*period), *reaching(*period))


def _near(starts_at: Any, ends_at: Any) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    longest = ResourceGuard.longest_claim
    return Claim.starts_at > starts_at - longest, Claim.starts_at < ends_at + longest


_IN: Any = bindparam("resource_ids", expanding=True)
_ON_ITSELF = _claims(Claim.resource_id, Claim.exclusive).where(Claim.resource_id.in_(_IN))
# Whoever wants the whole is refused by what is taken of a part, unless the whole itself took it.
_ON_PARTS = (
    _claims(ResourceLink.resource_id, literal(_EXCLUSIVE))
    .join(ResourceLink, ResourceLink.takes_id == Claim.resource_id)
    .where(
        ResourceLink.resource_id.in_(_IN),
        ResourceLink.kind == WHOLE,
        func.coalesce(Claim.via_id, Claim.resource_id) != ResourceLink.resource_id,
    )
)
# No claim but a mark, in the same statement: so many units of that other resource are needed for each unit of this one.
_NEEDS = select(
    ResourceLink.resource_id,
    ResourceLink.since,
    ResourceLink.since,
    ResourceLink.units,
    ResourceLink.takes_id,
    literal(0),
    literal(_NEEDED),
).where(ResourceLink.resource_id.in_(_IN), ResourceLink.kind == NEEDS)


_IS_LIVE = or_(Booking.state != HELD, Booking.held_until > bindparam("now", type_=UTCDateTime))
_IS_SETTLED = Booking.state != REQUESTED


def _all_claims(*, live: bool, but: bool, settled: bool) -> CompoundSelect[*tuple[Any, ...]]:
    """Leave out, as asked, the claims of holds that have lapsed, of one booking, and of requests without an answer."""
    parts = [_ON_ITSELF, _ON_PARTS]
    which = [condition for condition, wanted in ((_IS_LIVE, live), (_IS_SETTLED, settled)) if wanted]
    if which:
        parts = [part.join(Booking, Booking.id == Claim.booking_id).where(*which) for part in parts]
    if but:
        parts = [part.where(Claim.booking_id != bindparam("but")) for part in parts]
    return union_all(*parts, _NEEDS)


_CLAIMS = {
    (live, but, settled): _all_claims(live=live, but=but, settled=settled)
    for live, but, settled in product((False, True), repeat=3)
}


def claims_between(
    resource_id: int, period: Period, *, now: datetime | None = None, but: int | None = None, settled: bool = False
) -> Claims:
    """Return what stands in the resource's way within the period; see `claims_many`."""
    return claims_many([resource_id], period, now=now, but=but, settled=settled)[resource_id]


def claims_many(
    resource_ids: Sequence[int],
    period: Period,
    *,
    now: datetime | None = None,
    but: int | None = None,
    settled: bool = False,
) -> dict[int, Claims]:
    """Return what stands in the way of each resource within the period: one statement, three more where some are linked.

    With `now` claims of holds that have lapsed are left out, since they block nobody; `but` leaves out one booking's own,
    and `settled` those of requests that nobody has answered.
    """
    found, needed = _rows(resource_ids, period, now, but, settled)
    if needed:
        _add_needed(found, needed, period, now, but, settled)
    return found


def _rows(
    resource_ids: Sequence[int], period: Period, now: datetime | None, but: int | None, settled: bool
) -> tuple[dict[int, Claims], list[tuple[int, int, int]]]:
    wanted: dict[str, Any] = {
        "resource_ids": list(resource_ids),
        "starts_at": period.starts_at,
        "ends_at": period.ends_at,
    }
    wanted |= {name: value for name, value in (("now", now), ("but", but)) if value is not None}
    found = {resource_id: Claims() for resource_id in resource_ids}
    needed = []
    query = _CLAIMS[now is not None, but is not None, settled]
    for resource_id, starts_at, ends_at, units, before, after, kind in db.session.connection().execute(query, wanted):
        if kind == _NEEDED:
            needed.append((resource_id, before, units))
        else:
            found[resource_id].append(_row(starts_at, ends_at, units, before, after, kind == _EXCLUSIVE))
    return found, needed


def _row(starts_at: datetime, ends_at: datetime, units: int, before: int, after: int, exclusive: bool) -> ClaimRow:
    if not (before or after or exclusive):
        return ClaimRow(starts_at, ends_at, units)
    return ClaimRow(starts_at, ends_at, units, timedelta(seconds=before), timedelta(seconds=after), exclusive)


def _add_needed(
    found: dict[int, Claims],
    needed: Sequence[tuple[int, int, int]],
    period: Period,
    now: datetime | None,
    but: int | None,
    settled: bool,
) -> None:
    ids = sorted({takes_id for _, takes_id, _ in needed})
    claims, _ = _rows(ids, period, now, but, settled)
    offers = offered_many(ids, period)
    rows = db.session.execute(select(Resource.id, Resource.units).where(Resource.id.in_(ids)))
    units = {row.id: row.units for row in rows}
    for resource_id, takes_id, each in needed:
        found[resource_id].along.append(Along(offers[takes_id], claims[takes_id], units[takes_id], each))
