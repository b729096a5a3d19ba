"""Whether the portal may be sent visitors: the database answers, its schema is ours, and the guard stands."""

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from portal.booking import guard
from portal.database import db, reachable


def checks() -> dict[str, bool]:
    """Return each check and its verdict; a later one is False when an earlier one fails."""
    verdicts = {"database": False, "schema": False, "guard": False}
    for name, check in (("database", _database), ("schema", _schema), ("guard", guard.standing_lately)):
        try:
            verdicts[name] = check()
        except SQLAlchemyError:
            verdicts[name] = False
        if not verdicts[name]:
            break
    return verdicts


def _database() -> bool:
    with db.engine.connect() as connection:
        return reachable(connection)


def _schema() -> bool:
    settings = Config()
    settings.set_main_option("script_location", current_app.extensions["migrate"].directory)
    with db.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_heads()
    return set(current) == set(ScriptDirectory.from_config(settings).get_heads())
