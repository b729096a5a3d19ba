"""Who may change the thesaurus, and what a testbed is said to be about."""

from portal.accounts.queries import Visitor
from portal.catalogue.models import Testbed
from portal.catalogue.permissions import may_manage


def may_edit(visitor: Visitor | None) -> bool:
    return visitor is not None and (visitor.is_administrator or visitor.has_role("coordinator"))


def may_edit_subjects(visitor: Visitor | None, testbed: Testbed) -> bool:
    """Return whether the visitor answers for the testbed, or coordinates the county where it is."""
    if visitor is None:
        return False
    return may_manage(visitor, testbed) or (may_edit(visitor) and _coordinates(visitor, testbed.county))


def _coordinates(visitor: Visitor, county: str) -> bool:
    counties = visitor.coordinated_counties
    return counties is None or county in counties
