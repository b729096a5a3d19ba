"""Papers of organisations and their people, what owners answered about them, and what resources demand."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("resource_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.Column("reminded_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('nda', 'insurance', 'billing', 'terms', 'safety', 'equipment')", name=op.f("ck_paper_kind")
        ),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_paper_days")),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_paper_created_by_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_paper_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_paper_person_id_person")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_paper_resource_id_resource")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
        sa.UniqueConstraint("reference", name=op.f("uq_paper_reference")),
    )
    op.create_index(op.f("ix_paper_last_day"), "paper", ["last_day"], unique=False)
    op.create_index(op.f("ix_paper_organisation_id"), "paper", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_paper_person_id"), "paper", ["person_id"], unique=False)
    op.create_index(op.f("ix_paper_resource_id"), "paper", ["resource_id"], unique=False)
    op.create_table(
        "paper_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'confirmed', 'refused')", name=op.f("ck_paper_review_state")),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_paper_review_answered_by_person")),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_paper_review_asked_by_person")),
        sa.ForeignKeyConstraint(["owner_id"], ["organisation.id"], name=op.f("fk_paper_review_owner_id_organisation")),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_paper_review_paper_id_paper")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_paper_review_resource_id_resource")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_review")),
        sa.UniqueConstraint("paper_id", "owner_id", name=op.f("uq_paper_review_paper_id_owner_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_paper_review_reference")),
    )
    op.create_index(op.f("ix_paper_review_owner_id"), "paper_review", ["owner_id"], unique=False)
    op.create_index(op.f("ix_paper_review_resource_id"), "paper_review", ["resource_id"], unique=False)
    op.create_table(
        "paper_demand",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("by_owner", sa.Boolean(), nullable=False),
        sa.Column("everyone", sa.Boolean(), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("how_sv", sa.String(length=500), nullable=False),
        sa.Column("how_en", sa.String(length=500), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "kind IN ('nda', 'insurance', 'billing', 'terms', 'safety', 'equipment')", name=op.f("ck_paper_demand_kind")
        ),
        sa.CheckConstraint("lead_days >= 0", name=op.f("ck_paper_demand_lead_days")),
        sa.CheckConstraint("months > 0", name=op.f("ck_paper_demand_months")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_paper_demand_resource_id_resource")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_demand")),
        sa.UniqueConstraint("resource_id", "kind", name=op.f("uq_paper_demand_resource_id_kind")),
    )
