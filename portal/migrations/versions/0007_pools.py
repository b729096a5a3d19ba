"""Shares of units that owners keep for small and medium-sized companies."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "pool",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("weekdays", sa.String(length=7), nullable=False),
        sa.Column("opens", sa.Integer(), nullable=False),
        sa.Column("closes", sa.Integer(), nullable=False),
        sa.Column("released_days", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("opens >= 0 AND opens < closes AND closes <= 1440", name=op.f("ck_pool_minutes")),
        sa.CheckConstraint("released_days >= 0", name=op.f("ck_pool_released_days")),
        sa.CheckConstraint("units > 0", name=op.f("ck_pool_units")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_pool_resource_id_resource")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool")),
    )
    op.create_index(op.f("ix_pool_resource_id"), "pool", ["resource_id"], unique=False)
