"""The search index: which term stands in which listing, written in the transaction that changes the listing; and unmet searches."""

from datetime import date

from sqlalchemy import Date, Float, ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base

# Bytes, not a language's order: the same order on both engines.
TermText = String(80).with_variant(String(80, collation="C"), "postgresql")


class Posting(Base):
    """`term` stands in the testbed with this weight: the place it stands in counts, and how often."""

    __tablename__ = "posting"
    __table_args__ = (Index("ix_posting_testbed_id", "testbed_id"),)

    term: Mapped[str] = mapped_column(TermText, primary_key=True)
    testbed_id: Mapped[int] = mapped_column(ForeignKey("testbed.id", ondelete="CASCADE"), primary_key=True)
    weight: Mapped[float] = mapped_column(Float)


class Term(Base):
    """Every term that a posting has had, so that a process can know the words without reading all postings."""

    __tablename__ = "term"

    term: Mapped[str] = mapped_column(TermText, primary_key=True)


class Packed(Base):
    """The postings of a term at a version of the catalogue: ids, then weights. A step that empties `posting` empties this."""

    __tablename__ = "packed"

    term: Mapped[str] = mapped_column(TermText, primary_key=True)
    version: Mapped[int]
    listings: Mapped[bytes] = mapped_column(LargeBinary)


class ListingChange(Base):
    """The version of the catalogue in which the listing last changed or left; no key of another table, since it outlives it."""

    __tablename__ = "listing_change"

    testbed_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(index=True)


class UnmetSearch(Base):
    """How often on a day nothing fitted these words: `empty` of the `times` nothing answered at all. No row tells who asked."""

    __tablename__ = "unmet_search"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    words: Mapped[str] = mapped_column(String(120), primary_key=True)
    place: Mapped[str] = mapped_column(String(80), primary_key=True)
    county: Mapped[str] = mapped_column(String(40), primary_key=True)
    times: Mapped[int]
    empty: Mapped[int]
