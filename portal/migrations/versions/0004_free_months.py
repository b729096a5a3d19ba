"""Months of resources with a byte for each day, so that what is free can be asked of all of them at once."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "free_month",
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("terms", sa.String(length=40), nullable=False),
        sa.Column("days", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_free_month_resource_id_resource")),
        sa.PrimaryKeyConstraint("resource_id", "month", name=op.f("pk_free_month")),
    )
