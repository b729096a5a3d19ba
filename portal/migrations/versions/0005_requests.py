"""Requests that stand in line, and approval: who says yes in which step, who stands in, and which steps are done."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("booking", sa.Column("in_line", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("booking", sa.Column("steps_done", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "approver",
        sa.Column("testbed_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("step BETWEEN 1 AND 2", name=op.f("ck_approver_step")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_approver_person_id_person")),
        sa.ForeignKeyConstraint(["testbed_id"], ["testbed.id"], name=op.f("fk_approver_testbed_id_testbed")),
        sa.PrimaryKeyConstraint("testbed_id", "step", "person_id", name=op.f("pk_approver")),
    )
    op.create_index(op.f("ix_approver_person_id"), "approver", ["person_id"], unique=False)
    op.create_table(
        "delegate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("testbed_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("delegate_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_delegate_days")),
        sa.CheckConstraint("delegate_id <> person_id", name=op.f("ck_delegate_another")),
        sa.ForeignKeyConstraint(["delegate_id"], ["person.id"], name=op.f("fk_delegate_delegate_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_delegate_person_id_person")),
        sa.ForeignKeyConstraint(["testbed_id"], ["testbed.id"], name=op.f("fk_delegate_testbed_id_testbed")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegate")),
    )
    for name in ("delegate_id", "person_id", "testbed_id"):
        op.create_index(op.f(f"ix_delegate_{name}"), "delegate", [name], unique=False)
    op.create_table(
        "approval",
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_approval_booking_id_booking")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_approval_person_id_person")),
        sa.PrimaryKeyConstraint("booking_id", "step", name=op.f("pk_approval")),
    )
    op.create_index(op.f("ix_approval_person_id"), "approval", ["person_id"], unique=False)
