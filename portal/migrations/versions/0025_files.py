"""Files that people attach, judged before they are kept; and which message of a case each came with."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.create_table(
        "kept_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_kept_file_size")),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_kept_file_created_by_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_kept_file_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_file")),
        sa.UniqueConstraint("reference", name=op.f("uq_kept_file_reference")),
    )
    op.create_index(op.f("ix_kept_file_organisation_id"), "kept_file", ["organisation_id"], unique=False)
    op.create_table(
        "post_file",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("kept_file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_file_post_id_post")),
        sa.ForeignKeyConstraint(["kept_file_id"], ["kept_file.id"], name=op.f("fk_post_file_kept_file_id_kept_file")),
        sa.PrimaryKeyConstraint("post_id", "kept_file_id", name=op.f("pk_post_file")),
    )
    op.create_index(op.f("ix_post_file_kept_file_id"), "post_file", ["kept_file_id"], unique=False)
