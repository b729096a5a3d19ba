"""How many SQL statements a request sends: counted inside the process, apart from the measurement of time."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

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


@contextmanager
def counting(app: Flask) -> Iterator[list[str]]:
    """Collect the statements that the application sends to its database."""
    from portal.database import db

    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.lstrip().upper().startswith(NOT_COUNTED):
            seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


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
