"""The repository holds what is listed here at its top, and nothing that belongs to one machine or one run."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TOP = {
    "portal", "static", "templates", "seeds", "tests", "docs", ".ci", "wsgi.py",
    "requirements.txt", "requirements-dev.txt",
    "README.md", "LICENSE", "Makefile", "CHANGELOG.md", "CONTRIBUTING.md", "pyproject.toml",
    ".gitignore", ".gitattributes", ".editorconfig",
}  # fmt: skip
MADE_BY_A_RUN = re.compile(
    r"\.(sqlite3?|db|mo|pyc|log|sock|pid)$|(^|/)(\.env|__pycache__|node_modules|var|\.venv)(/|$)"
)
# Written in two parts, so that this file does not find itself.
OF_ONE_MACHINE = re.compile("|".join(("/" + "work/", "/" + "root/", "/" + "home/[a-z]+/")))
TEXT = {".py", ".md", ".html", ".css", ".toml", ".txt", ".po", ".json", ".ini", ""}
LARGEST_TEXT = 400_000


def tracked() -> list[str]:
    """Return what git would keep: tracked files and new ones that are not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()


def strangers(names: list[str]) -> set[str]:
    return {name.split("/")[0] for name in names} - TOP


def left_behind(names: list[str]) -> list[str]:
    return [name for name in names if MADE_BY_A_RUN.search(name)]


def test_the_top_of_the_repository_holds_only_what_is_listed():
    assert strangers(tracked()) == set()


def test_nothing_that_a_run_makes_is_kept():
    assert left_behind(tracked()) == []


def test_no_file_names_a_place_on_one_machine():
    files = [ROOT / name for name in tracked() if Path(name).suffix in TEXT and "vendor/" not in name]
    texts = {
        path: path.read_text(encoding="utf-8")
        for path in files
        if path.is_file() and path.stat().st_size < LARGEST_TEXT
    }

    assert [str(path) for path, text in texts.items() if OF_ONE_MACHINE.search(text)] == []


def test_a_stranger_is_found():
    assert strangers(["portal/clock.py", "notes.txt", "src/main.py"]) == {"notes.txt", "src"}
    assert left_behind(["portal/clock.py", "var/portal.sqlite", "tests/a.log", ".env"]) == [
        "var/portal.sqlite",
        "tests/a.log",
        ".env",
    ]
