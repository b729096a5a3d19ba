"""A country of testbeds: many resources over Sweden, open on weekdays for a year and a half, with as many bookings as one likes."""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select, text

from portal import clock
from portal.booking.models import Booking, Claim
from portal.capacity.models import Capacity
from portal.catalogue.models import Resource, Testbed
from portal.database import Base, db, transaction
from portal.free_time.rules import Wanted
from portal.geography import distance_km
from portal.migrations import guard_v2
from tests.builders import make_organisation, make_person, make_resource, make_testbed

OPENS, CLOSES, UNITS, OPEN_DAYS = 8, 17, 3, 540
# Resources that look the same in a country of any size: one booking of one unit on every open day.
STEADY = 20
SOUTH, NORTH, WEST, EAST = 55.4, 67.9, 11.2, 20.0
CHUNK = 20_000


@dataclass
class Country:
    """What was built, and what the sweep needs of it: units taken by resource and day, as the rows were written."""

    today: date
    resource_ids: Sequence[int]
    places: dict[int, tuple[float, float]]
    taken: dict[tuple[int, date], int]
    days: list[date]
    booking_of: dict[int, int]

    @property
    def steady_ids(self) -> Sequence[int]:
        return self.resource_ids[:STEADY]

    def open_day(self, dice: random.Random) -> date:
        return self.days[dice.randrange(20, len(self.days) - 20)]

    def sweep(self, wanted: Wanted) -> dict[int, tuple[date, date]]:
        """Return for each resource the first wanted days, looked up day by day."""
        days = [day for day in self.days if wanted.first_day <= day <= wanted.last_day]
        found = {}
        for resource_id, place in self.places.items():
            if distance_km(*wanted.near, *place) > wanted.within_km:  # type: ignore[misc, operator]
                continue
            row: list[date] = []
            for day in days:
                row = [*row, day] if UNITS - self.taken.get((resource_id, day), 0) >= wanted.units else []
                if len(row) == wanted.days:
                    found[resource_id] = (row[0], row[-1])
                    break
        return found


def build(resources: int, bookings: int, now: datetime) -> Country:
    """Fill the database and return what was put there; the guard looks away meanwhile, and stands again afterwards."""
    dice, today = random.Random(f"{resources} {bookings}"), clock.local_day(now)
    days = [day for day in clock.days(today, today + timedelta(days=OPEN_DAYS)) if day.weekday() < 5]
    organisation = make_organisation()
    person = make_person(organisation)
    model = make_resource(make_testbed(), units=UNITS)
    ids = _copies(model, resources - 1, dice)
    _drop_guard()
    _fill(Capacity, (_open(resource_id, day) for resource_id in ids for day in days))
    taken, period_of = _places_for(bookings, ids, days, dice)
    fixed = {"organisation_id": organisation.id, "person_id": person.id}
    _fill(Booking, _bookings(period_of, fixed, clock.now()))
    _fill(Claim, _claims(period_of))
    _raise_guard()
    booking_of = dict.fromkeys(ids, 1)
    booking_of.update({resource_id: number for number, (resource_id, _, _) in enumerate(period_of, 1)})
    return Country(today, ids, _coordinates(), taken, days, booking_of)


def _copies(model: Resource, count: int, dice: random.Random) -> list[int]:
    """Write so many testbeds like the model's, with one resource each, and return the ids of all resources."""
    testbed = {column.key: getattr(model.testbed, column.key) for column in Testbed.__table__.columns}
    resource = {column.key: getattr(model, column.key) for column in Resource.__table__.columns}
    with transaction() as session:
        testbeds, rows = [], []
        for number in range(1, count + 1):
            place = {"lat": dice.uniform(SOUTH, NORTH), "lon": dice.uniform(WEST, EAST)}
            testbeds.append({**testbed, **place, "id": testbed["id"] + number, "slug": f"land-{number}"})
            own = {"id": resource["id"] + number, "testbed_id": testbed["id"] + number, "slug": f"land-{number}-bank"}
            rows.append({**resource, **own})
        session.execute(Testbed.__table__.insert(), testbeds)
        session.execute(Resource.__table__.insert(), rows)
    return [resource["id"] + number for number in range(count + 1)]


def _open(resource_id: int, day: date) -> dict[str, Any]:
    starts_at, ends_at = _edges(day)
    return {"resource_id": resource_id, "starts_at": starts_at, "ends_at": ends_at, "units": UNITS}


def _edges(day: date) -> tuple[datetime, datetime]:
    midnight = clock.start_of(day)
    return midnight + timedelta(hours=OPENS), midnight + timedelta(hours=CLOSES)


def _places_for(
    bookings: int, ids: Sequence[int], days: Sequence[date], dice: random.Random
) -> tuple[dict[tuple[int, date], int], list[tuple[int, date, int]]]:
    """Return units taken by resource and day, and the bookings as (resource, day, units): whole days, so that they fit."""
    made = [(resource_id, day, 1) for resource_id in ids[:STEADY] for day in days]
    taken: dict[tuple[int, date], int] = defaultdict(int, {(resource_id, day): 1 for resource_id, day, _ in made})
    while len(made) < bookings:
        place, units = (dice.choice(ids[STEADY:]), dice.choice(days)), dice.choice((1, 1, 2))
        if taken[place] + units <= UNITS:
            taken[place] += units
            made.append((*place, units))
    return dict(taken), made


def _bookings(made: Iterable[tuple[int, date, int]], fixed: dict[str, int], now: datetime) -> Iterator[dict[str, Any]]:
    for number, (resource_id, day, units) in enumerate(made, 1):
        starts_at, ends_at = _edges(day)
        yield {
            "id": number,
            "reference": f"TP-{number:09}",
            "resource_id": resource_id,
            "starts_at": starts_at,
            "ends_at": ends_at,
            "units": units,
            "state": "confirmed",
            "purpose": "Prov",
            "note": "",
            "sequence": 1,
            "version": 1,
            "created_at": now,
            "changed_at": now,
            **fixed,
        }


def _claims(made: Iterable[tuple[int, date, int]]) -> Iterator[dict[str, Any]]:
    for number, (resource_id, day, units) in enumerate(made, 1):
        starts_at, ends_at = _edges(day)
        yield {
            "booking_id": number,
            "resource_id": resource_id,
            "starts_at": starts_at,
            "ends_at": ends_at,
            "units": units,
            "active": 1,
        }


def _fill(model: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    """Write the rows in large portions."""
    portion: list[dict[str, Any]] = []
    for row in rows:
        portion.append(row)
        if len(portion) == CHUNK:
            _write(model, portion)
            portion = []
    _write(model, portion)


def _write(model: type[Base], rows: list[dict[str, Any]]) -> None:
    if rows:
        with transaction() as session:
            session.execute(model.__table__.insert(), rows)  # type: ignore[attr-defined]


GUARDED = ("claim", "capacity")


def _drop_guard() -> None:
    with transaction() as session:
        if session.get_bind().dialect.name == "postgresql":
            for table in GUARDED:
                session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
            return
        query = text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('claim', 'capacity')")
        for name in session.execute(query).scalars().all():
            session.execute(text(f"DROP TRIGGER {name}"))


def _raise_guard() -> None:
    """Let the guard stand again, and tell it the longest claim and stretch, which it would have noted itself."""
    with transaction() as session:
        longest = (CLOSES - OPENS + 1) * 3600
        session.execute(text(f"UPDATE resource_guard SET longest_claim = {longest}, longest_stretch = {longest}"))
        if session.get_bind().dialect.name == "postgresql":
            names = "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'D'"
            for name, table in session.execute(text(names)).all():
                session.execute(text(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}"))
        else:
            for statement in guard_v2.sqlite():
                if " ON claim " in statement or " ON capacity " in statement:
                    session.connection().exec_driver_sql(statement)
    with db.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


def _coordinates() -> dict[int, tuple[float, float]]:
    query = select(Resource.id, Testbed.lat, Testbed.lon).join(Testbed, Testbed.id == Resource.testbed_id)
    return {row[0]: (row[1], row[2]) for row in db.session.execute(query)}
