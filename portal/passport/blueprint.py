"""The blueprint of the passport, which its three files of pages share."""

from flask import Blueprint
from werkzeug.wrappers import Response

from portal.errors import NotFound
from portal.passport.rules import Kind, find_kind

blueprint = Blueprint("passport", __name__)
Answer = Response | str | tuple[str, int]


def kind_named(slug: str) -> Kind:
    """Return the kind that has this address. Raise NotFound."""
    kind = find_kind(slug)
    if kind is None:
        raise NotFound()
    return kind
