"""Support programmes: money or advice that makes a test possible."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base, UTCDateTime


class SupportProgramme(Base):
    """One programme as its source stated it; empty lists of counties, technologies or market areas mean all of them.

    `order_first` is set only where the programme's own text says that nothing may be ordered before one has applied, or been
    granted: {"before": "application" or "decision", "source": address}. `edited_at` is when a coordinator last changed it:
    from then on the seeds leave it alone. `checked_at` is the page that the change stands on, `checked_on` the day it was read.
    """

    __tablename__ = "support_programme"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str | None] = mapped_column(String(200))
    provider: Mapped[str] = mapped_column(String(160))
    kind: Mapped[str] = mapped_column(String(30))
    summary_sv: Mapped[str] = mapped_column(Text)
    summary_en: Mapped[str] = mapped_column(Text)
    who: Mapped[list[str]] = mapped_column(JSON)
    counties: Mapped[list[str]] = mapped_column(JSON)
    technologies: Mapped[list[str]] = mapped_column(JSON)
    market_areas: Mapped[list[str]] = mapped_column(JSON)
    trl_min: Mapped[int | None]
    trl_max: Mapped[int | None]
    amount: Mapped[str | None] = mapped_column(Text)
    co_funding: Mapped[str | None] = mapped_column(Text)
    phase: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20))
    website: Mapped[str | None] = mapped_column(String(400))
    notes: Mapped[str | None] = mapped_column(Text)
    sources: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    confidence: Mapped[str] = mapped_column(String(10))
    collected_on: Mapped[date | None] = mapped_column(Date)
    order_first: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    opens_on: Mapped[date | None] = mapped_column(Date)
    closes_on: Mapped[date | None] = mapped_column(Date)
    checked_on: Mapped[date | None] = mapped_column(Date)
    checked_at: Mapped[str | None] = mapped_column(String(400))
    edited_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class SupportChange(Base):
    """What a coordinator changed in a programme: the fields before and after, and by which source, seen when."""

    __tablename__ = "support_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("support_programme.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    source: Mapped[str] = mapped_column(String(400))
    checked_on: Mapped[date] = mapped_column(Date)


class MoneyAnswer(Base):
    """What a company said before it booked where a programme wants the application first; its own side alone reads it."""

    __tablename__ = "money_answer"
    __table_args__ = (CheckConstraint("answer IN ('no-support', 'may-order', 'anyway')", name="answer"),)

    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    answer: Mapped[str] = mapped_column(String(20))
    programmes: Mapped[list[str]] = mapped_column(JSON)
    answered_at: Mapped[datetime] = mapped_column(UTCDateTime)
