"""A case to walk through: a small company, the owners it has asked, and what they have answered already."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Flask

from portal import clock
from portal.clock import Period
from portal.enquiry import queries, service
from portal.enquiry.answers import answering
from portal.enquiry.answers.rules import Given
from portal.enquiry.brief import Brief
from portal.enquiry.models import YES
from tests.builders import make_capacity, make_organisation, make_owner, make_person, make_resource, make_testbed
from tests.visitors import visitor_of

COMPANY, NEED = "Axelsmedjan AB", "Tål vår axel 80 kN i kyla?"
FIGURE, SECRET = "Ingen spricka efter 1 000 varv", "Legering Q-77"
# Where a programme of the seeds wants the application before the order.
COUNTY = "Västernorrlands län"


@dataclass(frozen=True)
class Opened:
    """A case that has been sent: its address, whose it is, who answers for what, and a day that can be booked."""

    path: str
    company: str
    owners: list[str]
    testbeds: list[str]
    organisations: list[str]
    day: str


def open_case(app: Flask, owners: int = 1, *, blind: bool = False, said_yes: bool = False, **brief: Any) -> Opened:
    """Send a case to so many owners; those who have said yes can be booked by the hour from tomorrow."""
    with app.app_context():
        testbeds = [make_testbed(f"Provhall {number}", county=COUNTY) for number in range(1, owners + 1)]
        people = [make_owner(one, role="manager") for one in testbeds]
        person = make_person(make_organisation(COMPANY, counties=[COUNTY]), name="Hemliga Helena")
        told = {"sector": "automotive", "pass_figure": FIGURE, "confidential": SECRET, "county": COUNTY, **brief}
        need = Brief(NEED, size_class="sme", secrecy="blind" if blind else "open", **told)
        enquiry = service.send_enquiry(service.sender_of(visitor_of(person)), need, testbeds, now=clock.now())
        asks = queries.all_asks(enquiry)
        for owner, ask in zip(people, asks, strict=True) if said_yes else ():
            _say_yes(owner, ask)
        return Opened(
            path=f"/arenden/{enquiry.reference}",
            company=person.email,
            owners=[one.email for one in people],
            testbeds=[one.name for one in testbeds],
            organisations=[one.organisation.name for one in asks],
            day=(tomorrow() + timedelta(days=1)).isoformat(),
        )


def tomorrow() -> date:
    return clock.local_day(clock.now()) + timedelta(days=1)


def _say_yes(owner: Any, ask: Any) -> None:
    resource = make_resource(ask.testbed, name=f"Bänken i {ask.testbed.name}")
    opens = clock.start_of(tomorrow())
    make_capacity(resource, Period(opens, opens + timedelta(days=20)))
    seen = answering.answer_of(ask).mark
    given = Given(YES, times="När som helst i veckan", price=24000)
    answering.answer(visitor_of(owner), ask, given, seen=seen, now=clock.now())
