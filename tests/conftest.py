"""What every test may ask for. In short:

engine          "sqlite" or "postgresql"; a test that uses a database runs once on each (choose with --engine)
app             the portal on a fresh, migrated database, its application context pushed
database        the session of that database
seeded_app      the same with the whole inventory, the support programmes and the demonstration
make_app        make_app(NAME=value, ...): the portal on the same database with other settings
client          a test client of `app`; each request has a context of its own, as in production
seeded_client   a test client of `seeded_app`
sign_in         sign_in(person) signs `client` in; sign_in(person, other_client) another one
english         english("/testbaddar") is the English address of a page
freeze          freeze(moment) stops the clock there until the test ends
live_portal     gunicorn with a seeded database (SQLite), one for each test file: .url, .app, .log, .work()
start_portal    start_portal(engine, seeded=False): further live portals, stopped after the test file
page            a watched Chromium page on `live_portal`; watched_context() opens one more person's browser
axe             axe(page) asserts that axe finds nothing against WCAG 2.2 A and AA
"""

import contextvars
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.browser import axe, browser_context_args, browser_type_launch_args, page, watched_context  # noqa: F401
from tests.engines import ENGINES, Engines
from tests.live import LivePortal
from tests.portals import build_app, close_app
from tests.postgres import quick_folder
from tests.signing_in import start_sign_in
from tests.translations import compile_catalogues

BROWSER_FIXTURES = {"page", "watched_context", "browser"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine", choices=[*ENGINES, "both"], default="both", help="database tests: on this engine only")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        compile_catalogues()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    chosen = config.getoption("--engine")
    unwanted = [item for item in items if chosen != "both" and _engine_of(item) not in (None, chosen)]
    if unwanted:
        config.hook.pytest_deselected(items=unwanted)
        items[:] = [item for item in items if item not in set(unwanted)]
    for item in items:
        if BROWSER_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")
            # A busy machine makes a browser late now and then. One more try, and the summary names who needed it.
            item.add_marker(pytest.mark.flaky(reruns=1))
    items.sort(key=_slow_first)


def _slow_first(item: pytest.Item) -> int:
    """Begin with the few files that take minutes, so that no process is left with one when the others are done."""
    folder = item.path.parent.name
    if folder in ("load", "hygiene", "journeys"):
        return 0
    return 1 if item.get_closest_marker("browser") else 2


def _engine_of(item: pytest.Item) -> str | None:
    callspec = getattr(item, "callspec", None)
    return callspec.params.get("engine") if callspec else None


class PortalClient(FlaskClient):
    """A test client whose requests do not share the test's application context, `g` or database session."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        _let_go_of_rows()
        return contextvars.Context().run(super().open, *args, **kwargs)


def _let_go_of_rows() -> None:
    """End what the test was reading, so that it sees afterwards what the request has changed."""
    from portal.database import db

    if has_app_context():
        session = db.session()
        assert not (session.new or session.dirty), "write with a service or a builder before a request is made"
        session.rollback()


@pytest.fixture(scope="session")
def engines() -> Iterator[Engines]:
    with tempfile.TemporaryDirectory(prefix="testporten-sqlite-", dir=quick_folder()) as folder:
        engines = Engines(Path(folder))
        yield engines
        engines.close()


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def database_url(engines: Engines, engine: str) -> Iterator[str]:
    url = engines.fresh(engine)
    yield url
    engines.drop(url)


@pytest.fixture
def make_app(database_url: str) -> Iterator[Callable[..., Flask]]:
    made: list[Flask] = []

    def build(**settings: Any) -> Flask:
        made.append(build_app(database_url, **settings))
        made[-1].test_client_class = PortalClient
        return made[-1]

    yield build
    for app in made:
        close_app(app, connected=True)


@pytest.fixture
def app(request: pytest.FixtureRequest, make_app: Callable[..., Flask]) -> Iterator[Flask]:
    app = make_app(own=request.node.get_closest_marker("own_app") is not None)
    with app.app_context():
        yield app


@pytest.fixture
def database(app: Flask) -> Any:
    from portal.database import db

    return db.session


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def seeded_app(engines: Engines, engine: str) -> Iterator[Flask]:
    url = engines.fresh(engine, seeded=True)
    app = build_app(url)
    app.test_client_class = PortalClient
    with app.app_context():
        yield app
    close_app(app)
    engines.drop(url)


@pytest.fixture
def seeded_client(seeded_app: Flask) -> FlaskClient:
    return seeded_app.test_client()


@pytest.fixture
def sign_in(request: pytest.FixtureRequest) -> Callable[..., FlaskClient]:
    """Sign a client in by a row and a cookie, without the slow hash that typing a password costs."""

    def sign(person: Any, client: FlaskClient | None = None) -> FlaskClient:
        seeded = "seeded_app" in request.fixturenames
        client = client or request.getfixturevalue("seeded_client" if seeded else "client")
        token = start_sign_in(person)
        _let_go_of_rows()
        with client.session_transaction() as session:
            session["sign_in"] = token
        return client

    return sign


@pytest.fixture
def english() -> Callable[[str], str]:
    return lambda path: "/en" + path


@pytest.fixture
def freeze() -> Iterator[Callable[[datetime], None]]:
    travels: list[time_machine.travel] = []

    def stop_clock(moment: datetime) -> None:
        assert moment.tzinfo is not None, "a moment has a zone"
        travels.append(time_machine.travel(moment, tick=False))
        travels[-1].start()

    yield stop_clock
    for travel in reversed(travels):
        travel.stop()


@pytest.fixture(scope="module")
def start_portal(engines: Engines, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., LivePortal]]:
    running: list[LivePortal] = []

    def start(engine: str = "sqlite", *, seeded: bool = False, **options: Any) -> LivePortal:
        portal = LivePortal(engines.fresh(engine, seeded=seeded), Path(tmp_path_factory.mktemp("live")), **options)
        running.append(portal.__enter__())
        return portal

    yield start
    for portal in running:
        portal.__exit__()
        engines.drop(portal.database_url)


@pytest.fixture(scope="module")
def live_portal(start_portal: Callable[..., LivePortal]) -> LivePortal:
    return start_portal(seeded=True)
