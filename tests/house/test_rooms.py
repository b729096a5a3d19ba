"""Rooms say what they are for, files stay small, and nothing is called by a name that says nothing."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PORTAL = ROOT / "portal"
LONGEST = 350
SAYS_NOTHING = {"util", "utils", "misc", "helper", "helpers", "common", "stuff"}
# The first migration is one list of all tables; cutting it would make it harder to read.
LONG_BY_NATURE = {"portal/migrations/versions"}


def rooms():
    return sorted(path for path in PORTAL.iterdir() if (path / "__init__.py").exists())


def has_docstring_only(source):
    body = ast.parse(source).body
    return len(body) == 1 and ast.get_docstring(ast.parse(source)) is not None


def source_files():
    files = [path for folder in ("portal", "tests", "templates") for path in (ROOT / folder).rglob("*")]
    return [
        path
        for path in files
        if path.suffix in (".py", ".html") and str(path.parent.relative_to(ROOT)) not in LONG_BY_NATURE
    ]


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.name)
def test_a_room_says_what_it_is_for_and_keeps_code_out_of_its_door(room):
    assert has_docstring_only((room / "__init__.py").read_text(encoding="utf-8"))


@pytest.mark.parametrize("source", ["", "import os", '"""A room."""\nimport os'])
def test_a_door_that_says_nothing_or_does_something_is_found(source):
    assert not has_docstring_only(source)


def test_every_file_of_the_portal_says_what_it_is_for():
    silent = [
        path for path in PORTAL.rglob("*.py") if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]

    assert silent == []


def test_no_file_grows_past_what_one_can_hold_in_mind():
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in source_files()
    }

    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_no_file_has_a_name_that_says_nothing():
    assert [path for path in source_files() if path.stem.lower() in SAYS_NOTHING] == []
