"""One way to write, moments as whole seconds, and what the databases refuse, the same on both engines."""

import threading
import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import StatementError

from portal import database as ground
from portal.accounts.models import Attempt, Person
from portal.database import db, lock, transaction
from portal.errors import Busy, NotFound, Refusal
from tests.builders import MONDAY, make_person, make_resource

only_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
only_postgresql = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)


def attempt(bucket="b", at=MONDAY):
    return Attempt(bucket=bucket, at=at)


def buckets():
    return sorted(db.session.scalars(select(Attempt.bucket)))


def in_thread(app, work):
    """Run the work in a thread with an application context of its own; return the thread and what came of it."""
    outcome = []

    def run():
        with app.app_context():
            try:
                outcome.append(work())
            except Exception as fault:
                outcome.append(fault)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, outcome


def test_a_moment_is_kept_as_whole_seconds_in_utc(database):
    elsewhere = MONDAY.astimezone(timezone(timedelta(hours=9))).replace(microsecond=999_999)
    with transaction() as session:
        session.add(attempt(at=elsewhere))

    assert database.scalars(select(Attempt.at)).one() == MONDAY
    assert database.scalars(select(Attempt.at)).one().tzinfo is UTC
    assert database.execute(text("SELECT at FROM attempt")).scalar_one() == int(MONDAY.timestamp())


@pytest.mark.parametrize("moment", [datetime(1969, 12, 31, 23, tzinfo=UTC), datetime(2400, 2, 29, 12, tzinfo=UTC)])
def test_moments_far_away_come_back_as_they_went(database, moment):
    with transaction() as session:
        session.add(attempt(at=moment))

    assert database.scalars(select(Attempt.at)).one() == moment


def test_a_moment_without_a_zone_is_not_stored_nor_asked_for(database):
    with pytest.raises(StatementError, match="without a zone"), transaction() as session:
        session.add(attempt(at=datetime(2027, 3, 1, 8)))
    with pytest.raises(StatementError, match="without a zone"):
        database.scalars(select(Attempt).where(Attempt.at > datetime(2027, 3, 1, 8))).all()


def test_a_moment_may_be_missing(database):
    person = make_person(verified_at=None)

    assert database.scalars(select(Person.verified_at).where(Person.id == person.id)).one() is None


def test_all_of_a_transaction_or_nothing(database):
    with pytest.raises(ZeroDivisionError), transaction() as session:
        session.add(attempt())
        session.flush()
        session.add(attempt(at=MONDAY + timedelta(hours=1 / 0)))

    assert buckets() == []


def test_an_inner_transaction_joins_the_outer_one(database):
    with pytest.raises(Refusal), transaction() as outer:
        with transaction() as inner:
            assert inner is outer
            inner.add(attempt("inner"))
        raise Refusal()

    assert buckets() == []


def test_what_is_refused_leaves_the_next_transaction_untouched(database):
    with pytest.raises(Refusal), transaction() as session:
        session.add(attempt("refused"))
        raise Refusal()
    with transaction() as session:
        session.add(attempt("kept"))

    assert buckets() == ["kept"]


def test_others_see_what_was_committed_and_nothing_before(app, database):
    with transaction() as session:
        session.add(attempt())
        session.flush()
        thread, during = in_thread(app, buckets)
        thread.join()
    thread, after = in_thread(app, buckets)
    thread.join()

    assert (during, after) == ([[]], [["b"]])


def test_rows_stay_readable_after_the_transaction(database):
    with transaction() as session:
        row = attempt()
        session.add(row)
    database.remove()

    assert (row.bucket, row.at) == ("b", MONDAY)


def test_changes_outside_a_transaction_are_a_fault_of_ours(database):
    database.add(attempt())

    with pytest.raises(RuntimeError, match="outside"), transaction():
        pass

    database.rollback()


def test_lock_reads_the_row_anew(app, database):
    resource = make_resource(units=1)

    def change():
        with transaction() as session:
            session.execute(update(type(resource)).where(type(resource).id == resource.id).values(units=7))

    in_thread(app, change)[0].join()
    with transaction():
        assert resource.units == 1
        assert lock(type(resource), resource.id).units == 7


def test_lock_does_not_find_what_is_gone(database):
    with pytest.raises(NotFound), transaction():
        lock(Person, -1)


def test_no_change_is_lost_among_writers_at_once(app, database):
    resource = make_resource(units=1)
    writers, rounds = 4, 10

    def count_up():
        for _ in range(rounds):
            with transaction():
                row = lock(type(resource), resource.id)
                row.units += 1

    threads = [in_thread(app, count_up) for _ in range(writers)]
    for thread, _outcome in threads:
        thread.join()

    assert [outcome for _, outcome in threads] == [[None]] * writers
    with transaction():
        assert lock(type(resource), resource.id).units == 1 + writers * rounds


@only_sqlite
def test_a_transaction_holds_the_write_lock_before_its_first_statement(app, database):
    waited = []

    def write():
        began = time.monotonic()
        with transaction() as session:
            waited.append(time.monotonic() - began)
            session.add(attempt("second"))

    with transaction() as session:
        thread, _outcome = in_thread(app, write)
        time.sleep(0.2)
        assert waited == []
        session.add(attempt("first"))
    thread.join()

    assert waited[0] >= 0.15
    assert buckets() == ["first", "second"]


@only_sqlite
def test_readers_do_not_wait_for_a_writer(app, database):
    with transaction() as session:
        session.add(attempt())
        session.flush()
        thread, outcome = in_thread(app, buckets)
        thread.join(timeout=5)

        assert outcome == [[]]


@only_sqlite
def test_the_gate_opens_again_when_a_transaction_fails(app, database):
    with pytest.raises(Refusal), transaction():
        raise Refusal()

    thread, outcome = in_thread(app, lambda: make_person() and None)
    thread.join(timeout=5)

    assert outcome == [None]


@only_sqlite
def test_sqlite_is_set_up_to_keep_what_was_acknowledged(database):
    settings = {name: database.execute(text(f"PRAGMA {name}")).scalar_one() for name in ("foreign_keys", "synchronous")}

    assert settings == {"foreign_keys": 1, "synchronous": 2}
    assert database.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"


@only_postgresql
def test_postgresql_gives_up_waiting_for_a_lock(database):
    assert database.execute(text("SHOW lock_timeout")).scalar_one() == "5s"
    assert database.execute(text("SHOW timezone")).scalar_one() == "UTC"


def test_a_lock_that_cannot_be_had_is_told_as_busy(app, database, engine):
    resource = make_resource()

    def impatient():
        with transaction() as session:
            if engine == "postgresql":
                session.execute(text("SET LOCAL lock_timeout = '100ms'"))
            lock(type(resource), resource.id).units += 1

    def impatient_on_sqlite():
        # Somebody who passes the gate, such as a backup or a shell, is met by the timeout of SQLite itself.
        db.session.execute(text("PRAGMA busy_timeout = 50"))
        db.session.rollback()
        impatient()

    if engine == "sqlite":
        with db.engine.connect() as connection:
            connection = connection.execution_options(sqlite_begin="IMMEDIATE")
            connection.execute(text("SELECT 1"))
            thread, outcome = in_thread(app, impatient_on_sqlite)
            thread.join()
    else:
        with transaction():
            lock(type(resource), resource.id)
            thread, outcome = in_thread(app, impatient)
            thread.join()

    assert [type(fault) for fault in outcome] == [Busy]


def test_the_database_answers(database):
    assert ground.reachable(database.connection())


@pytest.mark.parametrize(
    ("uri", "options"),
    [("sqlite:///x.sqlite", set()), ("postgresql+psycopg://portal@/x", {"connect_args", "isolation_level"})],
)
def test_each_engine_has_its_own_options(uri, options):
    assert set(ground.engine_options(uri)) == options


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_reading_leaves_no_transaction_open_and_writing_has_one(app):
    state = text("SELECT count(*) FROM pg_stat_activity WHERE pid = pg_backend_pid() AND xact_start < query_start")

    db.session.execute(text("SELECT 1"))
    assert db.session.execute(state).scalar() == 0
    with transaction() as session:
        session.execute(text("SELECT pg_sleep(0.01)"))
        assert session.execute(state).scalar() == 1
