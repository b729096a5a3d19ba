"""The way to the coordinator's desk from pages of other rooms, with how much lies on it."""

from flask import render_template

from portal import clock
from portal.accounts.guards import current_person
from portal.enquiry.desk import queries


def counts(**_context: object) -> str:
    """Return how many cases lie on the visitor's desk; nothing for who coordinates nothing."""
    visitor = current_person()
    if visitor is None or not queries.bodies_of(visitor):
        return ""
    return render_template("enquiry/_desk_counts.html", counts=queries.count(queries.rows_for(visitor, clock.now())))
