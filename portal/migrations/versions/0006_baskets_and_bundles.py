"""What somebody has put in the basket, and sets of bookings that are held and sent together."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "basket_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_basket_item_period")),
        sa.CheckConstraint("units > 0", name=op.f("ck_basket_item_units")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_basket_item_person_id_person")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_basket_item_resource_id_resource")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_basket_item")),
        sa.UniqueConstraint("key", name=op.f("uq_basket_item_key")),
    )
    op.create_index(op.f("ix_basket_item_person_id"), "basket_item", ["person_id"], unique=False)
    op.create_table(
        "bundle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_of", sa.JSON(), nullable=False),
        sa.Column("form_key", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("kind IN ('basket', 'campaign')", name=op.f("ck_bundle_kind")),
        sa.CheckConstraint("state IN ('held', 'sent', 'released')", name=op.f("ck_bundle_state")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_bundle_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_bundle_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bundle")),
        sa.UniqueConstraint("form_key", name=op.f("uq_bundle_form_key")),
        sa.UniqueConstraint("reference", name=op.f("uq_bundle_reference")),
    )
    op.create_index(op.f("ix_bundle_organisation_id"), "bundle", ["organisation_id"], unique=False)
    op.create_table(
        "bundle_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bundle_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_bundle_part_booking_id_booking")),
        sa.ForeignKeyConstraint(["bundle_id"], ["bundle.id"], name=op.f("fk_bundle_part_bundle_id_bundle")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bundle_part")),
        sa.UniqueConstraint("booking_id", name=op.f("uq_bundle_part_booking_id")),
    )
    op.create_index(op.f("ix_bundle_part_bundle_id"), "bundle_part", ["bundle_id"], unique=False)
