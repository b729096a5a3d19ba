"""The guards on views: each view names its audience, and one that forgot is shut."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from flask import Flask, current_app, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts import queries, rules, sign_ins
from portal.accounts.queries import Visitor
from portal.errors import Busy, NotAllowed, NotSignedIn

AUDIENCES = ("public", "signed-in", "owner", "coordinator", "administrator")
LONGEST_TARGET = 1000
identities: dict[str, Callable[[], Visitor | None]] = {}
"""Blueprints where no cookie signs in, each with what tells who comes; `create_app` wires them."""
View = TypeVar("View", bound=Callable[..., Any])


def audience(name: str) -> Callable[[View], View]:
    """Say who may reach the view. Raise ValueError for a name that is no audience."""
    if name not in AUDIENCES:
        raise ValueError(f"{name} is no audience")

    def mark(view: View) -> View:
        view.audience = name  # type: ignore[attr-defined]
        return view

    return mark


def current_person() -> Visitor | None:
    """Return who is signed in here, with the organisations, or None; read once for each request."""
    if "visitor" not in g:
        g.visitor = identities.get(request.blueprint or "", _by_cookie)()
    return g.visitor


def _by_cookie() -> Visitor | None:
    token = session.get("sign_in")
    visitor = queries.find_visitor(token, now=clock.now()) if token else None
    _keep_alive(visitor)
    return visitor


def _keep_alive(visitor: Visitor | None) -> None:
    """Note now and then that the sign-in is in use. A page never fails for it: the next one tries again."""
    now = clock.now()
    if visitor is None or visitor.seen_at is None or now - visitor.seen_at < rules.SEEN_EVERY:
        return
    with suppress(Busy):
        sign_ins.keep_alive(visitor.sign_in_id, now=now)


def signed_in() -> Visitor:
    """Return who is signed in. Raise NotAllowed when nobody is."""
    visitor = current_person()
    if visitor is None:
        raise NotAllowed()
    return visitor


def local_path(target: str | None) -> str | None:
    """Return the target when it is a path on this host, so that nobody is sent elsewhere after signing in."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or len(target) > LONGEST_TARGET:
        return None
    return None if any(ord(sign) < 32 or sign == "\\" for sign in target) else target


def admits(name: str | None, visitor: Visitor | None) -> bool:
    """Return whether this audience includes the visitor; no audience includes nobody."""
    if name == "public":
        return True
    if visitor is None or name not in AUDIENCES:
        return False
    return name == "signed-in" or visitor.is_administrator or visitor.has_role(name)


def person_may_coordinate() -> bool:
    """Return whether the page should show the way to the coordinators' rooms."""
    return admits("coordinator", current_person())


def _check() -> Response | None:
    if request.endpoint in (None, "static"):
        return None
    view = current_app.view_functions[str(request.endpoint)]
    name = getattr(view, "audience", None)
    if name == "public" or admits(name, current_person()):
        return None
    if name in AUDIENCES and current_person() is None:
        if request.blueprint in identities:
            raise NotSignedIn()
        target = request.full_path.rstrip("?") if request.method == "GET" else request.path
        return redirect(url_for("accounts.sign_in", next=request.script_root + target), 303)
    raise NotAllowed()


def init_app(app: Flask) -> None:
    app.before_request(_check)
    app.jinja_env.globals.update(current_person=current_person, person_may_coordinate=person_may_coordinate)
