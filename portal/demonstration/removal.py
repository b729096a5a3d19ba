"""Taking away what is made up, and everything that hangs on it, by following the database's own foreign keys.

So a table that is added later is cleared as well, without anybody remembering it here. A row that may do without the
made-up one keeps living and only loses the reference; a row that may not goes with it.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, select, update

from portal import audit
from portal.accounts import demonstration as accounts
from portal.accounts.models import Attempt, Membership, Organisation, Person, SignIn, Ticket
from portal.audit import AuditEvent
from portal.booking.models import Claim
from portal.capacity.models import Capacity
from portal.catalogue.models import Testbed
from portal.database import Base, db, transaction
from portal.outbox import Message
from portal.search.service import note_changes

ROOTS = (Organisation, Person, Testbed)
ITS_OWN_BUSINESS = {model.__tablename__ for model in (Organisation, Person, Membership, SignIn, Ticket, Attempt)}
"""Tables that the accounts room clears itself, last of all."""

# The guard refuses to take capacity away from under claims, and needs its own rows for as long as there is capacity.
FIRST = (Claim.__tablename__, Capacity.__tablename__)
NAMES = ("slug", "reference")
CHUNK = 500
Doomed = dict[str, list[int]]


def remove(now: datetime) -> dict[str, int]:
    """Remove the demonstration in one transaction and return how many rows went, by table."""
    with transaction():
        doomed = _doomed()
        subjects = list(_subjects(doomed))
        gone = {table.name: _clear(table, doomed) for table in _in_order()}
        gone[AuditEvent.__tablename__] = _delete(AuditEvent.__table__, _among(AuditEvent.subject, subjects))
        gone[Message.__tablename__] = _delete(Message.__table__, _among(Message.about, subjects))
        for model in (Person, Organisation):
            gone[model.__tablename__] = len(doomed[model.__tablename__])
        accounts.remove()
        if any(gone.values()):
            note_changes(doomed[Testbed.__tablename__])
            audit.record("demonstration.removed", "demonstration", person_id=None, now=now)
        db.session.expire_all()
    return {name: count for name, count in gone.items() if count}


def _tables() -> list[Table]:
    return list(Base.metadata.sorted_tables)


def _in_order() -> list[Table]:
    """Return the tables to clear: what the guard watches first, then children before parents."""
    rest = [table for table in reversed(_tables()) if table.name not in ITS_OWN_BUSINESS]
    return sorted(rest, key=lambda table: FIRST.index(table.name) if table.name in FIRST else len(FIRST))


def _doomed() -> Doomed:
    """Return the ids of the rows that go, by table, from the made-up ones down."""
    flagged = {model.__tablename__: model for model in ROOTS}
    doomed: Doomed = {}
    for table in _tables():
        if "id" not in table.c:
            continue
        ids = set(_ids(table, _bound(table, doomed)))
        if table.name in flagged:
            ids |= set(_ids(table, [table.c.is_demonstration]))
        if table.name in ITS_OWN_BUSINESS and table.name not in flagged:
            continue
        doomed[table.name] = sorted(ids)
    return doomed


def _ids(table: Table, conditions: Iterable[ColumnElement[bool]]) -> Iterator[int]:
    for condition in conditions:
        yield from db.session.scalars(select(table.c.id).where(condition))


def _bound(table: Table, doomed: Doomed) -> Iterator[ColumnElement[bool]]:
    """Return conditions under which a row refers to a doomed one and may not do without it."""
    for key in table.foreign_keys:
        if not key.parent.nullable:
            yield from _among(key.parent, doomed.get(key.column.table.name, []))


def _among(column: Any, values: Sequence[Any]) -> Iterator[ColumnElement[bool]]:
    """Return conditions that together say that the column has one of the values: short enough for both engines."""
    for first in range(0, len(values), CHUNK):
        yield column.in_(values[first : first + CHUNK])


def _clear(table: Table, doomed: Doomed) -> int:
    """Delete the table's doomed rows and return their number; let rows that stay forget the doomed ones."""
    own = _among(table.c.id, doomed.get(table.name, [])) if "id" in table.c else ()
    gone = _delete(table, (*own, *_bound(table, doomed)))
    for key in table.foreign_keys:
        if key.parent.nullable:
            for condition in _among(key.parent, doomed.get(key.column.table.name, [])):
                db.session.execute(update(table).where(condition).values({key.parent.name: None}))
    return gone


def _delete(table: Any, conditions: Iterable[ColumnElement[bool]]) -> int:
    return sum(
        db.session.execute(delete(table).where(condition)).rowcount  # type: ignore[attr-defined]
        for condition in conditions
    )


def _subjects(doomed: Doomed) -> Iterator[str]:
    """Return the slugs and references of what goes: messages and events about them are about nothing real."""
    for table in _tables():
        for name in NAMES:
            if name in table.c and doomed.get(table.name):
                for condition in _among(table.c.id, doomed[table.name]):
                    yield from db.session.scalars(select(table.c[name]).where(condition))
