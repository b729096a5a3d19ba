"""A wish with the conditions that hold for its organisation: what it has of the resource already, and whether it has been there."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select

from portal.accounts.queries import Visitor
from portal.booking.direct import direct_ones
from portal.booking.models import Booking, Claim
from portal.booking.rules import Wish
from portal.booking.shares.pooling import is_sme
from portal.booking.states import HELD
from portal.booking.view import BookingView
from portal.catalogue.models import Resource
from portal.clock import Period
from portal.conditions.queries import limits_of
from portal.conditions.rules import NO_CONDITIONS, TOTAL, Conditions, Limit, OverQuota, Use
from portal.database import db
from portal.passport.queries import papers_for
from portal.passport.rules import NO_PAPERS

A_YEAR = timedelta(days=366)


def wish_of(
    visitor: Visitor, resource: Resource, period: Period, units: int, now: datetime, *, but: int | None = None
) -> Wish:
    """Return the visitor's wish with the conditions that hold for the organisation; `but` leaves one booking out."""
    organisation = visitor.organisation
    if organisation is None:
        return Wish(period, units, has_organisation=False)
    conditions = conditions_for(organisation.id, resource, now, person_id=visitor.id, but=but)
    return Wish(period, units, is_sme=is_sme(visitor), conditions=conditions)


def conditions_for(
    organisation_id: int, resource: Resource, now: datetime, *, person_id: int, but: int | None = None
) -> Conditions:
    """Return the conditions for this organisation, with what it has of the resource already and its papers when this person comes.

    Asked once more inside the transaction that takes the resource, the answer cannot change before it is acted upon.
    """
    limits, papers = limits_of(resource.id), papers_for(organisation_id, resource.id, person_id)
    if not limits and papers is NO_PAPERS:
        return NO_CONDITIONS
    uses = _uses(organisation_id, resource.id, limits, now, but) if limits else ()
    return Conditions(limits, uses, papers)


def ensure_within_quotas(
    organisation_id: int,
    resource: Resource,
    taken: Sequence[Period],
    units: int,
    now: datetime,
    *,
    but: int | None = None,
) -> None:
    """Raise OverQuota when one more booking of these stretches would pass a limit.

    Call it with the resource taken: then no other booking of the organisation can slip in between.
    """
    limits = limits_of(resource.id)
    if not limits or not taken:
        return
    broken = Conditions(limits, _uses(organisation_id, resource.id, limits, now, but)).broken(taken, units, now)
    if broken:
        raise OverQuota(broken)


def ensure_papers(booking: BookingView) -> None:
    """Raise PapersMissing when the organisation's papers do not cover the booking now: something may have been withdrawn."""
    papers_for(booking.organisation_id, booking.resource_id, booking.person_id).ensure([booking.period])


def _uses(
    organisation_id: int, resource_id: int, limits: Iterable[Limit], now: datetime, but: int | None
) -> tuple[Use, ...]:
    """Return what counts: whatever takes time and is not a hold that has lapsed."""
    live = or_(Booking.state != HELD, Booking.held_until > now)
    query = (
        select(Claim.booking_id, Claim.starts_at, Claim.ends_at, Claim.units)
        .join(Booking, Booking.id == Claim.booking_id)
        .where(
            Booking.organisation_id == organisation_id,
            Booking.resource_id == resource_id,
            Claim.resource_id == resource_id,
            Claim.active == 1,
            Claim.parent_id.is_(None),
            live,
        )
    )
    if but is not None:
        query = query.where(Booking.id != but)
    if all(one.span != TOTAL for one in limits):
        # Nothing is booked in the past, and no span of time but the whole is longer than a year.
        query = query.where(Booking.ends_at > now - A_YEAR)
    by_booking: dict[int, list[Any]] = {}
    for row in db.session.connection().execute(query):
        by_booking.setdefault(row.booking_id, []).append(row)
    return tuple(
        Use(tuple(Period(one.starts_at, one.ends_at) for one in rows), rows[0].units) for rows in by_booking.values()
    )


def books_directly(resource_id: int, organisation_id: int | None) -> bool:
    """Return whether this organisation's bookings of the resource are confirmed without being asked for."""
    return resource_id in direct_ones([resource_id], organisation_id)
