"""Whether a request is somebody's new question: only such a one is counted when nothing fits. Pure."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from werkzeug.datastructures import Headers

from portal.search.criteria import Criteria

Given = Headers | Mapping[str, str]

_MACHINE = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|scrap|monitor|curl|wget|python-|headless|java/|go-http", re.I
)


def is_new_question(criteria: Criteria, headers: Given) -> bool:
    """Return whether somebody asks this now: no program, no further page, no change of filter or order, no reload."""
    if not criteria.q or criteria.page > 1 or _is_repeated(headers) or _is_machine(headers):
        return False
    before = headers.get("HX-Current-URL") or headers.get("Referer") or ""
    return _asked(before) != (criteria.q.casefold(), criteria.place.casefold())


def _is_repeated(headers: Given) -> bool:
    is_reload = headers.get("Cache-Control", "") in ("max-age=0", "no-cache")
    return is_reload or "HX-History-Restore-Request" in headers or "prefetch" in _purpose(headers)


def _purpose(headers: Given) -> str:
    return f"{headers.get('Sec-Purpose', '')} {headers.get('Purpose', '')} {headers.get('X-Moz', '')}"


def _is_machine(headers: Given) -> bool:
    agent = headers.get("User-Agent", "")
    return not agent or bool(_MACHINE.search(agent))


def _asked(address: str) -> tuple[str, str]:
    """Return the words and the place of the page that the reader comes from; wherever else, they are empty."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", ""
    if not parts.path.endswith("/testbaddar"):
        return "", ""
    asked = parse_qs(parts.query)
    q, place = (" ".join(asked.get(name, [""])[0].split()).casefold() for name in ("q", "plats"))
    return q, place
