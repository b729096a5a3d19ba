"""A booking made from a case belongs to it by itself: the link to the form leaves the case in the session, and what is sent next
at a testbed asked in that case is linked, one booking or all of a campaign. It can be let go again on the case's page.
"""

from contextlib import suppress
from typing import Any

from flask import flash, redirect, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import audience, current_person, signed_in
from portal.accounts.queries import Visitor
from portal.campaign.models import SENT
from portal.campaign.queries import get_bundle
from portal.enquiry import permissions, queries
from portal.enquiry.blueprint import blueprint
from portal.enquiry.case.pages import CASE
from portal.enquiry.case.steering import NotOfTheCase, link_booking
from portal.enquiry.case.view import bookable
from portal.enquiry.models import YES
from portal.errors import Busy, NotFound

RECEIPT, RECEIPT_OF_ALL = "booking.send", "campaign.send"


@blueprint.get("/arenden/<reference>/kampanj")
@audience("signed-in")
def campaign(reference: str) -> Response:
    """Go to the planner with a step for each testbed that has said yes; what is booked from there belongs to the case."""
    enquiry = queries.get_enquiry(reference, signed_in())
    if not permissions.asks(signed_in(), enquiry):
        raise NotFound()
    session[CASE] = enquiry.reference
    ready = [found[0] for one in queries.all_asks(enquiry) if one.state == YES and (found := bookable(one))]
    steps: dict[str, Any] = {f"s{number}-resurs": one.slug for number, one in enumerate(ready)}
    return redirect(url_for("campaign.plan", **steps), 303)


@blueprint.after_app_request
def link_what_was_booked(answer: Response) -> Response:
    """Link what has just been sent. A booking never fails for it: the case's page offers the link as well."""
    if request.endpoint not in (RECEIPT, RECEIPT_OF_ALL) or answer.status_code != 303 or CASE not in session:
        return answer
    visitor, reference = current_person(), str((request.view_args or {}).get("reference", ""))
    if visitor is not None:
        with suppress(NotFound):
            _link(visitor, _sent(visitor, reference))
    return answer


def _sent(visitor: Visitor, reference: str) -> list[str]:
    """Return the references of what was sent. Raise NotFound."""
    if request.endpoint == RECEIPT:
        return [reference]
    bundle = get_bundle(reference, visitor)
    return [part.reference for part in bundle.parts] if bundle.state == SENT else []


def _link(visitor: Visitor, references: list[str]) -> None:
    """Link those that are of the case. Raise NotFound for a case that the visitor may not read."""
    enquiry, linked = queries.get_enquiry(str(session[CASE]), visitor), 0
    for reference in references:
        with suppress(NotFound, NotOfTheCase, Busy):
            link_booking(visitor, enquiry, reference, now=clock.now())
            linked += 1
    if linked:
        session.pop(CASE)
        flash(_belongs(linked, enquiry.reference), "success")


def _belongs(num: int, reference: str) -> str:
    if num == 1:
        return _("Bokningen hör till ärende %(reference)s.", reference=reference)
    return _("Bokningarna hör till ärende %(reference)s.", reference=reference)
