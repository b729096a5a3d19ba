"""Reads of utilisation: which resources somebody may see figures of, and the figures by resource and month."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, select

from portal import clock
from portal.booking.models import Booking
from portal.booking.states import BOOKED
from portal.catalogue.models import Resource, Testbed
from portal.database import db
from portal.utilisation.days import count_days
from portal.utilisation.models import Correction, FrozenDay
from portal.utilisation.rules import Figures, may_show_share, month_of, months_between

Months = dict[tuple[int, date], Figures]


@dataclass(frozen=True)
class Counted:
    """A resource whose figures are shown, with its testbed."""

    id: int
    name_sv: str
    name_en: str
    slug: str
    testbed_id: int
    testbed_slug: str
    testbed_name: str
    testbed_name_en: str | None
    county: str
    is_demonstration: bool


_COUNTED = (
    select(
        Resource.id,
        Resource.name_sv,
        Resource.name_en,
        Resource.slug,
        Testbed.id.label("testbed_id"),
        Testbed.slug.label("testbed_slug"),
        Testbed.name.label("testbed_name"),
        Testbed.name_en.label("testbed_name_en"),
        Testbed.county,
        Testbed.is_demonstration,
    )
    .join(Testbed, Testbed.id == Resource.testbed_id)
    .order_by(Testbed.name, Testbed.id, Resource.name_sv, Resource.id)
)


def resources_owned_by(organisation_ids: Sequence[int]) -> list[Counted]:
    """Return the resources of the testbeds that these organisations answer for."""
    return _counted(Testbed.owner_id.in_(organisation_ids))


def resources_in(counties: Sequence[str] | None) -> list[Counted]:
    """Return the resources of these counties; None means the whole country."""
    return _counted(Testbed.county.in_(counties)) if counties is not None else _counted()


def _counted(*conditions: ColumnElement[bool]) -> list[Counted]:
    return [Counted(**row._mapping) for row in db.session.execute(_COUNTED.where(*conditions))]


def figures(resource_ids: Sequence[int], first_month: date, last_month: date, *, now: datetime) -> Months:
    """Return figures by resource and month: frozen days with corrections, and days not yet frozen as they stand now."""
    months: dict[tuple[int, date], Figures] = defaultdict(Figures)
    if not resource_ids:
        return {}
    for month in months_between(first_month, last_month):
        last = _last_day(month)
        for row in db.session.execute(_frozen(resource_ids, month, last)):
            months[row.resource_id, month] += Figures(*(int(value or 0) for value in row[1:]))
        for row in db.session.execute(_corrections(resource_ids, month, last)):
            months[row.resource_id, month] += Figures(
                booked=int(row.booked), used=int(row.used), unknown=int(row.unknown), booked_by_sme=int(row.sme)
            )
    for (resource_id, day), value in _live(resource_ids, first_month, _last_day(last_month), now=now).items():
        months[resource_id, month_of(day)] += value
    return dict(months)


def _frozen(resource_ids: Sequence[int], first_day: date, last_day: date) -> Select:
    day = FrozenDay
    sums = (day.offered, day.booked, day.used, day.blocked, day.unknown, day.booked_by_sme)
    return (
        select(day.resource_id, *(func.sum(column) for column in sums))
        .where(day.resource_id.in_(resource_ids), day.day.between(first_day, last_day))
        .group_by(day.resource_id)
    )


def _corrections(resource_ids: Sequence[int], first_day: date, last_day: date) -> Select:
    row = Correction
    return (
        select(
            row.resource_id,
            func.sum(row.booked).label("booked"),
            func.sum(row.used).label("used"),
            func.sum(row.unknown).label("unknown"),
            func.sum(row.booked_by_sme).label("sme"),
        )
        .where(row.resource_id.in_(resource_ids), row.day.between(first_day, last_day))
        .group_by(row.resource_id)
    )


def _live(resource_ids: Sequence[int], first_day: date, last_day: date, *, now: datetime) -> Months:
    """Return the days from the first one that is not frozen on."""
    query = select(FrozenDay.resource_id, func.max(FrozenDay.day)).where(FrozenDay.resource_id.in_(resource_ids))
    frozen_to = {row[0]: row[1] for row in db.session.execute(query.group_by(FrozenDay.resource_id))}
    by_start: dict[date, list[int]] = defaultdict(list)
    for resource_id in resource_ids:
        frozen = frozen_to.get(resource_id)
        by_start[max(first_day, frozen + timedelta(days=1)) if frozen else first_day].append(resource_id)
    live: Months = {}
    for start, ids in by_start.items():
        live.update(count_days(ids, start, last_day, now=now))
    return live


def _last_day(month: date) -> date:
    return clock.local_day(clock.month_period(month.year, month.month).ends_at - timedelta(seconds=1))


def share_may_show(resource_ids: Sequence[int], first_month: date, last_month: date) -> bool:
    """Return whether enough bookings by enough organisations stand behind the figures to show a share of them."""
    period = clock.days_period(first_month, _last_day(last_month))
    query = select(func.count(), func.count(Booking.organisation_id.distinct())).where(
        Booking.resource_id.in_(resource_ids),
        Booking.state.in_(BOOKED),
        Booking.starts_at < period.ends_at,
        Booking.ends_at > period.starts_at,
    )
    bookings, organisations = db.session.execute(query).one()
    return may_show_share(bookings, organisations)
