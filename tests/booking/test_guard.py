"""The guard in the database refuses what would not fit, however it is written, and the portal notices when it is gone."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, text, update

from portal import clock
from portal.booking import guard
from portal.booking.models import Claim
from portal.capacity.models import Capacity
from portal.database import db, transaction
from portal.errors import CapacityExceeded
from tests.booking.scene import claims, taken
from tests.builders import MONDAY, hours, make_booking, make_capacity, make_resource

sqlite_only = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
postgresql_only = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)


@pytest.fixture
def full(app):
    """A resource with one unit from 8 to 17, taken from 8 to 10."""
    resource = make_resource()
    make_capacity(resource, hours(0, 9))
    return make_booking(resource, period=hours(0, 2))


def values(booking, first=0, last=2, units=1, **more):
    period = hours(first, last)
    return {
        "booking_id": booking.id,
        "resource_id": booking.resource_id,
        "starts_at": period.starts_at,
        "ends_at": period.ends_at,
        "units": units,
        "active": 1,
        **more,
    }


def refused(*statements):
    with pytest.raises(CapacityExceeded), transaction() as session:
        for statement in statements:
            session.execute(statement)
    assert claims() == taken(hours(0, 2))
    return True


@pytest.mark.parametrize("period", [(0, 2), (-1, 1), (1, 3), (0.5, 0.75), (-1, 4), (8, 10), (-2, -1), (9, 10)])
def test_what_would_not_fit_is_refused(full, period):
    assert refused(insert(Claim).values(**values(full, *period)))


@pytest.mark.parametrize("period", [(2, 4), (2, 9), (8, 9)])
def test_what_fits_or_touches_is_taken(full, period):
    with transaction() as session:
        session.execute(insert(Claim).values(**values(full, *period)))

    assert claims() == taken(hours(0, 2), hours(*period))


def test_more_units_than_there_are_are_refused(full):
    assert refused(insert(Claim).values(**values(full, 3, 4, units=2)))


def test_one_row_too_many_refuses_all_of_them(full):
    assert refused(insert(Claim).values([values(full, 3, 4), values(full, 5, 6), values(full, 5, 6)]))


def test_changes_of_a_claim_are_refused_like_new_ones(full):
    mine = update(Claim).where(Claim.booking_id == full.id)

    assert refused(mine.values(units=2))
    assert refused(mine.values(ends_at=MONDAY + timedelta(hours=10)))
    assert refused(insert(Claim).values(**values(full, active=0)), update(Claim).values(active=1))


def test_a_claim_keeps_its_resource(full):
    other = make_resource()
    make_capacity(other)

    with pytest.raises(Exception, match="a claim keeps its resource"), transaction() as session:
        session.execute(update(Claim).values(resource_id=other.id))


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: update(rows).values(units=0),
        lambda rows: update(rows).values(starts_at=MONDAY + timedelta(hours=1)),
        lambda rows: update(rows).values(ends_at=MONDAY + timedelta(hours=1)),
        lambda rows: update(rows).values(
            starts_at=MONDAY + timedelta(days=1), ends_at=MONDAY + timedelta(days=1, hours=9)
        ),
        delete,
    ],
)
def test_capacity_is_not_cut_away_under_a_claim(full, change):
    assert refused(change(Capacity))


def test_capacity_that_nobody_needs_may_go(full):
    with transaction() as session:
        session.execute(update(Capacity).values(ends_at=MONDAY + timedelta(hours=2)))

    assert claims() == taken(hours(0, 2))


@sqlite_only
@pytest.mark.parametrize(
    "way",
    [
        "INSERT OR IGNORE INTO claim",
        "INSERT OR REPLACE INTO claim",
        "INSERT OR FAIL INTO claim",
        "INSERT OR ROLLBACK INTO claim",
        "REPLACE INTO claim",
    ],
)
def test_no_conflict_clause_walks_past_the_guard(full, way):
    columns = "booking_id, resource_id, starts_at, ends_at"
    row = f"(id, {columns}, units, active) SELECT {{id}}, {columns}, 1, 1 FROM claim"

    assert refused(text(f"{way} {row.format(id=999)}"))
    assert refused(text(f"{way} {row.format(id='id + 1')}"))


@sqlite_only
def test_neither_upserts_nor_ignored_checks_walk_past_the_guard(full):
    start, end = (int(edge.timestamp()) for edge in (MONDAY, MONDAY + timedelta(hours=2)))
    columns = "(id, booking_id, resource_id, starts_at, ends_at, units, active)"
    columns += f" VALUES (1, {full.id}, {full.resource_id}, {start}, {end}, 2, 1)"

    assert refused(text(f"INSERT INTO claim {columns} ON CONFLICT (id) DO UPDATE SET units = 2"))
    assert refused(text("UPDATE OR IGNORE claim SET units = 2"))
    db.session.execute(text("PRAGMA ignore_check_constraints = ON"))
    assert refused(text("UPDATE claim SET units = 2"))
    db.session.execute(text("PRAGMA ignore_check_constraints = OFF"))


@postgresql_only
def test_neither_upserts_nor_merge_nor_a_replicas_role_walk_past_the_guard(full):
    select = "SELECT booking_id, resource_id, starts_at, ends_at, 1, 1 FROM claim"
    into = "INSERT INTO claim (booking_id, resource_id, starts_at, ends_at, units, active)"

    assert refused(text(f"{into} {select}"))
    assert refused(text(f"{into} {select} ON CONFLICT DO NOTHING"))
    assert refused(text("UPDATE claim SET units = 2"))
    assert refused(
        text(
            f"MERGE INTO claim c USING ({select}) AS s (b, r, f, l, u, a) ON false WHEN NOT MATCHED THEN"
            " INSERT (booking_id, resource_id, starts_at, ends_at, units, active) VALUES (b, r, f, l, u, a)"
        )
    )
    assert refused(text("SET LOCAL session_replication_role = replica"), text(f"{into} {select}"))


@postgresql_only
def test_copy_does_not_walk_past_the_guard(full):
    start, end = (int(edge.timestamp()) for edge in (MONDAY, MONDAY + timedelta(hours=2)))
    columns = "(booking_id, resource_id, starts_at, ends_at, units, active)"
    raw = db.engine.raw_connection()
    try:
        with pytest.raises(Exception, match="capacity"), raw.cursor().copy(f"COPY claim {columns} FROM STDIN") as copy:
            copy.write_row((full.id, full.resource_id, start, end, 1, 1))
    finally:
        raw.close()
    assert claims() == taken(hours(0, 2))


def drop_guard():
    """Take the guard over claims away, as the rebuilding of a table does by accident."""
    with transaction() as session:
        if session.get_bind().dialect.name == "sqlite":
            session.execute(text("DROP TRIGGER claim_guard_insert"))
        else:
            session.execute(text("DROP TRIGGER claim_guard ON claim"))


def test_the_guard_stands_and_its_trial_leaves_no_trace(app):
    assert guard.stands()
    assert claims() == []


def test_without_the_guard_the_trial_says_so_and_no_changes_are_taken(app, client, freeze):
    freeze(clock.now())
    drop_guard()

    assert not guard.stands()
    assert client.post("/konto/logga-in", data={}).status_code == 503
    assert client.get("/").status_code == 200


def test_without_the_guard_one_place_is_sold_twice_which_proves_that_the_tests_can_fail(full):
    drop_guard()

    with transaction() as session:
        session.execute(insert(Claim).values(**values(full)))

    assert claims() == taken(hours(0, 2), hours(0, 2))
