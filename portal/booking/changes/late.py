"""What it costs to call a booking off late, in pure terms: stated before booking, at cancelling, and never changed afterwards."""

from datetime import datetime, timedelta
from typing import Protocol


class LateTerms(Protocol):
    """When a cancellation is late, and what it then costs, as stated when the time was taken."""

    @property
    def late_hours(self) -> int: ...

    @property
    def late_percent(self) -> int: ...


def late_from(terms: LateTerms, starts_at: datetime) -> datetime | None:
    """Return the moment from which a cancellation is late, or None where none ever is."""
    return starts_at - timedelta(hours=terms.late_hours) if terms.late_hours else None


def is_late(terms: LateTerms, starts_at: datetime, now: datetime) -> bool:
    limit = late_from(terms, starts_at)
    return limit is not None and now >= limit
