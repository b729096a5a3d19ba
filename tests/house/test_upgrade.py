"""A database of the first release becomes one of today, and keeps what was in it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import flask_migrate
import pytest
from sqlalchemy import JSON, BigInteger, Boolean, Connection, Date, Float, Integer, MetaData, Table, func, select, text

from portal.booking import guard
from portal.booking.models import Booking, Claim
from portal.capacity.models import CapacityPlan, Closure, ResourceGuard
from portal.catalogue.models import Resource
from portal.database import Base, db, transaction
from portal.enquiry.models import Ask, Enquiry, Post
from portal.errors import CapacityExceeded
from tests.house.test_schema import checks_of, differences, inspect
from tests.portals import build_app, close_app

FIRST_RELEASE = "0002"
HOUR = 3600
EIGHT = 1_798_700_400
GIVEN: dict[str, dict[str, Any]] = {
    "organisation": {"kind": "company", "size_class": "sme"},
    "person": {"language": "sv"},
    "testbed": {
        "status": "active",
        "lifecycle": "published",
        "level": "book-here",
        "confidence": "high",
        "location_precision": "site",
    },
    "resource": {"unit": "hour", "mode": "direct", "shortest": 1, "longest": 8, "units": 2, "is_open": True},
    "capacity_plan": {"closed_on_holidays": True},
    "closure": {"first_day": date(2026, 12, 28), "last_day": date(2026, 12, 28), "reason": "service"},
    "capacity": {"starts_at": EIGHT, "ends_at": EIGHT + 9 * HOUR, "units": 2},
    "booking": {"state": "confirmed", "starts_at": EIGHT, "ends_at": EIGHT + 3 * HOUR, "units": 2},
    "claim": {"starts_at": EIGHT, "ends_at": EIGHT + 3 * HOUR, "units": 2, "active": 1},
    "enquiry": {
        "kind": "need",
        "state": "answered",
        "need": "Tål den kyla?",
        "goal": "−40 °C",
        "answered_at": EIGHT,
        "testbed_id": 1,
    },
    "post": {"body": "Ja, det gör den."},
}


def of_some_sort(column: Any) -> Any:
    """Return a value for a column that must have one."""
    if column.foreign_keys:
        return 1
    plain = {JSON: [], Boolean: False, Date: date(2026, 11, 1), BigInteger: 1, Integer: 1, Float: 60.0}
    return next((value for kind, value in plain.items() if isinstance(column.type, kind)), column.name)


def furnish(connection: Connection) -> None:
    tables = MetaData()
    tables.reflect(connection)
    for name, given in GIVEN.items():
        table: Table = tables.tables[name]
        needed = [column for column in table.columns if not column.nullable and column.name != "id"]
        connection.execute(table.insert().values({column.name: of_some_sort(column) for column in needed} | given))


@pytest.fixture
def upgraded(engine, engines) -> Iterator[Any]:
    url = engines.empty(engine)
    app = build_app(url)
    with app.app_context():
        flask_migrate.upgrade(revision=FIRST_RELEASE)
        with db.engine.begin() as connection:
            furnish(connection)
        flask_migrate.upgrade()
        yield app
    close_app(app)
    engines.drop(url)


def test_what_was_there_stays_and_the_guard_stands_over_it(upgraded):
    booking, claim = db.session.scalars(select(Booking)).one(), db.session.scalars(select(Claim)).one()
    known = db.session.scalars(select(ResourceGuard)).one()

    assert (booking.state, booking.version, claim.units, claim.buffer_after) == ("confirmed", 1, 2, 0)
    assert (known.longest_claim, known.longest_stretch) == (3 * HOUR, 9 * HOUR)
    assert db.session.scalars(select(CapacityPlan)).one().closed_on_eves
    assert (
        db.session.scalars(select(Closure)).one().closes,
        db.session.scalars(select(Resource)).one().vat_percent,
    ) == (1440, 25)
    assert guard.stands()
    with pytest.raises(CapacityExceeded):
        db.session.execute(
            text(
                "INSERT INTO claim (booking_id, resource_id, starts_at, ends_at, units, active) VALUES (1, 1, :a, :b, 1, 1)"
            ),
            {"a": EIGHT + HOUR, "b": EIGHT + 2 * HOUR},
        )
    db.session.rollback()


def test_what_had_been_asked_is_a_case_with_one_ask_and_its_thread(upgraded):
    case, ask, post = (db.session.scalars(select(model)).one() for model in (Enquiry, Ask, Post))

    assert (case.state, case.need, case.brief["pass_figure"]) == ("open", "Tål den kyla?", "−40 °C")
    assert (ask.enquiry_id, ask.testbed_id, ask.state, ask.working_days) == (case.id, 1, "question", 3)
    assert (post.ask_id, post.body) == (ask.id, "Ja, det gör den.")
    with transaction() as session:
        session.add(
            Ask(
                reference="FS-3333-3333",
                enquiry_id=1,
                organisation_id=1,
                reply_by=ask.reply_by,
                created_at=ask.created_at,
            )
        )
    assert db.session.scalar(select(func.max(Ask.id))) == 2


def test_the_upgraded_schema_is_the_one_the_models_describe(upgraded):
    inspector = inspect(db.engine)

    with db.engine.connect() as connection:
        assert differences(connection, Base.metadata) == []
    for name, table in Base.metadata.tables.items():
        assert {check["name"] for check in inspector.get_check_constraints(name)} == checks_of(table), name
