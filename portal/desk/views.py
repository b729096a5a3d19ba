"""The signed-in desk: one page that says what needs somebody today."""

from flask import Blueprint, render_template

from portal import clock
from portal.accounts.guards import audience, signed_in
from portal.desk import queries

blueprint = Blueprint("desk", __name__)


@blueprint.get("/skrivbord")
@audience("signed-in")
def index() -> str:
    """What waits, what comes, and the ways to what is one's own."""
    return render_template("desk/index.html", desk=queries.gather(signed_in(), now=clock.now()))
