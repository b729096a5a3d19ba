"""Several times held at once, all or none: the dates of a series, what lies in a basket.

What would be refused is found by holding them for real and taking it back, under the same locks: so a report beforehand says
what will happen, whatever rules there are, and the parts are judged beside each other too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.accounts.queries import Visitor
from portal.booking import holds
from portal.booking.alternatives import around, nearest_time
from portal.booking.availability import as_kept, claims_for
from portal.booking.moves import take_resources
from portal.booking.queries import BookingView
from portal.booking.units_left import footprints
from portal.booking.wishes import wish_of
from portal.capacity.queries import offered
from portal.catalogue.models import Resource
from portal.clock import Period
from portal.database import db, transaction
from portal.errors import N_, CapacityExceeded, Conflict, Refusal, Refusals


@dataclass(frozen=True)
class Part:
    """A time of one resource: one of several that are to be held together."""

    resource: Resource
    period: Period
    units: int


class NotTogether(Conflict):
    """Not all can be held, so nothing is: `faults` has what is wrong with each part, None where nothing is."""

    message = N_("Allt går inte att boka, så inget är bokat.")

    def __init__(self, faults: Sequence[Refusal | None]):
        super().__init__()
        self.faults = list(faults)


def hold_together(
    visitor: Visitor, parts: Sequence[Part], purpose: str, note: str, now: datetime, *, bundle: str
) -> list[BookingView]:
    """Hold every part for a quarter of an hour, or none; together they count as one hold, known by `bundle`.

    Raise NotTogether with all that is wrong with each part, Refusal when the organisation holds too much already.
    """
    with transaction():
        if visitor.organisation is not None:
            holds.ensure_few_holds(visitor.organisation.id, now)
        results = _hold_each(visitor, parts, purpose, note, now, bundle)
        made = [one for one in results if isinstance(one, BookingView)]
        if len(made) < len(parts):
            raise NotTogether([one if isinstance(one, Refusal) else None for one in results])
        return made


def try_together(visitor: Visitor, parts: Sequence[Part], now: datetime) -> list[Refusal | None]:
    """Return what `hold_together` would refuse of each part, and hold nothing."""
    with transaction() as session:
        trial = session.begin_nested()
        results = _hold_each(visitor, parts, "", "", now, None)
        trial.rollback()
    return [one if isinstance(one, Refusal) else None for one in results]


def nearest_beside(visitor: Visitor, part: Part, beside: Sequence[Period], now: datetime) -> Period | None:
    """Return the nearest time that would fit instead, beside these others that are wished too; None when there is none."""
    wish = wish_of(visitor, part.resource, part.period, part.units, now)
    return nearest_time(part.resource, wish, now, beside=beside)


def _hold_each(
    visitor: Visitor, parts: Sequence[Part], purpose: str, note: str, now: datetime, bundle: str | None
) -> list[BookingView | Refusal]:
    resource_ids = {part.resource.id for part in parts}
    take_resources(resource_ids)
    for resource_id in sorted(resource_ids):
        holds.expire_lapsed(resource_id, now)
    return [_hold(visitor, part, purpose, note, now, bundle) for part in parts]


def _hold(
    visitor: Visitor, part: Part, purpose: str, note: str, now: datetime, bundle: str | None
) -> BookingView | Refusal:
    resource = part.resource
    stretches = offered(resource.id, around(resource, part.period))
    # The parts before this one are held already, so they count against the organisation's quota.
    broken = holds.broken(resource, wish_of(visitor, resource, part.period, part.units, now), stretches, now)
    if broken:
        return Refusals(broken) if len(broken) > 1 else broken[0]
    try:
        if visitor.organisation is not None:
            holds.ensure_may_ask(resource, visitor.organisation.id)
    except Refusal as refusal:
        return refusal
    taken = claims_for(resource.unit, stretches, part.period)
    form = holds.HoldForm(as_kept(resource.unit, taken), part.units, purpose, note, None)
    try:
        # In a savepoint: what the guard refuses of one part leaves the others to be judged.
        with db.session.begin_nested():
            return holds.enter_hold(visitor, resource, form, footprints(resource, taken), now, bundle=bundle)
    except CapacityExceeded as refusal:
        return refusal
