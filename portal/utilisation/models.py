"""Figures of days that are over: frozen, so that last year's utilisation never moves when somebody edits opening hours (P10)."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base, UTCDateTime


class FrozenDay(Base):
    """One resource on one local day, in unit-seconds."""

    __tablename__ = "frozen_day"

    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    offered: Mapped[int]
    booked: Mapped[int]
    used: Mapped[int]
    blocked: Mapped[int]
    unknown: Mapped[int]
    booked_by_sme: Mapped[int]
    frozen_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Correction(Base):
    """What became known after a day was frozen: a dated difference beside the frozen figures, never an edit of them."""

    __tablename__ = "correction"
    __table_args__ = (Index("ix_correction_resource_id_day", "resource_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"))
    day: Mapped[date] = mapped_column(Date)
    booked: Mapped[int]
    used: Mapped[int]
    unknown: Mapped[int]
    booked_by_sme: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
