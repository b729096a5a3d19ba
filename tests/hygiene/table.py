"""The table of who gets what from which address, `access.txt`, as the tests read it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl

from flask import Flask

from tests.hygiene.world import BOOKINGS, ROLES, World

TABLE = Path(__file__).with_name("access.txt")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass
class Line:
    """One line of the table: an address, whose endpoint it is, and the status for each role."""

    method: str
    path: str
    endpoint: str
    expected: dict[str, int]
    form: dict[str, str] = field(default_factory=dict)

    def address(self, world: World) -> str:
        """Return the path with its things filled in: new ones where they may be changed, else the same ones."""
        return _filled(self.path, world.kept if self.method == "GET" else world.__getitem__)

    def data(self, world: World) -> dict[str, str] | None:
        """Return what the form holds; nothing where the page is only read."""
        if self.method == "GET":
            return None
        return {name: _filled(value, world.__getitem__) for name, value in self.form.items()}


def _filled(text: str, find: Callable[[str], str]) -> str:
    return re.sub(r"{(\w+)}", lambda match: find(match[1]), text)


def read_table() -> list[Line]:
    lines = []
    for text in TABLE.read_text(encoding="utf-8").splitlines():
        if not text.strip() or text.startswith("#"):
            continue
        words, _, form = text.partition("|")
        method, path, endpoint, *statuses = words.split()
        assert len(statuses) == len(ROLES), f"{text}: a status for each of {ROLES}"
        expected = dict(zip(ROLES, map(int, statuses), strict=True))
        lines.append(Line(method, path, endpoint, expected, dict(parse_qsl(form.strip(), keep_blank_values=True))))
    return lines


def ways_in(app: Flask) -> set[tuple[str, str]]:
    """Return every endpoint with each method that it takes."""
    return {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
        if method in METHODS and rule.endpoint != "static"
    }


def addresses(world: World) -> Iterator[str]:
    """Return the address of every page and file; where a booking stands in it, with a booking of every kind."""
    for line in read_table():
        if line.method != "GET":
            continue
        named = next((name for name in re.findall(r"{(\w+)}", line.path) if name in BOOKINGS), None)
        if named is None:
            yield line.address(world)
        else:
            yield from (line.path.replace(f"{{{named}}}", world.kept(thing)) for thing in BOOKINGS)
