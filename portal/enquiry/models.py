"""Enquiries: a need that takes no capacity yet, its thread, and who is to answer."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Organisation, Person
from portal.catalogue.models import Testbed
from portal.database import Base, UTCDateTime

SENT, ANSWERED, CLOSED = "sent", "answered", "closed"
NEED, FAULT = "need", "fault"


class Enquiry(Base):
    """A need in the company's own words, addressed to the owner of a testbed or to the coordinator of a county.

    Of kind "fault" it reports something wrong in a listing. `form_key` makes the same form, sent twice, one enquiry.
    """

    __tablename__ = "enquiry"
    __table_args__ = (
        CheckConstraint("state IN ('sent', 'answered', 'closed')", name="state"),
        CheckConstraint("kind IN ('need', 'fault')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    kind: Mapped[str] = mapped_column(String(10), default=NEED)
    form_key: Mapped[str | None] = mapped_column(String(40), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    testbed_id: Mapped[int | None] = mapped_column(ForeignKey("testbed.id"), index=True)
    addressee_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    county: Mapped[str | None] = mapped_column(String(60))
    need: Mapped[str] = mapped_column(Text)
    goal: Mapped[str] = mapped_column(Text, default="")
    wanted_time: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[str] = mapped_column(String(12))
    reply_by: Mapped[date] = mapped_column(Date)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    organisation: Mapped[Organisation] = relationship(foreign_keys=organisation_id)
    addressee: Mapped[Organisation] = relationship(foreign_keys=addressee_id)
    testbed: Mapped[Testbed | None] = relationship()


class Post(Base):
    """One message in an enquiry's thread, read by both sides."""

    __tablename__ = "post"

    id: Mapped[int] = mapped_column(primary_key=True)
    enquiry_id: Mapped[int] = mapped_column(ForeignKey("enquiry.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    body: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation] = relationship()
