"""The start page, the pages about the portal, and whether it is well."""

from flask import Blueprint, jsonify, render_template
from werkzeug.wrappers import Response

from portal.accounts.guards import audience
from portal.home import health

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@audience("public")
def start() -> str:
    return render_template("home/start.html")


@blueprint.get("/om")
@audience("public")
def about() -> str:
    return render_template("home/about.html")


@blueprint.get("/tillganglighet")
@audience("public")
def accessibility() -> str:
    return render_template("home/accessibility.html")


@blueprint.get("/integritet")
@audience("public")
def privacy() -> str:
    return render_template("home/privacy.html")


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
