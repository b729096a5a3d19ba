"""Support programmes: money or advice that makes a test possible."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, Date, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base


class SupportProgramme(Base):
    """One programme as its source stated it; empty lists of counties, technologies or market areas mean all of them."""

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
