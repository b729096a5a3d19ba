"""What this room shows on the testbed page: how to ask."""

from typing import Any

from flask import render_template

from portal.accounts.queries import coordinator_name
from portal.catalogue.queries import has_open_resources
from portal.web.panels import stands_on


def _coordinator(testbed: Any, **_context: object) -> str | None:
    return None if testbed.owner_id else coordinator_name(testbed.county)


@stands_on(_coordinator)
def ask(testbed: Any, **_context: object) -> str:
    """Return the box that leads to an enquiry, and says who will answer."""
    return render_template(
        "enquiry/_ask.html",
        testbed=testbed,
        bookable=has_open_resources(testbed.id),
        coordinator=_coordinator(testbed),
    )
