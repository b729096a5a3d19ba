"""How much a resource offers and when: the plan in Stockholm wall time, and the capacity in UTC it unfolds into."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.catalogue.models import Resource
from portal.database import Base, UTCDateTime

MIDNIGHT = 24 * 60
MINUTES = "opens >= 0 AND opens < 1440 AND opens < closes AND closes <= opens + 1440"
WHOLE, NEEDS = "whole", "needs"


class CapacityPlan(Base):
    """What holds for the whole plan of one resource, and how far it has been unfolded."""

    __tablename__ = "capacity_plan"

    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), primary_key=True)
    closed_on_holidays: Mapped[bool] = mapped_column(default=True)
    closed_on_eves: Mapped[bool] = mapped_column(default=True)
    unfolded_to: Mapped[date | None] = mapped_column(Date)
    version: Mapped[int] = mapped_column(default=1)


class OpeningHours(Base):
    """Open on this weekday (0 is Monday) between two wall-clock minutes of the day, with so many units, while valid.

    Past midnight `closes` is counted on: 22:00 to 06:00 is 1320 to 1800.
    """

    __tablename__ = "opening_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint(MINUTES, name="minutes"),
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


class PlanVersion(Base):
    """A plan as it was saved, to be looked at and brought back; rows are only ever added.

    One that was there before versions were kept has neither a moment nor a person.
    """

    __tablename__ = "plan_version"

    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    saved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    cause: Mapped[str] = mapped_column(String(20))
    closed_on_holidays: Mapped[bool]
    closed_on_eves: Mapped[bool]
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class ExtraHours(Base):
    """Open beyond the plan on each of these days: at least so many units then, holiday or not. A closure still caps it.

    `opens` and `closes` are as in OpeningHours; of no effect once removed.
    """

    __tablename__ = "extra_hours"
    __table_args__ = (
        CheckConstraint("last_day >= first_day", name="days"),
        CheckConstraint(MINUTES, name="minutes"),
        CheckConstraint("units > 0", name="units"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), index=True)
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)
    opens: Mapped[int]
    closes: Mapped[int]
    units: Mapped[int]
    text: Mapped[str] = mapped_column(String(400), default="")
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Closure(Base):
    """A time in which the resource is closed, or offers no more than `units`, whatever its hours say: a fact (P5).

    It lasts from the minute `opens` of the first day to the minute `closes` of the last, on the clock in Stockholm.
    """

    __tablename__ = "closure"
    __table_args__ = (
        CheckConstraint("last_day >= first_day", name="days"),
        CheckConstraint("opens >= 0 AND closes <= 1440 AND (first_day < last_day OR opens < closes)", name="minutes"),
        CheckConstraint("units >= 0", name="units"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), index=True)
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)
    opens: Mapped[int] = mapped_column(default=0)
    closes: Mapped[int] = mapped_column(default=MIDNIGHT)
    units: Mapped[int] = mapped_column(default=0)
    is_planned: Mapped[bool] = mapped_column(default=True)
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
    """The lock of the guard: each claim and each change of capacity bumps its version (see the first migration).

    The longest claim and stretch there ever were, in seconds, bound how far back anything can begin that matters now.
    """

    __tablename__ = "resource_guard"

    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), primary_key=True)
    version: Mapped[int] = mapped_column(default=0)
    longest_claim: Mapped[int] = mapped_column(BigInteger, default=0)
    longest_stretch: Mapped[int] = mapped_column(BigInteger, default=0)


class ResourceLink(Base):
    """Who books `resource_id` takes `takes_id` along: the whole of it, or so many units for each unit booked.

    'whole' is a hall and its cells: while one is taken the other cannot be. 'needs' is equipment that several share. Holds
    for what ends after `since`. The guard writes the claims that follow; a link is replaced, never changed.
    """

    __tablename__ = "resource_link"
    __table_args__ = (
        UniqueConstraint("resource_id", "takes_id"),
        CheckConstraint("kind IN ('whole', 'needs')", name="kind"),
        CheckConstraint("resource_id <> takes_id", name="two"),
        CheckConstraint("units > 0", name="units"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"))
    takes_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    units: Mapped[int] = mapped_column(default=1)
    since: Mapped[datetime] = mapped_column(UTCDateTime)


class Feed(Base):
    """The address of the owner's own calendar, and how the last reading of it went.

    While one of its events lasts, `units` are busy. `fault` is the message of the last refusal, or empty.
    """

    __tablename__ = "feed"
    __table_args__ = (CheckConstraint("units > 0", name="units"),)

    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), primary_key=True)
    url: Mapped[str] = mapped_column(String(500))
    units: Mapped[int]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ok_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    fault: Mapped[str] = mapped_column(String(200), default="")


class Busy(Base):
    """So many units are taken elsewhere: what the owner's calendar says, less what is booked here at that time."""

    __tablename__ = "busy"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="period"),
        CheckConstraint("units > 0", name="units"),
        Index("ix_busy_resource_starts", "resource_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"))
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    units: Mapped[int]


class Pool(Base):
    """A share of units that the owner keeps for small and medium-sized companies, until so many days before each day.

    It holds between the minutes `opens` and `closes` of the weekdays in `weekdays` (digits, 0 is Monday). Where several
    pools meet, the largest holds. It displaces nobody: it says who may take what is still free.
    """

    __tablename__ = "pool"
    __table_args__ = (
        CheckConstraint("units > 0", name="units"),
        CheckConstraint("opens >= 0 AND opens < closes AND closes <= 1440", name="minutes"),
        CheckConstraint("released_days >= 0", name="released_days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), index=True)
    units: Mapped[int]
    weekdays: Mapped[str] = mapped_column(String(7), default="0123456")
    opens: Mapped[int] = mapped_column(default=0)
    closes: Mapped[int] = mapped_column(default=MIDNIGHT)
    released_days: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
