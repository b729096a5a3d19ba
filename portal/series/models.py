"""A series and its dates. What is booked on a date is a booking like any other."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base, UTCDateTime


class Series(Base):
    """The same time of one resource on several dates, for one organisation. `purpose` and `note` are confidential.

    Its bookings carry the reference in `Booking.bundle`. `form_key` is the one-time key of the form that made it; `sequence`
    counts the letters about the whole of it.
    """

    __tablename__ = "series"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    units: Mapped[int]
    purpose: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text, default="")
    form_key: Mapped[str | None] = mapped_column(String(80), unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class SeriesDate(Base):
    """One date of a series: what was booked on it, or the time that did not fit and can be taken when it does.

    Without times the clock skips the hour on that date.
    """

    __tablename__ = "series_date"
    __table_args__ = (
        UniqueConstraint("series_id", "day"),
        CheckConstraint("ends_at > starts_at", name="period"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"))
    day: Mapped[date] = mapped_column(Date)
    starts_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"), unique=True)
