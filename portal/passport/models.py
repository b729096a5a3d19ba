"""Papers of organisations, what owners answered about them, and what each resource demands."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Organisation, Person
from portal.catalogue.models import Resource
from portal.database import Base, UTCDateTime
from portal.passport.rules import KINDS

WAITING, CONFIRMED, REFUSED = "waiting", "confirmed", "refused"


def _one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(value) for value in values)})", name=column)


class Paper(Base):
    """One document of an organisation, or one person's training in it: facts, no file.

    A training that an owner is to give has no days until it has been given. `mark` is the fingerprint of accepted terms,
    `resource_id` the one resource that terms or equipment training are about. What is withdrawn counts no more, and stays.
    """

    __tablename__ = "paper"
    __table_args__ = (_one_of("kind", tuple(KINDS)), CheckConstraint("last_day >= first_day", name="days"))

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    resource_id: Mapped[int | None] = mapped_column(ForeignKey("resource.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(120))
    number: Mapped[str] = mapped_column(String(80), default="")
    note: Mapped[str] = mapped_column(String(1000), default="")
    mark: Mapped[str] = mapped_column(String(64), default="")
    first_day: Mapped[date | None] = mapped_column(Date)
    last_day: Mapped[date | None] = mapped_column(Date, index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    resource: Mapped[Resource | None] = relationship()


class PaperReview(Base):
    """What one owner has been asked about one paper, and its answer."""

    __tablename__ = "paper_review"
    __table_args__ = (UniqueConstraint("paper_id", "owner_id"), _one_of("state", (WAITING, CONFIRMED, REFUSED)))

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), default=WAITING)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(String(1000), default="")

    paper: Mapped[Paper] = relationship()
    resource: Mapped[Resource] = relationship()


class _Demand:
    """What is said of a kind of paper that is demanded, whoever demands it."""

    kind: Mapped[str] = mapped_column(String(12))
    by_owner: Mapped[bool] = mapped_column(default=False)
    everyone: Mapped[bool] = mapped_column(default=False)
    lead_days: Mapped[int] = mapped_column(default=0)
    months: Mapped[int | None]
    how_sv: Mapped[str] = mapped_column(String(500), default="")
    how_en: Mapped[str] = mapped_column(String(500), default="")
    link: Mapped[str] = mapped_column(String(500), default="")
    terms: Mapped[str] = mapped_column(Text, default="")
    mark: Mapped[str] = mapped_column(String(64), default="")


def _demand_checks() -> tuple[CheckConstraint, ...]:
    return (
        _one_of("kind", tuple(KINDS)),
        CheckConstraint("lead_days >= 0", name="lead_days"),
        CheckConstraint("months > 0", name="months"),
    )


class PaperDemand(_Demand, Base):
    """A kind of paper that a resource demands of those who book it, or that it does without though its owner demands it."""

    __tablename__ = "paper_demand"
    __table_args__ = (
        UniqueConstraint("resource_id", "kind"),
        *_demand_checks(),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"))
    is_waived: Mapped[bool] = mapped_column(default=False, server_default=false())


class OwnerDemand(_Demand, Base):
    """A kind of paper that an owner demands at all its resources, unless one says otherwise."""

    __tablename__ = "owner_demand"
    __table_args__ = (
        UniqueConstraint("owner_id", "kind"),
        *_demand_checks(),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
