"""Who waits for what."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.booking.models import Booking
from portal.catalogue.models import Resource
from portal.database import Base, UTCDateTime

OFFER, WATCH = "offer", "watch"
WAITING, OFFERED, TAKEN, LAPSED, LEFT, OVER = "waiting", "offered", "taken", "lapsed", "left", "over"
STATES = (WAITING, OFFERED, TAKEN, LAPSED, LEFT, OVER)
LIVE = (WAITING, OFFERED)


class Wait(Base):
    """One organisation's wish for so many units of time in a row, with so many units, anywhere between two moments.

    'offer' has a place in line and is offered the time: then it is the booking `booking_id`, held until its deadline. 'watch' is
    only told, and `told_of` are the starts it was last told of. `seen_version` is what the guard had counted when the line was
    last looked at.
    """

    __tablename__ = "wait"
    __table_args__ = (
        CheckConstraint(f"state IN ({', '.join(repr(state) for state in STATES)})", name="state"),
        CheckConstraint("kind IN ('offer', 'watch')", name="kind"),
        CheckConstraint("ends_at > starts_at", name="period"),
        CheckConstraint("length > 0 AND units > 0", name="size"),
        Index(
            "ix_wait_live",
            "resource_id",
            "id",
            sqlite_where=text("state IN ('waiting', 'offered')"),
            postgresql_where=text("state IN ('waiting', 'offered')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey(Resource.id))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    length: Mapped[int]
    units: Mapped[int]
    purpose: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[str] = mapped_column(String(12), default=WAITING)
    booking_id: Mapped[int | None] = mapped_column(ForeignKey(Booking.id), index=True)
    told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    told_of: Mapped[str] = mapped_column(String(120), default="")
    seen_version: Mapped[int] = mapped_column(default=-1)
    looked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
