"""What this alcove shows on the page of a case: the way to tell how it went, or to what was told."""

from typing import Any

from flask import render_template

from portal.accounts.guards import current_person
from portal.enquiry.models import COMPANY
from portal.enquiry.outcomes import queries


def of_case(enquiry: Any, **_context: object) -> str:
    """Return the way to the outcome for who may tell it; nothing for others."""
    visitor = current_person()
    teller = queries.find_teller(enquiry, visitor) if visitor else None
    if teller is None:
        return ""
    told = queries.shown_to(teller, enquiry)
    return render_template(
        "enquiry/_outcome_of_case.html",
        enquiry=enquiry,
        is_company=teller.side == COMPANY,
        own=next((one for one in told if one.organisation_id == teller.organisation_id), None),
        others=[one for one in told if one.organisation_id != teller.organisation_id],
    )
