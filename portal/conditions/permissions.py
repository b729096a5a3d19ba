"""Who may read a quote: those it was given to, and those who answer for the resource."""

from portal.accounts.queries import Visitor
from portal.catalogue.permissions import may_manage
from portal.conditions.models import Quote


def may_read(visitor: Visitor, quote: Quote) -> bool:
    return quote.organisation_id in visitor.organisation_ids or may_manage(visitor, quote.resource.testbed)
