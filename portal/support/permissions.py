"""Who may keep the support programmes."""

from portal.accounts.queries import Visitor


def may_edit(visitor: Visitor | None) -> bool:
    return visitor is not None and (visitor.is_administrator or visitor.has_role("coordinator"))
