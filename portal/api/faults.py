"""Everything that can be refused, as a problem document: which kind it is, and each broken rule at its field."""

from collections.abc import Callable
from typing import Any

from flask import request
from flask_babel import gettext
from werkzeug.exceptions import HTTPException

from portal.api import shown
from portal.api.rules import MINIMAL, KeyMissing, KeyReused, Stale, Unconditional, wants_little
from portal.booking.service import ChangedSince, Instead
from portal.capacity.service import BookingsInTheWay
from portal.errors import (
    N_,
    Busy,
    CapacityExceeded,
    Conflict,
    NotAllowed,
    NotFound,
    NotSignedIn,
    Refusal,
    TooMany,
)
from portal.web import problems
from portal.web.error_pages import translated

BUSY_SECONDS = 1
TRY_INSTEAD = N_("Under instead står det som nästan passar.")
FIELDS = {
    "starts": "/starts_at",
    "first_day": "/starts_at",
    "ends": "/ends_at",
    "last_day": "/ends_at",
    "units": "/units",
    "text": "/text",
    "purpose": "/purpose",
    "reason": "/reason",
}
"""Where in a body that lies which the rules name by the field of a form."""


class OutOfScope(Refusal):
    """The token holds, but was not made for this."""

    message = N_("Det här kräver en nyckel som räcker till %(scope)s.")


class NotInstead(Refusal):
    """A refusal of a wish, and how to look for what nearly fits."""

    def __init__(self, refusal: Refusal, instead: Callable[[], Instead]):
        super().__init__(refusal.message, field=refusal.field, **refusal.details)
        self.why = refusal
        self.instead = instead

    @property
    def refusals(self) -> list[Refusal]:
        return self.why.refusals


# The first that fits names the kind.
KINDS: tuple[tuple[type[Exception], str], ...] = (
    (NotSignedIn, "not-signed-in"),
    (NotAllowed, "not-allowed"),
    (NotFound, "not-found"),
    (OutOfScope, "out-of-scope"),
    (KeyMissing, "key-missing"),
    (KeyReused, "key-reused"),
    (Unconditional, "unconditional"),
    (Stale, "stale"),
    (ChangedSince, "stale"),
    (TooMany, "too-many"),
    (BookingsInTheWay, "conflict"),
    (Busy, "busy"),
    (CapacityExceeded, "no-longer-free"),
    (Conflict, "conflict"),
    (Refusal, "refused"),
)


def answer(fault: Exception) -> Any:
    """Return the problem document for whatever was refused."""
    if isinstance(fault, HTTPException):
        return _of_http(fault)
    if not isinstance(fault, Refusal):
        return problems.problem(kind_of(fault), headers=_headers(fault))
    why = fault.why if isinstance(fault, NotInstead) else fault
    return problems.problem(
        kind_of(why),
        headers=[*_headers(why), *_preferences()],
        detail=translated(why),
        errors=[_error(one) for one in fault.refusals],
        **_what_fits(fault),
    )


def kind_of(fault: Exception) -> str:
    return next(kind for known, kind in KINDS if isinstance(fault, known))


def _of_http(fault: HTTPException) -> Any:
    if fault.code is None or fault.code < 400:
        return fault
    kept = [(name, value) for name, value in fault.get_headers() if name.lower() in ("allow", "retry-after")]
    return problems.of_status(fault.code, headers=kept)


def _error(refusal: Refusal) -> dict[str, str]:
    place = refusal.field or ""
    pointer = place if place.startswith("/") else FIELDS.get(place, "")
    return {"pointer": f"#{pointer}", "detail": translated(refusal)}


def _what_fits(fault: Refusal) -> dict[str, Any]:
    if _says_little():
        return {}
    if isinstance(fault, NotInstead):
        return {"instead": shown.instead(fault.instead()), "hint": gettext(TRY_INSTEAD)}
    nearest = getattr(fault, "nearest", None)
    return {"instead": shown.nearest(nearest), "hint": gettext(TRY_INSTEAD)} if nearest else {}


def _says_little() -> bool:
    """Return whether the program does without what nearly fits: to look for it is most of what a refusal costs."""
    return wants_little(request.headers.get("Prefer"))


def _preferences() -> list[tuple[str, str]]:
    return [("Preference-Applied", MINIMAL)] if _says_little() else []


def _headers(fault: Exception) -> list[tuple[str, str]]:
    if isinstance(fault, NotSignedIn):
        return [("WWW-Authenticate", 'Bearer realm="api"')]
    if isinstance(fault, OutOfScope):
        return [("WWW-Authenticate", f'Bearer error="insufficient_scope", scope="{fault.details["scope"]}"')]
    if isinstance(fault, TooMany):
        return [("Retry-After", str(fault.details.get("seconds", 60)))]
    return [("Retry-After", str(BUSY_SECONDS))] if isinstance(fault, Busy) else []
