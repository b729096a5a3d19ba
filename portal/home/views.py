"""The start page, the pages about the portal, and whether it is well."""

from datetime import date
from typing import Any

from flask import Blueprint, current_app, jsonify, render_template
from werkzeug.wrappers import Response

from portal.accounts.guards import audience
from portal.catalogue import vocabulary
from portal.errors import N_
from portal.home import health
from portal.search import areas as search_areas
from portal.search import queries as search
from portal.web.language import current_language
from portal.web.pages import SharedPages

blueprint = Blueprint("home", __name__)
_pages = SharedPages()

ASSESSED_ON = date(2026, 11, 24)
"""When accessibility was last assessed; the statement is due for review a year later at most."""

EXAMPLES = (N_("additiv tillverkning"), N_("vinterprov"), N_("batterisäkerhet"), N_("robotik"), N_("vätgas"))


@blueprint.get("/")
@audience("public")
def start() -> str:
    figures = search.inventory()
    ways = {"areas": _areas(figures), "networks": _named("networks"), "regions": _named("regions")}
    return _page("home/start.html", figures, **ways, examples=EXAMPLES, everything=search.Criteria())


@blueprint.get("/om")
@audience("public")
def about() -> str:
    figures = search.inventory()
    return _page("home/about.html", figures, areas=_areas(figures))


@blueprint.get("/tillganglighet")
@audience("public")
def accessibility() -> str:
    return render_template("home/accessibility.html", assessed_on=ASSESSED_ON, operator=_operator())


@blueprint.get("/integritet")
@audience("public")
def privacy() -> str:
    return render_template("home/privacy.html", operator=_operator())


def _page(template: str, figures: search.Inventory, **context: Any) -> str:
    """Return a page that shows figures of the inventory; it is the same for everybody until the catalogue changes."""
    version = search.version_key(figures.version)
    return _pages.get(version, lambda: render_template(template, figures=figures, operator=_operator(), **context))


def _areas(figures: search.Inventory) -> list[tuple[str, str, int]]:
    """Return the prioritised market areas: key, name, and how many real testbeds serve them."""
    choices = vocabulary.choices("market_areas", current_language())
    return [(key, name, figures.per_market_area.get(key, 0)) for key, name in choices]


def _named(kind: str) -> list[tuple[str, str]]:
    """Return the address part and the name of each area of the kind."""
    language = current_language()
    return [(slug, search_areas.label(kind, slug, language)) for slug in search_areas.keys(kind)]


def _operator() -> str:
    return str(current_app.config.get("OPERATOR", ""))


@blueprint.get("/healthz")
@audience("public")
def alive() -> Response:
    """Say that the process answers; it asks nobody else."""
    return jsonify(status="up")


@blueprint.get("/readyz")
@audience("public")
def ready() -> tuple[Response, int]:
    """Say whether the portal may be sent visitors: each check by name, 503 when one fails."""
    checks = health.checks()
    return jsonify(checks=checks), 200 if all(checks.values()) else 503
