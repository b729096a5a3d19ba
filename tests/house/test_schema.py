"""The migrations make exactly the tables that the models describe, and the triggers that keep the first promise."""

import importlib
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Column, Integer, MetaData, Table, inspect, text

from portal.database import Base, db

PORTAL = Path(__file__).resolve().parent.parent.parent / "portal"
WITH_TABLES = [
    "portal.outbox",
    "portal.audit",
    *(f"portal.{path.parent.name}.models" for path in PORTAL.glob("*/models.py")),
]
for module in WITH_TABLES:
    importlib.import_module(module)


TRIGGERS = {
    "sqlite": "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A'",
}


def differences(connection, metadata):
    context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
    return compare_metadata(context, metadata)


def checks_of(table):
    return {str(check.name) for check in table.constraints if isinstance(check, CheckConstraint) and check.name}


def test_the_migrated_schema_is_the_one_the_models_describe(app):
    with db.engine.connect() as connection:
        assert differences(connection, Base.metadata) == []


def test_the_migrated_schema_has_every_check_of_the_models(app):
    inspector = inspect(db.engine)

    for name, table in Base.metadata.tables.items():
        assert {check["name"] for check in inspector.get_check_constraints(name)} == checks_of(table), name


def test_a_difference_is_found(app):
    strange = MetaData()
    Table("testbed", strange, Column("id", Integer, primary_key=True), Column("colour", Integer))

    with db.engine.connect() as connection:
        found = [change[0] for change in differences(connection, strange) if isinstance(change, tuple)]

    assert "add_column" in found and "remove_table" in found


def test_claims_and_capacity_are_guarded_by_triggers(app, engine):
    with db.engine.connect() as connection:
        guarded = set(connection.execute(text(TRIGGERS[engine])).scalars())

    assert {"claim", "capacity"} <= guarded
