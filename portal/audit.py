"""Who did what to what, and who looked: rows that are only ever added, written in the transaction that they describe."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, insert
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base, UTCDateTime, db


class AuditEvent(Base):
    """One thing done (booking.confirmed) to one subject (its reference or slug) by one person, or by the portal itself."""

    __tablename__ = "audit_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    person_id: Mapped[int | None] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(120), index=True)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


_EVENT = insert(AuditEvent)


def record(action: str, subject: str, *, person_id: int | None, now: datetime, **details: Any) -> None:
    """Add one event to the transaction under way."""
    # A plain row: nothing is loaded, flushed or kept by the session for it.
    event = {"at": now, "person_id": person_id, "action": action, "subject": subject, "details": details}
    db.session.connection().execute(_EVENT, event)
