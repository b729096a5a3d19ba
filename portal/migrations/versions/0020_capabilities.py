"""Limits of testbeds and resources: a quantity with low, high or both in SI, and the words that state it."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "capability",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("testbed_id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=True),
        sa.Column("quantity", sa.String(length=20), nullable=False),
        sa.Column("low", sa.Float(precision=53), nullable=True),
        sa.Column("high", sa.Float(precision=53), nullable=True),
        sa.Column("subject_sv", sa.Text(), nullable=True),
        sa.Column("subject_en", sa.Text(), nullable=True),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.CheckConstraint("source IN ('inventory', 'owner')", name=op.f("ck_capability_source")),
        sa.CheckConstraint("low IS NOT NULL OR high IS NOT NULL", name=op.f("ck_capability_an_end")),
        sa.CheckConstraint("low <= high", name=op.f("ck_capability_ends")),
        sa.ForeignKeyConstraint(["testbed_id"], ["testbed.id"], name=op.f("fk_capability_testbed_id_testbed")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_capability_resource_id_resource")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capability")),
    )
    op.create_index(op.f("ix_capability_testbed_id"), "capability", ["testbed_id"], unique=False)
    op.create_index(op.f("ix_capability_resource_id"), "capability", ["resource_id"], unique=False)
