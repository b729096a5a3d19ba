"""Who waits for time to come free, and until when a hold was offered."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

LIVE = sa.text("state IN ('waiting', 'offered')")


def upgrade() -> None:
    op.add_column("booking", sa.Column("offered_until", sa.BigInteger(), nullable=True))
    op.create_table(
        "wait",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("told_at", sa.BigInteger(), nullable=True),
        sa.Column("told_of", sa.String(length=120), nullable=False),
        sa.Column("seen_version", sa.Integer(), nullable=False),
        sa.Column("looked_at", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'offered', 'taken', 'lapsed', 'left', 'over')", name=op.f("ck_wait_state")
        ),
        sa.CheckConstraint("kind IN ('offer', 'watch')", name=op.f("ck_wait_kind")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_wait_period")),
        sa.CheckConstraint("length > 0 AND units > 0", name=op.f("ck_wait_size")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_wait_resource_id_resource")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_wait_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_wait_person_id_person")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_wait_booking_id_booking")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wait")),
        sa.UniqueConstraint("reference", name=op.f("uq_wait_reference")),
    )
    for column in ("organisation_id", "person_id", "booking_id"):
        op.create_index(op.f(f"ix_wait_{column}"), "wait", [column], unique=False)
    op.create_index(
        "ix_wait_live", "wait", ["resource_id", "id"], unique=False, sqlite_where=LIVE, postgresql_where=LIVE
    )
