"""Databases for tests: migrated and seeded once per engine and run, then copied, or emptied and used again."""

import itertools
import shutil
import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import flask_migrate
import psycopg
from sqlalchemy.engine import make_url

from tests.portals import build_app, close_app
from tests.postgres import TemporaryPostgres

ENGINES = ("sqlite", "postgresql")
# What the schema is made of: a test that changed any of it leaves a database that nobody else can use.
FINGERPRINT = """
    SELECT md5(string_agg(line, ',' ORDER BY line)) FROM (
        SELECT format('%s %s %s', c.relname, a.attname, a.atttypid) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relnamespace = 'public'::regnamespace
        UNION ALL SELECT format('%s %s', tgname, tgenabled) FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT md5(prosrc) FROM pg_proc WHERE pronamespace = 'public'::regnamespace) parts (line)
"""
KEPT_TABLES = ("alembic_version", "catalogue_version")
# The guard lets capacity go only after what is claimed of it.
EMPTIED_FIRST = ("claim", "capacity")


class Engines:
    """Hands out fresh databases of either engine; everything it made is gone when it is closed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stack = ExitStack()
        self.numbers = itertools.count(1)
        self.templates: dict[tuple[str, bool], str] = {}
        self.used: list[str] = []
        self.plain: set[str] = set()
        self.caretakers: dict[str, psycopg.Connection] = {}
        self._postgres: TemporaryPostgres | None = None
        self._made_of: Any = None

    @property
    def postgres(self) -> TemporaryPostgres:
        if self._postgres is None:
            self._postgres = self.stack.enter_context(TemporaryPostgres())
        return self._postgres

    def empty(self, engine: str) -> str:
        """Return the address of a database without any table."""
        name = f"t{next(self.numbers)}"
        if engine == "postgresql":
            self.postgres.execute(f"CREATE DATABASE {name}")
        return self._url(engine, name)

    def fresh(self, engine: str, *, seeded: bool = False) -> str:
        """Return the address of a database with today's schema, and with the whole inventory when seeded."""
        template = self._template(engine, seeded)
        if engine == "postgresql" and not seeded and self.used:
            name = self.used.pop()
        else:
            name = self._copy(engine, template, plain=not seeded)
        self._give_versions_of_its_own(engine, name)
        return self._url(engine, name)

    def drop(self, url: str) -> None:
        """Remove a database that was handed out."""
        name = _name(url)
        if url.startswith("postgresql"):
            if name in self.plain and self._is_emptied(name):
                self.used.append(name)
            else:
                self._drop(name)
            return
        for path in self.folder.glob(f"{Path(url).name}*"):
            path.unlink()

    def close(self) -> None:
        for connection in self.caretakers.values():
            connection.close()
        self.stack.close()

    def _copy(self, engine: str, template: str, *, plain: bool) -> str:
        name = f"t{next(self.numbers)}"
        if engine == "postgresql":
            self.postgres.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
            if plain:
                self.plain.add(name)
        else:
            shutil.copyfile(self.folder / f"{template}.sqlite", self.folder / f"{name}.sqlite")
        return name

    def _is_emptied(self, name: str) -> bool:
        """Empty the database for the next test and return True; False when it is not what it was, or still in use."""
        try:
            connection = self._caretaker(name)
            if connection.execute(FINGERPRINT).fetchone() != self._fingerprint():
                return False
            rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            tables = [table for (table,) in rows if table not in KEPT_TABLES]
            tables.sort(key=lambda table: EMPTIED_FIRST.index(table) if table in EMPTIED_FIRST else len(EMPTIED_FIRST))
            connection.execute("; ".join(f'DELETE FROM "{table}"' for table in tables).encode())
            connection.execute(
                "SELECT setval(format('%I', sequencename)::regclass, 1, false) FROM pg_sequences"
                " WHERE sequencename <> 'catalogue_version_id_seq'"
            )
            kept = connection.execute("SELECT count(*) FROM catalogue_version WHERE id = 1").fetchone()
        except psycopg.Error:
            return False
        return kept == (1,)

    def _caretaker(self, name: str) -> psycopg.Connection:
        """Return the connection that empties this database, kept with it: a new one has to learn every table first."""
        if name not in self.caretakers:
            self.caretakers[name] = self.postgres.connect(name)
            self.caretakers[name].execute("SET lock_timeout = '2s'; SET session_replication_role = replica")
        return self.caretakers[name]

    def _drop(self, name: str) -> None:
        if name in self.caretakers:
            self.caretakers.pop(name).close()
        self.postgres.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _fingerprint(self) -> tuple[str] | None:
        if self._made_of is None:
            with self.postgres.connect(self._template("postgresql", seeded=False)) as connection:
                self._made_of = connection.execute(FINGERPRINT).fetchone()
        return self._made_of

    def _give_versions_of_its_own(self, engine: str, name: str) -> None:
        """Let no two databases of a run share a catalogue version: what a process caches is kept by it."""
        statement = f"UPDATE catalogue_version SET version = version % 10000 + {next(self.numbers)} * 10000"
        if engine == "postgresql" and name in self.plain:
            self._caretaker(name).execute(statement.encode())
            return
        if engine == "postgresql":
            self.postgres.execute(statement, name)
            return
        with closing(sqlite3.connect(self.folder / f"{name}.sqlite")) as connection, connection:
            connection.execute(statement)

    def _unused(self, engine: str) -> str:
        """Return the address of a database to which nobody is connected, so that it can be copied."""
        name = self._copy(engine, self._template(engine, seeded=False), plain=False)
        self._give_versions_of_its_own(engine, name)
        return self._url(engine, name)

    def _url(self, engine: str, name: str) -> str:
        return self.postgres.url(name) if engine == "postgresql" else f"sqlite:///{self.folder / name}.sqlite"

    def _template(self, engine: str, seeded: bool) -> str:
        if (engine, seeded) not in self.templates:
            url = self._unused(engine) if seeded else self.empty(engine)
            (seed if seeded else migrate)(url)
            self.templates[engine, seeded] = _name(url)
        return self.templates[engine, seeded]


def migrate(url: str) -> None:
    """Run every migration step, the way an operator does."""
    app = build_app(url)
    with app.app_context():
        flask_migrate.upgrade()
    close_app(app)


def seed(url: str) -> None:
    """Read the inventory, the support programmes and the demonstration."""
    app = build_app(url)
    with app.app_context():
        result = app.test_cli_runner().invoke(args=["seed"])
    close_app(app)
    if result.exit_code:
        raise RuntimeError(f"flask seed failed: {result.output[-2000:]}") from result.exception


def _name(url: str) -> str:
    return Path(make_url(url).database or "").stem
