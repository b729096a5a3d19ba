"""What a search engine asks for: which pages there are, in both languages, and which are nobody's business."""

from flask import Blueprint, current_app, render_template
from werkzeug.wrappers import Response

from portal.accounts.guards import audience
from portal.open_data import queries
from portal.search.areas import ADDRESSES, keys
from portal.web.links import public_url

blueprint = Blueprint("open_data", __name__)
STANDING = (
    "home.start",
    "search.index",
    "enquiry.start",
    "support.index",
    "agreements.index",
    "home.about",
    "home.accessibility",
    "home.privacy",
)
PRIVATE = (
    "/skrivbord",
    "/mina",
    "/jamfor",
    "/sokbrev",
    "/samordning",
    "/belaggning",
    "/bokningar",
    "/mina-bokningar",
    "/arenden",
    "/konto",
    "/administration",
)
FOR_A_DAY = "public, max-age=86400"


@blueprint.get("/sitemap.xml")
@audience("public")
def sitemap() -> Response:
    """List the public pages, each with its other language; demonstration listings are left out."""
    pages = [_page(endpoint) for endpoint in STANDING]
    pages += [_page(endpoint, slug=slug) for kind, endpoint in ADDRESSES.items() for slug in keys(kind)]
    pages += [_page("catalogue.show", slug=slug, changed_at=changed_at) for slug, changed_at in queries.listings()]
    pages += [_page("support.show", slug=slug) for slug in queries.programmes()]
    return _answer(render_template("open_data/sitemap.xml", pages=pages), "application/xml")


@blueprint.get("/robots.txt")
@audience("public")
def robots() -> Response:
    """Welcome everybody to the inventory and nobody to people's own pages."""
    lines = ["User-agent: *", *(f"Disallow: {prefix}{path}" for prefix in ("", "/en") for path in PRIVATE)]
    lines.append(f"Sitemap: {current_app.config['PUBLIC_URL'].rstrip('/')}/sitemap.xml")
    return _answer("\n".join(lines) + "\n", "text/plain")


def _page(endpoint: str, changed_at: object = None, **values: object) -> dict[str, object]:
    return {
        "sv": public_url(endpoint, "sv", **values),
        "en": public_url(endpoint, "en", **values),
        "changed_at": changed_at,
    }


def _answer(text: str, kind: str) -> Response:
    response = Response(text, content_type=f"{kind}; charset=utf-8")
    response.headers["Cache-Control"] = FOR_A_DAY
    return response
