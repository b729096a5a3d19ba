"""The guard's own test: does this database refuse to be over-booked, right now?

The guard itself is a set of triggers (`portal/migrations/guard_v2.py`). Triggers can vanish (a table rebuilt on SQLite drops
them), so the test tries to over-book in a transaction that is rolled back, and a process that cannot show that the guard
stands takes no changes.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from flask import Flask, current_app, request
from sqlalchemy import delete, insert, update
from werkzeug.exceptions import ServiceUnavailable

from portal import clock
from portal.accounts.models import Organisation, Person
from portal.booking.models import Booking, Claim
from portal.capacity.models import Capacity
from portal.catalogue.models import Resource, Testbed
from portal.database import db, transaction
from portal.errors import CapacityExceeded

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
START = datetime(2001, 1, 1, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
RETEST = timedelta(seconds=10)


class _RolledBack(Exception):
    """Leave the trial's transaction without a trace."""


def stands() -> bool:
    """Return whether the database refused each of the trial's attempts to exceed capacity."""
    verdict = False
    try:
        with transaction():
            verdict = _trial()
            raise _RolledBack
    except _RolledBack:
        return verdict


def _trial() -> bool:
    resource_id, booking_id = _furnish()
    claim = {"booking_id": booking_id, "resource_id": resource_id, "units": 1, "active": 1}
    period = {"starts_at": START, "ends_at": START + HOUR}
    outside = {"starts_at": START + 2 * HOUR, "ends_at": START + 4 * HOUR}
    if _refused(lambda: _run(insert(Claim).values(**claim, **period))):
        return False
    attempts = (
        insert(Claim).values(**claim, **period),
        insert(Claim).values(**claim, **outside),
        update(Claim).where(Claim.resource_id == resource_id).values(units=2),
        update(Claim).where(Claim.resource_id == resource_id).values(**outside),
        update(Capacity).where(Capacity.resource_id == resource_id).values(units=0),
        update(Capacity).where(Capacity.resource_id == resource_id).values(starts_at=START + HOUR),
        delete(Capacity).where(Capacity.resource_id == resource_id),
    )
    return all(_refused(lambda statement=statement: _run(statement)) for statement in attempts)  # type: ignore[misc]


def _run(statement: object) -> None:
    db.session.execute(statement)  # type: ignore[call-overload]


def _refused(attempt: Callable[[], None]) -> bool:
    try:
        with db.session.begin_nested():
            attempt()
    except CapacityExceeded:
        return True
    return False


def _furnish() -> tuple[int, int]:
    """Return a resource with one unit for three hours, and a booking to hang claims on; all of it is rolled back."""
    organisation = Organisation(slug="-guard-trial", name="-", kind="company", counties=[], created_at=START)
    person = Person(email="-guard-trial", name="-", password_hash="", created_at=START)
    testbed = Testbed(
        slug="-guard-trial",
        name="-",
        operator="-",
        operator_type="other",
        municipality="-",
        county="-",
        lat=60.0,
        lon=15.0,
        location_precision="site",
        summary_sv="-",
        summary_en="-",
        technologies=[],
        market_areas=[],
        sectors=[],
        environments=[],
        services=[],
        equipment=[],
        sources=[],
        status="active",
        confidence="low",
        collected_on=date(2001, 1, 1),
        created_at=START,
        changed_at=START,
    )
    db.session.add_all([organisation, person, testbed])
    db.session.flush()
    resource = Resource(
        slug="-guard-trial", testbed_id=testbed.id, name_sv="-", name_en="-", unit="hour", created_at=START
    )
    db.session.add(resource)
    db.session.flush()
    booking = Booking(
        reference="-guard-trial",
        resource_id=resource.id,
        organisation_id=organisation.id,
        person_id=person.id,
        starts_at=START,
        ends_at=START + HOUR,
        units=1,
        state="held",
        purpose="-",
        created_at=START,
        changed_at=START,
    )
    capacity = Capacity(resource_id=resource.id, starts_at=START, ends_at=START + 3 * HOUR, units=1)
    db.session.add_all([booking, capacity])
    db.session.flush()
    return resource.id, booking.id


def standing_lately() -> bool:
    """Return the verdict of a trial that is at most ten seconds old."""
    known: dict[str, object] = current_app.extensions["guard"]
    tested_at = known.get("tested_at")
    if not isinstance(tested_at, datetime) or clock.now() - tested_at > RETEST:
        known.update(verdict=stands(), tested_at=clock.now())
    return bool(known["verdict"])


def _refuse_writes_without_guard() -> None:
    """Test the guard before the first change that this process takes; take none if it does not stand."""
    known = current_app.extensions["guard"]
    if request.method in SAFE_METHODS or known.get("passed"):
        return
    known["passed"] = standing_lately()
    if not known["passed"]:
        raise ServiceUnavailable()


def init_app(app: Flask) -> None:
    app.extensions["guard"] = {}
    app.before_request(_refuse_writes_without_guard)
