"""Times on which an owner's own calendar and the bookings here disagree."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base, UTCDateTime


class FeedConflict(Base):
    """A booking that lies where the owner's calendar is busy. Settled by 'kept' (the booking holds) or 'gone' (no longer so)."""

    __tablename__ = "feed_conflict"
    __table_args__ = (UniqueConstraint("booking_id", "starts_at", "ends_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), index=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"))
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    found_at: Mapped[datetime] = mapped_column(UTCDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    outcome: Mapped[str | None] = mapped_column(String(10))
