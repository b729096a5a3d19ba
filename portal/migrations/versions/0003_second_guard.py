"""The second guard, with buffers and resources that take others along, and the rules of a resource that bookings meet."""

import sqlalchemy as sa
from alembic import op

from portal.migrations import guard_v2

revision = "0003"
down_revision = "0002"

STATES = "'held', 'requested', 'confirmed', 'in-use', 'completed', 'declined', 'cancelled', 'expired', 'displaced', 'no-show'"
WITH_QUEUED = f"{STATES}, 'queued'"

TIES = {
    "fk_claim_parent_id_claim": "FOREIGN KEY(parent_id) REFERENCES claim (id) ON DELETE CASCADE",
    "fk_claim_via_id_resource": "FOREIGN KEY(via_id) REFERENCES resource (id)",
}
LAST_OF_CLAIM = "CONSTRAINT fk_claim_resource_id_resource FOREIGN KEY(resource_id) REFERENCES resource (id)"

# Column by column, in words that both engines know: a table that is rebuilt on SQLite loses its triggers. A check stands on a
# line of its own, where it is found again when the table is read back.
COLUMNS = {
    "resource": (
        "notice_days INTEGER DEFAULT 0 NOT NULL",
        "start_every INTEGER",
        "buffer_before INTEGER DEFAULT 0 NOT NULL",
        "buffer_after INTEGER DEFAULT 0 NOT NULL\n"
        "CONSTRAINT ck_resource_buffers CHECK (buffer_before >= 0 AND buffer_after >= 0)\n",
        "pending_holds BOOLEAN DEFAULT TRUE NOT NULL",
        "most_pending INTEGER DEFAULT 5 NOT NULL",
        "answer_days INTEGER",
        "direct_for_known BOOLEAN DEFAULT FALSE NOT NULL",
        "approval_steps INTEGER DEFAULT 1 NOT NULL\n"
        "CONSTRAINT ck_resource_approval_steps CHECK (approval_steps BETWEEN 1 AND 2)\n",
        "no_show_after INTEGER",
        "late_hours INTEGER DEFAULT 0 NOT NULL",
        "late_percent INTEGER DEFAULT 0 NOT NULL",
        "vat_percent INTEGER DEFAULT 25 NOT NULL",
    ),
    "booking": (
        "version INTEGER DEFAULT 1 NOT NULL",
        "answer_by BIGINT",
        "reminded_at BIGINT",
        "checked_in_at BIGINT",
        "checked_out_at BIGINT",
        "bundle VARCHAR(16)",
    ),
    "capacity_plan": ("closed_on_eves BOOLEAN DEFAULT FALSE NOT NULL",),
    "closure": (
        "opens INTEGER DEFAULT 0 NOT NULL",
        "closes INTEGER DEFAULT 1440 NOT NULL\n"
        "CONSTRAINT ck_closure_minutes CHECK"
        " (opens >= 0 AND closes <= 1440 AND (first_day < last_day OR opens < closes))\n",
        "is_planned BOOLEAN DEFAULT TRUE NOT NULL",
    ),
    "resource_guard": (
        "longest_claim BIGINT DEFAULT 0 NOT NULL",
        "longest_stretch BIGINT DEFAULT 0 NOT NULL",
    ),
    "claim": (
        "buffer_before INTEGER DEFAULT 0 NOT NULL",
        "buffer_after INTEGER DEFAULT 0 NOT NULL\n"
        "CONSTRAINT ck_claim_buffers CHECK (buffer_before >= 0 AND buffer_after >= 0)\n",
        "parent_id INTEGER",
        "via_id INTEGER",
        "exclusive INTEGER DEFAULT 0 NOT NULL\nCONSTRAINT ck_claim_exclusive CHECK (exclusive IN (0, 1))\n",
    ),
}


def upgrade() -> None:
    for table, columns in COLUMNS.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    # Until now the eves that nobody works on were closed together with the holidays.
    op.execute("UPDATE capacity_plan SET closed_on_eves = closed_on_holidays")
    _constrain_what_stands()
    _link_resources()
    _index()
    _remember_the_longest()
    for statement in guard_v2.replacing(op.get_bind().dialect.name):
        # As text of the driver: the statements hold percent signs and colons of their own.
        op.get_bind().exec_driver_sql(statement)


def _constrain_what_stands() -> None:
    """Let a booking be 'queued' as well, and tie a claim to the one it came from."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_booking_state"), "booking", type_="check")
        op.create_check_constraint(op.f("ck_booking_state"), "booking", f"state IN ({WITH_QUEUED})")
        for name, tie in TIES.items():
            op.execute(f"ALTER TABLE claim ADD CONSTRAINT {name} {tie}")
        return
    ties = "".join(f",\n\tCONSTRAINT {name} {tie}" for name, tie in TIES.items())
    _reword(
        {"booking": (f"({STATES})", f"({WITH_QUEUED})"), "claim": (f"{LAST_OF_CLAIM}\n)", f"{LAST_OF_CLAIM}{ties}\n)")}
    )


def _reword(tables: dict[str, tuple[str, str]]) -> None:
    """Change constraints of tables on SQLite where they stand: no row changes, so no table is written anew.

    The way is the one of https://www.sqlite.org/lang_altertable.html, chapter 7.
    """
    driver = op.get_bind().exec_driver_sql
    version = driver("PRAGMA schema_version").scalar_one()
    driver("PRAGMA writable_schema = ON")
    for table, (old, new) in tables.items():
        done = driver(
            "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = ? AND instr(sql, ?) > 0",
            (old, new, table, old),
        )
        if done.rowcount != 1:
            raise RuntimeError(f"The table {table} is not as the first release made it.")
    driver(f"PRAGMA schema_version = {version + 1}")
    driver("PRAGMA writable_schema = OFF")


def _link_resources() -> None:
    op.create_table(
        "resource_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("takes_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('whole', 'needs')", name=op.f("ck_resource_link_kind")),
        sa.CheckConstraint("resource_id <> takes_id", name=op.f("ck_resource_link_two")),
        sa.CheckConstraint("units > 0", name=op.f("ck_resource_link_units")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_resource_link_resource_id_resource")),
        sa.ForeignKeyConstraint(["takes_id"], ["resource.id"], name=op.f("fk_resource_link_takes_id_resource")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource_link")),
        sa.UniqueConstraint("resource_id", "takes_id", name=op.f("uq_resource_link_resource_id_takes_id")),
    )
    op.create_index(op.f("ix_resource_link_takes_id"), "resource_link", ["takes_id"], unique=False)


def _index() -> None:
    op.create_index(op.f("ix_booking_bundle"), "booking", ["bundle"], unique=False)
    _index_where("ix_booking_waiting", "booking", ["resource_id", "answer_by"], "state IN ('requested', 'queued')")
    _index_where("ix_claim_parent", "claim", ["parent_id"], "parent_id IS NOT NULL")


def _index_where(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, unique=False, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _remember_the_longest() -> None:
    """Fill in what the second guard knows of each resource: how far back anything may begin that reaches a point."""
    for column, table in (("longest_claim", "claim"), ("longest_stretch", "capacity")):
        op.execute(
            f"UPDATE resource_guard SET {column} = COALESCE((SELECT MAX(t.ends_at - t.starts_at) FROM {table} t"
            " WHERE t.resource_id = resource_guard.resource_id), 0)"
        )
