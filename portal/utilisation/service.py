"""Freezing days that are over, and writing down beside them what became known later (P10). Done by the worker."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from sqlalchemy import func, insert, select

from portal import clock
from portal.catalogue.models import Resource
from portal.database import db, transaction
from portal.utilisation.days import count_days
from portal.utilisation.models import Correction, FrozenDay
from portal.utilisation.rules import Figures

MOST_DAYS_AT_ONCE = 400
OUTCOMES_ARRIVE_WITHIN = timedelta(days=60)
CORRECTED = ("booked", "used", "unknown", "booked_by_sme")


def settle(now: datetime) -> tuple[int, int]:
    """Freeze what is over and note what has changed since; return how many rows of each were written."""
    return freeze_days(now), note_corrections(now)


def freeze_days(now: datetime) -> int:
    """Freeze each day that is over, for each resource, once; return how many rows were written."""
    yesterday = clock.local_day(now) - timedelta(days=1)
    written = 0
    for first_day, resource_ids in _unfrozen(yesterday).items():
        last_day = min(yesterday, first_day + timedelta(days=MOST_DAYS_AT_ONCE))
        days = count_days(resource_ids, first_day, last_day, now=now)
        rows = [_row(key, figures, now) for key, figures in days.items()]
        # The last day is written even when it is empty: it says how far this resource has been frozen.
        rows += [_row((one, last_day), Figures(), now) for one in resource_ids if (one, last_day) not in days]
        with transaction() as session:
            session.execute(insert(FrozenDay), rows)
        written += len(rows)
    return written


def _row(key: tuple[int, date], figures: Figures, now: datetime) -> dict[str, object]:
    return {"resource_id": key[0], "day": key[1], "frozen_at": now, **vars(figures)}


def _unfrozen(yesterday: date) -> dict[date, list[int]]:
    """Return the resources that have days to freeze, by the first of these days."""
    frozen_to = select(FrozenDay.resource_id, func.max(FrozenDay.day).label("day")).group_by(FrozenDay.resource_id)
    last = frozen_to.subquery()
    query = select(Resource.id, Resource.created_at, last.c.day).outerjoin(last, last.c.resource_id == Resource.id)
    found: dict[date, list[int]] = defaultdict(list)
    for resource_id, created_at, frozen in db.session.execute(query):
        first_day = frozen + timedelta(days=1) if frozen else clock.local_day(created_at)
        if first_day <= yesterday:
            found[first_day].append(resource_id)
    return dict(found)


def note_corrections(now: datetime) -> int:
    """Add a dated difference for each frozen day whose bookings have got another outcome since."""
    first_day = clock.local_day(now - OUTCOMES_ARRIVE_WITHIN)
    known = known_days(first_day)
    resource_ids = sorted({resource_id for resource_id, _day in known})
    counted = count_days(resource_ids, first_day, clock.local_day(now) - timedelta(days=1), now=now)
    rows = []
    for key, figures in known.items():
        differences = {name: getattr(counted.get(key, Figures()), name) - getattr(figures, name) for name in CORRECTED}
        if any(differences.values()):
            rows.append({"resource_id": key[0], "day": key[1], "made_at": now, **differences})
    if rows:
        with transaction() as session:
            session.execute(insert(Correction), rows)
    return len(rows)


def known_days(first_day: date) -> dict[tuple[int, date], Figures]:
    """Return the frozen figures since that day with their corrections added."""
    known: dict[tuple[int, date], Figures] = {}
    for row in db.session.scalars(select(FrozenDay).where(FrozenDay.day >= first_day)):
        known[row.resource_id, row.day] = Figures(
            row.offered, row.booked, row.used, row.blocked, row.unknown, row.booked_by_sme
        )
    for later in db.session.scalars(select(Correction).where(Correction.day >= first_day)):
        known[later.resource_id, later.day] += Figures(**{name: getattr(later, name) for name in CORRECTED})
    return known
