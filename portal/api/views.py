"""The pages of this room; each file puts its own on a blueprint when it is imported."""

from flask import current_app, render_template
from werkzeug.wrappers import Response

from portal.accounts.guards import audience
from portal.api import answers, bookings, plans, resources
from portal.api.blueprint import NAME, bearer, blueprint, v1
from portal.api.description import description
from portal.web.problems import KINDS

__all__ = ["NAME", "bearer", "blueprint", "bookings", "plans", "resources", "v1"]


@v1.get("/openapi.json")
@audience("public")
def openapi() -> Response:
    """The description of all of this, in OpenAPI 3.1."""
    return answers.plain(description())


@blueprint.get("/om/api")
@audience("public")
def about() -> str:
    """What the API is for, and what each kind of problem means."""
    address = current_app.config["PUBLIC_URL"].rstrip("/") + str(v1.url_prefix)
    return render_template("api/about.html", kinds=KINDS, address=address)


blueprint.register_blueprint(v1)
