"""Keeps the months of resources up to date, in the worker."""

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete, insert

from portal import clock
from portal.booking.open_days import levels_of, starts_of
from portal.database import db, transaction
from portal.free_time.answering import measure_answers
from portal.free_time.kept_starts import MONTHS_AHEAD, NOT_KEPT, pack, starts_in
from portal.free_time.models import FreeMonth
from portal.free_time.queries import Stale, stale_resources, terms_of
from portal.free_time.rules import first_of, last_of, months_between

__all__ = ["measure_answers", "refresh"]

AT_ONCE = 50


def refresh(now: datetime, *, most: int = 500) -> int:
    """Work out the months of resources that have changed, at most so many of them, and return how many it were.

    What is read may be newer than the version it is kept under, and is then worked out once more; never older.
    """
    today = clock.local_day(now)
    months = list(months_between(today, today + timedelta(days=current_app.config["HORIZON_DAYS"])))
    stale = list(stale_resources(months, most))
    for first in range(0, len(stale), AT_ONCE):
        _keep(stale[first : first + AT_ONCE], months)
    return len(stale)


def _keep(resources: list[Stale], months: list[int]) -> None:
    since = first_of(months[0])
    levels = levels_of(resources, since, last_of(months[-1]))
    soon = months[:MONTHS_AHEAD]
    # One month more: a booking that begins in the last of them may end after it.
    starts = starts_of(resources, since, last_of(soon[-1] + 1))
    rows = [
        {
            "resource_id": one.id,
            "month": month,
            "version": one.version_now,
            "terms": terms_of(one),
            "starts": pack(starts_in(starts[one.id], month), first_of(month)) if month in soon else NOT_KEPT,
            "days": levels[one.id][(first_of(month) - since).days : (last_of(month) - since).days + 1],
        }
        for one in resources
        for month in months
    ]
    # Worked out before the write lock is taken: nobody who books waits for arithmetic.
    with transaction():
        db.session.execute(delete(FreeMonth).where(FreeMonth.resource_id.in_([one.id for one in resources])))
        db.session.execute(insert(FreeMonth), rows)
