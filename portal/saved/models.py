"""What people have saved: each row is one person's own."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base, UTCDateTime


class SavedSearch(Base):
    """A search that a person comes back to, and hears of by letter while `is_watched`.

    `query` is the canonical text of its criteria and `fingerprint` its hash, so that the same search is saved once. `known` are
    the testbeds that are never told of again, as they were told of or seen; `fresh` are those of them that were told of and
    not looked at. `checked_version` is the version of the catalogue that the search was last run on.
    """

    __tablename__ = "saved_search"
    __table_args__ = (UniqueConstraint("person_id", "fingerprint"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    query: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(80))
    is_watched: Mapped[bool] = mapped_column(default=True)
    known: Mapped[list[int]] = mapped_column(JSON)
    fresh: Mapped[list[int]] = mapped_column(JSON)
    checked_version: Mapped[int] = mapped_column(index=True)
    told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Favourite(Base):
    """A testbed that a person has put a star on."""

    __tablename__ = "favourite"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    testbed_id: Mapped[int] = mapped_column(ForeignKey("testbed.id", ondelete="CASCADE"), primary_key=True, index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
