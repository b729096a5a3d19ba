"""What a company lets others read of its outcome, and the reports with it; papers that an owner demands everywhere, and resources that do without."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

KINDS = ("nda", "insurance", "billing", "terms", "safety", "equipment")


def upgrade() -> None:
    op.add_column("outcome", sa.Column("shown_to_owners", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("outcome", sa.Column("story", sa.Text(), server_default="", nullable=False))
    op.add_column("paper_demand", sa.Column("is_waived", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "owner_demand",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
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
        sa.CheckConstraint(f"kind IN ({', '.join(repr(kind) for kind in KINDS)})", name=op.f("ck_owner_demand_kind")),
        sa.CheckConstraint("lead_days >= 0", name=op.f("ck_owner_demand_lead_days")),
        sa.CheckConstraint("months > 0", name=op.f("ck_owner_demand_months")),
        sa.ForeignKeyConstraint(["owner_id"], ["organisation.id"], name=op.f("fk_owner_demand_owner_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_owner_demand")),
        sa.UniqueConstraint("owner_id", "kind", name=op.f("uq_owner_demand_owner_id_kind")),
    )
    op.create_table(
        "outcome_file",
        sa.Column("outcome_id", sa.Integer(), nullable=False),
        sa.Column("kept_file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["kept_file_id"], ["kept_file.id"], name=op.f("fk_outcome_file_kept_file_id_kept_file")
        ),
        sa.ForeignKeyConstraint(["outcome_id"], ["outcome.id"], name=op.f("fk_outcome_file_outcome_id_outcome")),
        sa.PrimaryKeyConstraint("outcome_id", "kept_file_id", name=op.f("pk_outcome_file")),
    )
    op.create_index(op.f("ix_outcome_file_kept_file_id"), "outcome_file", ["kept_file_id"], unique=False)
