"""A booking made from a case belongs to it by itself: the link to the form leaves the case in the session, and the booking that
is sent next at a testbed asked in that case is linked. It can be let go again on the case's page.
"""

from contextlib import suppress

from flask import flash, request, session
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.guards import current_person
from portal.enquiry import queries
from portal.enquiry.blueprint import blueprint
from portal.enquiry.case.pages import CASE
from portal.enquiry.case.steering import NotOfTheCase, link_booking
from portal.errors import Busy, NotFound

RECEIPT = "booking.send"


@blueprint.after_app_request
def link_what_was_booked(answer: Response) -> Response:
    """Link the booking that has just been sent. A booking never fails for it: the case's page offers the link as well."""
    if request.endpoint != RECEIPT or answer.status_code != 303 or CASE not in session:
        return answer
    visitor, reference = current_person(), (request.view_args or {}).get("reference", "")
    if visitor is not None:
        with suppress(NotFound, NotOfTheCase, Busy):
            enquiry = queries.get_enquiry(str(session[CASE]), visitor)
            link_booking(visitor, enquiry, reference, now=clock.now())
            session.pop(CASE)
            flash(_("Bokningen hör till ärende %(reference)s.", reference=enquiry.reference), "success")
    return answer
