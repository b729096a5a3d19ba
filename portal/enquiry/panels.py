"""What this room shows on the testbed page: how to ask."""

from typing import Any

from flask import render_template

from portal.accounts.queries import coordinator_name
from portal.catalogue.queries import has_open_resources
from portal.web.fragments import Fragments
from portal.web.language import current_language

# The box says nothing of who reads it: it is kept by all that it says.
_kept = Fragments(size=2048)


def ask(testbed: Any, **_context: object) -> str:
    """Return the box that leads to an enquiry, and says who will answer."""
    bookable = has_open_resources(testbed.id)
    coordinator = None if testbed.owner_id else coordinator_name(testbed.county)
    key = (testbed.slug, testbed.owner_id, bool(testbed.website), bookable, coordinator, current_language())
    return _kept.get(
        key,
        None,
        lambda: render_template("enquiry/_ask.html", testbed=testbed, bookable=bookable, coordinator=coordinator),
    )
