"""Adding what is made up: what is missing is made, what is there is left as people have changed it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from portal.accounts import demonstration as accounts
from portal.accounts.models import Membership, Organisation, Person
from portal.accounts.queries import find_person, get_organisation, members_of
from portal.booking.models import Booking, BookingEvent, Claim
from portal.booking.states import CONFIRMED, REQUESTED, TAKES_CAPACITY
from portal.capacity.queries import offered
from portal.capacity.service import enter_plan, unfold_resource
from portal.catalogue.capabilities import read_from
from portal.catalogue.models import INVENTORY, REQUEST, Resource, Testbed
from portal.catalogue.service import replace_capabilities, save_resource, save_testbed
from portal.clock import local_day
from portal.database import db, transaction
from portal.demonstration import cases, papers, terms, use
from portal.demonstration import content as made_up
from portal.demonstration.use import Use
from portal.errors import NotFound
from portal.references import new_reference

OPEN_SINCE = timedelta(days=use.DAYS_BACK + 7)
ASKED_BEFORE = timedelta(days=5)
ANSWERED_AFTER = tuple(timedelta(hours=hours) for hours in (3, 22, 26, 49))


@dataclass
class Added:
    """How much was made."""

    testbeds: int = 0
    resources: int = 0
    bookings: int = 0


@dataclass(frozen=True)
class _Booker:
    person: Person
    organisation: Organisation


def add(now: datetime) -> Added:
    """Make what is missing of the demonstration. Raise Refusal where DEMONSTRATION is off."""
    accounts.create(now)
    added, everything = Added(), made_up.content()
    with transaction():
        owner = get_organisation(everything["operator"])
        bookers = [_booker(email) for email in everything["bookers"]]
        for record in everything["testbeds"]:
            testbed = _testbed(record, owner, now, added)
            for one in record["resources"]:
                _resource(one, record, testbed, bookers, now, added)
        papers.add(everything["papers"], owner.id, now)
        cases.add(everything["cases"], now)
    return added


def _booker(email: str) -> _Booker:
    person = find_person(email)
    if person is None:
        raise NotFound()
    query = select(Organisation).join(Membership, Membership.organisation_id == Organisation.id)
    return _Booker(person, db.session.scalars(query.where(Membership.person_id == person.id).limit(1)).one())


def _testbed(record: dict[str, Any], owner: Organisation, now: datetime, added: Added) -> Testbed:
    found = db.session.scalar(select(Testbed).where(Testbed.slug == record["slug"]))
    if found is not None:
        return found
    testbed = Testbed(
        **made_up.testbed_values(record), partners=[], owner_id=owner.id, is_demonstration=True, created_at=now
    )
    added.testbeds += 1
    save_testbed(testbed, now=now)
    replace_capabilities(testbed, read_from(testbed), INVENTORY)
    return testbed


def _resource(
    record: dict[str, Any],
    testbed_record: dict[str, Any],
    testbed: Testbed,
    bookers: list[_Booker],
    now: datetime,
    added: Added,
) -> None:
    slug = made_up.resource_slug(testbed_record, record)
    if db.session.scalar(select(Resource.id).where(Resource.slug == slug)) is not None:
        return
    resource = save_resource(
        Resource(slug=slug, testbed_id=testbed.id, created_at=now, **made_up.resource_values(record))
    )
    papers.demand(resource.id, record.get("demands", []))
    terms.add(resource.id, record, now)
    # Open for some weeks already, so that there is a past to have figures of.
    lines, holidays = list(made_up.lines(record)), record["closed_on_holidays"]
    enter_plan(resource, lines, holidays, now=now - OPEN_SINCE)
    unfold_resource(resource.id, now)
    added.resources += 1
    added.bookings += _use(resource, record["busy"], bookers, now)


def _use(resource: Resource, busy: int, bookers: list[_Booker], now: datetime) -> int:
    kind = use.Kind(resource.slug, resource.unit, resource.units, resource.mode == REQUEST, resource.longest, busy)
    there = offered(resource.id, use.span(local_day(now)))
    uses = list(use.made_up(kind, there, now))
    rows = [_booking(one, resource, bookers[one.booker % len(bookers)], now) for one in uses]
    owners = members_of(resource.testbed.owner_id or 0)
    answerer = owners[0].id if owners else None
    db.session.add_all(rows)
    db.session.flush()
    for row, one in zip(rows, uses, strict=True):
        db.session.add_all(_claims(row, one))
        db.session.add_all(_events(row, resource, one, answerer, now))
    db.session.flush()
    return len(rows)


def _booking(one: Use, resource: Resource, booker: _Booker, now: datetime) -> Booking:
    purposes = made_up.content()["purposes"]
    asked_at = _asked_at(one, now)
    return Booking(
        reference=new_reference("TP"),
        resource_id=resource.id,
        organisation_id=booker.organisation.id,
        person_id=booker.person.id,
        starts_at=one.period.starts_at,
        ends_at=one.period.ends_at,
        units=one.units,
        state=one.state,
        purpose=purposes[one.purpose % len(purposes)],
        sequence=1,
        created_at=asked_at,
        changed_at=max(asked_at, min(one.period.ends_at, now)) if one.state != REQUESTED else asked_at,
    )


def _asked_at(one: Use, now: datetime) -> datetime:
    return min(one.period.starts_at - ASKED_BEFORE, now - timedelta(hours=2))


def _claims(row: Booking, one: Use) -> list[Claim]:
    active = int(one.state in TAKES_CAPACITY)
    return [
        Claim(
            booking_id=row.id,
            resource_id=row.resource_id,
            starts_at=period.starts_at,
            ends_at=period.ends_at,
            units=one.units,
            active=active,
        )
        for period in one.claims
    ]


def _events(row: Booking, resource: Resource, one: Use, answerer: int | None, now: datetime) -> list[BookingEvent]:
    """Return the history that leads to the state: asked where the resource is by request, confirmed, and how it went."""
    is_asked = resource.mode == REQUEST
    moves: list[tuple[str, datetime, int | None]] = [(REQUESTED, row.created_at, row.person_id)] if is_asked else []
    if one.state != REQUESTED:
        answered_at = min(row.created_at + ANSWERED_AFTER[row.id % len(ANSWERED_AFTER)], now)
        moves.append((CONFIRMED, answered_at, answerer) if is_asked else (CONFIRMED, row.created_at, row.person_id))
    if one.state not in (REQUESTED, CONFIRMED):
        moves.append((one.state, row.changed_at, None))
    before: list[str | None] = [None, *(state for state, *_ in moves)]
    return [
        BookingEvent(booking_id=row.id, at=at, person_id=person_id, from_state=old, to_state=state)
        for old, (state, at, person_id) in zip(before, moves, strict=False)
    ]
