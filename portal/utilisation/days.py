"""Figures of single days, counted from capacity, claims and plans: the one way, for frozen days and for live ones."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Select, select

from portal import clock
from portal.accounts.models import Organisation
from portal.booking.models import Booking, Claim
from portal.booking.states import BOOKED
from portal.capacity import rules as capacity_rules
from portal.capacity.models import Capacity, CapacityPlan, Closure, ExtraHours, OpeningHours
from portal.clock import Period
from portal.database import db
from portal.utilisation.rules import Figures, Offer, Taken, by_day, of_claim

Days = dict[tuple[int, date], Figures]


def count_days(resource_ids: Sequence[int], first_day: date, last_day: date, *, now: datetime) -> Days:
    """Return the figures of each resource on each day; a day with nothing offered, booked or blocked has no entry."""
    if not resource_ids or last_day < first_day:
        return {}
    period = clock.days_period(first_day, last_day)
    counted: dict[tuple[int, date], Figures] = defaultdict(Figures)
    for offer in _offers(resource_ids, period):
        for day, seconds in by_day(max(offer.starts_at, period.starts_at), min(offer.ends_at, period.ends_at)):
            counted[offer.resource_id, day] += Figures(offered=seconds * offer.units)
    for claim in _claims(resource_ids, period):
        starts_at, ends_at = max(claim.starts_at, period.starts_at), min(claim.ends_at, period.ends_at)
        used = dict(by_day(*claim.used_within(starts_at, ends_at)))
        for day, seconds in by_day(starts_at, ends_at):
            counted[claim.resource_id, day] += of_claim(claim, seconds, now=now, used=used.get(day, 0))
    for key, seconds in _blocked(resource_ids, first_day, last_day).items():
        counted[key] += Figures(blocked=seconds)
    return dict(counted)


def _offers(resource_ids: Sequence[int], period: Period) -> list[Offer]:
    query = select(Capacity.resource_id, Capacity.starts_at, Capacity.ends_at, Capacity.units).where(
        Capacity.resource_id.in_(resource_ids),
        Capacity.starts_at < period.ends_at,
        Capacity.ends_at > period.starts_at,
    )
    return [Offer(*row) for row in db.session.execute(query)]


def _claims(resource_ids: Sequence[int], period: Period) -> list[Taken]:
    query = (
        select(
            Claim.resource_id,
            Claim.starts_at,
            Claim.ends_at,
            Claim.units,
            Booking.state,
            (Organisation.size_class == "sme").label("is_sme"),
            Booking.checked_in_at,
            Booking.checked_out_at,
        )
        .join(Booking, Booking.id == Claim.booking_id)
        .join(Organisation, Organisation.id == Booking.organisation_id)
        .where(
            Claim.resource_id.in_(resource_ids),
            Claim.active == 1,
            # A part whose whole is booked is not booked itself.
            Claim.exclusive == 0,
            Claim.starts_at < period.ends_at,
            Claim.ends_at > period.starts_at,
            Booking.state.in_(BOOKED),
        )
    )
    return [Taken(*row) for row in db.session.execute(query)]


def _blocked(resource_ids: Sequence[int], first_day: date, last_day: date) -> dict[tuple[int, date], int]:
    """Return the unit-seconds that closures took from days that would have been open; few resources have any."""
    closures = _grouped(
        select(Closure).where(
            Closure.resource_id.in_(resource_ids),
            Closure.lifted_at.is_(None),
            Closure.first_day <= last_day,
            Closure.last_day >= first_day,
        )
    )
    hours = _grouped(select(OpeningHours).where(OpeningHours.resource_id.in_(closures)))
    extra = _grouped(select(ExtraHours).where(ExtraHours.resource_id.in_(closures), ExtraHours.removed_at.is_(None)))
    plans = {plan.resource_id: plan for plan in db.session.scalars(_plans(list(closures)))} if closures else {}
    found = {}
    for resource_id, closed in closures.items():
        plan = plans.get(resource_id)
        off = capacity_rules.DaysOff(plan.closed_on_holidays, plan.closed_on_eves) if plan else capacity_rules.DaysOff()
        for day in sorted({day for one in closed for day in clock.days(one.first_day, one.last_day)}):
            if first_day <= day <= last_day:
                planned, beyond = hours.get(resource_id, []), extra.get(resource_id, [])
                seconds = capacity_rules.blocked(planned, closed, day, off, beyond)
                if seconds:
                    found[resource_id, day] = seconds
    return found


def _plans(resource_ids: list[int]) -> Select:
    return select(CapacityPlan).where(CapacityPlan.resource_id.in_(resource_ids))


def _grouped(query: Select) -> dict[int, list]:
    rows: dict[int, list] = defaultdict(list)
    for row in db.session.scalars(query):
        rows[row.resource_id].append(row)
    return dict(rows)
