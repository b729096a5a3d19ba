"""The search index: which term stands in which listing, written in the transaction that changes the listing."""

from sqlalchemy import Float, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base

# Bytes, not a language's order, so that a prefix is a range of terms on both engines.
Term = String(80).with_variant(String(80, collation="C"), "postgresql")


class Posting(Base):
    """`term` stands in the testbed with this weight: the place it stands in counts, and how often."""

    __tablename__ = "posting"
    __table_args__ = (Index("ix_posting_testbed_id", "testbed_id"),)

    term: Mapped[str] = mapped_column(Term, primary_key=True)
    testbed_id: Mapped[int] = mapped_column(ForeignKey("testbed.id", ondelete="CASCADE"), primary_key=True)
    weight: Mapped[float] = mapped_column(Float)
