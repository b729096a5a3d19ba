"""Every form that changes something, found by crawling as each kind of person."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask

from tests.hygiene.clients import client_of
from tests.hygiene.crawler import Crawl
from tests.hygiene.world import World
from tests.pages import Form

# Who has every kind of form between them.
TRIED = ("anonymous", "sme_a", "owner_a", "admin")
THINGS = ("held", "requested", "confirmed", "displaced", "past", "enquiry", "case")


def furnished(world: World) -> World:
    """Return the world with everything in it that pages show forms for."""
    for thing in THINGS:
        world.kept(thing)
    return world


@dataclass(frozen=True)
class Found:
    """A form on a page that a role can reach."""

    role: str
    url: str
    number: int
    names: tuple[str, ...]

    def __str__(self) -> str:
        return f"form {self.number} on {self.url} as {self.role}"


def forms_of(app: Flask, world: World, role: str) -> Iterator[tuple[Found, Form]]:
    """Yield every form that changes something, once for each address pattern and set of fields."""
    seen = set()
    for visit in Crawl(app, client_of(app, world, role), most=4).walk():
        for number, form in enumerate(visit.page.forms if visit.page else ()):
            if form.method != "post":
                continue
            kind = (kind_of(app, form.action), tuple(form.names))
            if kind not in seen:
                seen.add(kind)
                yield Found(role, visit.url, number, tuple(form.names)), form


def kind_of(app: Flask, action: str) -> str:
    path = action.split("?")[0].removeprefix("/en") or "/"
    return app.url_map.bind("localhost").match(path, method="POST")[0]
