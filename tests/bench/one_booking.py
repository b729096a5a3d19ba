"""One booking as the database sees it: the lock, the claim with its guard, and the commit; then it is taken back."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert

from portal import clock
from portal.booking.models import Claim
from portal.booking.moves import take_resource
from portal.database import transaction
from portal.errors import CapacityExceeded
from tests.bench.country import CLOSES, OPENS, Country

_dice = random.Random("bookings")


def book_and_undo(country: Country, measure: Callable[[Callable[[], Any]], Any]) -> None:
    """Measure one claim of two hours on some resource and day; one that the guard refuses counts as well."""
    resource_id = _dice.choice(country.resource_ids)
    day = country.open_day(_dice)
    starts_at = clock.start_of(day) + timedelta(hours=_dice.randrange(OPENS, CLOSES - 2))
    row = {
        "booking_id": country.booking_of[resource_id],
        "resource_id": resource_id,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
        "units": 1,
        "active": 1,
    }

    def book() -> int | None:
        try:
            with transaction() as session:
                take_resource(resource_id)
                return session.execute(insert(Claim).values(**row).returning(Claim.id)).scalar_one()
        except CapacityExceeded:
            return None

    claim_id = measure(book)
    if claim_id is not None:
        with transaction() as session:
            session.execute(delete(Claim).where(Claim.id == claim_id))
