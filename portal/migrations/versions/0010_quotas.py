"""How much of a resource one organisation may have."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "quota",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(length=10), nullable=False),
        sa.Column("span", sa.String(length=10), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.CheckConstraint("measure IN ('count', 'hours')", name=op.f("ck_quota_measure")),
        sa.CheckConstraint(
            "span IN ('week', 'month', 'quarter', 'year', 'future', 'total')", name=op.f("ck_quota_span")
        ),
        sa.CheckConstraint("most > 0", name=op.f("ck_quota_most")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_quota_resource_id_resource")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota")),
        sa.UniqueConstraint("resource_id", "measure", "span", name=op.f("uq_quota_resource_id_measure_span")),
    )
