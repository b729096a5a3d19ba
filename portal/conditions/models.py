"""What an owner asks of those who book: so much at most in each span of time, and what it costs."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Organisation, Person
from portal.catalogue.models import Resource
from portal.conditions.pricing import CLASSES
from portal.conditions.rules import MEASURES, SPANS
from portal.database import Base, UTCDateTime


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


class PriceList(Base):
    """What one class of customer pays for the resource, in öre without VAT; no price is none, 0 is free of charge."""

    __tablename__ = "price_list"
    __table_args__ = (
        UniqueConstraint("resource_id", "customer_class"),
        _one_of("customer_class", CLASSES),
        CheckConstraint("per_hour >= 0", name="per_hour"),
        CheckConstraint("per_half_day >= 0", name="per_half_day"),
        CheckConstraint("per_day >= 0", name="per_day"),
        CheckConstraint("start_fee >= 0", name="start_fee"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"))
    customer_class: Mapped[str] = mapped_column(String(10))
    per_hour: Mapped[int | None]
    per_half_day: Mapped[int | None]
    per_day: Mapped[int | None]
    start_fee: Mapped[int | None]


class Quote(Base):
    """An indicative price as it was given, with its lines: what the price list says later does not change it."""

    __tablename__ = "quote"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="period"),
        CheckConstraint("units > 0", name="units"),
        CheckConstraint("net >= 0 AND vat >= 0", name="amounts"),
        _one_of("customer_class", CLASSES),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    units: Mapped[int]
    customer_class: Mapped[str] = mapped_column(String(10))
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    net: Mapped[int] = mapped_column(BigInteger)
    vat_percent: Mapped[int]
    vat: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_on: Mapped[date] = mapped_column(Date)

    resource: Mapped[Resource] = relationship()
    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person] = relationship()

    @property
    def gross(self) -> int:
        return self.net + self.vat
