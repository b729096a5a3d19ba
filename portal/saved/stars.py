"""What stands on every hit as HTML, rendered once for each language and filled in: the star, a form of its own; the box."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import render_template
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from portal.web.language import current_language, localised
from portal.web.stencil import Stencil, hole

HOLES = ("slug", "name", "token", "back")


@dataclass(frozen=True)
class Starred:
    """What a star says of its testbed."""

    slug: str
    name: str

    @classmethod
    def of(cls, listing: Any) -> "Starred":
        return cls(listing.slug, localised(listing, "name"))


def star(starred: Starred, *, is_favourite: bool, back: str) -> Markup:
    """Return the star, pressed or not; `back` is the page to come back to without scripts, at the star."""
    page = back.partition("#")[0]
    filled = {
        "slug": str(escape(starred.slug)),
        "name": str(escape(starred.name)),
        "token": str(escape(generate_csrf())),
        "back": str(escape(f"{page}#stjarna-{starred.slug}")),
    }
    return Markup(_stencil(current_language(), is_favourite).fill(filled))  # nosec B704: our own template, and escaped


def compare_box(starred: Starred) -> Markup:
    """Return the box that chooses this testbed for the comparison."""
    filled = {"slug": str(escape(starred.slug)), "name": str(escape(starred.name))}
    return Markup(_box(current_language()).fill(filled))  # nosec B704: our own template, and escaped


@cache
def _box(_language: str) -> Stencil:
    return Stencil(render_template("saved/_compare_box.html", slug=hole("slug"), name=hole("name")))


@cache
def _stencil(_language: str, is_favourite: bool) -> Stencil:
    return Stencil(
        render_template("saved/_star.html", is_favourite=is_favourite, **{name: hole(name) for name in HOLES})
    )
