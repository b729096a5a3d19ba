"""Addresses in messages: whole ones, built from PUBLIC_URL and never from what a request claims its host to be."""

from typing import Any

from flask import current_app

from portal.web.language import ENGLISH


def public_url(endpoint: str, language: str, **values: Any) -> str:
    """Return the whole address of a page in the reader's language; works outside requests too."""
    path = current_app.url_map.bind("").build(endpoint, values)
    return str(current_app.config["PUBLIC_URL"]).rstrip("/") + (ENGLISH if language == "en" else "") + path
