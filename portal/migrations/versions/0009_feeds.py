"""Owners' own calendars: where they are, what they block, and where they disagree with bookings."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "feed",
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=True),
        sa.Column("ok_at", sa.BigInteger(), nullable=True),
        sa.Column("fault", sa.String(length=200), nullable=False),
        sa.CheckConstraint("units > 0", name=op.f("ck_feed_units")),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_feed_created_by_id_person")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_feed_resource_id_resource")),
        sa.PrimaryKeyConstraint("resource_id", name=op.f("pk_feed")),
    )
    op.create_table(
        "busy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_busy_period")),
        sa.CheckConstraint("units > 0", name=op.f("ck_busy_units")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_busy_resource_id_resource")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_busy")),
    )
    op.create_index("ix_busy_resource_starts", "busy", ["resource_id", "starts_at"], unique=False)
    op.create_table(
        "feed_conflict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("found_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_feed_conflict_booking_id_booking")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_feed_conflict_resource_id_resource")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_conflict")),
        sa.UniqueConstraint(
            "booking_id", "starts_at", "ends_at", name=op.f("uq_feed_conflict_booking_id_starts_at_ends_at")
        ),
    )
    op.create_index(op.f("ix_feed_conflict_resource_id"), "feed_conflict", ["resource_id"], unique=False)
