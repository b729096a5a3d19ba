"""Series: the same time on several dates."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("form_key", sa.String(length=80), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_series_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_series_person_id_person")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_series_resource_id_resource")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("form_key", name=op.f("uq_series_form_key")),
        sa.UniqueConstraint("reference", name=op.f("uq_series_reference")),
    )
    op.create_index(op.f("ix_series_organisation_id"), "series", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_series_resource_id"), "series", ["resource_id"], unique=False)
    op.create_table(
        "series_date",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=True),
        sa.Column("ends_at", sa.BigInteger(), nullable=True),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_series_date_period")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_series_date_booking_id_booking")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_series_date_series_id_series")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series_date")),
        sa.UniqueConstraint("booking_id", name=op.f("uq_series_date_booking_id")),
        sa.UniqueConstraint("series_id", "day", name=op.f("uq_series_date_series_id_day")),
    )
