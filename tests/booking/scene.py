"""A scene to book in: a testbed with an owner, a resource with a plan, two companies, and who may not look."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from portal import clock
from portal.accounts.models import Organisation
from portal.accounts.queries import Visitor, find_visitor
from portal.booking import service
from portal.booking.models import Booking, BookingEvent, Claim
from portal.booking.queries import BookingView
from portal.capacity import service as capacity
from portal.catalogue.models import Resource, Testbed
from portal.clock import Period
from portal.database import db
from portal.outbox import Message
from tests.builders import (
    MONDAY,
    hours,
    make_opening_hours,
    make_organisation,
    make_owner,
    make_person,
    make_resource,
    make_testbed,
)
from tests.signing_in import start_sign_in

MORNING = hours(0, 2)
NOW = MONDAY - timedelta(days=7)


def visitor_of(person: Any) -> Visitor:
    """Return the person as the portal sees one who is signed in."""
    visitor = find_visitor(start_sign_in(person), now=clock.now())
    assert visitor
    return visitor


@dataclass
class Scene:
    """A resource that is open 08–17 on weekdays, the people around it, and short ways to act."""

    resource: Resource
    testbed: Testbed
    booker_person: Any
    rival_person: Any
    owner_person: Any
    visitors: dict[int, Visitor] = field(default_factory=dict)

    def visitor(self, person: Any) -> Visitor:
        return self.visitors.setdefault(person.id, visitor_of(person))

    @property
    def slug(self) -> str:
        return self.resource.slug

    @property
    def organisation(self) -> Organisation:
        """The booker's."""
        return db.session.get_one(Organisation, self.booker.organisation_ids[0])

    @property
    def booker(self) -> Visitor:
        return self.visitor(self.booker_person)

    @property
    def rival(self) -> Visitor:
        return self.visitor(self.rival_person)

    @property
    def owner(self) -> Visitor:
        return self.visitor(self.owner_person)

    def hold(
        self, period: Period = MORNING, *, by: Visitor | None = None, now: datetime = NOW, **more: Any
    ) -> BookingView:
        values = {"units": 1, "purpose": "Prov", "note": "", **more}
        return service.hold(by or self.booker, self.resource, period, now=now, **values)

    def book(
        self, period: Period = MORNING, *, by: Visitor | None = None, now: datetime = NOW, **more: Any
    ) -> BookingView:
        held = self.hold(period, by=by, now=now, **more)
        return service.submit_hold(by or self.booker, held.reference, now)


def make_scene(
    *,
    opens: int = 8,
    closes: int = 17,
    days: Any = range(5),
    now: datetime = NOW,
    unfolded_days: int = 90,
    closes_on_holidays: bool = True,
    **values: Any,
) -> Scene:
    # Unfolding a year and a half for each test would be most of its time.
    current_app.config["HORIZON_DAYS"] = unfolded_days
    testbed = make_testbed()
    resource = make_resource(testbed, **values)
    off = {} if closes_on_holidays else {"closed_on_holidays": False, "closed_on_eves": False}
    make_opening_hours(resource, opens=opens, closes=closes, days=days, units=resource.units, **off)
    capacity.unfold_resource(resource.id, now)
    booker, rival = (make_person(make_organisation(name)) for name in ("Alfa AB", "Beta AB"))
    return Scene(resource, testbed, booker, rival, make_owner(testbed))


def claims(active: int = 1) -> list[tuple[datetime, datetime, int]]:
    query = select(Claim.starts_at, Claim.ends_at, Claim.units).where(Claim.active == active).order_by(Claim.starts_at)
    return [tuple(row) for row in db.session.execute(query)]


def taken(*periods: Period, units: int = 1) -> list[tuple[datetime, datetime, int]]:
    return [(period.starts_at, period.ends_at, units) for period in periods]


def named_in(text: str) -> list[str]:
    """Return the bookings that a text names; "TP-" may also end the first half of any reference."""
    return re.findall(r"\bTP-\w{4}-\w{4}", text)


def state_of(reference: str) -> str:
    return db.session.execute(select(Booking.state).where(Booking.reference == reference)).scalar_one()


def moves_of(booking: BookingView) -> list[str]:
    query = select(BookingEvent.to_state).where(BookingEvent.booking_id == booking.id).order_by(BookingEvent.id)
    return list(db.session.execute(query).scalars())


def letters() -> list[Message]:
    return list(db.session.scalars(select(Message).order_by(Message.id)))


def count(model: Any) -> int:
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()
