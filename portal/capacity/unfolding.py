"""From plan to rows: keeps the capacity in the table equal to what plan and closures say, from today on and no earlier.

Rows that are missing come first, then those that are wrong go: no statement shows the guard less than the new plan
offers, so it refuses only what truly does not fit.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from flask import current_app
from sqlalchemy import delete, insert, select

from portal import clock
from portal.capacity.models import Busy, Capacity, CapacityPlan, Closure, OpeningHours, ResourceGuard
from portal.capacity.openings import DaysOff
from portal.capacity.queries import extra_of
from portal.capacity.rules import Stretch, unfold_by_day, without
from portal.clock import Period
from portal.database import db, lock, transaction
from portal.errors import N_, CapacityExceeded

CHUNK = 400
SHOWN_DAYS = 3
Rows = dict[Stretch, list[int]]


class BookingsInTheWay(CapacityExceeded):
    """Less would be offered than is booked already; `days` are the local days where that is so."""

    message = N_(
        "Bokningar står i vägen: %(days)s. Stäng dagarna i stället: då visas vilka det gäller, och de som bokat får veta."
    )

    def __init__(self, days: list[date]):
        shown = ", ".join(day.isoformat() for day in days[:SHOWN_DAYS])
        super().__init__(days=shown + (", …" if len(days) > SHOWN_DAYS else ""))
        self.days = days


def unfold_resource(resource_id: int, now: datetime) -> None:
    """Bring the capacity of the resource from today's local midnight to the horizon in line with plan and closures.

    Raise BookingsInTheWay, with nothing changed, when live bookings would no longer fit.
    """
    with transaction():
        lock(ResourceGuard, resource_id)
        today = clock.local_day(now)
        plan = db.session.get(CapacityPlan, resource_id, populate_existing=True)
        # A horizon that was shortened leaves rows beyond it: they still belong to the plan.
        last_day = max(_horizon(today), (plan.unfolded_to if plan else None) or today)
        _bring_in_line(resource_id, plan, today, last_day)
        if plan:
            plan.unfolded_to = last_day


def extend_all(now: datetime) -> int:
    """Unfold each plan as far ahead as the horizon reaches, only what is missing; return how many plans grew."""
    last_day = _horizon(clock.local_day(now))
    behind = CapacityPlan.unfolded_to.is_(None) | (CapacityPlan.unfolded_to < last_day)
    query = select(CapacityPlan.resource_id).where(behind).order_by(CapacityPlan.resource_id)
    resource_ids = list(db.session.scalars(query))
    # One transaction each: nobody who books has to wait for all of them.
    return sum(_extend(resource_id, last_day, now) for resource_id in resource_ids)


def _extend(resource_id: int, last_day: date, now: datetime) -> bool:
    with transaction():
        lock(ResourceGuard, resource_id)
        plan = lock(CapacityPlan, resource_id)
        if plan.unfolded_to is None:
            unfold_resource(resource_id, now)
            return True
        first_day = max(plan.unfolded_to + timedelta(days=1), clock.local_day(now))
        if first_day > last_day:
            return False
        _bring_in_line(resource_id, plan, first_day, last_day)
        plan.unfolded_to = last_day
        return True


def _horizon(today: date) -> date:
    return today + timedelta(days=current_app.config["HORIZON_DAYS"])


def _bring_in_line(resource_id: int, plan: CapacityPlan | None, first_day: date, last_day: date) -> None:
    there = _rows_there(resource_id, clock.start_of(first_day))
    wanted = _wanted(resource_id, plan, first_day, last_day)
    # A row that somebody else wrote across the first midnight keeps its past: that part is wanted as it is.
    midnight = clock.start_of(first_day)
    wanted += [
        Stretch(row.starts_at, midnight, row.units)
        for row, ids in there.items()
        if row.starts_at < midnight
        for _ in ids
    ]
    missing = [stretch for stretch in wanted if stretch not in there]
    kept = set(wanted)
    unwanted = {row: ids if row not in kept else ids[1:] for row, ids in there.items()}
    _insert(resource_id, missing)
    _delete({row: ids for row, ids in unwanted.items() if ids})


def planned(resource_id: int, period: Period) -> list[Stretch]:
    """Return what hours and closures would offer on the days of the period, whatever is busy elsewhere."""
    plan = db.session.get(CapacityPlan, resource_id, populate_existing=True)
    first_day = clock.local_day(period.starts_at)
    return _planned(resource_id, plan, first_day, clock.local_day(period.ends_at - timedelta(seconds=1)))


def _wanted(resource_id: int, plan: CapacityPlan | None, first_day: date, last_day: date) -> list[Stretch]:
    return without(_planned(resource_id, plan, first_day, last_day), _busy(resource_id, first_day, last_day))


def _busy(resource_id: int, first_day: date, last_day: date) -> list[Stretch]:
    days = clock.days_period(first_day, last_day)
    query = select(Busy.starts_at, Busy.ends_at, Busy.units).where(
        Busy.resource_id == resource_id, Busy.starts_at < days.ends_at, Busy.ends_at > days.starts_at
    )
    return [Stretch(*row) for row in db.session.execute(query)]


def _planned(resource_id: int, plan: CapacityPlan | None, first_day: date, last_day: date) -> list[Stretch]:
    hours = db.session.scalars(select(OpeningHours).where(OpeningHours.resource_id == resource_id)).all()
    closures = db.session.scalars(
        select(Closure).where(
            Closure.resource_id == resource_id,
            Closure.lifted_at.is_(None),
            Closure.first_day <= last_day,
            Closure.last_day >= first_day,
        )
    ).all()
    extra = extra_of(resource_id, clock.days_period(first_day, last_day))
    off = DaysOff(plan.closed_on_holidays, plan.closed_on_eves) if plan else DaysOff()
    return unfold_by_day(hours, closures, first_day, last_day, off, extra)


def _rows_there(resource_id: int, since: datetime) -> Rows:
    query = select(Capacity.id, Capacity.starts_at, Capacity.ends_at, Capacity.units).where(
        Capacity.resource_id == resource_id, Capacity.ends_at > since
    )
    rows: Rows = defaultdict(list)
    for row in db.session.execute(query.order_by(Capacity.starts_at, Capacity.id)):
        rows[Stretch(row.starts_at, row.ends_at, row.units)].append(row.id)
    return dict(rows)


def _insert(resource_id: int, missing: Sequence[Stretch]) -> None:
    if missing:
        db.session.execute(
            insert(Capacity),
            [
                {"resource_id": resource_id, "starts_at": one.starts_at, "ends_at": one.ends_at, "units": one.units}
                for one in missing
            ],
        )


def _delete(unwanted: Rows) -> None:
    ids = [row_id for row_ids in unwanted.values() for row_id in row_ids]
    try:
        with db.session.begin_nested():
            for first in range(0, len(ids), CHUNK):
                db.session.execute(delete(Capacity).where(Capacity.id.in_(ids[first : first + CHUNK])))
    except CapacityExceeded:
        raise BookingsInTheWay(_days_in_the_way(unwanted)) from None


def _days_in_the_way(unwanted: Rows) -> list[date]:
    """Return the days whose rows the guard does not let go, tried one by one in the transaction that is about to fail."""
    days: list[date] = []
    for row, row_ids in sorted(unwanted.items()):
        try:
            with db.session.begin_nested():
                db.session.execute(delete(Capacity).where(Capacity.id.in_(row_ids)))
        except CapacityExceeded:
            days.append(clock.local_day(row.starts_at))
    return list(dict.fromkeys(days))
