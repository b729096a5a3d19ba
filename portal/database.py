"""The database: one session, one way to write, moments in UTC, and the same behaviour on SQLite and PostgreSQL.

`transaction()` takes the write lock before its first statement. On SQLite that is BEGIN IMMEDIATE behind a file lock: the
driver's own habit of opening the transaction at the first INSERT double-books, and SQLite's busy handler starves writers.
What the guard in the database refuses arrives as CapacityExceeded; nobody else reads the text of a database error.
"""

import fcntl
import sqlite3
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, MetaData, event
from sqlalchemy.engine import URL, Connection, Engine, ExceptionContext, make_url
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import Pool
from sqlalchemy.types import TypeDecorator

from portal.errors import Busy, CapacityExceeded, NotFound

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
GUARD_SPEAKS = "capacity"
LOCK_NOT_AVAILABLE = "55P03"
DEADLOCK = "40P01"
SERIALISATION = "40001"
RESTED = 5.0
IN_TRANSACTION = {"isolation_level": "READ COMMITTED"}
SQLITE_PRAGMAS = ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL", "busy_timeout=20000", "cache_size=-16000")


@dataclass(frozen=True)
class Patience:
    """How long a writer waits for the others."""

    milliseconds: int
    flock: int


IN_TURN = Patience(20_000, fcntl.LOCK_EX)
AT_ONCE = Patience(1, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
migrate = Migrate(render_as_batch=True, compare_type=True)
Row = TypeVar("Row", bound=Base)


class UTCDateTime(TypeDecorator[datetime]):
    """A moment as whole seconds since 1970 in UTC: the same integer on both engines, so the guard compares integers."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> int | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone may not be stored")
        return int(value.timestamp())

    def process_result_value(self, value: int | None, dialect: Any) -> datetime | None:
        return None if value is None else datetime.fromtimestamp(value, UTC)


def engine_options(uri: str) -> dict[str, Any]:
    """Return the engine's options for this address: a lock is waited for five seconds, then the person is told.

    Reads on PostgreSQL need no transaction, since each statement at READ COMMITTED sees its own moment anyway: that saves
    two round trips for every page. `transaction()` opens one.
    """
    url: URL = make_url(uri)
    if url.get_backend_name() == "sqlite":
        return {}
    return {
        "connect_args": {"options": "-c lock_timeout=5000 -c timezone=UTC"},
        "isolation_level": "AUTOCOMMIT",
    }


@event.listens_for(Engine, "connect")
def _prepare_connection(connection: Any, _record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        # No implicit transactions by the driver: BEGIN is ours, below.
        connection.isolation_level = None
        for pragma in SQLITE_PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Pool, "checkin")
def _note_rest(_connection: Any, record: Any) -> None:
    record.info["resting_since"] = time.monotonic()


@event.listens_for(Pool, "checkout")
def _wake(connection: Any, record: Any, _proxy: Any) -> None:
    """Ask a connection that has rested whether it still stands: asking each time would cost every page a round trip."""
    rested = time.monotonic() - record.info.get("resting_since", time.monotonic())
    if rested < RESTED or isinstance(connection, sqlite3.Connection):
        return
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except Exception as gone:
        raise DisconnectionError() from gone


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        options = connection.get_execution_options()
        waits = options.get("sqlite_waits", IN_TURN.milliseconds)
        if waits != IN_TURN.milliseconds:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={waits}")
        try:
            connection.exec_driver_sql("BEGIN " + options.get("sqlite_begin", "DEFERRED"))
        finally:
            if waits != IN_TURN.milliseconds:
                connection.exec_driver_sql(f"PRAGMA busy_timeout={IN_TURN.milliseconds}")


@event.listens_for(Engine, "handle_error")
def _translate_error(context: ExceptionContext) -> None:
    original = context.original_exception
    if isinstance(original, sqlite3.IntegrityError) and original.args == (GUARD_SPEAKS,):
        raise CapacityExceeded()
    if isinstance(original, sqlite3.OperationalError) and original.sqlite_errorname.startswith("SQLITE_BUSY"):
        raise Busy()
    diagnosis = getattr(original, "diag", None)
    if diagnosis is not None and diagnosis.message_primary == GUARD_SPEAKS:
        raise CapacityExceeded()
    if getattr(original, "sqlstate", None) in (LOCK_NOT_AVAILABLE, DEADLOCK, SERIALISATION):
        raise Busy()


@contextmanager
def transaction() -> Iterator[Session]:
    """Do all of the block or nothing of it; an inner transaction joins the outer one.

    Raise CapacityExceeded when the guard refuses, Busy when the write lock cannot be had in time.
    """
    with _writing(IN_TURN) as session:
        yield session


@contextmanager
def transaction_if_free() -> Iterator[Session]:
    """Like `transaction`, but raise Busy at once when somebody else is writing: for what may as well be written later."""
    with _writing(AT_ONCE) as session:
        yield session


@contextmanager
def _writing(patience: Patience) -> Iterator[Session]:
    session = db.session()
    if session.info.get("writing"):
        yield session
        return
    _end_reading(session)
    with _write_gate(session.get_bind(), patience):
        session.info["writing"], session.info["before_end"] = True, {}
        try:
            _begin_writing(session, patience)
            yield session
            _finish(session)
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info["writing"] = False


@contextmanager
def attempt() -> Iterator[Session]:
    """Like `transaction`, but within an outer one what fails in the block is undone alone, and the outer one can go on."""
    session = db.session()
    if not session.info.get("writing"):
        with transaction() as outermost:
            yield outermost
        return
    with session.begin_nested():
        yield session


def before_end(key: Hashable, do: Callable[[], object]) -> None:
    """Do this once, as the last thing of the transaction under way; what is named by the same key is done once only."""
    db.session().info["before_end"].setdefault(key, do)


def at_once(key: Hashable) -> None:
    """Do now what waits for the end under this key, if anything does."""
    do = db.session().info["before_end"].pop(key, None)
    if do is not None:
        do()


def _finish(session: Session) -> None:
    waiting = session.info["before_end"]
    while waiting:
        waiting.pop(next(iter(waiting)))()


def lock(model: type[Row], key: Any) -> Row:
    """Return the row as it is now, locked until the transaction ends. Raise NotFound when it is gone."""
    row = db.session.get(model, key, populate_existing=True, with_for_update=True)
    if row is None:
        raise NotFound()
    return row


def _end_reading(session: Session) -> None:
    """End the read transaction without expiring what was loaded; changes made outside a transaction are a fault of ours."""
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("rows were changed outside transaction()")
    session.commit()


def _begin_writing(session: Session, patience: Patience) -> None:
    if session.get_bind().dialect.name == "sqlite":
        session.connection(execution_options={"sqlite_begin": "IMMEDIATE", "sqlite_waits": patience.milliseconds})
        return
    connection = session.connection(execution_options=IN_TRANSACTION)
    if patience is not IN_TURN:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {patience.milliseconds}")


@contextmanager
def _write_gate(bind: Any, patience: Patience) -> Iterator[None]:
    """Let writers of one SQLite file queue in the order they came; who does not wait is told so by Busy."""
    path = bind.url.database if bind.dialect.name == "sqlite" else None
    if not path or path == ":memory:":
        yield
        return
    with Path(f"{path}.gate").open("w") as gate:
        try:
            fcntl.flock(gate, patience.flock)
        except BlockingIOError:
            raise Busy() from None
        yield


def reachable(connection: Connection) -> bool:
    """Return whether the database answers."""
    try:
        return connection.exec_driver_sql("SELECT 1").scalar() == 1
    except DBAPIError:
        return False
