"""Who may do what with people and organisations."""

from portal.accounts.models import MANAGER
from portal.accounts.queries import Visitor


def belongs(visitor: Visitor, organisation_id: int) -> bool:
    return organisation_id in visitor.organisation_ids


def may_see(visitor: Visitor, organisation_id: int) -> bool:
    """Return whether the visitor may see who belongs to the organisation."""
    return visitor.is_administrator or belongs(visitor, organisation_id)


def may_manage(visitor: Visitor, organisation_id: int) -> bool:
    """Return whether the visitor may invite, change roles and remove."""
    is_manager = any(place.id == organisation_id and place.role == MANAGER for place in visitor.organisations)
    return visitor.is_administrator or is_manager


def may_administer(visitor: Visitor) -> bool:
    return visitor.is_administrator
