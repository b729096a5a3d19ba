"""The timeline of a case: each thing that happens is written there and in the audit, in the transaction that does it."""

from datetime import datetime
from typing import Any

from portal import audit
from portal.database import db
from portal.enquiry.models import Enquiry, EnquiryEvent


def note(
    enquiry: Enquiry,
    action: str,
    *,
    person_id: int | None,
    organisation_id: int | None,
    now: datetime,
    ask_id: int | None = None,
    **details: Any,
) -> EnquiryEvent:
    """Write in the case's timeline and in the audit; call it inside the transaction that does it.

    The event's number tells one occasion from the next: letters about it carry it, so that each is told once.
    """
    event = EnquiryEvent(
        enquiry_id=enquiry.id,
        ask_id=ask_id,
        person_id=person_id,
        organisation_id=organisation_id,
        action=action,
        details=details,
        at=now,
    )
    db.session.add(event)
    db.session.flush()
    audit.record(action, enquiry.reference, person_id=person_id, now=now)
    return event
