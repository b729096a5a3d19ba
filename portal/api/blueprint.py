"""The blueprints of this room, and what every request to the API passes: whose token it is, how far it reaches, how often."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, current_app, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts import tokens
from portal.accounts.guards import current_person
from portal.accounts.queries import Visitor
from portal.accounts.tokens import Bearer
from portal.api import faults
from portal.errors import NotAllowed, NotFound, NotSignedIn, Refusal

blueprint = Blueprint("api", __name__)
v1 = Blueprint("v1", __name__, url_prefix="/api/v1")
NAME = "api.v1"
SCHEME = "bearer"
View = TypeVar("View", bound=Callable[..., Any])


def bearer() -> Visitor | None:
    """Return whom the token in the header stands for, None without one; cookies sign nobody in here.

    Raise NotSignedIn for a token that does not hold, TooMany when it has used up its minute.
    """
    g.bearer = None
    header = request.headers.get("Authorization")
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    if scheme.lower() != SCHEME or not token.isascii():
        raise NotSignedIn()
    limit = current_app.config["API_REQUESTS_A_MINUTE"]
    found: Bearer = tokens.use(token.strip(), limit=limit, now=clock.now())
    g.bearer = found
    return found.visitor


def scope(name: str) -> Callable[[View], View]:
    """Say how far a token must reach for this view; one that says nothing is only for what everybody may see."""

    def mark(view: View) -> View:
        view.scope = name  # type: ignore[attr-defined]
        return view

    return mark


@v1.before_request
def ensure_scope() -> None:
    """Refuse a token that does not reach so far, and a view that is not for everybody and forgot to say how far that is."""
    view = current_app.view_functions[str(request.endpoint)]
    wanted = getattr(view, "scope", None)
    current_person()
    if getattr(view, "audience", None) == "public":
        return
    if wanted is None:
        raise NotAllowed()
    if not g.bearer.reaches(wanted):
        raise faults.OutOfScope(scope=wanted)


@v1.after_request
def say_that_it_varies(response: Response) -> Response:
    response.headers.add("Vary", "Accept-Language, Authorization")
    return response


for kind in (Refusal, NotFound, NotAllowed, NotSignedIn, HTTPException):
    v1.register_error_handler(kind, faults.answer)
