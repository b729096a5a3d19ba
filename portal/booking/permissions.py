"""Who may do what with a booking. Whoever is not a party does not learn that it exists."""

from typing import Protocol

from portal.accounts.queries import Visitor


class Parties(Protocol):
    """The two sides of a booking."""

    @property
    def organisation_id(self) -> int: ...

    @property
    def owner_id(self) -> int | None: ...


def is_booker(visitor: Visitor, booking: Parties) -> bool:
    """Return whether the visitor belongs to the organisation that booked."""
    return booking.organisation_id in visitor.organisation_ids


def is_owner(visitor: Visitor, booking: Parties) -> bool:
    """Return whether the visitor belongs to the organisation that answers for the testbed."""
    return booking.owner_id is not None and booking.owner_id in visitor.organisation_ids


def may_read(visitor: Visitor, booking: Parties) -> bool:
    return is_booker(visitor, booking) or is_owner(visitor, booking) or visitor.is_administrator


def may_cancel(visitor: Visitor, booking: Parties) -> bool:
    return is_booker(visitor, booking) or is_owner(visitor, booking)


def may_decide(visitor: Visitor, booking: Parties) -> bool:
    """Confirm, decline, and say afterwards how it went."""
    return is_owner(visitor, booking)


def may_send(visitor: Visitor, booking: Parties) -> bool:
    """Confirm, extend and let go of one's own hold."""
    return is_booker(visitor, booking)


def may_repair(visitor: Visitor, booking: Parties) -> bool:
    return is_booker(visitor, booking) or is_owner(visitor, booking)


def may_change(visitor: Visitor, booking: Parties) -> bool:
    """Give it another time or other units, check in and check out."""
    return is_booker(visitor, booking) or is_owner(visitor, booking)


def may_hand_over(visitor: Visitor, booking: Parties) -> bool:
    """Let a colleague have it instead."""
    return is_booker(visitor, booking)
