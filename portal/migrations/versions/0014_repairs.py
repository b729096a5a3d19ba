"""Lines of the repair list are answered by a link, reminded of, and may lead to another resource."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("repair", sa.Column("key", sa.String(length=24), nullable=True))
    op.add_column("repair", sa.Column("answer_by", sa.BigInteger(), nullable=True))
    op.add_column("repair", sa.Column("reminders", sa.Integer(), server_default="0", nullable=False))
    op.add_column("repair", sa.Column("moved_to", sa.String(length=16), nullable=True))
    op.add_column("repair", sa.Column("settled_by", sa.String(length=8), nullable=True))
    op.create_index(op.f("ix_repair_key"), "repair", ["key"], unique=False)
