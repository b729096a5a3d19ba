"""Who may do what with a listing."""

from portal.accounts.queries import Visitor
from portal.catalogue.models import Testbed

PUBLIC = frozenset({"published", "closed"})
"""Lifecycles that everybody sees: what has closed stays, and says so."""


def may_manage(visitor: Visitor | None, testbed: Testbed) -> bool:
    """Return whether the visitor answers for the testbed: a member of its organisation, or an administrator."""
    if visitor is None:
        return False
    return visitor.is_administrator or (testbed.owner_id is not None and testbed.owner_id in visitor.organisation_ids)


def may_see(visitor: Visitor | None, testbed: Testbed) -> bool:
    return testbed.lifecycle in PUBLIC or may_manage(visitor, testbed)
