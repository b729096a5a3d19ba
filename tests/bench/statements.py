"""How many SQL statements a request sends: counted inside the process, apart from the measurement of time."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import psycopg
from flask import Flask
from sqlalchemy import event

from tests.bench.jobs import Job

NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")


class Inside:
    """A client of the application itself, with the same manners as one over HTTP."""

    def __init__(self, app: Flask, cookies: dict[str, str]) -> None:
        self.client = app.test_client()
        for name, value in cookies.items():
            self.client.set_cookie(name, value)

    def request(self, method: str, path: str, body: str | None = None, **headers: str) -> Any:
        kind = {"content_type": "application/x-www-form-urlencoded"} if body is not None else {}
        answer = self.client.open(path, method=method, data=body, headers=headers, **kind)
        return SimpleNamespace(status=answer.status_code, headers=answer.headers, body=answer.data)


class NotingCursor(psycopg.Cursor[Any]):
    """A cursor of PostgreSQL's driver that writes down what it executes."""

    def execute(self, query: Any, *arguments: Any, **options: Any) -> Any:
        self.connection.note(query if isinstance(query, str) else query.decode())  # type: ignore[attr-defined]
        return super().execute(query, *arguments, **options)


@contextmanager
def counting(app: Flask) -> Iterator[list[str]]:
    """Collect the statements that reach the driver, also those that go past SQLAlchemy's engine."""
    from portal.database import db

    seen: list[str] = []

    def note(statement: str) -> None:
        # SQLite tells a statement again, values and all, for each trigger that it sets off.
        if not statement.lstrip().upper().startswith((*NOT_COUNTED, "--")) and seen[-1:] != [statement]:
            seen.append(statement)

    def listen(connection: Any, *_: Any) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.set_trace_callback(note)
        else:
            connection.note, connection.cursor_factory = note, NotingCursor

    with app.app_context():
        engine = db.engine
    engine.dispose()
    event.listen(engine, "checkout", listen)
    try:
        yield seen
    finally:
        event.remove(engine, "checkout", listen)
        engine.dispose()


def statements_of(job: Job, app: Flask, cookies: dict[str, str]) -> int:
    """Return how many statements the second request of its kind sends: the first fills what is kept per process."""
    client = Inside(app, cookies)
    job.ask(client, job.prepare(client) if job.prepare else None)
    prepared = job.prepare(client) if job.prepare else None
    with counting(app) as seen:
        answer = job.ask(client, prepared)
    if answer.status != job.expect:
        raise RuntimeError(f"{job.name}: {answer.status} instead of {job.expect}")
    return len(seen)
