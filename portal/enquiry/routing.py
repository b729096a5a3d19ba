"""When a case comes to need a coordinator: it may be read there from then on, and the coordinators of its county are told."""

from datetime import datetime

from portal import outbox
from portal.accounts import queries as accounts
from portal.accounts.queries import Recipient
from portal.enquiry import letters, queries
from portal.enquiry.models import NO, WITHDRAWN, Ask, Enquiry
from portal.enquiry.noting import note

LATE, ALL_NO, WANTED = "late", "all-no", "wanted"


def coordinators_for(enquiry: Enquiry) -> list[Recipient]:
    """Return who is told what concerns the coordinator of the case: who has taken it, else who serves its county."""
    body = enquiry.desk_id
    if body is None:
        serving = accounts.coordinators_of(enquiry.county)
        body = serving.id if serving is not None else None
    return accounts.members_of(body) if body is not None else []


def route(enquiry: Enquiry, why: str, *, person_id: int | None, now: datetime, ask: Ask | None = None) -> None:
    """Let the coordinators in and tell them, once. Call it inside the transaction, with the case locked.

    Nothing happens where the company has said that no coordinator is to help.
    """
    if not enquiry.may_be_routed or enquiry.routed_at is not None:
        return
    enquiry.routed_at = now
    event = note(
        enquiry,
        "case.routed",
        person_id=person_id,
        organisation_id=None,
        ask_id=None,
        now=now,
        why=why,
        asked=ask.reference if ask is not None else "",
    )
    outbox.tell(letters.about(enquiry, "routed", event.id, coordinators_for(enquiry)), now=now)


def route_if_nobody_can(enquiry: Enquiry, *, person_id: int | None, now: datetime) -> None:
    """Let the coordinators in when everybody who is asked has said no."""
    states = [one.state for one in queries.all_asks(enquiry) if one.state != WITHDRAWN]
    if states and all(state == NO for state in states):
        route(enquiry, ALL_NO, person_id=person_id, now=now)
