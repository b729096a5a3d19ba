"""Decisions about listings, over plain values."""

from datetime import date, timedelta

CONFIRMED_HOLDS = timedelta(days=365)
COLLECTED_HOLDS = timedelta(days=548)


def is_stale(confirmed_on: date | None, collected_on: date | None, today: date) -> bool:
    """Return whether nobody has looked at the facts for so long that a page should say so.

    An owner's word holds for a year; what was gathered from public pages for a year and a half.
    """
    if confirmed_on is not None:
        return today - confirmed_on > CONFIRMED_HOLDS
    return collected_on is None or today - collected_on > COLLECTED_HOLDS
