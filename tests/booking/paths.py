"""Every way by which a booking comes to take time: for the test that lets two of them race for the last unit.

A path is a function (stage, period, company) that prepares what it needs, and returns what is done when the race begins: it
ends quietly when it took the period, and raises a Refusal when it did not. Whoever adds a way to take time adds a line to
PATHS; the test then races it against itself, the form and others. test_every_path.py fails when one was forgotten.

Handing a booking to a colleague touches no claim, and a booking that was called off cannot be called on again: the nearest to
that is a hold that lapsed and is sent after all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import insert, update

from portal import clock
from portal.accounts.models import Organisation
from portal.accounts.queries import Visitor
from portal.api import keys
from portal.api import service as programs
from portal.api.rules import Answer
from portal.booking import service
from portal.booking.models import Booking, BookingChange, Repair
from portal.booking.service import Part, Wanted
from portal.booking.states import CONFIRMED, DISPLACED, EXPIRED, QUEUED
from portal.booking.wording import TAKEN
from portal.campaign import service as campaign
from portal.capacity.models import Closure, Feed
from portal.catalogue.queries import get_resource
from portal.clock import Period
from portal.database import db, transaction
from portal.errors import CapacityExceeded, Refusal
from portal.feeds import queries as feeds
from portal.feeds import service as feed_service
from portal.references import new_reference
from portal.series import service as series
from portal.series.models import Series, SeriesDate
from portal.series.rules import Wanted as WantedDate
from portal.series.rules import wall_time
from portal.series.service import ONE, Asked, Shift, Target
from portal.waiting import service as waiting
from tests.booking.scene import NOW, Scene
from tests.builders import LONG_AGO, make_booking
from tests.feeds.calendars import URL

Act = Callable[[], Any]
AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Company:
    """One side of the race: the first or the second."""

    person: Any
    organisation: Organisation
    visitor: Visitor
    side: int = 0

    def own(self, period: Period) -> Period:
        """Return the hour beside the period that nobody but this side wants."""
        if self.side == 0:
            return Period(period.starts_at - AN_HOUR, period.starts_at)
        return Period(period.ends_at, period.ends_at + AN_HOUR)


@dataclass(frozen=True)
class Stage:
    """A scene whose last unit two companies want at once."""

    scene: Scene
    slug: str
    spare_slug: str
    owner: Visitor

    def here(self) -> Any:
        """Return the resource for the session of the thread that asks."""
        return get_resource(self.slug)

    def spare(self) -> Any:
        """Return another resource, with room for everybody."""
        return get_resource(self.spare_slug)

    def earlier(self, company: Company, period: Period, state: str, resource: Any = None, **values: Any) -> Booking:
        """Return a booking of the company as it stands before the race."""
        return make_booking(
            resource or self.scene.resource,
            person=company.person,
            organisation=company.organisation,
            period=period,
            state=state,
            **values,
        )


def book(stage: Stage, period: Period, company: Company) -> Act:
    """The form: the time is held, then sent."""

    def act() -> None:
        held = service.hold(company.visitor, stage.here(), period, 1, "Prov", "", NOW)
        service.submit_hold(company.visitor, held.reference, NOW)

    return act


def take_a_lapsed_hold_again(stage: Stage, period: Period, company: Company) -> Act:
    """The form that was left lying: its hold lapsed, and is sent after all."""
    reference = stage.earlier(company, period, EXPIRED, held_until=NOW - timedelta(minutes=1)).reference
    return lambda: service.submit_hold(company.visitor, reference, NOW)


def approve(stage: Stage, period: Period, company: Company) -> Act:
    """A request that took no time while it waited gets its yes."""
    reference = stage.earlier(company, period, QUEUED).reference
    return lambda: service.confirm_booking(stage.owner, reference, NOW)


def move_up(stage: Stage, period: Period, company: Company) -> Act:
    """A request that stands in line takes the time that was given back, and gets its yes: till then another's may refuse it."""
    booking = stage.earlier(company, period, EXPIRED)
    booking_id, resource_id, reference = booking.id, booking.resource_id, booking.reference
    stands = update(Booking).where(Booking.id == booking_id).values(state=QUEUED, in_line=True)

    def act() -> None:
        with transaction() as session:
            service.take_resources([resource_id])
            # Only now: whoever gives time back meanwhile would let it move up.
            session.execute(stands)
            if not service.move_up(resource_id, NOW):
                raise Refusal(TAKEN)
        service.confirm_booking(stage.owner, reference, NOW)

    return act


def move(stage: Stage, period: Period, company: Company) -> Act:
    """A booking that stands gets another time."""
    reference = stage.earlier(company, company.own(period), CONFIRMED).reference
    return lambda: service.alter_booking(company.visitor, reference, Wanted(period, 1), NOW)


def extend(stage: Stage, period: Period, company: Company) -> Act:
    """A booking that stands gets more time."""
    own = company.own(period)
    longer = Period(min(own.starts_at, period.starts_at), max(own.ends_at, period.ends_at))
    reference = stage.earlier(company, own, CONFIRMED).reference
    return lambda: service.alter_booking(company.visitor, reference, Wanted(longer, 1), NOW)


def add_units(stage: Stage, period: Period, company: Company) -> Act:
    """A booking of one unit wants the other one too; the stage has one more for it to begin with."""
    reference = stage.earlier(company, period, CONFIRMED).reference
    return lambda: service.alter_booking(company.visitor, reference, Wanted(period, 2), NOW)


def accept_a_change(stage: Stage, period: Period, company: Company) -> Act:
    """The owner says yes to another time for a booking that stands."""
    booking = stage.earlier(company, company.own(period), CONFIRMED)
    wish = {"starts_at": period.starts_at, "ends_at": period.ends_at, "units": 1, "text": ""}
    with transaction() as session:
        session.add(BookingChange(booking_id=booking.id, person_id=company.person.id, asked_at=NOW, **wish))
    reference = booking.reference
    return lambda: service.accept_change(stage.owner, reference, NOW)


def repair(stage: Stage, period: Period, company: Company) -> Act:
    """A booking that a closure displaced gets a new time."""
    reference = _displaced(stage.earlier(company, _lost(period), DISPLACED)).reference
    return lambda: service.settle_repair(company.visitor, reference, "moved", NOW, period)


def repair_elsewhere(stage: Stage, period: Period, company: Company) -> Act:
    """A booking that a closure displaced in another resource gets a time in this one."""
    lost = _displaced(stage.earlier(company, _lost(period), DISPLACED, stage.spare()))
    reference = lost.reference
    return lambda: service.move_elsewhere(company.visitor, reference, stage.here(), period, NOW)


def _lost(period: Period) -> Period:
    week = timedelta(days=7)
    return Period(period.starts_at - week, period.ends_at - week)


def _displaced(booking: Booking) -> Booking:
    day = booking.starts_at.date()
    with transaction() as session:
        closure = Closure(
            resource_id=booking.resource_id, first_day=day, last_day=day, reason="fault", text="", created_at=NOW
        )
        session.add(closure)
        session.flush()
        session.add(Repair(booking_id=booking.id, closure_id=closure.id, opened_at=NOW))
    return booking


def basket(stage: Stage, period: Period, company: Company) -> Act:
    """What lies in the basket is held together, then sent together."""
    return _bundle(stage, period, company, "basket")


def steps_of_a_campaign(stage: Stage, period: Period, company: Company) -> Act:
    """Two steps in a row are held together, then sent together: the wanted time, and one elsewhere that nobody wants."""
    later = Period(period.starts_at + timedelta(days=1), period.ends_at + timedelta(days=1))
    return _bundle(stage, period, company, "campaign", (stage.spare_slug, later))


def _bundle(stage: Stage, period: Period, company: Company, kind: str, *also: tuple[str, Period]) -> Act:
    key = f"{kind}-{period.starts_at:%Y%m%d%H%M}"

    def act() -> None:
        parts = [Part(stage.here(), period, 1), *(Part(get_resource(slug), time, 1) for slug, time in also)]
        held = campaign.hold_parts(company.visitor, parts, "Prov", "", NOW, kind=kind, form_key=key, made_of={})
        campaign.submit(company.visitor, held.reference, NOW)

    return act


def waiting_list_offer(stage: Stage, period: Period, company: Company) -> Act:
    """The company has waited for the time: it is offered, and taken."""

    def act() -> None:
        person, organisation = company.person.id, company.organisation.id
        longing = waiting.Longing(period, 1, 1, "Prov")
        with transaction():
            place = waiting.enter(person, organisation, stage.here().id, longing, NOW)
        offer = waiting.offer_to(place, NOW)
        if offer is None:
            waiting.leave(company.visitor, place, NOW)
            raise CapacityExceeded()
        service.submit_hold(company.visitor, offer, NOW)

    return act


def api(stage: Stage, period: Period, company: Company) -> Act:
    """A company's own program: held, sent and its answer kept in one transaction."""
    asked = keys.Asked(company.visitor.id, f"{period.starts_at:%Y%m%d%H%M}", "Prov")

    def act() -> None:
        wish = programs.Wish(stage.here(), period, 1, "Prov", "")
        programs.book(company.visitor, wish, asked, lambda made: Answer(201, made.reference), NOW)

    return act


def dates_of_a_series(stage: Stage, period: Period, company: Company) -> Act:
    """The dates of a series are held together, then sent together."""
    day = clock.local_day(period.starts_at)
    asked = Asked([WantedDate(day, period)], [], 1, "Prov", "", f"serie-{period.starts_at:%Y%m%d%H%M}")

    def act() -> None:
        held = series.hold_series(company.visitor, stage.here(), asked, NOW)
        series.send_series(company.visitor, held.reference, {day}, NOW)

    return act


def move_a_series(stage: Stage, period: Period, company: Company) -> Act:
    """A date of a series gets another time."""
    reference, own = new_reference("SE"), company.own(period)
    booking = stage.earlier(company, own, CONFIRMED, bundle=reference)
    day = clock.local_day(own.starts_at)
    whose = {"resource_id": booking.resource_id, "organisation_id": booking.organisation_id}
    with transaction() as session:
        made = Series(
            reference=reference, person_id=company.person.id, units=1, purpose="Prov", created_at=LONG_AGO, **whose
        )
        session.add(made)
        session.flush()
        session.add(
            SeriesDate(series_id=made.id, day=day, starts_at=own.starts_at, ends_at=own.ends_at, booking_id=booking.id)
        )
    shift, targets = Shift(ONE, day, 0, wall_time(period), 1), {day: Target(period, booking.version)}
    return lambda: series.move_dates(company.visitor, reference, shift, targets, "", NOW)


def feed_import(stage: Stage, period: Period, company: Company) -> Act:
    """What the owner's own calendar says is busy arrives; it takes no booking's time, but nobody books it afterwards."""
    resource_id, calendar = stage.scene.resource.id, current_app.extensions["feed-fetcher"]
    if feeds.feed_of(resource_id) is None:
        with transaction() as session:
            feed = {"url": URL, "units": 1, "created_by_id": stage.owner.id, "created_at": NOW, "fault": ""}
            session.execute(insert(Feed).values(resource_id=resource_id, read_at=NOW, ok_at=NOW, **feed))

    def act() -> None:
        calendar.periods.append(period)
        known = feeds.feed_of(resource_id)
        assert known is not None and feed_service.read(known, NOW)
        db.session.rollback()
        if not feeds.busy_of(resource_id, period):
            raise Refusal(TAKEN)

    return act


PATHS: dict[str, Callable[[Stage, Period, Company], Act]] = {
    "accept a change": accept_a_change,
    "add units": add_units,
    "api": api,
    "approve": approve,
    "basket": basket,
    "book": book,
    "dates of a series": dates_of_a_series,
    "extend": extend,
    "feed import": feed_import,
    "move": move,
    "move a series": move_a_series,
    "move up": move_up,
    "repair": repair,
    "repair elsewhere": repair_elsewhere,
    "steps of a campaign": steps_of_a_campaign,
    "take a lapsed hold again": take_a_lapsed_hold_again,
    "waiting-list offer": waiting_list_offer,
}

NEEDS_ONE_TO_BEGIN_WITH = frozenset({"add units"})
"""Paths whose booking has a unit of the period before the race."""

NEVER_TWO = frozenset({"feed import"})
"""Paths of which there is only one at a time: a resource has one calendar."""
