"""Short ways to wait and to free time, and what came of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.booking import service as booking
from portal.capacity.models import Capacity
from portal.database import db, transaction
from portal.waiting import queries, service
from portal.waiting.models import Wait
from portal.waiting.service import Longing
from tests.booking.scene import NOW, letters
from tests.builders import MONDAY, hours

LATER = NOW + timedelta(minutes=5)
DEADLINE = LATER + timedelta(hours=4)
MORNING = hours(0, 2)
only_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def wait_for(scene, window=MORNING, length=2, *, by=None, units=1, kind="offer", now=NOW):
    return service.join(by or scene.booker, scene.resource, Longing(window, length, units, "Prov", kind), now)


def free_it(scene, now=LATER):
    booking.cancel_booking(scene.rival, scene.theirs.reference, "plans", "", now)


def offer_of(visitor):
    offers = queries.offers_of(visitor.organisation_ids)
    assert len(offers) < 2
    return offers[0] if offers else None


def states():
    return list(db.session.scalars(select(Wait.state).order_by(Wait.id)))


def kinds(since=0):
    return [one.kind for one in letters()[since:]]


def more_capacity(scene):
    day = clock.day_period(MONDAY.date())
    with transaction() as session:
        session.add(Capacity(resource_id=scene.resource.id, starts_at=day.starts_at, ends_at=day.ends_at, units=1))
