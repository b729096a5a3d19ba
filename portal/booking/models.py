"""Bookings, the claims they are made of, their history, and what waits to be repaired."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Organisation, Person
from portal.booking.states import STATES
from portal.capacity.models import Closure
from portal.catalogue.models import Resource
from portal.database import Base, UTCDateTime


class Booking(Base):
    """One organisation's use of one resource. `purpose` and `note` are confidential: only both sides read them.

    `form_key` is the one-time key of the form that made it: the same form sent twice makes one booking. `sequence` counts
    what calendars and letters must hear of, `version` every change: whoever edits says which version they saw. A request
    lapses at `answer_by`; one that is `in_line` waits until what is before it gives its time back. `steps_done` of the
    resource's approval steps have said yes. The recorded times of use are `checked_in_at` and `checked_out_at`. What a late
    cancellation costs is kept as it was stated when the time was first held: `late_hours` before the start, `late_percent` of
    the price. A hold that was offered to somebody who waited stands until `offered_until`, whatever is filled in
    meanwhile. What was held together, as a series or a basket, carries the reference of that in `bundle`.
    """

    __tablename__ = "booking"
    __table_args__ = (
        CheckConstraint(f"state IN ({', '.join(repr(state) for state in STATES)})", name="state"),
        CheckConstraint("ends_at > starts_at", name="period"),
        CheckConstraint("units > 0", name="units"),
        Index("ix_booking_resource_starts", "resource_id", "starts_at"),
        Index("ix_booking_organisation_starts", "organisation_id", "starts_at"),
        Index(
            "ix_booking_waiting",
            "resource_id",
            "answer_by",
            sqlite_where=text("state IN ('requested', 'queued')"),
            postgresql_where=text("state IN ('requested', 'queued')"),
        ),
        Index(
            "ix_booking_held_until",
            "held_until",
            sqlite_where=text("state = 'held'"),
            postgresql_where=text("state = 'held'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    units: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    held_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    offered_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    purpose: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str | None] = mapped_column(String(20))
    reason_text: Mapped[str | None] = mapped_column(String(1000))
    sequence: Mapped[int] = mapped_column(default=0)
    form_key: Mapped[str | None] = mapped_column(String(80), unique=True)
    bundle: Mapped[str | None] = mapped_column(String(16), index=True)
    version: Mapped[int] = mapped_column(default=1)
    answer_by: Mapped[datetime | None] = mapped_column(UTCDateTime)
    in_line: Mapped[bool] = mapped_column(default=False, server_default=false())
    steps_done: Mapped[int] = mapped_column(default=0, server_default="0")
    reminded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    checked_in_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    checked_out_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    late_hours: Mapped[int] = mapped_column(default=0, server_default="0")
    late_percent: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)

    resource: Mapped[Resource] = relationship()
    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person] = relationship()


class Claim(Base):
    """A stretch of one resource that a booking takes. The guard in the database counts the active ones against capacity.

    Buffers are seconds before and after the use in which its units are kept free. A claim with `parent_id` was made by the
    guard itself, since the resource that was booked (`via_id`) takes this one along: see `ResourceLink`. An exclusive claim
    shares its time with no other booking.
    """

    __tablename__ = "claim"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="period"),
        CheckConstraint("units > 0", name="units"),
        CheckConstraint("active IN (0, 1)", name="active"),
        CheckConstraint("buffer_before >= 0 AND buffer_after >= 0", name="buffers"),
        CheckConstraint("exclusive IN (0, 1)", name="exclusive"),
        Index(
            "ix_claim_parent",
            "parent_id",
            sqlite_where=text("parent_id IS NOT NULL"),
            postgresql_where=text("parent_id IS NOT NULL"),
        ),
        Index(
            "ix_claim_active",
            "resource_id",
            "starts_at",
            "ends_at",
            sqlite_where=text("active = 1"),
            postgresql_where=text("active = 1"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"))
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    units: Mapped[int]
    active: Mapped[int] = mapped_column(Integer)
    buffer_before: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    buffer_after: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id", ondelete="CASCADE"))
    via_id: Mapped[int | None] = mapped_column(ForeignKey("resource.id"))
    exclusive: Mapped[int] = mapped_column(Integer, default=0, server_default="0")


class BookingEvent(Base):
    """One move of a booking from state to state: who, when, why. Rows are only ever added."""

    __tablename__ = "booking_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    from_state: Mapped[str | None] = mapped_column(String(12))
    to_state: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String(20))
    reason_text: Mapped[str | None] = mapped_column(String(1000))


class Approver(Base):
    """Somebody who says yes in one of a testbed's approval steps. A step that names nobody is for any of its owner's people."""

    __tablename__ = "approver"
    __table_args__ = (CheckConstraint("step BETWEEN 1 AND 2", name="step"),)

    testbed_id: Mapped[int] = mapped_column(ForeignKey("testbed.id"), primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)


class Delegate(Base):
    """Who answers at a testbed in the place of somebody who is away, from the first day to the last."""

    __tablename__ = "delegate"
    __table_args__ = (
        CheckConstraint("last_day >= first_day", name="days"),
        CheckConstraint("delegate_id <> person_id", name="another"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    testbed_id: Mapped[int] = mapped_column(ForeignKey("testbed.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    delegate_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]


class Approval(Base):
    """A yes in one of the steps: who and when. The last one is the confirmation itself."""

    __tablename__ = "approval"

    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Repair(Base):
    """A line of the repair list: a booking that a closure displaced, until it has a new time or is let go (P5).

    `key` is what the link in the letter is about, a new one each time the line opens; it answers until `answer_by`. Two
    letters may remind of it: the second says that the link has run out. `moved_to` is the booking elsewhere that replaces this
    one, `settled_by` the side that settled the line, or the link.
    """

    __tablename__ = "repair"

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), unique=True)
    closure_id: Mapped[int] = mapped_column(ForeignKey("closure.id"), index=True)
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    outcome: Mapped[str | None] = mapped_column(String(12))
    key: Mapped[str | None] = mapped_column(String(24), index=True)
    answer_by: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reminders: Mapped[int] = mapped_column(default=0, server_default="0")
    moved_to: Mapped[str | None] = mapped_column(String(16))
    settled_by: Mapped[str | None] = mapped_column(String(8))

    booking: Mapped[Booking] = relationship()
    closure: Mapped[Closure] = relationship()


class BookingChange(Base):
    """Another time, or more units, that the booker asked for where the owner decides: one open line for each booking.

    It takes nothing. The booking keeps what it has until the answer, and a yes is tried against the guard like any other.
    """

    __tablename__ = "booking_change"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="period"),
        CheckConstraint("units > 0", name="units"),
        Index(
            "ix_booking_change_open",
            "booking_id",
            unique=True,
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    units: Mapped[int]
    text: Mapped[str] = mapped_column(String(1000), default="")
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    outcome: Mapped[str | None] = mapped_column(String(12))
