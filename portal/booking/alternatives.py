"""What would fit instead: a refusal is never the last word (P8)."""

from datetime import datetime, timedelta

from portal import clock
from portal.booking import queries, rules
from portal.booking.availability import first_day_of, last_day_of, reach_of
from portal.booking.pooling import is_sme_organisation, with_shares
from portal.booking.queries import BookingView
from portal.booking.rules import Wish
from portal.booking.taken import claims_between
from portal.capacity.queries import offered
from portal.capacity.rules import Stretch
from portal.catalogue.models import Resource
from portal.clock import Period
from portal.errors import CapacityExceeded, Refusal, Refusals


class NoLongerFree(CapacityExceeded):
    """The time is gone; `nearest` is the closest one that still fits, or None."""

    def __init__(self, refusal: Refusal, nearest: Period | None):
        super().__init__(refusal.message, field=refusal.field, **refusal.details)
        self.nearest = nearest


def with_nearest(
    resource: Resource, wish: Wish, refusal: Refusal, now: datetime, *, but: BookingView | None = None
) -> Refusal:
    nearest = nearest_time(resource, wish, now, but=but.id if but else None)
    if isinstance(refusal, CapacityExceeded):
        return NoLongerFree(refusal, nearest)
    return Refusals(refusal.refusals, nearest)


def nearest_time(resource: Resource, wish: Wish, now: datetime, *, but: int | None = None) -> Period | None:
    """Return the allowed time nearest to the wished one, some weeks before and after it; None when there is none."""
    wished = min(max(wish.period.starts_at, now), now + timedelta(days=resource.horizon_days))
    window = Period(max(now, wished - rules.SEARCH_BEFORE), wished + rules.SEARCH_AFTER)
    window = around(resource, window)
    claims = claims_between(resource.id, window, now=now, but=but)
    if not wish.is_sme:
        claims = with_shares(resource.id, claims, window, now=now, but=but)
    return rules.nearest(resource, wish, offered(resource.id, window), claims, now)


def same_again(booking: BookingView) -> Wish:
    """Return the wish for another time of the same length, for a booking that lost its own."""
    had = (Stretch(one.starts_at, one.ends_at, one.units) for one in queries.stretches_of(booking))
    return Wish(booking.period, booking.units, had=tuple(had), is_sme=is_sme_organisation(booking.organisation_id))


def around(resource: Resource, period: Period) -> Period:
    """Return the whole local days around the period and its buffers, so that opening hours can be told."""
    reach = reach_of(resource, period)
    return clock.days_period(first_day_of(reach), last_day_of(reach))
