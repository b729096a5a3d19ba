"""What an owner says of a time in which less is offered: an outage, planned or not. It is recorded, changed and ended (P5).

What has been closed stays closed on record, and what has been open stays open: each of these begins to count now.
"""

import hashlib
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from portal import audit, clock
from portal.accounts.queries import Visitor
from portal.capacity import plan_rules
from portal.capacity.levels import follow_level
from portal.capacity.models import MIDNIGHT, Closure, ResourceGuard
from portal.capacity.rules import moment_of
from portal.capacity.unfolding import unfold_resource
from portal.catalogue.models import Resource
from portal.catalogue.permissions import may_manage
from portal.clock import Period
from portal.database import db, lock, transaction
from portal.errors import N_, Conflict, NotFound, Refusal, Refusals

IS_OVER = N_("Stängningen är redan över.")
HAS_BEGUN = N_("Stängningen har börjat, så början kan inte ändras.")

UNITS_STAY = N_("Stängningen har börjat. Upphäv den och stäng på nytt om antalet enheter är ett annat.")


@dataclass(frozen=True)
class Outage:
    """From the minute `opens` of the first day to the minute `closes` of the last at most `units`, and why."""

    first_day: date
    last_day: date
    units: int = 0
    reason: str = "other"
    text: str = ""
    opens: int = 0
    closes: int = MIDNIGHT
    is_planned: bool = True

    @property
    def period(self) -> Period:
        return Period(moment_of(self.first_day, self.opens), moment_of(self.last_day, self.closes))

    @property
    def fingerprint(self) -> str:
        """Return a mark of what it says: another one means that somebody changed it meanwhile."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]

    def begun_by(self, now: datetime) -> "Outage":
        """Return the outage as it can still come true: what has passed today has been open."""
        today, minute = clock.local_day(now), minute_at(now)
        if self.first_day != today or self.opens >= minute or minute >= MIDNIGHT:
            return self
        return Outage(**{**asdict(self), "opens": minute})


def outage_of(closure: Any) -> Outage:
    """Return what the row of a closure, or its view, says."""
    return Outage(**{name: getattr(closure, name) for name in Outage.__dataclass_fields__})


def minute_at(now: datetime) -> int:
    """Return the minute of the local day that is running; in the second of two equal hours, where that hour ends."""
    local = clock.local(now)
    return (local.hour + 1) * 60 if local.fold else local.hour * 60 + local.minute


def record_outage(visitor: Visitor, resource: Resource, outage: Outage, now: datetime) -> Closure:
    """Record the outage, from now at the earliest; the caller unfolds once bookings have made room.

    Raise Refusals for a time that has been, a reason that is none, or as many units as the resource has.
    """
    ensure_manages(visitor, resource)
    _ensure_possible(outage, resource, now)
    with transaction() as session:
        values = asdict(outage.begun_by(now))
        closure = Closure(resource_id=resource.id, created_by_id=visitor.id, created_at=now, **values)
        session.add(closure)
        session.flush()
        _record("capacity.closed", resource, closure, visitor, now)
    return closure


def record_closure(
    visitor: Visitor,
    resource: Resource,
    first_day: date,
    last_day: date,
    units: int,
    reason: str,
    text: str,
    now: datetime,
) -> Closure:
    """Like `record_outage`, for whole days that were planned."""
    return record_outage(visitor, resource, Outage(first_day, last_day, units, reason, text), now)


def withdraw(
    visitor: Visitor, resource: Resource, closure_id: int, outage: Outage, now: datetime, seen: str | None = None
) -> Closure:
    """Say anew what the closure is, in its own row, and offer again what it took; the caller makes room and unfolds.

    Of one under way the beginning stays. Raise NotFound for a closure of another resource, Conflict when it is not what
    was `seen` any more, Refusals for what cannot be.
    """
    ensure_manages(visitor, resource)
    with transaction():
        closure = _live(resource, closure_id, now)
        before = outage_of(closure)
        if seen is not None and seen != before.fingerprint:
            raise Conflict()
        begun = before.period.starts_at <= now
        if begun and (outage.first_day, outage.opens) != (before.first_day, before.opens):
            raise Refusal(HAS_BEGUN, field="first_day")
        if begun and outage.units != before.units:
            raise Refusal(UNITS_STAY, field="units")
        _ensure_possible(outage, resource, now, begun=begun)
        # The row stands aside while its time is offered again: then only what is new can be in anybody's way.
        closure.lifted_at = now
        db.session.flush()
        unfold_resource(resource.id, now)
        closure.lifted_at = None
        for name, value in asdict(outage if begun else outage.begun_by(now)).items():
            setattr(closure, name, value)
        db.session.flush()
        _record("capacity.closure-changed", resource, closure, visitor, now, before=_written(before))
    return closure


def lift_closure(visitor: Visitor, resource: Resource, closure_id: int, now: datetime) -> None:
    """End the closure now and offer the rest of its time again; what has been closed stays on record as closed.

    Lifting twice does no more than once. Raise NotFound when it is no closure of this resource, Refusal when it is over.
    """
    ensure_manages(visitor, resource)
    with transaction():
        lock(ResourceGuard, resource.id)
        if _of(resource, closure_id).lifted_at is not None:
            return
        closure = _live(resource, closure_id, now)
        _record("capacity.closure-lifted", resource, closure, visitor, now)
        _end(closure, now)
        db.session.flush()
        unfold_resource(resource.id, now)
        follow_level(resource.testbed_id, now=now)


def _end(closure: Closure, now: datetime) -> None:
    today, minute = clock.local_day(now), minute_at(now)
    # Midnight belongs to the day before: no closure lasts no time at all.
    last_day, closes = (today, minute) if minute else (today - timedelta(days=1), MIDNIGHT)
    if (closure.first_day, closure.opens) < (last_day, closes):
        closure.last_day, closure.closes = last_day, closes
    else:
        closure.lifted_at = now


def _live(resource: Resource, closure_id: int, now: datetime) -> Closure:
    """Return the closure if something of it is still to come. Raise NotFound for another resource's, Refusal when it is over."""
    lock(ResourceGuard, resource.id)
    closure = _of(resource, closure_id)
    if closure.lifted_at is not None or outage_of(closure).period.ends_at <= now:
        raise Refusal(IS_OVER)
    return closure


def _of(resource: Resource, closure_id: int) -> Closure:
    closure = lock(Closure, closure_id)
    if closure.resource_id != resource.id:
        raise NotFound()
    return closure


def ensure_manages(visitor: Visitor, resource: Resource) -> None:
    """Raise NotFound unless the visitor answers for the resource's testbed."""
    if not may_manage(visitor, resource.testbed):
        raise NotFound()


def _ensure_possible(outage: Outage, resource: Resource, now: datetime, *, begun: bool = False) -> None:
    now_at = (clock.local_day(now), minute_at(now))
    if broken := plan_rules.broken_outage(outage, most=resource.units, now_at=now_at, begun=begun):
        raise Refusals(broken)


def _written(outage: Outage) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(outage).items()
        # What was told to those who had booked may name what is confidential.
        if name != "text"
    }


def _record(action: str, resource: Resource, closure: Closure, visitor: Visitor, now: datetime, **more: Any) -> None:
    written = _written(outage_of(closure))
    audit.record(action, resource.slug, person_id=visitor.id, now=now, **written, **more)
