"""Changes that a booker asks for, what a late cancellation costs, and whether the rest of a time is given back."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

OPEN = sa.text("settled_at IS NULL")


def upgrade() -> None:
    # Column by column: a table that is rebuilt on SQLite loses its triggers.
    op.add_column("resource", sa.Column("returns_rest", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("booking", sa.Column("late_hours", sa.Integer(), server_default="0", nullable=False))
    op.add_column("booking", sa.Column("late_percent", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "booking_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_booking_change_period")),
        sa.CheckConstraint("units > 0", name=op.f("ck_booking_change_units")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_booking_change_booking_id_booking")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_booking_change_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_change")),
    )
    op.create_index(op.f("ix_booking_change_booking_id"), "booking_change", ["booking_id"], unique=False)
    op.create_index(
        "ix_booking_change_open",
        "booking_change",
        ["booking_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
