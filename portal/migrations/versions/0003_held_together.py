"""What a booking was held together with: a series, a basket."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("booking", sa.Column("bundle", sa.String(length=16), nullable=True))
    op.create_index(op.f("ix_booking_bundle"), "booking", ["bundle"], unique=False)
