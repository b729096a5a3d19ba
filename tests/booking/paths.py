"""Every way by which a booking comes to take time: for the test that lets two of them race for the last unit.

A path is a function (stage, period, company) that prepares what it needs, and returns what is done when the race begins: it
ends quietly when it took the period, and raises a Refusal when it did not. Whoever adds a way to take time adds a line to
PATHS; the test then races it against itself and every other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from portal.accounts.models import Organisation
from portal.accounts.queries import Visitor
from portal.api import service as programs
from portal.api.keys import Asked
from portal.api.rules import Answer
from portal.booking import service
from portal.booking.models import Booking, Repair
from portal.booking.states import DISPLACED, EXPIRED, QUEUED
from portal.campaign import service as campaign
from portal.capacity.models import Closure
from portal.catalogue.queries import get_resource
from portal.clock import Period
from portal.database import transaction
from portal.references import new_reference
from tests.booking.scene import NOW, Scene
from tests.builders import make_booking

Act = Callable[[], Any]


@dataclass(frozen=True)
class Company:
    """One side of the race."""

    person: Any
    organisation: Organisation
    visitor: Visitor


@dataclass(frozen=True)
class Stage:
    """A scene whose only unit two companies want at once."""

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

    def earlier(self, company: Company, period: Period, state: str, **values: Any) -> Booking:
        """Return a booking of the company that takes nothing yet."""
        return make_booking(
            self.scene.resource,
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


def hold_several(stage: Stage, period: Period, company: Company) -> Act:
    """Several times held together, as a basket, a series and a campaign do: the wanted one, and one that nobody wants."""
    later = timedelta(days=30)
    also = Period(period.starts_at + later, period.ends_at + later)
    bundle = new_reference("TP")

    def act() -> None:
        parts = [service.Part(stage.here(), period, 1), service.Part(stage.spare(), also, 1)]
        held = service.hold_together(company.visitor, parts, "Prov", "", NOW, bundle=bundle)
        service.submit_together(company.visitor, held, NOW)

    return act


def repair(stage: Stage, period: Period, company: Company) -> Act:
    """A booking that a closure displaced gets a new time."""
    week = timedelta(days=7)
    lost = Period(period.starts_at - week, period.ends_at - week)
    reference = _displaced(stage.earlier(company, lost, DISPLACED)).reference
    return lambda: service.settle_repair(company.visitor, reference, "moved", NOW, period)


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

    def act() -> None:
        words = ("Prov", "", NOW)
        part = service.Part(stage.here(), period, 1)
        key = f"{period.starts_at:%Y%m%d%H%M}"
        held = campaign.hold_parts(company.visitor, [part], *words, kind="basket", form_key=key, made_of={})
        campaign.submit(company.visitor, held.reference, NOW)

    return act


def api(stage: Stage, period: Period, company: Company) -> Act:
    """A company's own program: held, sent and its answer kept in one transaction."""
    asked = Asked(company.visitor.id, f"{period.starts_at:%Y%m%d%H%M}", "Prov")

    def act() -> None:
        wish = programs.Wish(stage.here(), period, 1, "Prov", "")
        programs.book(company.visitor, wish, asked, lambda made: Answer(201, made.reference), NOW)

    return act


PATHS: dict[str, Callable[[Stage, Period, Company], Act]] = {
    "book": book,
    "take a lapsed hold again": take_a_lapsed_hold_again,
    "approve": approve,
    "hold several": hold_several,
    "repair": repair,
    "basket": basket,
    "api": api,
}
