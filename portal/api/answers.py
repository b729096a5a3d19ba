"""Answers in JSON, with the version as their ETag."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Response, request

from portal.api.rules import Answer, is_known, tag_of

MEDIA_TYPE = "application/json"


def written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def sent(answer: Answer) -> Response:
    """Return the answer as it goes out; the same for one that was kept."""
    response = Response(answer.body, answer.status, content_type=MEDIA_TYPE)
    if answer.location:
        response.headers["Location"] = answer.location
    if answer.tag:
        response.headers["ETag"] = answer.tag
    return response


def plain(value: Any, headers: Mapping[str, str] | None = None) -> Response:
    response = sent(Answer(200, written(value)))
    response.headers.update(headers or {})
    return response


def versioned(value: Any, version: int) -> Response:
    """Return the thing with its version; 304 when the program has that version already."""
    if request.method == "GET" and is_known(request.headers.get("If-None-Match"), version):
        response = Response(status=304)
        response.headers["ETag"] = tag_of(version)
        return response
    return sent(Answer(200, written(value), tag=tag_of(version)))
