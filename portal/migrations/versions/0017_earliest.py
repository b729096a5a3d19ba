"""When bookings may begin, kept beside the free days of a month; and how long owners take to answer, as measured.

What the months held was worked out from claims and capacity, and is again: the table is made anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.drop_table("free_month")
    op.create_table(
        "free_month",
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("terms", sa.String(length=80), nullable=False),
        sa.Column("days", sa.LargeBinary(), nullable=False),
        sa.Column("starts", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_free_month_resource_id_resource")),
        sa.PrimaryKeyConstraint("resource_id", "month", name=op.f("pk_free_month")),
    )
    op.create_table(
        "answering_time",
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("by_owner", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_answering_time_resource_id_resource")),
        sa.PrimaryKeyConstraint("resource_id", name=op.f("pk_answering_time")),
    )
