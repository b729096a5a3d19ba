"""A time kept for somebody who has waited for it: a hold with a deadline of its own, by every rule that a form meets."""

import secrets
from datetime import datetime

from portal.accounts.queries import Visitor
from portal.booking import holds, rules
from portal.booking.alternatives import around
from portal.booking.availability import FreeSlots, as_kept, claims_for, length_in_units
from portal.booking.holds import HoldForm
from portal.booking.lapsing import expire_lapsed
from portal.booking.moves import enter_claims, take_resource
from portal.booking.rules import Wish
from portal.booking.shares.pooling import with_shares
from portal.booking.states import HELD
from portal.booking.taken import claims_between
from portal.booking.units_left import Claims, footprints
from portal.booking.view import BookingView
from portal.booking.wishes import ensure_within_quotas, wish_of
from portal.capacity.queries import offered
from portal.catalogue.models import Resource
from portal.clock import Period
from portal.database import db
from portal.errors import Refusals


def make_ready(resource_id: int, now: datetime) -> None:
    """Take the resource and let go of holds that have lapsed, so that what is free is free. Raise NotFound."""
    take_resource(resource_id)
    expire_lapsed(resource_id, now)


def free_within(
    visitor: Visitor, resource: Resource, window: Period, length: int, units: int, now: datetime, *, most: int = 1
) -> list[Period]:
    """Return up to so many times within the window, the first first, none overlapping another, that the visitor may book.

    Each lasts so many units of time in a row, with so many units free all through.
    """
    right = resource.shortest <= length <= resource.longest and 1 <= units <= resource.units
    read = around(resource, window)
    stretches = offered(resource.id, read)
    if not (right and resource.is_open and stretches):
        return []
    wish = wish_of(visitor, resource, window, units, now)
    claims = _in_the_way(resource, wish, read, now)
    times = rules.candidates(resource, wish, length, FreeSlots(resource.unit, stretches, claims, resource), now)
    return rules.apart((one for one in times if window.contains(one)), most)


def length_of(resource: Resource, period: Period) -> int:
    """Return how many units of time the period is long; closed days and halves do not count."""
    return round(length_in_units(resource.unit, period, offered(resource.id, around(resource, period)))) or 1


def _in_the_way(resource: Resource, wish: Wish, period: Period, now: datetime) -> Claims:
    claims = claims_between(resource.id, period, now=now)
    return claims if wish.is_sme else with_shares(resource.id, claims, period, now=now)


def reserve(
    visitor: Visitor,
    resource: Resource,
    period: Period,
    units: int,
    purpose: str,
    *,
    until: datetime,
    now: datetime,
) -> BookingView:
    """Return a booking that holds the time until then. Call it in a transaction that has made the resource ready.

    Raise a Refusal when a rule stands against it or the time is not free; then nothing has happened.
    """
    stretches = offered(resource.id, around(resource, period))
    faults = holds.broken(resource, wish_of(visitor, resource, period, units, now), stretches, now)
    if faults:
        raise Refusals(faults)
    taken = claims_for(resource.unit, stretches, period)
    key = holds.kept_key(visitor, resource, secrets.token_urlsafe(12))
    form = HoldForm(as_kept(resource.unit, taken), units, purpose, "", key)
    # In a savepoint: whoever gave the time back is not to lose that because nobody can have it.
    with db.session.begin_nested():
        assert visitor.organisation is not None
        ensure_within_quotas(visitor.organisation.id, resource, taken, units, now)
        held = holds.enter(visitor, resource, form, now, state=HELD, held_until=until, offered_until=until)
        enter_claims(held.id, resource.id, footprints(resource, taken), units, now=now)
    return held
