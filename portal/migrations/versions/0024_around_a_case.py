"""Around a case: promises of an answer, drafts before it, outcomes after it, and texts that coordinators answer with."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.create_table(
        "answer_promise",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("working_days", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("working_days BETWEEN 1 AND 20", name=op.f("ck_answer_promise_working_days")),
        sa.ForeignKeyConstraint(["changed_by"], ["person.id"], name=op.f("fk_answer_promise_changed_by_person")),
        sa.ForeignKeyConstraint(["deputy_id"], ["person.id"], name=op.f("fk_answer_promise_deputy_id_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_answer_promise_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_answer_promise")),
    )
    op.create_table(
        "enquiry_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("confirm_hash", sa.String(length=64), nullable=True),
        sa.Column("enquiry_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["enquiry_id"], ["enquiry.id"], name=op.f("fk_enquiry_draft_enquiry_id_enquiry")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_enquiry_draft_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enquiry_draft")),
        sa.UniqueConstraint("confirm_hash", name=op.f("uq_enquiry_draft_confirm_hash")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_enquiry_draft_key_hash")),
    )
    op.create_index(op.f("ix_enquiry_draft_enquiry_id"), "enquiry_draft", ["enquiry_id"], unique=False)
    op.create_index(op.f("ix_enquiry_draft_expires_at"), "enquiry_draft", ["expires_at"], unique=False)
    op.create_index(op.f("ix_enquiry_draft_person_id"), "enquiry_draft", ["person_id"], unique=False)
    op.create_table(
        "outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enquiry_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=8), nullable=False),
        sa.Column("done", sa.String(length=8), nullable=False),
        sa.Column("trl_before", sa.Integer(), nullable=True),
        sa.Column("trl_after", sa.Integer(), nullable=True),
        sa.Column("figure_met", sa.String(length=8), nullable=False),
        sa.Column("next_exit", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("report_link", sa.String(length=500), nullable=False),
        sa.Column("may_be_published", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("done IN ('yes', 'partly', 'no')", name=op.f("ck_outcome_done")),
        sa.CheckConstraint("figure_met IN ('yes', 'partly', 'no', 'unknown')", name=op.f("ck_outcome_figure_met")),
        sa.CheckConstraint(
            "next_exit IN ('certify', 'retest', 'stop', 'undecided')", name=op.f("ck_outcome_next_exit")
        ),
        sa.CheckConstraint("side IN ('company', 'owner')", name=op.f("ck_outcome_side")),
        sa.CheckConstraint("trl_after BETWEEN 1 AND 9", name=op.f("ck_outcome_trl_after")),
        sa.CheckConstraint("trl_before BETWEEN 1 AND 9", name=op.f("ck_outcome_trl_before")),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_outcome_created_by_person")),
        sa.ForeignKeyConstraint(["enquiry_id"], ["enquiry.id"], name=op.f("fk_outcome_enquiry_id_enquiry")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_outcome_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
        sa.UniqueConstraint("enquiry_id", "organisation_id", name=op.f("uq_outcome_enquiry_id_organisation_id")),
    )
    op.create_index(op.f("ix_outcome_enquiry_id"), "outcome", ["enquiry_id"], unique=False)
    op.create_table(
        "ready_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["changed_by"], ["person.id"], name=op.f("fk_ready_answer_changed_by_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_ready_answer_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ready_answer")),
    )
    op.create_index(op.f("ix_ready_answer_organisation_id"), "ready_answer", ["organisation_id"], unique=False)
