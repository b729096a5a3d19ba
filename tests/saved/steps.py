"""What tests of saved things do again and again."""

from datetime import UTC, datetime, timedelta
from typing import Any

from portal import outbox
from portal.database import db
from portal.saved import service
from portal.saved.models import SavedSearch
from portal.search.queries import Criteria

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
A_DAY = timedelta(days=1)
LASER = Criteria(q="laser")


def save(visitor: Any, criteria: Criteria = LASER) -> SavedSearch:
    return service.save_search(visitor, criteria, "sv", now=NOW)


def letters() -> list[outbox.Message]:
    """Return every letter about saved searches, the oldest first."""
    query = db.select(outbox.Message).where(outbox.Message.kind == "saved.new-matches")
    return list(db.session.scalars(query.order_by(outbox.Message.id)))


def tell(days: float = 0) -> int:
    return service.tell_new(NOW + timedelta(days=days))
