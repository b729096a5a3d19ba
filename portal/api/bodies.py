"""The body of a request: JSON of a bearable size, read as what its fields say."""

import json
from collections.abc import Mapping
from typing import Any

from flask import request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from portal.api import rules
from portal.api.rules import Field

LARGEST = 64 * 1024
"""A plan with as many lines as a plan may have is a third of that."""


def body(fields: Mapping[str, Field]) -> dict[str, Any]:
    """Return what the request says. Raise Refusals with every fault at its place; HTTP errors for what is no such JSON."""
    request.max_content_length = LARGEST
    if request.mimetype != "application/json":
        raise UnsupportedMediaType()
    return rules.read(_parsed(request.get_data()), fields)


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise BadRequest() from None


def _refuse_constant(_name: str) -> None:
    raise ValueError("NaN and Infinity are no JSON")


def canonical(said: Mapping[str, Any]) -> str:
    """Return what was said in one way of writing, so that spaces and the order of members do not make it another."""
    return json.dumps(said, sort_keys=True, default=str)
