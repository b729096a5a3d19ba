"""Looks at the tables from outside while the portal is used: is more claimed than offered at any moment?

It shares no code with the portal. It has a connection of its own, reads both tables in one snapshot, and sweeps over them:
every begin and end of a claim or a stretch of capacity is a step up or down, and after each moment the levels are compared.
"""

import sqlite3
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

EVERY_SECONDS = 0.1
Row = tuple[int, int, int]


@dataclass
class Verdict:
    """What one snapshot showed: claims that count, hours over capacity, the moments where it was exceeded."""

    claims: int
    hours_over: float
    moments: list[tuple[int, int, int]] = field(default_factory=list)


def sweep(claims: list[Row], capacity: list[Row]) -> Verdict:
    """Compare the depth of claims with the capacity from each moment to the next; rows are (begins, ends, units)."""
    steps: dict[int, list[int]] = {}
    for begins, ends, units in claims:
        steps.setdefault(begins, [0, 0])[0] += units
        steps.setdefault(ends, [0, 0])[0] -= units
    for begins, ends, units in capacity:
        steps.setdefault(begins, [0, 0])[1] += units
        steps.setdefault(ends, [0, 0])[1] -= units
    taken = offered = 0
    seconds, moments = 0, []
    order = sorted(steps)
    for moment, following in zip(order, [*order[1:], None], strict=True):
        taken, offered = taken + steps[moment][0], offered + steps[moment][1]
        if taken > offered and following is not None:
            seconds += following - moment
            moments.append((moment, taken, offered))
    return Verdict(len(claims), seconds / 3600, moments)


class Tables:
    """Reads and, for the control runs, changes the database past the portal."""

    def __init__(self, database_url: str) -> None:
        parts = urlsplit(database_url.replace("postgresql+psycopg", "postgresql"))
        self.is_sqlite = parts.scheme == "sqlite"
        self.address = parts.path[1:] if self.is_sqlite else database_url.replace("+psycopg", "")

    def connect(self) -> Any:
        if self.is_sqlite:
            assert Path(self.address).exists()
            return sqlite3.connect(self.address, isolation_level=None, timeout=30, check_same_thread=False)
        return psycopg.connect(self.address, autocommit=True)

    def look(self, connection: Any, resource_id: int) -> Verdict:
        begin = "BEGIN" if self.is_sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        connection.execute(begin)
        try:
            claims = connection.execute(
                f"SELECT starts_at, ends_at, units FROM claim WHERE active = 1 AND resource_id = {int(resource_id)}"
            ).fetchall()
            capacity = connection.execute(
                f"SELECT starts_at, ends_at, units FROM capacity WHERE resource_id = {int(resource_id)}"
            ).fetchall()
        finally:
            connection.execute("COMMIT")
        return sweep(claims, capacity)

    def drop_the_guard(self) -> list[str]:
        """Remove every trigger on claim and return the names."""
        with closing(self.connect()) as connection:
            names = [row[0] for row in connection.execute(self._triggers())]
            for name in names:
                connection.execute(f"DROP TRIGGER {name}" + ("" if self.is_sqlite else " ON claim"))
        return names

    def _triggers(self) -> str:
        if self.is_sqlite:
            return "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'claim'"
        return "SELECT tgname FROM pg_trigger WHERE tgrelid = 'claim'::regclass AND NOT tgisinternal"


class Watcher:
    """Takes a snapshot about ten times a second between entering and leaving, and one at the end."""

    def __init__(self, database_url: str, resource_id: int) -> None:
        self.tables, self.resource_id = Tables(database_url), resource_id
        self.verdicts: list[Verdict] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watcher")
        self._fault: BaseException | None = None

    def __enter__(self) -> "Watcher":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        if self._fault:
            raise self._fault

    def _watch(self) -> None:
        try:
            with closing(self.tables.connect()) as connection:
                following = time.monotonic()
                while not self._stop.is_set():
                    self.verdicts.append(self.tables.look(connection, self.resource_id))
                    following = max(following + EVERY_SECONDS, time.monotonic())
                    self._stop.wait(following - time.monotonic())
                self.verdicts.append(self.tables.look(connection, self.resource_id))
        except BaseException as fault:
            self._fault = fault

    def __str__(self) -> str:
        return f"{len(self.over_booked)} of {len(self.verdicts)} snapshots over-booked, {self.last.claims} claims at the end"

    @property
    def last(self) -> Verdict:
        return self.verdicts[-1]

    @property
    def over_booked(self) -> list[Verdict]:
        return [verdict for verdict in self.verdicts if verdict.moments]
