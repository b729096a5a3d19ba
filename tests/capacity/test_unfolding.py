"""Random plans over live claims: the guard is never shown less than what fits, and refuses all that does not."""

import itertools
import random
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, insert, select

from portal import clock
from portal.booking.models import Claim
from portal.capacity import queries, rules, service
from portal.capacity.models import Capacity
from portal.capacity.rules import Line, Stretch
from portal.clock import Period
from portal.database import db, transaction
from portal.errors import CapacityExceeded
from tests.builders import make_booking, make_resource

# The week of the switch to summer time; Good Friday is in it.
TODAY = date(2027, 3, 24)
NOW = clock.start_of(TODAY) + timedelta(hours=11)
LAST_DAY = TODAY + timedelta(days=7)
ROUNDS = 60


@pytest.fixture
def app(make_app):
    app = make_app(HORIZON_DAYS=7)
    with app.app_context():
        yield app


def random_plan(dice):
    lines = []
    for weekday in range(7):
        for _ in range(dice.choice([0, 1, 1, 1, 2])):
            opens, closes = sorted(dice.sample(range(0, 25), 2))
            lines.append(Line(weekday, opens * 60, closes * 60, dice.randint(1, 3)))
    return lines


def random_period(dice):
    starts_at = clock.start_of(TODAY) + timedelta(hours=dice.randrange(7 * 24))
    return Period(starts_at, starts_at + timedelta(hours=dice.choice([1, 2, 5, 24])))


def claims_of(resource):
    query = select(Claim.starts_at, Claim.ends_at, Claim.units).where(
        Claim.resource_id == resource.id, Claim.active == 1
    )
    return [Stretch(*row) for row in db.session.execute(query)]


def days_that_do_not_fit(claims, offered):
    """Return the local days on which more is claimed than offered, hour by hour: independent of guard and sweeps."""
    found = set()
    for day in clock.days(TODAY, LAST_DAY):
        period = clock.day_period(day)
        for n in range(int(period.hours)):
            moment = period.starts_at + timedelta(hours=n)
            taken, there = (
                sum(one.units for one in stretches if one.starts_at <= moment < one.ends_at)
                for stretches in (claims, offered)
            )
            if taken > there:
                found.add(day)
    return sorted(found)


def make_claims(dice, resource, booking):
    for _ in range(3):
        period, units = random_period(dice), dice.randint(1, 2)
        values = {"starts_at": period.starts_at, "ends_at": period.ends_at, "units": units}
        try:
            with transaction() as session:
                session.execute(
                    insert(Claim).values(booking_id=booking.id, resource_id=resource.id, active=1, **values)
                )
        except CapacityExceeded:
            pass


def forget_a_claim(dice, resource):
    ids = list(db.session.scalars(select(Claim.id).where(Claim.resource_id == resource.id)))
    if ids:
        with transaction() as session:
            session.execute(delete(Claim).where(Claim.id.in_(dice.sample(ids, max(1, len(ids) // 3)))))


@pytest.mark.parametrize("seed", [1, 2])
def test_a_plan_is_refused_exactly_where_bookings_do_not_fit(app, seed):
    dice = random.Random(seed)
    resource = make_resource(units=9)
    booking = make_booking(resource, state="cancelled")
    counts = {"saved": 0, "refused": 0}

    for _ in range(ROUNDS):
        plan, holidays = random_plan(dice), dice.random() < 0.5
        before = queries.offered(resource.id, clock.days_period(TODAY, LAST_DAY))
        wanted = rules.unfold(plan, [], TODAY, LAST_DAY, holidays)
        # What starts today before now is live all the same: the day is the smallest piece that a plan changes.
        in_the_way = days_that_do_not_fit(claims_of(resource), wanted)
        try:
            service.enter_plan(resource, plan, holidays, now=NOW)
        except service.BookingsInTheWay as refusal:
            counts["refused"] += 1
            assert refusal.days == in_the_way
            assert queries.offered(resource.id, clock.days_period(TODAY, LAST_DAY)) == before
        else:
            counts["saved"] += 1
            assert in_the_way == []
            assert queries.offered(resource.id, clock.days_period(TODAY, LAST_DAY)) == wanted
        forget_a_claim(dice, resource)
        make_claims(dice, resource, booking)

    assert min(counts.values()) >= 5, counts


def test_rows_of_one_resource_never_overlap_however_often_the_plan_changes(app):
    dice = random.Random(3)
    resource = make_resource(units=9)

    for round_ in range(8):
        service.enter_plan(resource, random_plan(dice), now=NOW + timedelta(days=round_ // 3))
        service.extend_all(NOW + timedelta(days=round_ // 3))

    query = select(Capacity.starts_at, Capacity.ends_at, Capacity.units).where(Capacity.resource_id == resource.id)
    rows = [Stretch(*row) for row in db.session.execute(query.order_by(Capacity.starts_at))]
    assert rules.merged(rows) == rules.merged(dict.fromkeys(rows)), "no row stands there twice"
    assert all(one.ends_at <= two.starts_at for one, two in itertools.pairwise(rows))
