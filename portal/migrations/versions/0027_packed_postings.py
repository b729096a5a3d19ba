"""The postings of a term packed in one row; the worker fills it."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    term = sa.String(length=80).with_variant(sa.String(length=80, collation="C"), "postgresql")
    op.create_table(
        "packed",
        sa.Column("term", term, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("listings", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("term", name=op.f("pk_packed")),
    )
