"""What the measured portal is set up with: a company that is signed in, and a resource with more slots than are booked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import Flask
from sqlalchemy import exists, insert, select

from portal import clock
from portal.capacity.models import Capacity
from portal.catalogue.models import Resource, Testbed
from portal.clock import Period
from portal.database import db, transaction
from tests.bench.jobs import POINTS, Bookings, Job, reading
from tests.builders import make_booking, make_organisation, make_person, make_resource, make_testbed
from tests.signing_in import session_cookie

OPENS, CLOSES = 6, 22
DAYS = 500


@dataclass(frozen=True)
class Stage:
    cookies: dict[str, str]
    jobs: list[Job]


def build(app: Flask) -> Stage:
    """Return the jobs for this portal and the cookies of who does them. Writes to its database."""
    with app.app_context():
        real = db.session.scalars(select(Testbed.slug).where(~Testbed.is_demonstration).order_by(Testbed.slug)).first()
        person = make_person(make_organisation("Provbolaget AB"))
        resource = _resource_with_slots()
        shown = _demonstration() or resource.testbed.slug
    name, value = session_cookie(app, person)
    etag = app.test_client().get(POINTS).headers["ETag"]
    bookings = Bookings(f"/resurser/{resource.slug}/boka", _slots())
    return Stage({name: value}, [*reading(str(real), shown, etag), *bookings.jobs()])


def _demonstration() -> str | None:
    """Return the testbed of the demonstration that shows most calendars."""
    has_resources = exists().where(Resource.testbed_id == Testbed.id)
    query = select(Testbed.slug).where(Testbed.is_demonstration, has_resources).order_by(Testbed.slug)
    return db.session.scalars(query).first()


def _resource_with_slots() -> Resource:
    """Return a resource that is open every day for sixteen hours, with some bookings in the first weeks."""
    testbed = make_testbed("Mätrummet")
    resources = [make_resource(testbed, name=name) for name in ("Mätbordet", "Kammaren", "Bänken")]
    today = clock.local_day(clock.now())
    with transaction() as session:
        for resource in resources:
            session.execute(insert(Capacity), [_open(resource.id, day) for day in _days(today)])
    for resource in resources[1:]:
        for number, day in zip(range(12), _days(today + timedelta(days=1)), strict=False):
            make_booking(resource, period=Period(_at(day, 8 + number % 5), _at(day, 10 + number % 5)))
    return resources[0]


def _open(resource_id: int, day: date) -> dict[str, object]:
    return {"resource_id": resource_id, "starts_at": _at(day, OPENS), "ends_at": _at(day, CLOSES), "units": 1}


def _slots() -> Iterator[dict[str, str]]:
    """Yield what to type for one free hour after the other, beginning in a week."""
    for day in _days(clock.local_day(clock.now()) + timedelta(days=7)):
        for hour in range(OPENS, CLOSES):
            typed = {"first_day": day.isoformat(), "starts": f"{hour:02}:00", "ends": f"{hour + 1:02}:00"}
            yield {**typed, "units": "1", "purpose": "Prov av en ny detalj", "note": ""}


def _days(first: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range(DAYS))


def _at(day: date, hour: int) -> datetime:
    return clock.at_or_after(day, time(hour))
