"""What would fit instead: a refusal is never the last word (P8)."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cached_property

from portal import clock
from portal.booking import queries, rules
from portal.booking.availability import first_day_of, last_day_of
from portal.booking.elsewhere import TAKEN_ELSEWHERE
from portal.booking.queries import BookingView
from portal.booking.rules import Wish
from portal.booking.shares.pooling import is_sme_organisation, with_shares
from portal.booking.taken import claims_between
from portal.booking.units_left import ClaimRow, Claims, footprints, reach_of
from portal.booking.wording import ALREADY
from portal.capacity.queries import offered
from portal.capacity.rules import Stretch
from portal.catalogue.models import Resource
from portal.clock import Period
from portal.database import db
from portal.errors import CapacityExceeded, Refusal, Refusals


class NoLongerFree(CapacityExceeded):
    """The time is gone; `nearest` is the closest one that still fits, or None, or how to look for it when asked."""

    def __init__(self, refusal: Refusal, nearest: Period | Callable[[], Period | None] | None):
        super().__init__(refusal.message, field=refusal.field, **refusal.details)
        self._nearest = nearest

    @cached_property
    def nearest(self) -> Period | None:
        return self._nearest() if callable(self._nearest) else self._nearest


def with_nearest(
    resource: Resource, wish: Wish, refusal: Refusal, now: datetime, *, but: BookingView | None = None
) -> Refusal:
    """Return the refusal with the nearest time, looked for when it is asked for: a page may show other offers instead."""

    def nearest() -> Period | None:
        return nearest_time(resource, wish, now, but=but.id if but else None)

    if isinstance(refusal, CapacityExceeded):
        return NoLongerFree(refusal, nearest)
    return Refusals(refusal.refusals, nearest)


def given_away(booking: BookingView, now: datetime) -> Refusal:
    """Return the refusal of a held time that the owner's own calendar has given away, with the nearest that is free."""
    if not booking.was_only_held:
        return Refusal(ALREADY[booking.state])
    resource = db.session.get_one(Resource, booking.resource_id)
    return with_nearest(
        resource, Wish(booking.period, booking.units), CapacityExceeded(TAKEN_ELSEWHERE, field="starts"), now
    )


def nearest_time(
    resource: Resource, wish: Wish, now: datetime, *, but: int | None = None, beside: Sequence[Period] = ()
) -> Period | None:
    """Return the allowed time nearest to the wished one, some weeks before and after it; None when there is none.

    Times that are wished `beside` it stand in its way as if they were booked.
    """
    window = search_window(resource, wish, now)
    claims = _claims(resource, wish, window, now, but)
    for period in beside:
        one = footprints(resource, [period])[0]
        claims.append(ClaimRow(period.starts_at, period.ends_at, wish.units, one.before, one.after))
    return rules.nearest(resource, wish, offered(resource.id, window), claims, now)


def nearest_times(resource: Resource, wish: Wish, now: datetime, *, most: int) -> list[Period]:
    """Return several times that would do, the nearest first; see `nearest_time`."""
    window = search_window(resource, wish, now)
    claims = _claims(resource, wish, window, now, None)
    return rules.nearest_times(resource, wish, offered(resource.id, window), claims, now, most=most)


def _claims(resource: Resource, wish: Wish, window: Period, now: datetime, but: int | None) -> Claims:
    claims = claims_between(resource.id, window, now=now, but=but)
    return claims if wish.is_sme else with_shares(resource.id, claims, window, now=now, but=but)


def search_window(resource: Resource, wish: Wish, now: datetime) -> Period:
    """Return the whole days in which another time is looked for, some weeks before and after the wished one."""
    wished = min(max(wish.period.starts_at, now), now + timedelta(days=resource.horizon_days))
    return around(resource, Period(max(now, wished - rules.SEARCH_BEFORE), wished + rules.SEARCH_AFTER))


def same_again(booking: BookingView) -> Wish:
    """Return the wish for another time of the same length, for a booking that lost its own."""
    had = (Stretch(one.starts_at, one.ends_at, one.units) for one in queries.stretches_of(booking))
    return Wish(booking.period, booking.units, had=tuple(had), is_sme=is_sme_organisation(booking.organisation_id))


def around(resource: Resource, period: Period) -> Period:
    """Return the whole local days around the period and its buffers, so that opening hours can be told."""
    reach = reach_of(resource, period)
    return clock.days_period(first_day_of(reach), last_day_of(reach))
