"""The description of the API in OpenAPI 3.1, written beside the code it describes; a test compares it with the routes."""

from typing import Any

from flask import current_app

from portal.booking.states import STATES
from portal.web.problems import MEDIA_TYPE

VERSION = "1.0"
Piece = dict[str, Any]


def description() -> Piece:
    """Return the whole document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{current_app.config['PORTAL_NAME']} API",
            "version": VERSION,
            "summary": "Book Swedish testbeds from a program of your own.",
            "description": "Faults are problem documents (RFC 9457) in the language of Accept-Language. What a POST does is "
            "done once for each Idempotency-Key. What changes something that exists names the version it has read in If-Match.",
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "servers": [{"url": current_app.config["PUBLIC_URL"].rstrip("/")}],
        "security": [{"token": []}],
        "paths": _paths(),
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "parameters": _PARAMETERS,
            "responses": {"Problem": _answer("What is wrong, each broken rule at its place", "Problem", MEDIA_TYPE)},
            "schemas": _SCHEMAS,
        },
    }


def _paths() -> Piece:
    return {
        "/api/v1/openapi.json": {
            "get": _public("openapi", "This description", _json("Description", {"type": "object"}))
        },
        "/api/v1/testbeds/{slug}/resources": {
            "parameters": [_ref("parameters", "slug")],
            "get": _public("resourcesOfTestbed", "The resources of a testbed", _answer("Resources", "Resources")),
        },
        "/api/v1/resources/{slug}": {
            "parameters": [_ref("parameters", "slug")],
            "get": _public("resource", "A resource and its rules", _answer("The resource", "Resource")),
        },
        "/api/v1/resources/{slug}/free-times": {
            "parameters": [_ref("parameters", name) for name in ("slug", "from", "to", "length", "units")],
            "get": _public("freeTimes", "Times that may be booked", _answer("Free times", "FreeTimes"), "422"),
        },
        "/api/v1/bookings": {
            "get": _operation(
                "bookings",
                "Your organisation's bookings, by start; see the Link header",
                {"200": _answer("One page", "Bookings")},
                parameters=[_ref("parameters", name) for name in ("page", "size")],
                faults=("422",),
            ),
            "post": _operation(
                "book",
                "Book: confirmed or requested in one",
                {"201": _answer("The booking", "Booking")},
                parameters=[_ref("parameters", name) for name in ("key", "prefer")],
                body="NewBooking",
                faults=("400", "404", "409", "413", "415", "422"),
            ),
        },
        "/api/v1/bookings/{reference}": {
            "parameters": [_ref("parameters", "reference")],
            "get": _operation(
                "booking",
                "A booking, for its two sides",
                {"200": _answer("The booking", "Booking"), "304": {"description": "You have this version"}},
                parameters=[_ref("parameters", "have")],
                faults=("404",),
            ),
            "patch": _operation(
                "change",
                "Move it, make it longer or shorter, change its units",
                {"200": _answer("The booking, with what waits for an answer under asked", "Booking")},
                parameters=[_ref("parameters", name) for name in ("seen", "prefer")],
                body="Change",
                faults=("400", "404", "409", "412", "413", "415", "422", "428"),
            ),
            "delete": _operation(
                "cancel",
                "Call it off",
                {"200": _answer("The booking, cancelled", "Booking")},
                parameters=[_ref("parameters", name) for name in ("seen", "reason", "text")],
                faults=("404", "409", "412", "422", "428"),
            ),
        },
        "/api/v1/resources/{slug}/plan": {
            "parameters": [_ref("parameters", "slug")],
            "get": _operation(
                "plan",
                "The opening hours of a resource you answer for",
                {"200": _answer("The plan", "Plan"), "304": {"description": "You have this version"}},
                parameters=[_ref("parameters", "have")],
                faults=("404",),
            ),
            "put": _operation(
                "replacePlan",
                "Replace the opening hours",
                {"200": _answer("The plan", "Plan")},
                parameters=[_ref("parameters", "seen")],
                body="NewPlan",
                faults=("400", "404", "409", "412", "413", "415", "422", "428"),
            ),
        },
    }


def _public(name: str, summary: str, answer: Piece, *faults: str) -> Piece:
    operation = _operation(name, summary, {"200": answer}, faults=("404", *faults))
    return {**operation, "security": [{}, {"token": []}]}


def _operation(
    name: str,
    summary: str,
    answers: Piece,
    *,
    parameters: list[Piece] | None = None,
    body: str | None = None,
    faults: tuple[str, ...] = (),
) -> Piece:
    problems = {status: _ref("responses", "Problem") for status in ("401", "403", "429", *faults)}
    operation: Piece = {
        "operationId": name,
        "summary": summary,
        "responses": {**answers, **dict(sorted(problems.items()))},
    }
    if parameters:
        operation["parameters"] = parameters
    if body:
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": _ref("schemas", body)}},
        }
    return operation


def _ref(kind: str, name: str) -> Piece:
    return {"$ref": f"#/components/{kind}/{name}"}


def _answer(description: str, schema: str, media_type: str = "application/json") -> Piece:
    return {"description": description, "content": {media_type: {"schema": _ref("schemas", schema)}}}


def _json(description: str, schema: Piece) -> Piece:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _parameter(name: str, place: str, schema: Piece, *, required: bool = False, about: str = "") -> Piece:
    found = {"name": name, "in": place, "required": required or place == "path", "schema": schema}
    return {**found, "description": about} if about else found


def _object(members: Piece, *required: str) -> Piece:
    """Return an object that has all of these members, or at least the required ones when some are named."""
    return {"type": "object", "properties": members, "required": list(required or members)}


def _typed(members: Piece, *required: str) -> Piece:
    """Return an object that somebody sends: what it has besides is refused."""
    return {"type": "object", "properties": members, "required": list(required), "additionalProperties": False}


def _list_of(schema: str, name: str, **more: Piece) -> Piece:
    return _object({name: {"type": "array", "items": _ref("schemas", schema)}, **more})


def _text(most: int, least: int = 0) -> Piece:
    return {"type": "string", "minLength": least, "maxLength": most} if least else {"type": "string", "maxLength": most}


_MOMENT = {"type": "string", "format": "date-time"}
_DAY = {"type": ["string", "null"], "format": "date"}
_CLOCK = {"type": "string", "examples": ["08:00", "24:00"]}
_NUMBER = {"type": "integer", "minimum": 1, "maximum": 10_000}
_WHOLE = {"type": "integer", "minimum": 0}
_WORDS = {"type": "string"}
_TRUTH = {"type": "boolean"}

_PARAMETERS = {
    "slug": _parameter("slug", "path", _WORDS),
    "reference": _parameter("reference", "path", {"type": "string", "examples": ["TP-7K3M-9QXA"]}),
    "from": _parameter("from", "query", _MOMENT, about="Now, unless you say"),
    "to": _parameter("to", "query", _MOMENT, about="A week later, at most 31 days"),
    "length": _parameter(
        "length", "query", _NUMBER, about="In the resource's unit of time; its shortest, unless you say"
    ),
    "units": _parameter("units", "query", _NUMBER),
    "page": _parameter("page", "query", {"type": "integer", "minimum": 1, "maximum": 100_000}),
    "size": _parameter("size", "query", {"type": "integer", "minimum": 1, "maximum": 500}),
    "reason": _parameter("reason", "query", _text(20), about="A code of the cancellation page; other, unless you say"),
    "text": _parameter("text", "query", _text(1000)),
    "key": _parameter("Idempotency-Key", "header", _text(200, 1), required=True, about="New for each booking you mean"),
    "seen": _parameter("If-Match", "header", _WORDS, required=True, about="The ETag of what you have read"),
    "have": _parameter("If-None-Match", "header", _WORDS),
    "prefer": _parameter(
        "Prefer", "header", _WORDS, about="return=minimal: a refusal without what nearly fits, which is quicker"
    ),
}
_PERIOD = {"starts_at": _MOMENT, "ends_at": _MOMENT}
_LINE = {"weekday": {"type": "integer", "minimum": 0, "maximum": 6}, "opens": _CLOCK, "closes": _CLOCK}
_VALID = {"units": _NUMBER, "first_day": _DAY, "last_day": _DAY}
_SHUT = {"closed_on_holidays": _TRUTH, "closed_on_eves": _TRUTH}

_SCHEMAS: Piece = {
    "Problem": _object(
        {
            "type": {"type": "string", "format": "uri"},
            "title": _WORDS,
            "status": {"type": "integer"},
            "detail": _WORDS,
            "instance": _WORDS,
            "errors": {"type": "array", "items": _object({"pointer": _WORDS, "detail": _WORDS})},
            "instead": {"type": "object", "description": "What nearly fits, here and elsewhere"},
            "hint": _WORDS,
        },
        "type",
        "title",
        "status",
    ),
    "Resource": _object(
        {
            "resource": _WORDS,
            "testbed": _WORDS,
            "name_sv": _WORDS,
            "name_en": _WORDS,
            "is_open": _TRUTH,
            "is_demonstration": _TRUTH,
            "free_times": {"type": "string", "format": "uri-reference"},
            "rules": _object(
                {
                    "unit": {"enum": ["half-hour", "hour", "half-day", "day"]},
                    "units": _NUMBER,
                    "mode": {"enum": ["direct", "request"]},
                    "shortest": _NUMBER,
                    "longest": _NUMBER,
                    "notice_hours": _WHOLE,
                    "notice_days": {**_WHOLE, "description": "Working days"},
                    "horizon_days": _NUMBER,
                    "start_every": {"type": ["integer", "null"], "description": "Minutes from opening"},
                    "buffer_before": {**_WHOLE, "description": "Minutes"},
                    "buffer_after": {**_WHOLE, "description": "Minutes"},
                    "late_hours": _WHOLE,
                    "late_percent": _WHOLE,
                }
            ),
        }
    ),
    "Resources": _list_of("Resource", "resources"),
    "Period": _object(_PERIOD),
    "FreeTimes": _list_of("Period", "free", resource=_WORDS, length=_NUMBER, units=_NUMBER),
    "Booking": _object(
        {
            "reference": _WORDS,
            "version": _WHOLE,
            "state": {"enum": list(STATES)},
            "resource": _WORDS,
            "testbed": _WORDS,
            **_PERIOD,
            "units": _NUMBER,
            "purpose": _WORDS,
            "note": _WORDS,
            "organisation": _WORDS,
            "person": _WORDS,
            "answer_by": {"type": ["string", "null"], "format": "date-time"},
            "created_at": _MOMENT,
            "changed_at": _MOMENT,
            "asked": {"oneOf": [{"type": "null"}, _object({**_PERIOD, "units": _NUMBER, "asked_at": _MOMENT})]},
        }
    ),
    "Bookings": _list_of("Booking", "bookings", page={"type": "integer"}, total=_WHOLE),
    "NewBooking": _typed(
        {"resource": _text(80, 1), **_PERIOD, "units": _NUMBER, "purpose": _text(200, 1), "note": _text(4000)},
        "resource",
        "starts_at",
        "ends_at",
        "purpose",
    ),
    "Change": _typed({**_PERIOD, "units": _NUMBER, "text": _text(1000)}),
    "Line": _object({**_LINE, **_VALID}),
    "Plan": _list_of("Line", "lines", resource=_WORDS, version=_WHOLE, **_SHUT),
    "NewPlan": _typed(
        {"lines": {"type": "array", "items": _typed({**_LINE, **_VALID}, *_LINE)}, **_SHUT}, "lines", *_SHUT
    ),
}
