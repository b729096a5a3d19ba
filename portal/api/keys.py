"""Idempotency keys: what was asked under a key is done once, and answered the same way however often it is asked.

The row of the key is the first thing that its transaction writes. Whoever comes with the same key meanwhile waits for that
row and then finds the answer in it; if the first is refused or dies, its row goes with it and the next one does the work.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from portal.api.models import KeptAnswer
from portal.api.rules import Answer, KeyReused
from portal.database import db, transaction

KEPT_FOR = timedelta(hours=48)
_INSERTS: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


@dataclass(frozen=True)
class Asked:
    """Who asks what under which key."""

    person_id: int
    key: str
    what: str

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(self.what.encode()).hexdigest()


def once(asked: Asked, act: Callable[[], Answer], *, now: datetime) -> Answer:
    """Return the answer that is kept for the key, or act and keep what it answers: both in one transaction or neither.

    Raise KeyReused when the key stands for something else; whatever the act refuses is not kept.
    """
    with transaction():
        if not _enter(asked, now):
            kept = find(asked)
            assert kept is not None
            return kept
        answer = act()
        row = {"status": answer.status, "location": answer.location, "tag": answer.tag, "body": answer.body}
        db.session.execute(update(KeptAnswer).where(*_mine(asked)).values(row))
        return answer


def find(asked: Asked) -> Answer | None:
    """Return the answer that is kept for the key, None when it is new. Raise KeyReused when it stands for something else."""
    columns = (KeptAnswer.status, KeptAnswer.body, KeptAnswer.location, KeptAnswer.tag, KeptAnswer.fingerprint)
    row = db.session.execute(select(*columns).where(*_mine(asked))).one_or_none()
    if row is None:
        return None
    if row.fingerprint != asked.fingerprint:
        raise KeyReused()
    return Answer(row.status, row.body, row.location, row.tag)


def tidy_up(now: datetime) -> None:
    """Throw away answers that nobody asks for any more."""
    with transaction() as session:
        session.execute(delete(KeptAnswer).where(KeptAnswer.created_at <= now - KEPT_FOR))


def _enter(asked: Asked, now: datetime) -> bool:
    """Write the row of the key and return True; False when it is there already. One that is being written is waited for."""
    insert = _INSERTS[db.session.get_bind().dialect.name]
    row = {
        "person_id": asked.person_id,
        "key": asked.key,
        "fingerprint": asked.fingerprint,
        "created_at": now,
        "status": 0,
        "location": "",
        "tag": "",
        "body": "",
    }
    written = insert(KeptAnswer).values(row).on_conflict_do_nothing(index_elements=["person_id", "key"])
    # What was written is asked for: the count of rows is not told by every driver.
    return db.session.connection().execute(written.returning(KeptAnswer.id)).first() is not None


def _mine(asked: Asked) -> tuple[Any, ...]:
    return KeptAnswer.person_id == asked.person_id, KeptAnswer.key == asked.key
