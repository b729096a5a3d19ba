"""The whole database as text, to see whether anything has changed."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Engine, MetaData, select

# When somebody was last seen is noted while reading; it is what keeps a sign-in alive.
NOTED_WHILE_READING = {("sign_in", "seen_at"), ("sign_in", "ends_at")}
# That the owner or an administrator read what a company confided is noted too (P3).
READ = "'booking.read'"


def contents(engine: Engine) -> dict[str, list[Any]]:
    """Return the rows of every table."""
    metadata = _tables(engine)
    with engine.connect() as connection:
        return {
            table.name: sorted(
                repr(tuple(row))
                for row in connection.execute(
                    select(*(column for column in table.c if (table.name, column.name) not in NOTED_WHILE_READING))
                )
                if not (table.name == "audit_event" and READ in repr(tuple(row)))
            )
            for table in metadata.sorted_tables
        }


@lru_cache(maxsize=1)
def _tables(engine: Engine) -> MetaData:
    """Return the tables that are there, whoever made them; no test makes one while it looks."""
    metadata = MetaData()
    metadata.reflect(engine)
    return metadata


def changed(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Return, for each table that is not as it was, the rows that came or went."""
    return {
        name: sorted(set(before.get(name, [])) ^ set(after.get(name, [])))[:5]
        for name in before.keys() | after.keys()
        if before.get(name) != after.get(name)
    }
