"""Price lists by class of customer, and the quotes that were given by them."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "price_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("customer_class", sa.String(length=10), nullable=False),
        sa.Column("per_hour", sa.Integer(), nullable=True),
        sa.Column("per_half_day", sa.Integer(), nullable=True),
        sa.Column("per_day", sa.Integer(), nullable=True),
        sa.Column("start_fee", sa.Integer(), nullable=True),
        sa.CheckConstraint("customer_class IN ('sme', 'large', 'academy')", name=op.f("ck_price_list_customer_class")),
        *(
            sa.CheckConstraint(f"{name} >= 0", name=op.f(f"ck_price_list_{name}"))
            for name in ("per_hour", "per_half_day", "per_day", "start_fee")
        ),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_price_list_resource_id_resource")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_list")),
        sa.UniqueConstraint("resource_id", "customer_class", name=op.f("uq_price_list_resource_id_customer_class")),
    )
    op.create_table(
        "quote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("customer_class", sa.String(length=10), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("vat_percent", sa.Integer(), nullable=False),
        sa.Column("vat", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_quote_period")),
        sa.CheckConstraint("units > 0", name=op.f("ck_quote_units")),
        sa.CheckConstraint("net >= 0 AND vat >= 0", name=op.f("ck_quote_amounts")),
        sa.CheckConstraint("customer_class IN ('sme', 'large', 'academy')", name=op.f("ck_quote_customer_class")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_quote_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_quote_person_id_person")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_quote_resource_id_resource")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote")),
        sa.UniqueConstraint("reference", name=op.f("uq_quote_reference")),
    )
    op.create_index(op.f("ix_quote_organisation_id"), "quote", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_quote_resource_id"), "quote", ["resource_id"], unique=False)
