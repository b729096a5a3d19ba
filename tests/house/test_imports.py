"""The floors of the house: which way imports may point, and which packages and words one file alone may know."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PORTAL = ROOT / "portal"

FLOORS = (
    ("errors", "references", "settings", "limits", "signals"),
    ("clock", "geography", "database", "fetching", "words"),
    ("web", "seeding", "outbox", "audit"),
    ("accounts",),
    ("files",),
    ("catalogue",),
    ("concepts",),
    ("capacity",),
    ("passport",),
    ("conditions",),
    ("booking",),
    ("series", "campaign", "feeds", "free_time", "waiting"),
    ("search", "support", "agreements"),
    ("enquiry", "map", "saved", "utilisation"),
    ("home", "desk", "open_data", "api", "demonstration"),
    ("worker",),
    ("commands", "serving"),
    ("__init__",),
)
FLOOR_OF = {name: number for number, floor in enumerate(FLOORS) for name in floor}
ROOF = {"commands", "__init__"}
KIT = {"web", "seeding", "words"}
DOORS = {"queries", "service", "permissions", "models"}
# Pieces that a room made for its doorway, beside the usual ones.
PIECES = {
    "accounts": {"arrivals", "cookie", "demonstration", "guards", "housekeeping", "passwords", "tokens"},
    "agreements": {"delivery", "documents", "facts"},
    "booking": {"asked", "direct", "elsewhere", "forms", "moves", "open_days", "quoting", "reasons", "states", "terms"},
    "capacity": {"minutes", "openings", "reasons", "rules"},
    "conditions": {"prices", "pricing", "rules", "words"},
    "passport": {"rules", "words"},
    "catalogue": {"capabilities", "vocabulary"},
    "concepts": {"thesaurus"},
    "files": {"answers", "forms", "receiving", "uploads"},
    "enquiry": {"brief", "desk", "intake", "naming", "outcomes"},
    "free_time": {"rules", "start_lines", "start_rules", "start_words", "starts"},
    "limits": {"fitting", "measures", "quantities", "reading", "stated", "written"},
    "search": {"areas", "briefs", "demand", "facets"},
    "support": {"aid", "path", "rules"},
}
# /readyz must ask the guard itself whether it holds; nobody else has a reason to.
GRANTED = {("home", "booking", "guard")}
# Only these may know the package: whoever else needs what it does asks them.
ONLY = {
    "zoneinfo": {"clock.py"},
    "holidays": {"clock.py"},
    "geopy": {"geography.py"},
    "snowballstemmer": {"words"},
    "folium": {"map"},
    "branca": {"map"},
    "docx": {"agreements"},
    "openpyxl": {"web"},
    "smtplib": {"outbox.py"},
    "sqlite3": {"database.py"},
    "psycopg": {"database.py"},
    "argon2": {"accounts"},
    "flask_migrate": {"database.py", "commands.py", "migrations"},
    "gunicorn": set(),
    "recurring_ical_events": {"feeds"},
    "ssl": {"fetching.py"},
}
ENVIRONMENT_READERS = {"settings.py", "serving.py"}
# What a kind of file may not ask for, wherever it stands.
REFUSED = {
    "rules.py": {"flask", "sqlalchemy", "flask_babel", "portal.database"},
    "models.py": {"flask", "portal.outbox", "smtplib"},
    "queries.py": {"flask.request", "flask.session", "flask.flash", "flask.url_for", "flask.render_template"},
    "service.py": {"flask.request", "flask.session", "flask.flash", "flask.url_for", "flask.render_template"},
    "permissions.py": {"flask", "portal.database.transaction"},
    "forms.py": {"portal.database"},
    "views.py": {"portal.database.db", "portal.database.transaction", "portal.database.lock"},
}


@dataclass(frozen=True)
class Import:
    """One imported name: which file asks, for what (portal.accounts.queries), and whether at the top of the file."""

    path: str
    line: int
    name: str
    at_top: bool

    @property
    def asker(self) -> str:
        return Path(self.path).parts[0].removesuffix(".py")

    def __str__(self) -> str:
        return f"{self.path}:{self.line} imports {self.name}"


def imports_in(root: Path) -> Iterator[Import]:
    for path in sorted(root.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        top = set(_at_top(tree.body))
        for node in ast.walk(tree):
            for name in _names(node):
                yield Import(str(path.relative_to(root)), node.lineno, name, node in top)


def _at_top(body: list[ast.stmt]) -> Iterator[ast.AST]:
    for node in body:
        yield node
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            yield from node.body


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names]
    return []


def faults_of_arrows(root: Path) -> list[str]:
    return [fault for one in imports_in(root) if (fault := _fault(one))]


def _fault(one: Import) -> str | None:
    parts = one.name.split(".")
    if one.name.startswith("."):
        return f"{one}: write the whole path"
    if not one.at_top:
        return f"{one} inside a function or a branch: imports stand at the top"
    if one.asker == "migrations" or parts[0] != "portal" or len(parts) < 2:
        return None
    wanted = parts[1]
    if one.asker == wanted:
        return None
    if wanted == "settings" and one.asker not in ROOF:
        return f"{one}: settings are read by create_app alone"
    if FLOOR_OF.get(one.asker, -1) <= FLOOR_OF.get(wanted, 99):
        return f"{one}: {wanted} is not on a floor below {one.asker}"
    return _fault_of_door(one, wanted, parts[2] if len(parts) > 2 else "")


def _fault_of_door(one: Import, wanted: str, piece: str) -> str | None:
    is_room = (PORTAL / wanted).is_dir() and wanted not in KIT
    if not is_room or one.asker in ROOF or piece in DOORS | PIECES.get(wanted, set()):
        return None
    if (one.asker, wanted, piece) in GRANTED:
        return None
    return f"{one}: {piece or 'the room itself'} is {wanted}'s own business"


def faults_of_packages(root: Path) -> list[str]:
    faults = []
    for one in imports_in(root):
        places = ONLY.get(one.name.split(".")[0])
        if places is not None and Path(one.path).parts[0] not in places:
            faults.append(f"{one}: only {', '.join(places) or 'nobody'} may")
    return faults


def faults_of_kinds(root: Path) -> list[str]:
    faults = []
    for one in imports_in(root):
        for refused in REFUSED.get(Path(one.path).name, ()):
            if one.name == refused or one.name.startswith(f"{refused}."):
                faults.append(f"{one}: not in {Path(one.path).name}")
    return faults


def faults_of_words(root: Path) -> list[str]:
    faults = []
    for path in root.rglob("*.py"):
        text, name = path.read_text(encoding="utf-8"), str(path.relative_to(root))
        if "Europe/Stockholm" in text and name not in ("clock.py", "settings.py"):
            faults.append(f"{name} names Europe/Stockholm: ask clock.py")
        if ("os.environ" in text or "getenv" in text) and name not in ENVIRONMENT_READERS:
            faults.append(f"{name} reads the environment: settings.py does")
    return faults


CHECKS = (faults_of_arrows, faults_of_packages, faults_of_kinds, faults_of_words)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_every_file_keeps_the_floors(check):
    assert not check(PORTAL), "\n".join(check(PORTAL))


@pytest.mark.parametrize(
    ("check", "name", "text"),
    [
        (faults_of_arrows, "catalogue/queries.py", "from portal.booking import queries"),
        (faults_of_arrows, "home/views.py", "from portal.desk import queries"),
        (faults_of_arrows, "search/queries.py", "import portal.support.queries"),
        (faults_of_arrows, "desk/views.py", "from portal.booking.rules import free_units"),
        (faults_of_arrows, "desk/views.py", "from portal.booking import guard"),
        (faults_of_arrows, "desk/views.py", "def view():\n    from portal.booking import queries"),
        (faults_of_arrows, "desk/views.py", "from . import queries"),
        (faults_of_arrows, "web/forms.py", "from portal import settings"),
        (faults_of_arrows, "clock.py", "from portal import outbox"),
        (faults_of_packages, "search/queries.py", "from geopy.distance import geodesic"),
        (faults_of_packages, "desk/views.py", "import folium"),
        (faults_of_kinds, "booking/rules.py", "from sqlalchemy import select"),
        (faults_of_kinds, "booking/service.py", "from flask import request"),
        (faults_of_kinds, "booking/views.py", "from portal.database import db"),
        (faults_of_words, "web/forms.py", "ZONE = 'Europe/Stockholm'"),
        (faults_of_words, "web/forms.py", "import os\nHOST = os.environ['HOST']"),
    ],
)
def test_a_file_that_breaks_them_is_found(tmp_path, check, name, text):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(text)

    assert len(check(tmp_path)) == 1


def test_every_room_and_every_file_of_the_ground_has_its_floor():
    names = {path.name.removesuffix(".py") for path in PORTAL.iterdir() if path.suffix == ".py" or path.is_dir()}

    assert names - {"migrations", "translations", "__pycache__"} <= set(FLOOR_OF)
