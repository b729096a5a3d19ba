"""What this room shows on pages of lower rooms: how to ask, and what an organisation promises about its answers."""

from typing import Any

from flask import render_template

from portal.accounts import permissions as accounts_permissions
from portal.accounts import queries as accounts
from portal.accounts.guards import current_person
from portal.accounts.queries import coordinator_name
from portal.catalogue.queries import has_open_resources
from portal.enquiry import queries
from portal.enquiry.timing.rules import Promise
from portal.web.panels import stands_on


def _standing(testbed: Any, **_context: object) -> tuple[str | None, Promise | None]:
    """Return who answers where the listing has no owner, and what is promised by whoever does."""
    if testbed.owner_id:
        return None, queries.promises_of([testbed.owner_id])[testbed.owner_id]
    body = accounts.coordinators_of(testbed.county)
    return (coordinator_name(testbed.county), queries.promises_of([body.id])[body.id]) if body else (None, None)


@stands_on(_standing)
def ask(testbed: Any, **_context: object) -> str:
    """Return the box that leads to an enquiry, and says who will answer, and how soon."""
    coordinator, promise = _standing(testbed)
    return render_template(
        "enquiry/_ask.html",
        testbed=testbed,
        bookable=has_open_resources(testbed.id),
        coordinator=coordinator,
        promise=promise,
    )


def of_organisation(organisation: Any, **_context: object) -> str:
    """Return what the organisation promises, for those who are responsible in one that answers."""
    visitor = current_person()
    answers = organisation.kind in ("operator", "coordinator")
    if visitor is None or not answers or not accounts_permissions.may_manage(visitor, organisation.id):
        return ""
    promise = queries.promises_of([organisation.id])[organisation.id]
    return render_template("enquiry/_of_organisation.html", organisation=organisation, promise=promise)
