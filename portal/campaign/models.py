"""What somebody has put in the basket, and the sets of bookings that were held and sent together."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Organisation, Person
from portal.catalogue.models import Resource
from portal.database import Base, UTCDateTime

BASKET, CAMPAIGN = "basket", "campaign"
HELD, SENT, RELEASED = "held", "sent", "released"


class BasketItem(Base):
    """A time that a person thinks of booking. It takes no capacity, and outlives the sign-in. `key` names it in addresses."""

    __tablename__ = "basket_item"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="period"),
        CheckConstraint("units > 0", name="units"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(20), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"))
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    units: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    resource: Mapped[Resource] = relationship()


class Bundle(Base):
    """Bookings that were held together and are sent all or none; afterwards each goes its own way.

    `purpose` and `note` are confidential, and so is which owners it is spread over. `made_of` is what it came from: the keys
    of basket items, or the steps of a campaign. `form_key` is the one-time key of the form, so that it is made once.
    """

    __tablename__ = "bundle"
    __table_args__ = (
        CheckConstraint("kind IN ('basket', 'campaign')", name="kind"),
        CheckConstraint("state IN ('held', 'sent', 'released')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    purpose: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text, default="")
    made_of: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    form_key: Mapped[str] = mapped_column(String(80), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person] = relationship()


class BundlePart(Base):
    """One booking of a bundle, and its place in it. `told_at`: when the booker was told that it fell away."""

    __tablename__ = "bundle_part"

    id: Mapped[int] = mapped_column(primary_key=True)
    bundle_id: Mapped[int] = mapped_column(ForeignKey("bundle.id"), index=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), unique=True)
    place: Mapped[int]
    told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
