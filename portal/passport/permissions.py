"""Who may see and keep an organisation's papers, and who answers about them."""

from portal.accounts.permissions import belongs
from portal.accounts.permissions import may_manage as may_manage_organisation
from portal.accounts.queries import Visitor


def may_see(visitor: Visitor, organisation_id: int) -> bool:
    return visitor.is_administrator or belongs(visitor, organisation_id)


def may_keep(visitor: Visitor, organisation_id: int) -> bool:
    """Add, renew and withdraw papers, and ask owners to say yes to them."""
    return may_manage_organisation(visitor, organisation_id)


def may_answer(visitor: Visitor, owner_id: int) -> bool:
    return visitor.is_administrator or belongs(visitor, owner_id)
