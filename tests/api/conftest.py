"""The scene of the booking tests, and programs that come in with a token."""

import itertools
import json
from dataclasses import dataclass
from typing import Any

import pytest

from portal import clock
from portal.accounts import tokens
from tests.booking.scene import MORNING, NOW, Scene, make_scene

_keys = itertools.count(1)


@dataclass
class Program:
    """A program that speaks for one person, or for nobody."""

    client: Any
    token: str | None

    def ask(self, method: str, path: str, said: Any = None, **headers: str) -> Any:
        """Send the request; names of headers are written with underscores."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        if said is not None:
            sent.setdefault("Content-Type", "application/json")
            said = said if isinstance(said, bytes) else json.dumps(said).encode()
        return self.client.open(f"/api/v1{path}", method=method, data=said, headers=sent)

    def book(self, said: Any, key: str | None = None, **headers: str) -> Any:
        return self.ask("POST", "/bookings", said, Idempotency_Key=key or f"nyckel-{next(_keys)}", **headers)


@pytest.fixture
def scene(app, freeze) -> Scene:
    freeze(NOW)
    return make_scene()


@pytest.fixture
def program(app, client):
    """program(person, scope="manage") is a program of that person's; program(None) one without a token."""

    def speak(person: Any, scope: str = "manage") -> Program:
        return Program(client, token_of(person, scope) if person else None)

    return speak


def token_of(person: Any, scope: str = "manage") -> str:
    from tests.visitors import visitor_of

    return tokens.create(visitor_of(person), "Prov", scope, 30, now=clock.now())


def wish(scene: Scene, period: Any = MORNING, **more: Any) -> dict[str, Any]:
    """Return what a program sends to book the period."""
    when = {"starts_at": clock.local(period.starts_at).isoformat(), "ends_at": clock.local(period.ends_at).isoformat()}
    return {"resource": scene.slug, **when, "purpose": "Värmeprov", **more}
