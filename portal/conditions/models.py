"""What an owner asks of those who book: so much at most in each period."""

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.conditions.rules import MEASURES, SPANS
from portal.database import Base


def _one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(value) for value in values)})", name=column)


class Quota(Base):
    """No organisation has more than `most` bookings, or hours times units, of the resource within the same span of time."""

    __tablename__ = "quota"
    __table_args__ = (
        UniqueConstraint("resource_id", "measure", "span"),
        _one_of("measure", MEASURES),
        _one_of("span", SPANS),
        CheckConstraint("most > 0", name="most"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"))
    measure: Mapped[str] = mapped_column(String(10))
    span: Mapped[str] = mapped_column(String(10))
    most: Mapped[int]
