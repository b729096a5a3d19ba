"""Support programmes that a coordinator keeps, with their history; and what was said at a booking that money may depend on."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.add_column("support_programme", sa.Column("order_first", sa.JSON(), nullable=True))
    op.add_column("support_programme", sa.Column("opens_on", sa.Date(), nullable=True))
    op.add_column("support_programme", sa.Column("closes_on", sa.Date(), nullable=True))
    op.add_column("support_programme", sa.Column("checked_on", sa.Date(), nullable=True))
    op.add_column("support_programme", sa.Column("checked_at", sa.String(length=400), nullable=True))
    op.add_column("support_programme", sa.Column("edited_at", sa.BigInteger(), nullable=True))
    op.create_table(
        "support_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(length=400), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_change")),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["support_programme.id"],
            name=op.f("fk_support_change_programme_id_support_programme"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_support_change_person_id_person")),
    )
    op.create_index(op.f("ix_support_change_programme_id"), "support_change", ["programme_id"])
    op.create_table(
        "money_answer",
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=False),
        sa.Column("programmes", sa.JSON(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_money_answer")),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_money_answer_booking_id_booking"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_money_answer_person_id_person")),
        sa.CheckConstraint("answer IN ('no-support', 'may-order', 'anyway')", name=op.f("ck_money_answer_answer")),
    )
