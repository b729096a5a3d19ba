"""Who may read and answer an enquiry: the two sides, and nobody else."""

from portal.accounts.queries import Visitor
from portal.enquiry.models import CLOSED, Enquiry


def may_read(visitor: Visitor, enquiry: Enquiry) -> bool:
    return asks(visitor, enquiry) or answers(visitor, enquiry)


def asks(visitor: Visitor, enquiry: Enquiry) -> bool:
    return enquiry.organisation_id in visitor.organisation_ids


def answers(visitor: Visitor, enquiry: Enquiry) -> bool:
    return enquiry.addressee_id in visitor.organisation_ids


def may_post(visitor: Visitor, enquiry: Enquiry) -> bool:
    return may_read(visitor, enquiry) and enquiry.state != CLOSED


may_close = may_post
