"""Who may read and answer a case: the company all of it, who is asked only its own part, coordinators where they are let in."""

from collections.abc import Iterable

from portal.accounts.queries import Visitor
from portal.enquiry.models import CLOSED, Ask, Enquiry


def asks(visitor: Visitor, enquiry: Enquiry) -> bool:
    """Return whether the case is the visitor's own company's."""
    return enquiry.organisation_id in visitor.organisation_ids


def answers(visitor: Visitor, ask: Ask) -> bool:
    """Return whether the visitor speaks for the organisation that is asked."""
    return ask.organisation_id in visitor.organisation_ids


def routes(visitor: Visitor, enquiry: Enquiry) -> bool:
    """Return whether the visitor coordinates where the case comes from, and it has come to need a coordinator."""
    if not enquiry.may_be_routed or enquiry.routed_at is None or not visitor.has_role("coordinator"):
        return False
    counties = visitor.coordinated_counties
    return counties is None or enquiry.county in counties


def may_read(visitor: Visitor, enquiry: Enquiry, own_asks: Iterable[Ask]) -> bool:
    return asks(visitor, enquiry) or any(answers(visitor, one) for one in own_asks) or routes(visitor, enquiry)


def may_post(visitor: Visitor, ask: Ask) -> bool:
    """Return whether the visitor may write in this thread: on one of its two sides, while the case is open."""
    return ask.enquiry.state != CLOSED and (asks(visitor, ask.enquiry) or answers(visitor, ask))


def may_close(visitor: Visitor, enquiry: Enquiry) -> bool:
    return asks(visitor, enquiry) and enquiry.state != CLOSED
