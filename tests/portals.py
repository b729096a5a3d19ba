"""Portals for tests: made once for each set of settings, then furnished with another database and used again.

To make one takes a tenth of a second, nearly all of it for the addresses, and its pages are compiled when they are first shown:
more than most tests take. Whoever adds to a portal, an address for instance, asks for one that nobody else will see
(the marker `own_app`).
"""

import os
from collections import defaultdict
from typing import Any

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy.engine import Engine, make_url

SETTINGS: dict[str, Any] = {
    "ENVIRONMENT": "test",
    "TESTING": True,
    "SECRET_KEY": "a secret that only the tests know, long enough",
    "PUBLIC_URL": "http://localhost",
    "DEMONSTRATION": True,
    "LOG_LEVEL": "ERROR",
    # The cheapest hash that argon2 allows: tests hash often and protect nothing.
    "ARGON2_MEMORY_KIB": 8,
    "ARGON2_PASSES": 1,
    # Forms are posted without a token, except where a test turns this on to see the token refused.
    "WTF_CSRF_ENABLED": False,
}
# What pytest itself changes for every test.
PASSING = ("PYTEST_CURRENT_TEST",)


class Compiled(BytecodeCache):
    """The pages that this process has compiled, for every portal that it makes."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()
_resting: dict[str, list[Flask]] = defaultdict(list)
_as_made: dict[Flask, tuple[str, dict[str, Any], dict[str, Any]]] = {}
_speakers: dict[str, Engine] = {}


def build_app(url: str, *, own: bool = False, **settings: Any) -> Flask:
    """Return the portal on this database with the settings of the tests; one that was never used when it is to be one's own."""
    wanted = {**SETTINGS, **settings}
    surroundings = {name: value for name, value in os.environ.items() if name not in PASSING}
    kind = repr((sorted(wanted.items()), sorted(surroundings.items()), url.split(":")[0]))
    if own or not _resting[kind]:
        return _make(url, wanted, None if own else kind)
    app = _resting[kind].pop()
    _furnish(app, url)
    return app


def close_app(app: Flask, *, connected: bool = False) -> None:
    """Let go of the database, so that it can be copied or dropped; the portal rests until the next test.

    When it stays connected it begins the faster on the same database: a server's process knows tables it has met.
    """
    from portal.database import db

    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            if not (connected and app in _as_made and engine.dialect.name == "postgresql"):
                engine.dispose()
    if app in _as_made:
        _resting[_as_made[app][0]].append(app)


def _make(url: str, wanted: dict[str, Any], kind: str | None) -> Flask:
    from portal import create_app

    app = create_app(**{**wanted, "SQLALCHEMY_DATABASE_URI": url})
    _speak_as_before(app)
    app.jinja_env.bytecode_cache = COMPILED
    if kind is not None:
        _as_made[app] = (kind, dict(app.config), dict(app.extensions))
    return app


def _furnish(app: Flask, url: str) -> None:
    """Give the portal another database, and make it in all else as it was when it was made."""
    from portal.database import db
    from portal.search import index
    from portal.web import logs

    _, config, extensions = _as_made[app]
    app.config.clear()
    app.config.update({**config, "SQLALCHEMY_DATABASE_URI": url})
    app.extensions.clear()
    app.extensions.update(extensions)
    app.extensions["guard"] = {}
    logs.configure(app.config["LOG_LEVEL"], app.config["LOG_FORMAT"])
    if db._app_engines[app][None].url == make_url(url):
        # An emptied database tells no changes: what is kept of it would be followed, not read again.
        index._kept.pop(db._app_engines[app][None], None)
        return
    db._app_engines[app][None].dispose()
    options = {"url": url, **config["SQLALCHEMY_ENGINE_OPTIONS"]}
    db._apply_driver_defaults(options, app)
    db._app_engines[app] = {None: db._make_engine(None, options, app)}
    _speak_as_before(app)


def _speak_as_before(app: Flask) -> None:
    """Let the engine know the statements that were put together for earlier ones: to do so anew is a third of many a test."""
    from portal.database import db

    engine = db._app_engines[app][None]
    speaker = _speakers.setdefault(repr((engine.dialect.name, app.config["SQLALCHEMY_ENGINE_OPTIONS"])), engine)
    engine.dialect, engine._compiled_cache = speaker.dialect, speaker._compiled_cache
    engine.pool._dialect = speaker.dialect
