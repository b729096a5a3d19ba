"""The thesaurus, what testbeds are about, and an index of stems and concepts that processes follow change by change.

The postings of before are emptied: they were written by another way of reading. `flask prepare` writes them anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "concept",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("sv", sa.String(length=80), nullable=False),
        sa.Column("en", sa.String(length=80), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("phrases", sa.JSON(), nullable=False),
        sa.Column("broader", sa.JSON(), nullable=False),
        sa.Column("related", sa.JSON(), nullable=False),
        sa.Column("ties", sa.JSON(), nullable=False),
        sa.Column("edited_at", sa.BigInteger(), nullable=True),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concept")),
        sa.UniqueConstraint("slug", name=op.f("uq_concept_slug")),
    )
    op.create_table(
        "thesaurus_stamp",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thesaurus_stamp")),
    )
    op.create_table(
        "subjects",
        sa.Column("testbed_id", sa.Integer(), nullable=False),
        sa.Column("main", sa.JSON(), nullable=False),
        sa.Column("also", sa.JSON(), nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("edited_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["testbed_id"], ["testbed.id"], name=op.f("fk_subjects_testbed_id_testbed"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("testbed_id", name=op.f("pk_subjects")),
    )
    op.create_table(
        "term",
        sa.Column(
            "term", sa.String(length=80).with_variant(sa.String(80, collation="C"), "postgresql"), nullable=False
        ),
        sa.PrimaryKeyConstraint("term", name=op.f("pk_term")),
    )
    op.create_table(
        "listing_change",
        sa.Column("testbed_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("testbed_id", name=op.f("pk_listing_change")),
    )
    op.create_index(op.f("ix_listing_change_version"), "listing_change", ["version"], unique=False)
    op.execute(sa.text("DELETE FROM posting"))
