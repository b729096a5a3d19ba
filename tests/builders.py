"""Things to test with: `make_testbed(name="Ljusbågsugnen")` and friends. A test says only what matters to it.

Each builder writes its rows at once, in a transaction of its own, and makes what the thing belongs to if need be.
"""

import itertools
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from portal.accounts.models import Membership, Organisation, Person
from portal.booking.models import Booking, BookingEvent, Claim
from portal.booking.states import CONFIRMED, TAKES_CAPACITY
from portal.capacity.models import Capacity, CapacityPlan, OpeningHours
from portal.catalogue.models import Resource, Testbed
from portal.catalogue.service import bump_version
from portal.clock import Period
from portal.concepts.models import ConceptRow
from portal.concepts.service import settle, tell, words_of
from portal.database import db, transaction
from portal.enquiry.models import Ask, Enquiry
from portal.references import new_reference

# A Monday morning well inside the horizon of a clock that shows November 2026; 08:00 in Stockholm.
MONDAY = datetime(2027, 3, 1, 7, 0, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 2, 9, 0, tzinfo=UTC)
NO_PASSWORD = "!"
OFFICE_DAYS = range(5)

_numbers = itertools.count(1)


def hours(first: float, last: float, *, since: datetime = MONDAY) -> Period:
    """Return the period from `first` to `last` hours after the builders' Monday at eight: hours(0, 2) is 08 to 10."""
    return Period(since + timedelta(hours=first), since + timedelta(hours=last))


def make_organisation(name: str | None = None, **values: Any) -> Organisation:
    """Return a company; kind="operator" or "coordinator" for the others."""
    number = next(_numbers)
    return _save(
        Organisation(
            **{
                "slug": f"organisation-{number}",
                "name": name or f"Verkstaden {number} AB",
                "kind": "company",
                "size_class": "sme",
                "counties": [],
                "created_at": LONG_AGO,
                **values,
            }
        )
    )


def make_person(
    organisation: Organisation | Sequence[Organisation] | None = None,
    *,
    role: str = "member",
    password: str | None = None,
    **values: Any,
) -> Person:
    """Return a verified person of the organisation, or of none. Without a password nobody can sign in by typing."""
    number = next(_numbers)
    person = _save(
        Person(
            **{
                "email": f"person{number}@example.com",
                "name": f"Person {number}",
                "password_hash": _hash(password),
                "language": "sv",
                "verified_at": LONG_AGO,
                "created_at": LONG_AGO,
                **values,
            }
        )
    )
    places = [organisation] if isinstance(organisation, Organisation) else organisation or []
    for place in places:
        _save(Membership(person_id=person.id, organisation_id=place.id, role=role))
    return person


def make_owner(testbed: Testbed, **values: Any) -> Person:
    """Return a person who answers for the testbed."""
    assert testbed.owner_id, "this testbed has no owner"
    return make_person(db.session.get_one(Organisation, testbed.owner_id), **values)


def make_coordinator(*counties: str, **values: Any) -> Person:
    """Return a coordinator of these counties, or of the whole country when none is named."""
    body = make_organisation(kind="coordinator", counties=list(counties), is_national=not counties)
    return make_person(body, **values)


def make_administrator(**values: Any) -> Person:
    return make_person(is_administrator=True, **values)


def make_testbed(name: str = "Ljusbågsugnen", *, owner: Organisation | None = None, **values: Any) -> Testbed:
    """Return a published testbed that can be booked; owner_id=None for one that nobody answers for."""
    number = next(_numbers)
    if owner is None and "owner_id" not in values:
        owner = make_organisation(f"Operatören {number}", kind="operator", size_class="unknown")
    return _save(
        Testbed(
            **{
                "slug": f"testbadd-{number}",
                "name": name,
                "operator": owner.name if owner else "Operatören",
                "operator_type": "institute",
                "owner_id": owner.id if owner else None,
                "municipality": "Västerås",
                "county": "Västmanlands län",
                "lat": 59.61,
                "lon": 16.55,
                "location_precision": "locality",
                "summary_sv": "Provning av strömtåliga detaljer i produktionslik miljö.",
                "summary_en": "Testing of parts that carry current, in a setting like production.",
                "technologies": ["robotics-automation"],
                "market_areas": ["flexible-autonomous-production"],
                "sectors": ["manufacturing"],
                "environments": ["lab"],
                "services": ["testing-validation"],
                "equipment": [],
                "status": "active",
                "confidence": "high",
                "sources": [{"url": "https://example.com/testbadd", "supports": "everything"}],
                "level": "book-here",
                "collected_on": date(2026, 10, 1),
                "created_at": LONG_AGO,
                "changed_at": LONG_AGO,
                **values,
            }
        )
    )


def make_concept(slug: str = "corrosion", **values: Any) -> ConceptRow:
    """Return a concept as the seeds write it; `everyday=["få bort rost"]` are Swedish everyday words."""
    everyday, trade = values.pop("everyday", []), values.pop("trade", [])
    words = words_of({"everyday": {"sv": everyday}, "trade": {"sv": trade}})
    lists: dict[str, Any] = {"broader": [], "related": [], "ties": []}
    with transaction() as session:
        row = ConceptRow(slug=slug, **{"sv": slug, "en": slug, "words": words, **lists, **values})
        session.add(row)
        settle(row)
        tell([slug], row.phrases.keys())
        bump_version()
    return row


def make_resource(testbed: Testbed | None = None, *, name: str = "Provbänken", **values: Any) -> Resource:
    """Return a resource booked directly by the hour, one unit, no notice; it offers nothing until it has capacity."""
    number = next(_numbers)
    return _save(
        Resource(
            **{
                "slug": f"resurs-{number}",
                "testbed_id": (testbed or make_testbed()).id,
                "name_sv": name,
                "name_en": f"{name} (en)",
                "unit": "hour",
                "units": 1,
                "mode": "direct",
                "notice_hours": 0,
                "shortest": 1,
                "longest": 1000,
                "horizon_days": 550,
                "created_at": LONG_AGO,
                **values,
            }
        )
    )


def make_capacity(resource: Resource, period: Period | None = None, *, units: int = 1) -> Capacity:
    """Return a stretch in which the resource offers these units: the builders' week, unless a period is given."""
    period = period or hours(0, 5 * 24)
    return _save(
        Capacity(resource_id=resource.id, starts_at=period.starts_at, ends_at=period.ends_at, units=units),
    )


def make_opening_hours(
    resource: Resource,
    *,
    days: Sequence[int] = OFFICE_DAYS,
    opens: int = 8,
    closes: int = 17,
    units: int = 1,
    **plan: Any,
) -> CapacityPlan:
    """Return a plan that is open on these weekdays between whole hours; unfolding it is the capacity room's job."""
    made = _save(CapacityPlan(resource_id=resource.id, **plan))
    for day in days:
        _save(OpeningHours(resource_id=resource.id, weekday=day, opens=opens * 60, closes=closes * 60, units=units))
    return made


def make_booking(
    resource: Resource | None = None,
    *,
    person: Person | None = None,
    organisation: Organisation | None = None,
    period: Period | None = None,
    units: int = 1,
    state: str = CONFIRMED,
    **values: Any,
) -> Booking:
    """Return a booking with one claim, as it stands once it reached `state`; without a resource, on one with room."""
    if resource is None:
        resource = make_resource()
        make_capacity(resource, units=units)
    organisation = organisation or make_organisation()
    person = person or make_person(organisation)
    period = period or hours(0, 2)
    with transaction() as session:
        booking = Booking(
            **{
                "reference": new_reference("TP"),
                "resource_id": resource.id,
                "organisation_id": organisation.id,
                "person_id": person.id,
                "starts_at": period.starts_at,
                "ends_at": period.ends_at,
                "units": units,
                "state": state,
                "purpose": "Prov av en ny detalj",
                "created_at": LONG_AGO,
                "changed_at": LONG_AGO,
                **values,
            }
        )
        session.add(booking)
        session.flush()
        session.add(
            Claim(
                booking_id=booking.id,
                resource_id=resource.id,
                starts_at=period.starts_at,
                ends_at=period.ends_at,
                units=units,
                active=int(state in TAKES_CAPACITY),
            )
        )
        session.add(BookingEvent(booking_id=booking.id, at=LONG_AGO, person_id=person.id, to_state=state))
    return booking


ASK_VALUES = frozenset({"reply_by", "working_days", "answered_at"})


def make_enquiry(testbed: Testbed | None = None, *, person: Person | None = None, **values: Any) -> Enquiry:
    """Return an enquiry that has been sent to the owner of the testbed; `values` with the names of an ask's are the ask's."""
    testbed = testbed or make_testbed(level="request-here")
    organisation = make_organisation()
    person = person or make_person(organisation)
    of_ask = {name: values.pop(name) for name in list(values) if name in ASK_VALUES}
    enquiry = _save(
        Enquiry(
            **{
                "reference": new_reference("FR"),
                "organisation_id": organisation.id,
                "person_id": person.id,
                "county": testbed.county,
                "need": "Vi behöver prova en kontakt vid höga strömmar.",
                "brief": {},
                "created_at": LONG_AGO,
                **values,
            }
        )
    )
    make_ask(enquiry, testbed, **of_ask)
    return enquiry


def make_ask(enquiry: Enquiry, testbed: Testbed, **values: Any) -> Ask:
    """Return the question put to the owner of the testbed in this case."""
    return _save(
        Ask(
            **{
                "reference": new_reference("FS"),
                "enquiry_id": enquiry.id,
                "organisation_id": testbed.owner_id,
                "testbed_id": testbed.id,
                "reply_by": date(2026, 12, 1),
                "created_at": enquiry.created_at,
                **values,
            }
        )
    )


def _save(row: Any) -> Any:
    with transaction() as session:
        session.add(row)
    return row


def _hash(password: str | None) -> str:
    if password is None:
        return NO_PASSWORD
    from portal.accounts.passwords import hash_password

    return hash_password(password)
