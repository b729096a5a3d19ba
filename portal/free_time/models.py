"""Months of resources, and how long requests wait for an answer: kept answers to questions that bookings themselves decide."""

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base


class FreeMonth(Base):
    """What is free of the resource in a month: units on each day, and each moment at which a booking may begin.

    See `booking/open_days.py` for the bytes of `days`, `kept_starts.py` for those of `starts`. `month` is year × 12 + month
    − 1. It holds while `version` is the sum of the versions of the resource and of what it takes along, and `terms` are the
    rules of the resource it was made with.
    """

    __tablename__ = "free_month"

    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), primary_key=True)
    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(BigInteger)
    terms: Mapped[str] = mapped_column(String(80))
    days: Mapped[bytes] = mapped_column(LargeBinary)
    starts: Mapped[bytes] = mapped_column(LargeBinary)


class AnsweringTime(Base):
    """In how many minutes of work half of the requests for the resource have been answered, as measured over a year.

    `by_owner`: it has too few requests of its own, so those of all its owner's resources were measured.
    """

    __tablename__ = "answering_time"

    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), primary_key=True)
    minutes: Mapped[int]
    requests: Mapped[int]
    by_owner: Mapped[bool]
