"""How long owners take to answer, measured from what they have answered over a year: in the worker, a few times a day."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, func, insert, or_, select
from sqlalchemy.orm import aliased

from portal.booking.models import Booking, BookingEvent
from portal.booking.states import CONFIRMED, DECLINED, PENDING
from portal.catalogue.models import Resource, Testbed
from portal.database import db, transaction
from portal.free_time.models import AnsweringTime
from portal.free_time.start_rules import measured, working_minutes

A_YEAR = timedelta(days=365)


def measure_answers(now: datetime) -> int:
    """Measure anew how long requests wait, and return of how many resources it can be told.

    Where a resource has too few answered requests of its own, all those of its owner count.
    """
    of_resource: dict[int, list[int]] = defaultdict(list)
    of_owner: dict[int, list[int]] = defaultdict(list)
    for resource_id, owner_id, asked_at, answered_at in _answered(now - A_YEAR):
        minutes = working_minutes(asked_at, answered_at)
        of_resource[resource_id].append(minutes)
        of_owner[owner_id].append(minutes)
    owners = {number: measured(waited) for number, waited in of_owner.items()}
    rows = []
    for resource_id, owner_id in _resources():
        own = measured(of_resource[resource_id])
        found = own or owners.get(owner_id)
        if found:
            rows.append(
                {"resource_id": resource_id, "minutes": found[0], "requests": found[1], "by_owner": own is None}
            )
    with transaction():
        db.session.execute(delete(AnsweringTime))
        if rows:
            db.session.execute(insert(AnsweringTime), rows)
    return len(rows)


def _answered(since: datetime) -> Any:
    """Return when each request that somebody has answered since then was asked: last, if it stood in line before."""
    asked, answered = aliased(BookingEvent), aliased(BookingEvent)
    became_pending = and_(
        asked.booking_id == answered.booking_id,
        asked.id < answered.id,
        asked.to_state.in_(PENDING),
        or_(asked.from_state.is_(None), asked.from_state != asked.to_state),
    )
    query = (
        select(Booking.resource_id, Testbed.owner_id, func.max(asked.at), answered.at)
        .select_from(answered)
        .join(asked, became_pending)
        .join(Booking, Booking.id == answered.booking_id)
        .join(Resource, Resource.id == Booking.resource_id)
        .join(Testbed, Testbed.id == Resource.testbed_id)
        .where(
            answered.from_state.in_(PENDING),
            answered.to_state.in_((CONFIRMED, DECLINED)),
            answered.person_id.is_not(None),
            answered.at > since,
            Testbed.owner_id.is_not(None),
        )
        .group_by(answered.id, answered.at, Booking.resource_id, Testbed.owner_id)
    )
    return db.session.execute(query)


def _resources() -> Any:
    query = select(Resource.id, Testbed.owner_id).join(Testbed, Testbed.id == Resource.testbed_id)
    return db.session.execute(query.where(Testbed.owner_id.is_not(None)).order_by(Resource.id)).all()
