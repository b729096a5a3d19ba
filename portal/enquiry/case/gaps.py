"""What owners in a case demand where nothing can be booked yet: their general demands, beside those of single resources."""

from typing import Any

from flask import render_template

from portal import clock
from portal.enquiry import permissions, queries
from portal.enquiry.models import NO, WITHDRAWN
from portal.passport.queries import gap_for


def of_case(enquiry: Any, visitor: Any, **_context: object) -> str:
    """Return what the asked owners without open resources demand of the company, for the company; nothing for others."""
    if not permissions.asks(visitor, enquiry):
        return ""
    today = clock.local_day(clock.now())
    asked = {
        one.organisation_id: one.organisation for one in queries.all_asks(enquiry) if one.state not in (NO, WITHDRAWN)
    }
    found = [
        (owner, [row for row in gap_for(enquiry.organisation_id, number, today) if row.resource is None])
        for number, owner in asked.items()
    ]
    place = next((one for one in visitor.organisations if one.id == enquiry.organisation_id), None)
    return render_template("enquiry/_gaps.html", found=[one for one in found if one[1]], place=place)
