"""Joining the waiting list and leaving it; what is offered from it is in `offering`."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select

from portal import audit, clock
from portal.accounts.queries import Visitor
from portal.booking import service as booking
from portal.catalogue.models import Resource
from portal.clock import Period
from portal.database import db, transaction
from portal.errors import N_, Refusal, Refusals
from portal.references import new_reference
from portal.waiting import queries
from portal.waiting.models import LEFT, LIVE, OFFER, WAITING, Wait
from portal.waiting.offering import attend, change, look_through, offer_to
from portal.waiting.queries import WaitView
from portal.waiting.rules import A_DAY, MOST_DAYS, MOST_WAITING, is_over, is_too_long

__all__ = ["Longing", "attend", "enter", "join", "just", "leave", "look_through", "offer_to"]

NO_ORGANISATION = N_(
    "Bara den som hör till en organisation kan stå på väntelistan. Lägg till din organisation i kontot."
)
IS_FREE = N_("Så mycket tid är ledig redan nu. Boka den direkt i stället för att vänta.")
WAITS_TOO_MUCH = N_("Er organisation väntar redan på %(most)s tider här. Ta bort någon av dem först.")
WRONG_LENGTH = N_("En bokning är här från %(least)s till %(most)s lång.")
NOT_SO_MANY = N_("Så många enheter finns inte. Välj högst %(most)s.")
TOO_MANY_DAYS = N_("Välj högst %(most)s dagar.")
HAS_PASSED = N_("Så lång tid ryms inte längre inom dagarna.")
TOO_FAR = N_("Så långt fram går det inte att boka ännu. Sista dagen just nu är %(day)s.")
NO_LONGER = N_("Ni står inte längre på väntelistan.")
CLOSED = N_("Resursen tar inte emot bokningar just nu.")


@dataclass(frozen=True)
class Longing:
    """What is waited for: so many units of time in a row within the window, to be offered or only told of."""

    window: Period
    length: int
    units: int
    purpose: str = ""
    kind: str = OFFER

    @property
    def size(self) -> tuple[Period, int, int, str]:
        return (self.window, self.length, self.units, self.kind)


def just(resource: Resource, period: Period, units: int, purpose: str) -> Longing:
    """Return the longing for just this time."""
    return Longing(period, booking.length_of(resource, period), units, purpose)


def join(visitor: Visitor, resource: Resource, longing: Longing, now: datetime) -> WaitView:
    """Join the list; asked for twice it is one place. Raise Refusals for what could never be booked, or is free already."""
    organisation = visitor.organisation
    if organisation is None:
        raise Refusal(NO_ORGANISATION)
    faults = _faults(resource, longing, now)
    if faults:
        raise Refusals(faults)
    with transaction():
        # With the resource taken two sendings of one form wait for each other, and the second finds the place of the first.
        booking.make_ready(resource.id, now)
        known = _same(organisation.id, resource.id, longing)
        if known:
            return known
        wanted = (longing.window, longing.length, longing.units)
        free = booking.free_within(visitor, resource, *wanted, now)
        if free:
            raise Refusals([Refusal(IS_FREE)], nearest=free[0])
        return _enter(visitor, organisation.id, resource, longing, now)


def _faults(resource: Resource, longing: Longing, now: datetime) -> list[Refusal]:
    """Return everything that would keep the wish from ever being met, whatever comes free."""
    last_day = clock.local_day(now) + A_DAY * resource.horizon_days
    most_units, window = resource.units, longing.window
    right_length = resource.shortest <= longing.length <= resource.longest
    faults = [
        (not resource.is_open, Refusal(CLOSED)),
        (
            is_over(resource.unit, window, longing.length, now),
            Refusal(HAS_PASSED, field="last_day"),
        ),
        (is_too_long(window), Refusal(TOO_MANY_DAYS, field="last_day", most=MOST_DAYS)),
        (clock.local_day(window.starts_at) > last_day, Refusal(TOO_FAR, field="first_day", day=last_day)),
        (not right_length, Refusal(WRONG_LENGTH, field="length", least=resource.shortest, most=resource.longest)),
        (longing.units > most_units, Refusal(NOT_SO_MANY, field="units", most=most_units)),
    ]
    return [refusal for is_so, refusal in faults if is_so]


def _same(organisation_id: int, resource_id: int, longing: Longing) -> WaitView | None:
    """Return the place that the organisation has for just this already."""
    own = (one for one in queries.waits_of([organisation_id]) if one.resource_id == resource_id)
    return next((one for one in own if (one.period, one.length, one.units, one.kind) == longing.size), None)


def _enter(visitor: Visitor, organisation_id: int, resource: Resource, longing: Longing, now: datetime) -> WaitView:
    here = (Wait.organisation_id == organisation_id, Wait.resource_id == resource.id, Wait.state.in_(LIVE))
    if db.session.execute(select(func.count()).where(*here)).scalar_one() >= MOST_WAITING:
        raise Refusal(WAITS_TOO_MUCH, most=MOST_WAITING)
    reference = enter(visitor.id, organisation_id, resource.id, longing, now)
    audit.record("wait.joined", reference, person_id=visitor.id, now=now)
    return queries.get_wait(reference, visitor)


def enter(person_id: int, organisation_id: int, resource_id: int, longing: Longing, now: datetime) -> str:
    """Write the wish last in line and return its reference; nothing is asked about it."""
    row = {
        "reference": new_reference("VL"),
        "resource_id": resource_id,
        "organisation_id": organisation_id,
        "person_id": person_id,
        "kind": longing.kind,
        "starts_at": longing.window.starts_at,
        "ends_at": longing.window.ends_at,
        "length": longing.length,
        "units": longing.units,
        "purpose": longing.purpose,
        "state": WAITING,
        "told_of": "",
        "seen_version": -1,
        "looked_at": now,
        "created_at": now,
        "changed_at": now,
    }
    db.session.execute(insert(Wait).values(**row))
    return str(row["reference"])


def leave(visitor: Visitor, reference: str, now: datetime) -> WaitView:
    """Leave the list, and let go of what was offered. Raise Refusal when the place is gone already, NotFound for others."""
    wait = queries.get_wait(reference, visitor)
    with transaction():
        booking.make_ready(wait.resource_id, now)
        wait = queries.get_wait(reference, visitor)
        if not change(wait.reference, LIVE, now, state=LEFT):
            raise Refusal(NO_LONGER)
        if wait.is_offered and wait.booking_reference:
            booking.release_hold(visitor, wait.booking_reference, now)
        audit.record("wait.left", reference, person_id=visitor.id, now=now)
        return wait
