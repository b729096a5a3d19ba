"""What the page of a case says of money and of the way; what the company was granted is for the company alone."""

from typing import Any

from flask import render_template

from portal import clock
from portal.enquiry import money, permissions, queries
from portal.enquiry.brief import from_plain
from portal.enquiry.models import NEED


def of_money(enquiry: Any, visitor: Any, **_context: object) -> str:
    """Return the support that fits the case, the stop where something must be applied for first, and the room that is left."""
    is_company = permissions.asks(visitor, enquiry)
    if enquiry.kind != NEED or not (is_company or permissions.routes(visitor, enquiry)):
        return ""
    now = clock.now()
    found = money.money_of(enquiry, from_plain(enquiry.brief, enquiry.need), clock.local_day(now))
    return render_template("enquiry/_money.html", money=found, enquiry=enquiry, is_company=is_company)


def of_way(enquiry: Any, visitor: Any, **_context: object) -> str:
    """Return where the case is on the way from need to proven product, for the company."""
    if enquiry.kind != NEED or not permissions.asks(visitor, enquiry):
        return ""
    brief = from_plain(enquiry.brief, enquiry.need)
    step = money.step_of(enquiry, brief, queries.all_asks(enquiry), queries.bookings_of(enquiry), clock.now())
    return render_template("support/_path.html", current=step, trl=brief.trl_now)
