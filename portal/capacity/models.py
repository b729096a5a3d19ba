"""How much a resource offers and when: the plan in Stockholm wall time, and the capacity in UTC it unfolds into."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.catalogue.models import Resource
from portal.database import Base, UTCDateTime

MIDNIGHT = 24 * 60


class CapacityPlan(Base):
    """What holds for the whole plan of one resource, and how far it has been unfolded."""

    __tablename__ = "capacity_plan"

    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), primary_key=True)
    closed_on_holidays: Mapped[bool] = mapped_column(default=True)
    unfolded_to: Mapped[date | None] = mapped_column(Date)
    version: Mapped[int] = mapped_column(default=1)


class OpeningHours(Base):
    """Open on this weekday (0 is Monday) between two wall-clock minutes of the day, with so many units, while valid."""

    __tablename__ = "opening_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("opens >= 0 AND opens < closes AND closes <= 1440", name="minutes"),
        CheckConstraint("units > 0", name="units"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), index=True)
    weekday: Mapped[int]
    opens: Mapped[int]
    closes: Mapped[int]
    units: Mapped[int] = mapped_column(default=1)
    first_day: Mapped[date | None] = mapped_column(Date)
    last_day: Mapped[date | None] = mapped_column(Date)


class Closure(Base):
    """Days on which the resource is closed, or offers no more than `units`, whatever its hours say: a fact (P5)."""

    __tablename__ = "closure"
    __table_args__ = (
        CheckConstraint("last_day >= first_day", name="days"),
        CheckConstraint("units >= 0", name="units"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), index=True)
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)
    units: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(String(400), default="")
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    lifted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    resource: Mapped[Resource] = relationship()


class Capacity(Base):
    """The resource offers `units` from `starts_at` to `ends_at`; without a row, nothing. Overlapping rows add up."""

    __tablename__ = "capacity"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="period"),
        CheckConstraint("units >= 0", name="units"),
        Index("ix_capacity_resource_period", "resource_id", "starts_at", "ends_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"))
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    units: Mapped[int] = mapped_column(Integer)


class ResourceGuard(Base):
    """The lock of the guard: each claim and each change of capacity bumps its version (see the first migration)."""

    __tablename__ = "resource_guard"

    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), primary_key=True)
    version: Mapped[int] = mapped_column(default=0)
