"""Which resources have room: one statement for what is kept, and the claims themselves for what is not."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, or_, select

from portal.booking.open_days import bookable_days, levels_of
from portal.capacity.models import ResourceGuard, ResourceLink
from portal.catalogue.models import Resource, Testbed
from portal.database import db
from portal.free_time.kept_starts import MONTHS_AHEAD, NOT_KEPT
from portal.free_time.models import FreeMonth
from portal.free_time.rules import Wanted, Window, first_of, first_window, last_of, months_between
from portal.geography import bounding_box, distances_km

TERMS = ("units", "buffer_before", "buffer_after", "unit", "shortest", "start_every")
LENGTHS_IN_DAYS = {"day": 1, "half-day": 2}


@dataclass(frozen=True, slots=True)
class Found:
    """A resource with the first days on which it is free, and how far away it is."""

    resource_id: int
    slug: str
    name_sv: str
    name_en: str
    unit: str
    units: int
    testbed_slug: str
    testbed_name: str
    testbed_name_en: str | None
    municipality: str
    is_demonstration: bool
    window: Window
    distance: float | None


def version_now() -> Any:
    """Return the column that grows with every change of what is free of a resource: its guard, and those it takes along."""
    own = (
        select(ResourceGuard.version)
        .where(ResourceGuard.resource_id == Resource.id)
        .correlate(Resource)
        .scalar_subquery()
    )
    along = (
        select(func.sum(ResourceGuard.version))
        .join(ResourceLink, ResourceLink.takes_id == ResourceGuard.resource_id)
        .where(ResourceLink.resource_id == Resource.id)
        .correlate(Resource)
        .scalar_subquery()
    )
    return (own + func.coalesce(along, 0)).label("version_now")


def guards_version() -> int:
    """Return a number that grows with every change of what is free of anything, as committed."""
    # Asked for every kept page, so it goes past session and engine, as the version of the catalogue does.
    connection = db.engine.raw_connection()
    try:
        row = connection.cursor().execute("SELECT sum(version) FROM resource_guard").fetchone()
    finally:
        connection.close()
    return int(row[0] or 0) if row else 0


_COLUMNS = (
    Resource.id,
    Resource.slug,
    Resource.name_sv,
    Resource.name_en,
    Resource.unit,
    Resource.units,
    Resource.notice_hours,
    Resource.notice_days,
    Resource.horizon_days,
    Resource.shortest,
    Resource.longest,
    Resource.start_every,
    Resource.buffer_before,
    Resource.buffer_after,
    Resource.is_open,
    Testbed.slug.label("testbed_slug"),
    Testbed.name.label("testbed_name"),
    Testbed.name_en.label("testbed_name_en"),
    Testbed.municipality,
    Testbed.is_demonstration,
    Testbed.lat,
    Testbed.lon,
    Testbed.technologies,
)


def terms_of(resource: Any) -> str:
    """Return what, beside claims and capacity, decides how many units are free and when a booking may begin."""
    return "/".join(str(getattr(resource, name) or 0) for name in TERMS)


def find_free(wanted: Wanted, now: datetime) -> list[Found]:
    """Return every open resource with room for what is wanted: the soonest first, then the nearest, then by name."""
    months = list(months_between(wanted.first_day, wanted.last_day))
    candidates = [row for row in _candidates(wanted) if _may_be_booked(row, wanted)]
    distances = _distances(candidates, wanted)
    levels = _levels(candidates, months)
    found = []
    for row, distance in zip(candidates, distances, strict=True):
        if distance is not None and wanted.within_km is not None and distance > wanted.within_km:
            continue
        window = first_window(levels[row.id], first_of(months[0]), wanted, *bookable_days(row, now))
        if window:
            found.append(_found(row, window, distance))
    return sorted(found, key=lambda one: (one.window.first_day, one.distance or 0, one.testbed_name, one.slug))


def _candidates(wanted: Wanted) -> Sequence[Any]:
    query = (
        select(*_COLUMNS, version_now())
        .join(Testbed, Testbed.id == Resource.testbed_id)
        .where(Resource.is_open, Resource.units >= wanted.units, Testbed.lifecycle == "published")
    )
    return db.session.connection().execute(_near(query, wanted)).all()


def _near(query: Select[*tuple[Any, ...]], wanted: Wanted) -> Select[*tuple[Any, ...]]:
    if wanted.near is None or wanted.within_km is None:
        return query
    south, west, north, east = bounding_box(*wanted.near, wanted.within_km)
    return query.where(Testbed.lat.between(south, north), Testbed.lon.between(west, east))


def _may_be_booked(row: Any, wanted: Wanted) -> bool:
    """Return whether the resource is of the kind, and allows a booking of so many days where that can be told."""
    if wanted.technology and wanted.technology not in row.technologies:
        return False
    length = wanted.days * LENGTHS_IN_DAYS.get(row.unit, 0)
    return not length or row.shortest <= length <= row.longest


def _distances(rows: Sequence[Any], wanted: Wanted) -> Sequence[float | None]:
    if wanted.near is None:
        return [None] * len(rows)
    return distances_km(wanted.near, [(row.lat, row.lon) for row in rows])


def _levels(rows: Sequence[Any], months: Sequence[int]) -> dict[int, bytes]:
    """Return the days of these months for each resource, as kept or else worked out now."""
    kept = _kept([row.id for row in rows], months)
    found: dict[int, bytes] = {}
    missing = []
    for row in rows:
        parts = [kept.get((row.id, month, row.version_now, terms_of(row))) for month in months]
        if None in parts:
            missing.append(row)
        else:
            found[row.id] = b"".join(part for part in parts if part is not None)
    return found | levels_of(missing, first_of(months[0]), last_of(months[-1]))


def _kept(resource_ids: Iterable[int], months: Sequence[int]) -> dict[tuple[int, int, int, str], bytes]:
    wanted = set(resource_ids)
    columns = (FreeMonth.resource_id, FreeMonth.month, FreeMonth.version, FreeMonth.terms, FreeMonth.days)
    query = select(*columns).where(FreeMonth.month.between(months[0], months[-1]))
    rows = db.session.connection().execute(query)
    return {(row[0], row[1], row[2], row[3]): bytes(row[4]) for row in rows if row[0] in wanted}


def _found(row: Any, window: Window, distance: float | None) -> Found:
    return Found(
        row.id,
        row.slug,
        row.name_sv,
        row.name_en,
        row.unit,
        row.units,
        row.testbed_slug,
        row.testbed_name,
        row.testbed_name_en,
        row.municipality,
        row.is_demonstration,
        window,
        distance,
    )


@dataclass(frozen=True, slots=True)
class Stale:
    """A resource some of whose months are missing or too old."""

    id: int
    units: int
    buffer_before: int
    buffer_after: int
    unit: str
    shortest: int
    start_every: int | None
    version_now: int


def stale_resources(months: Sequence[int], limit: int) -> Iterator[Stale]:
    """Yield resources whose kept months are not all what they would be today."""
    columns = [getattr(Resource, name) for name in TERMS]
    now = version_now()
    first, *others = (cast(func.coalesce(column, 0) if column.nullable else column, String) for column in columns)
    terms: ColumnElement[str] = first
    for column in others:
        terms = terms + "/" + column
    good = and_(
        FreeMonth.resource_id == Resource.id,
        FreeMonth.month.between(months[0], months[-1]),
        FreeMonth.version == now.element,
        FreeMonth.terms == terms,
    )
    kept = select(func.count()).where(good).correlate(Resource).scalar_subquery()
    soon = and_(good, FreeMonth.month < months[0] + MONTHS_AHEAD, FreeMonth.starts != NOT_KEPT)
    kept_soon = select(func.count()).where(soon).correlate(Resource).scalar_subquery()
    is_stale = or_(kept < len(months), kept_soon < min(len(months), MONTHS_AHEAD))
    query = select(Resource.id, *columns, now).where(Resource.is_open, is_stale).order_by(Resource.id).limit(limit)
    for row in db.session.execute(query):
        yield Stale(*row)
