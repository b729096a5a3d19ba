"""Pages of this room."""

from flask import Blueprint, render_template

from portal.accounts.guards import audience, signed_in
from portal.booking import queries

blueprint = Blueprint("booking", __name__)


@blueprint.get("/bokningar/<reference>")
@audience("signed-in")
def show(reference: str) -> str:
    return render_template("booking/show.html", booking=queries.get_booking(reference, signed_in()))
