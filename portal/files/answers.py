"""Handing a file out: always to be saved, never shown by the browser within the portal, never kept by a cache on the way."""

from urllib.parse import quote

from flask import Response

from portal.files.models import KeptFile
from portal.files.names import plain_name
from portal.files.queries import content_of

# What the type may hold is judged when it comes in; that a browser never runs it is held here once more.
HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


def download(kept: KeptFile) -> Response:
    """Return the answer by which a browser saves the file. Whether the person may have it is asked before."""
    headers = {**HEADERS, "Content-Type": kept.media_type, "Content-Disposition": disposition(kept.name)}
    return Response(content_of(kept), headers=headers)


def disposition(name: str) -> str:
    """Return the header of RFC 6266: the name in ASCII, and as it is where that differs."""
    plain = plain_name(name)
    full = f"; filename*=UTF-8''{quote(name, safe='')}" if plain != name else ""
    return f'attachment; filename="{plain}"{full}'
