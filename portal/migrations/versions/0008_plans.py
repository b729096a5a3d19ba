"""Plans that close on eves, open past midnight, have extra hours on some days, and keep what they were."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

MINUTES = "opens >= 0 AND opens < 1440 AND opens < closes AND closes <= opens + 1440"


def upgrade() -> None:
    op.create_table(
        "plan_version",
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("cause", sa.String(length=20), nullable=False),
        sa.Column("closed_on_holidays", sa.Boolean(), nullable=False),
        sa.Column("closed_on_eves", sa.Boolean(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_plan_version_person_id_person")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_plan_version_resource_id_resource")),
        sa.PrimaryKeyConstraint("resource_id", "version", name=op.f("pk_plan_version")),
    )
    op.create_table(
        "extra_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("opens", sa.Integer(), nullable=False),
        sa.Column("closes", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=400), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_extra_hours_days")),
        sa.CheckConstraint(MINUTES, name=op.f("ck_extra_hours_minutes")),
        sa.CheckConstraint("units > 0", name=op.f("ck_extra_hours_units")),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_extra_hours_created_by_id_person")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_extra_hours_resource_id_resource")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extra_hours")),
    )
    op.create_index(op.f("ix_extra_hours_resource_id"), "extra_hours", ["resource_id"], unique=False)
    # What closed on holidays closed on the eves as well.
    op.execute("UPDATE capacity_plan SET closed_on_eves = closed_on_holidays")
    _let_hours_pass_midnight()


def _let_hours_pass_midnight() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_opening_hours_minutes"), "opening_hours", type_="check")
        op.create_check_constraint(op.f("ck_opening_hours_minutes"), "opening_hours", MINUTES)
        return
    # SQLite cannot change a constraint: the table is written anew. No trigger stands on it.
    with op.batch_alter_table("opening_hours", copy_from=_opening_hours(), recreate="always"):
        pass


def _opening_hours() -> sa.Table:
    return sa.Table(
        "opening_hours",
        sa.MetaData(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Integer(), nullable=False),
        sa.Column("closes", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_opening_hours_weekday")),
        sa.CheckConstraint(MINUTES, name=op.f("ck_opening_hours_minutes")),
        sa.CheckConstraint("units > 0", name=op.f("ck_opening_hours_units")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_opening_hours_resource_id_resource")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_hours")),
        sa.Index(op.f("ix_opening_hours_resource_id"), "resource_id"),
    )
