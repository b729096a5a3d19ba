"""Run the migrations against the application's own engine, each step in its own transaction."""

from alembic import context
from flask import current_app

from portal.database import IN_TRANSACTION

config = context.config
database = current_app.extensions["migrate"].db


def _ours(obj: object, name: str | None, kind: str, reflected: bool, compare_to: object) -> bool:
    # SQLite lists its own bookkeeping tables.
    return not (kind == "table" and (name or "").startswith("sqlite_"))


def run() -> None:
    with database.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(**IN_TRANSACTION)
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_as_batch=True,
            compare_type=True,
            include_object=_ours,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


if context.is_offline_mode():
    raise SystemExit("Run the migrations against a database: the guard is tested after each of them.")
run()
