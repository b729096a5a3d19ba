"""Organisations, people, memberships, and the rows behind signing in."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.database import Base, UTCDateTime

COMPANY, OPERATOR, COORDINATOR = "company", "operator", "coordinator"
MEMBER, MANAGER = "member", "manager"
TOKEN_SCOPES = READ, BOOK, MANAGE = ("read", "book", "manage")
"""How far a token reaches: each does what the one before it does, and more."""


class Organisation(Base):
    """A company that comes to test, an operator of testbeds, or a coordinator of some counties or the whole country."""

    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint("kind IN ('company', 'operator', 'coordinator')", name="kind"),
        CheckConstraint("size_class IN ('sme', 'large', 'unknown')", name="size_class"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))
    organisation_number: Mapped[str | None] = mapped_column(String(13))
    size_class: Mapped[str] = mapped_column(String(10), default="unknown")
    counties: Mapped[list[str]] = mapped_column(JSON, default=list)
    is_national: Mapped[bool] = mapped_column(default=False)
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Person(Base):
    """Somebody who can sign in. `email` is kept case-folded."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2), default="sv")
    is_administrator: Mapped[bool] = mapped_column(default=False)
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    verified_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Membership(Base):
    """A person's place in an organisation: member or manager."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("person_id", "organisation_id"),
        CheckConstraint("role IN ('member', 'manager')", name="role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[str] = mapped_column(String(10), default=MEMBER)

    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation] = relationship()


class SignIn(Base):
    """A signed-in browser. The cookie holds the random token, the row only its hash, so the table signs nobody in."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Ticket(Base):
    """A link sent by e-mail that works once: to verify an address, choose a new password, or join an organisation."""

    __tablename__ = "ticket"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(254))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Token(Base):
    """What a person's program comes in with. The program holds the random token, the row only its hash.

    `used` counts the requests since `minute_at`.
    """

    __tablename__ = "token"
    __table_args__ = (CheckConstraint("scope IN ('read', 'book', 'manage')", name="scope"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    scope: Mapped[str] = mapped_column(String(8))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    minute_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    used: Mapped[int] = mapped_column(default=0, server_default="0")


class Attempt(Base):
    """One try that is counted against a limit: signing in, asking for a new password. `bucket` is a hash, never an address."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_bucket_at", "bucket", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bucket: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
