"""Months of resources, a byte for each day: kept answers to a question that the claims themselves decide."""

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base


class FreeMonth(Base):
    """How many units of the resource are free on each day of the month; see `booking/open_days.py` for the bytes.

    `month` is year × 12 + month − 1. It holds while `version` is the sum of the versions of the resource and of what it
    takes along, and `terms` are the units and buffers it was made with.
    """

    __tablename__ = "free_month"

    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), primary_key=True)
    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(BigInteger)
    terms: Mapped[str] = mapped_column(String(40))
    days: Mapped[bytes] = mapped_column(LargeBinary)
