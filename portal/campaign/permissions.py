"""Who may do what with a bundle. Owners see the bookings that are theirs, never what else was booked with them."""

from typing import Protocol

from portal.accounts.queries import Visitor


class Owned(Protocol):
    """Whose it is."""

    @property
    def organisation_id(self) -> int: ...


def may_act(visitor: Visitor, bundle: Owned) -> bool:
    """Confirm, extend, let go and call off."""
    return bundle.organisation_id in visitor.organisation_ids
