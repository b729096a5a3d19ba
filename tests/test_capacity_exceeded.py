"""What the guard refuses arrives as CapacityExceeded, on both engines and by whatever statement."""

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import Attempt, Person
from portal.booking.models import Claim
from portal.capacity.models import Capacity, ResourceGuard
from portal.clock import Period
from portal.database import db, transaction
from portal.errors import CapacityExceeded, Conflict
from tests.builders import MONDAY, hours, make_booking, make_capacity, make_person, make_resource


@pytest.fixture
def booking(database):
    resource = make_resource()
    make_capacity(resource, hours(0, 8))
    return make_booking(resource, period=hours(0, 2))


def claim_values(booking, period, units=1):
    return {
        "booking_id": booking.id,
        "resource_id": booking.resource_id,
        "starts_at": period.starts_at,
        "ends_at": period.ends_at,
        "units": units,
        "active": 1,
    }


ATTEMPTS = {
    "a row that is added": lambda booking: db.session.add(Claim(**claim_values(booking, hours(1, 3)))),
    "a statement": lambda booking: db.session.execute(insert(Claim).values(claim_values(booking, hours(1, 3)))),
    "many rows": lambda booking: db.session.execute(
        insert(Claim), [claim_values(booking, hours(n, n + 1)) for n in (5, 6, 5)]
    ),
    "outside capacity": lambda booking: db.session.execute(insert(Claim).values(claim_values(booking, hours(7, 9)))),
    "a change of a claim": lambda booking: db.session.execute(
        update(Claim).where(Claim.booking_id == booking.id).values(units=2)
    ),
    "less capacity": lambda booking: db.session.execute(
        update(Capacity).where(Capacity.resource_id == booking.resource_id).values(units=0)
    ),
    "shorter capacity": lambda booking: db.session.execute(
        update(Capacity).where(Capacity.resource_id == booking.resource_id).values(ends_at=hours(0, 1).ends_at)
    ),
    "no capacity": lambda booking: db.session.execute(
        delete(Capacity).where(Capacity.resource_id == booking.resource_id)
    ),
    "plain SQL": lambda booking: db.session.execute(text("UPDATE claim SET units = 9")),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_what_the_guard_refuses_arrives_as_capacity_exceeded(booking, name):
    with pytest.raises(CapacityExceeded) as caught, transaction():
        ATTEMPTS[name](booking)

    assert isinstance(caught.value, Conflict)
    assert "claim" not in str(caught.value)
    claims = db.session.execute(select(Claim.starts_at, Claim.ends_at, Claim.units)).all()
    assert [tuple(claim) for claim in claims] == [(booking.starts_at, booking.ends_at, 1)]


def test_after_a_refusal_the_session_serves_on(booking):
    with pytest.raises(CapacityExceeded), transaction():
        ATTEMPTS["a statement"](booking)

    with transaction() as session:
        session.execute(insert(Claim).values(claim_values(booking, hours(2, 3))))

    assert len(db.session.scalars(select(Claim.id)).all()) == 2


def test_a_refusal_within_a_savepoint_leaves_the_rest(booking):
    with transaction() as session:
        session.add(Attempt(bucket="b", at=MONDAY))
        session.flush()
        with pytest.raises(CapacityExceeded), session.begin_nested():
            ATTEMPTS["a statement"](booking)

    assert list(db.session.scalars(select(Attempt.bucket))) == ["b"]


def test_other_constraints_keep_their_own_error(database):
    person = make_person()

    with pytest.raises(IntegrityError), transaction() as session:
        session.add(Person(email=person.email, name="", password_hash="", created_at=MONDAY))


def test_a_claim_may_end_where_the_next_begins(booking):
    with transaction() as session:
        session.execute(insert(Claim).values(claim_values(booking, Period(hours(2, 3).starts_at, hours(2, 3).ends_at))))

    assert len(db.session.scalars(select(Claim.id)).all()) == 2


def test_a_new_resource_has_its_guard_row(database):
    resource = make_resource()

    assert database.scalars(select(ResourceGuard.version).where(ResourceGuard.resource_id == resource.id)).one() == 0
