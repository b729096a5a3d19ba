"""What the map fetches: its script, and the hits as GeoJSON."""

import hashlib
from functools import cache

from flask import Blueprint, Response, current_app, request
from flask_babel import gettext

from portal.accounts.guards import audience
from portal.catalogue.queries import catalogue_version
from portal.free_time import start_lines
from portal.map import points as geojson
from portal.map.drawing import GROUND, TITLES, Drawing, draw
from portal.search.queries import Criteria, map_points, version_key
from portal.web.assets import A_YEAR
from portal.web.fragments import Fragments
from portal.web.language import current_language

blueprint = Blueprint("map", __name__)

KEPT_BYTES = 32_000_000
_answers = Fragments(size=KEPT_BYTES, weigh=len)

ASK_EACH_TIME = "public, no-cache"


def drawing() -> Drawing:
    """Return the map in the reader's language; it is the same for everybody, so it is drawn once."""
    asset = current_app.extensions["asset"]
    ground = tuple((file, asset(file)) for _, _, file in GROUND)
    return _drawn(current_language(), tuple(gettext(title) for title in TITLES), ground)


@cache
def _drawn(language: str, titles: tuple[str, str, str, str], ground: tuple[tuple[str, str], ...]) -> Drawing:
    return draw(titles, dict(ground))


def script_version() -> str:
    return hashlib.sha256(drawing().script.encode()).hexdigest()[:10]


@blueprint.get("/karta.js")
@audience("public")
def script() -> Response:
    """Return what folium would have written into the page; a file of its own needs no exception in the policy."""
    response = Response(drawing().script, mimetype="text/javascript")
    kept = A_YEAR if request.args.get("v") == script_version() else ASK_EACH_TIME
    return _validated(response, script_version(), kept)


@blueprint.get("/api/v1/testbeds.geojson")
@audience("public")
def points() -> Response:
    """Return the hits of the same search as the list's, for maps here and elsewhere; packed for whoever reads gzip."""
    criteria = Criteria.from_args(request.args)
    version = version_key(catalogue_version()), start_lines.standing() if criteria.is_timely else None
    answer = _answers.get(criteria.key, version, lambda: geojson.answer(map_points(criteria)))
    packs = request.accept_encodings["gzip"] > 0
    response = Response(mimetype="application/geo+json")
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.vary.add("Accept-Encoding")
    _validated(response, answer.packed_etag if packs else answer.etag, ASK_EACH_TIME)
    if response.status_code == 200:
        response.set_data(answer.packed if packs else answer.body)
        if packs:
            response.headers["Content-Encoding"] = "gzip"
    return response


def _validated(response: Response, etag: str, cache_control: str) -> Response:
    response.headers["Cache-Control"] = cache_control
    response.set_etag(etag)
    response.make_conditional(request)
    return response
