"""Concepts, and what each testbed is about."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base, UTCDateTime

Words = dict[str, dict[str, list[str]]]


class ConceptRow(Base):
    """A concept: `words` are phrases by kind (trade, everyday, hints) and language; `phrases` the same by their stems.

    Links are slugs of other concepts; ties are "kind:key" of the vocabulary. `edited_at` is when a coordinator last
    changed it: from then on the seeds leave it alone. `before` is what that change replaced, for whoever regrets it.

    A concept that was removed stays as a row, so that the seeds do not bring it back and a person may; nobody sees it, nor
    what still links to it.
    """

    __tablename__ = "concept"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    sv: Mapped[str] = mapped_column(String(80))
    en: Mapped[str] = mapped_column(String(80))
    words: Mapped[Words] = mapped_column(JSON)
    phrases: Mapped[dict[str, float]] = mapped_column(JSON)
    broader: Mapped[list[str]] = mapped_column(JSON, default=list)
    related: Mapped[list[str]] = mapped_column(JSON, default=list)
    ties: Mapped[list[str]] = mapped_column(JSON, default=list)
    edited_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class Subjects(Base):
    """What the testbed is about: the concepts for which one comes here first, those that it also helps with, and needs as
    companies may word them. Derived from the listing's own text; it is searched and is no fact about the organisation.
    """

    __tablename__ = "subjects"

    testbed_id: Mapped[int] = mapped_column(ForeignKey("testbed.id", ondelete="CASCADE"), primary_key=True)
    main: Mapped[list[str]] = mapped_column(JSON, default=list)
    also: Mapped[list[str]] = mapped_column(JSON, default=list)
    needs: Mapped[list[str]] = mapped_column(JSON, default=list)
    edited_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class ThesaurusStamp(Base):
    """One row: another stamp whenever a concept has changed; what a process keeps of the thesaurus lives by it."""

    __tablename__ = "thesaurus_stamp"

    id: Mapped[int] = mapped_column(primary_key=True)
    stamp: Mapped[str] = mapped_column(String(32))
