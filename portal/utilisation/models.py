"""Figures of days that are over: frozen, so that last year's utilisation never moves when somebody edits opening hours (P10)."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import UTCDateTime, db


class FrozenDay(db.Model):
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
