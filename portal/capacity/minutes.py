"""Minutes of the day as people write them. Pure."""

import re

MIDNIGHT = 24 * 60


def read_minute(text: str) -> int:
    """Return 8, 8:30, 08.30 or 24:00 as a minute of the day. Raise ValueError for what is no time."""
    found = re.fullmatch(r"(\d{1,2})(?:[:.]?(\d{2}))?", text, re.ASCII)
    if not found:
        raise ValueError(text)
    hour, minute = int(found[1]), int(found[2] or 0)
    if minute > 59 or hour * 60 + minute > MIDNIGHT:
        raise ValueError(text)
    return hour * 60 + minute


def write_minute(minute: int) -> str:
    """Return 08:30 or 24:00; a minute of the next day (an opening that goes on past midnight) as that day's clock says."""
    if minute > MIDNIGHT:
        minute -= MIDNIGHT
    return f"{minute // 60:02d}:{minute % 60:02d}"


def closing_minute(opens: int, closes: int) -> int:
    """Return `closes`, counted on past midnight where it says a time at or before the opening: that is the next day."""
    return closes + MIDNIGHT if closes <= opens else closes
