"""Test clients by role, each with a browser of its own that is signed in by a row and a cookie; and how faults are told."""

from collections.abc import Sequence

from flask import Flask
from flask.testing import FlaskClient

from tests.hygiene.world import World
from tests.signing_in import session_cookie


def client_of(app: Flask, world: World, role: str) -> FlaskClient:
    """Return a fresh client in which this role is signed in."""
    client = app.test_client()
    if role != "anonymous":
        name, value = session_cookie(app, world.people[role])
        client.set_cookie(name, value)
    return client


def programs_headers(world: World, role: str, address: str, method: str = "GET") -> dict[str, str]:
    """Return what a program of this role sends along to an address of the API, nothing to a page."""
    if "/api/v1/" not in address:
        return {}
    said = {} if method == "GET" else {"If-Match": "*", "Idempotency-Key": f"{role} {address}"}
    return said if role == "anonymous" else {"Authorization": f"Bearer {world.token(role)}", **said}


def told(faults: Sequence[str]) -> str:
    """Return the faults as a test should show them: how many, and the first of them, one a line."""
    return "\n".join([f"{len(faults)} faults:", *faults[:40]])
