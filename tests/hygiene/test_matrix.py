"""Who gets what from which address (S1, S2, G14): one table, `access.txt`, and the portal keeps to it."""

import re

import pytest
from flask import Flask

from tests.hygiene.clients import client_of, programs_headers, told
from tests.hygiene.table import METHODS, read_table, ways_in
from tests.hygiene.world import ROLES, World

only_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
# Addresses of two steps, and one that is a number: what is not there must have their shape, or another page would answer.
NOWHERE = {
    "ask": "finns-inte/finns-inte",
    "referral": "finns-inte/finns-inte",
    "attached": "finns-inte/filer/finns-inte",
    "ready_answer": "987654",
}


@only_sqlite
def test_every_way_in_is_in_the_table_and_nothing_else(app):
    in_table = {(line.endpoint, line.method) for line in read_table()}

    assert ways_in(app) - in_table == set(), "say in access.txt who may"
    assert in_table - ways_in(app) == set(), "gone from the portal"


@only_sqlite
def test_each_role_gets_what_the_table_says(app):
    world, surprises = World(), []

    for line in read_table():
        for role in ROLES:
            answer = ask(app, world, line, role)
            if answer.status_code != line.expected[role]:
                surprises.append(
                    f"{line.method} {line.path} as {role}: {answer.status_code}, the table says {line.expected[role]}"
                )

    assert not surprises, told(surprises)


@only_sqlite
def test_every_line_leads_to_the_endpoint_it_names(app):
    world, routes = World(), app.url_map.bind("localhost")

    for line in read_table():
        endpoint, _ = routes.match(line.address(world).split("?")[0], method=line.method)
        assert endpoint == line.endpoint, line


@only_sqlite
def test_what_is_not_yours_looks_like_what_does_not_exist(app):
    world, compared, differing = World(), 0, []
    for line in read_table():
        for role in ROLES:
            if line.expected[role] != 404 or "{" not in line.path:
                continue
            theirs, path = ask(app, world, line, role, keep_path=True)
            none, other = ask(app, world, line, role, keep_path=True, nowhere=True)
            compared += 1
            if bare(theirs, path) != bare(none, other):
                differing.append(f"{line.method} {line.path} as {role}")

    assert not differing, told(differing)
    assert compared > 50


@only_sqlite
def test_methods_that_no_page_takes_are_refused(app):
    world, checked = World(), 0
    taken = ways_in(app)
    client = client_of(app, world, "admin")

    for line in {line.path: line for line in read_table() if line.method == "GET"}.values():
        address = line.address(world)
        for method in METHODS:
            if (line.endpoint, method) not in taken and not _other_takes(app, address, method):
                assert client.open(address, method=method).status_code == 405, (method, address)
                checked += 1

    assert checked > 100


def _other_takes(app: Flask, address: str, method: str) -> bool:
    return app.url_map.bind("localhost").test(address.split("?")[0], method)


def ask(app, world, line, role, *, keep_path=False, nowhere=False):
    """Ask for the line's address as this role, in a browser of its own."""
    address = re.sub(r"{(\w+)}", _nowhere, line.path) if nowhere else line.address(world)
    program = programs_headers(world, role, address, line.method)
    said = {"json": line.data(world)} if "/api/v1/" in address and line.method != "GET" else {"data": line.data(world)}
    answer = client_of(app, world, role).open(address, method=line.method, headers=program, **said)
    return (answer, address) if keep_path else answer


def _nowhere(named):
    """Return an address of the same shape that leads to nothing."""
    return NOWHERE.get(named[1], "finns-inte")


def bare(answer, path):
    """Return what can be told from an answer, but for the address that was asked for and the token of its forms."""
    headers = {name: value for name, value in answer.headers if name not in ("Content-Length", "Set-Cookie")}
    text = re.sub(r'(name="csrf_token" value=)"[^"]*"', r"\1", answer.text)
    return answer.status_code, headers, text.replace(path, "PATH").replace(path.split("?")[0], "PATH")
