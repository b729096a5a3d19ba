"""What this room shows on the testbed page: how to ask."""

from typing import Any

from flask import render_template

from portal.accounts.queries import coordinators_of
from portal.catalogue.queries import resources_of


def ask(testbed: Any, **_context: object) -> str:
    """Return the box that leads to an enquiry, and says who will answer."""
    bookable = any(resource.is_open for resource in resources_of(testbed.id))
    coordinator = None if testbed.owner_id else coordinators_of(testbed.county)
    return render_template("enquiry/_ask.html", testbed=testbed, bookable=bookable, coordinator=coordinator)
