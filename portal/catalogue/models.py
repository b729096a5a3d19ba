"""Testbeds and what can be booked within them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, Float, ForeignKey, Index, String, Text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Organisation
from portal.database import Base, UTCDateTime

LIFECYCLES = ("draft", "in-review", "published", "paused", "closed")
LEVELS = ("book-here", "request-here", "busy-feed", "contact-only")
STATUSES = ("active", "uncertain", "planned", "closed")
UNITS = ("half-hour", "hour", "half-day", "day")
DIRECT, REQUEST = "direct", "request"
INVENTORY, OWNER = "inventory", "owner"


def _one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(value) for value in values)})", name=column)


class Testbed(Base):
    """One listing. Lists of words come from the vocabulary; each fact has its source; `owner` answers for it here.

    `collected_on` is when the facts were gathered, `confirmed_on` when the owner last said that they are true.
    """

    __tablename__ = "testbed"
    __test__ = False
    __table_args__ = (
        _one_of("lifecycle", LIFECYCLES),
        _one_of("level", LEVELS),
        _one_of("status", STATUSES),
        Index("ix_testbed_lat_lon", "lat", "lon"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(160))
    name_en: Mapped[str | None] = mapped_column(String(160))
    operator: Mapped[str] = mapped_column(String(160))
    operator_type: Mapped[str] = mapped_column(String(30))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    partners: Mapped[list[str]] = mapped_column(JSON, default=list)
    municipality: Mapped[str] = mapped_column(String(60))
    county: Mapped[str] = mapped_column(String(60), index=True)
    address: Mapped[str | None] = mapped_column(String(200))
    lat: Mapped[float] = mapped_column(Float)
    lon: Mapped[float] = mapped_column(Float)
    location_precision: Mapped[str] = mapped_column(String(20))
    website: Mapped[str | None] = mapped_column(String(400))
    summary_sv: Mapped[str] = mapped_column(Text)
    summary_en: Mapped[str] = mapped_column(Text)
    technologies: Mapped[list[str]] = mapped_column(JSON)
    market_areas: Mapped[list[str]] = mapped_column(JSON)
    sectors: Mapped[list[str]] = mapped_column(JSON)
    environments: Mapped[list[str]] = mapped_column(JSON)
    services: Mapped[list[str]] = mapped_column(JSON)
    equipment: Mapped[list[str]] = mapped_column(JSON)
    access: Mapped[str | None] = mapped_column(String(400))
    notes: Mapped[str | None] = mapped_column(Text)
    trl_min: Mapped[int | None]
    trl_max: Mapped[int | None]
    status: Mapped[str] = mapped_column(String(20))
    confidence: Mapped[str] = mapped_column(String(10))
    sources: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    lifecycle: Mapped[str] = mapped_column(String(20), default="published")
    level: Mapped[str] = mapped_column(String(20), default="request-here")
    collected_on: Mapped[date | None] = mapped_column(Date)
    confirmed_on: Mapped[date | None] = mapped_column(Date)
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)

    owner: Mapped[Organisation | None] = relationship()


class Resource(Base):
    """What can be booked within a testbed, and by which rules. Lengths are counted in its own unit of time.

    `notice_hours` and `notice_days` (working days) both hold. `start_every` is the grid of starting times in minutes from
    opening; without one each unit of time may begin a booking. Buffers are minutes kept free before and after each use.
    `pending_holds`: a request takes its time while it waits, `most_pending` of them for one organisation at once, and each
    lapses after `answer_days` working days. `direct_for_known`: whoever has been there before books without asking.
    After `no_show_after` minutes without a check-in the rest of the time is given back, and with `returns_rest` after an
    early check-out too. `late_hours` before the start a
    cancellation is late and costs `late_percent` of the price. A database trigger gives each new resource its guard row.
    """

    __tablename__ = "resource"
    __table_args__ = (
        _one_of("unit", UNITS),
        _one_of("mode", (DIRECT, REQUEST)),
        CheckConstraint("units > 0", name="units"),
        CheckConstraint("shortest > 0 AND longest >= shortest", name="length"),
        CheckConstraint("buffer_before >= 0 AND buffer_after >= 0", name="buffers"),
        CheckConstraint("approval_steps BETWEEN 1 AND 2", name="approval_steps"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    testbed_id: Mapped[int] = mapped_column(ForeignKey("testbed.id"), index=True)
    name_sv: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    description_sv: Mapped[str] = mapped_column(Text, default="")
    description_en: Mapped[str] = mapped_column(Text, default="")
    unit: Mapped[str] = mapped_column(String(10))
    units: Mapped[int] = mapped_column(default=1)
    mode: Mapped[str] = mapped_column(String(10), default=REQUEST)
    notice_hours: Mapped[int] = mapped_column(default=24)
    shortest: Mapped[int] = mapped_column(default=1)
    longest: Mapped[int] = mapped_column(default=10)
    horizon_days: Mapped[int] = mapped_column(default=180)
    notice_days: Mapped[int] = mapped_column(default=0)
    start_every: Mapped[int | None]
    buffer_before: Mapped[int] = mapped_column(default=0)
    buffer_after: Mapped[int] = mapped_column(default=0)
    pending_holds: Mapped[bool] = mapped_column(default=True)
    most_pending: Mapped[int] = mapped_column(default=5)
    answer_days: Mapped[int | None]
    direct_for_known: Mapped[bool] = mapped_column(default=False)
    approval_steps: Mapped[int] = mapped_column(default=1)
    no_show_after: Mapped[int | None]
    returns_rest: Mapped[bool] = mapped_column(default=True, server_default=true())
    late_hours: Mapped[int] = mapped_column(default=0)
    late_percent: Mapped[int] = mapped_column(default=0)
    vat_percent: Mapped[int] = mapped_column(default=25)
    price_sv: Mapped[str | None] = mapped_column(String(200))
    price_en: Mapped[str | None] = mapped_column(String(200))
    is_open: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    testbed: Mapped[Testbed] = relationship()


class Capability(Base):
    """One limit of a testbed, or of one of its resources, in SI: low, high or both, with the words that say it.

    `subject_sv` and `subject_en` are sentences as they were stated; who stated them is the inventory or the owner.
    """

    __tablename__ = "capability"
    __table_args__ = (
        _one_of("source", (INVENTORY, OWNER)),
        CheckConstraint("low IS NOT NULL OR high IS NOT NULL", name="an_end"),
        CheckConstraint("low <= high", name="ends"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    testbed_id: Mapped[int] = mapped_column(ForeignKey("testbed.id"), index=True)
    resource_id: Mapped[int | None] = mapped_column(ForeignKey("resource.id"), index=True)
    quantity: Mapped[str] = mapped_column(String(20))
    low: Mapped[float | None] = mapped_column(Float(53))
    high: Mapped[float | None] = mapped_column(Float(53))
    subject_sv: Mapped[str | None] = mapped_column(Text)
    subject_en: Mapped[str | None] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(10))


class CatalogueVersion(Base):
    """One row: the number grows in each transaction that changes a listing, and caches of every process live by it."""

    __tablename__ = "catalogue_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=0)
