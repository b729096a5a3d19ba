"""What a script adds to the pages of a booking."""

import re
from datetime import timedelta
from itertools import count

from playwright.sync_api import expect
from sqlalchemy import select

from portal import clock
from portal.accounts.models import Membership, Person
from portal.booking.states import HELD
from portal.catalogue.models import Resource
from portal.clock import Period
from portal.database import db
from tests.builders import make_booking
from tests.signing_in import session_cookie

RESOURCE = "demoverkstaden-malmo-fallprov"
# Each hold has a week of its own, far from what the demonstration has booked.
_weeks = count(12)


def held_for(live_portal, length):
    """Return the reference of a time that the made-up company holds for so long, and the cookie of its person."""
    with live_portal.app.app_context():
        person = db.session.scalars(select(Person).where(Person.email == "foretag@demo.example")).one()
        membership = db.session.scalars(select(Membership).where(Membership.person_id == person.id)).one()
        resource = db.session.scalars(select(Resource).where(Resource.slug == RESOURCE)).one()
        day = clock.monday_of(clock.week_of(clock.local_day(clock.now()) + timedelta(weeks=next(_weeks))))
        begins = clock.start_of(day) + timedelta(hours=10)
        booking = make_booking(
            resource,
            person=person,
            organisation=membership.organisation,
            period=Period(begins, begins + timedelta(hours=1)),
            state=HELD,
            held_until=clock.now() + length,
            created_at=clock.now(),
        )
        return booking.reference, session_cookie(live_portal.app, person)


def test_a_held_time_warns_before_it_lapses_and_says_when_it_has(page, live_portal, axe):
    reference, (name, value) = held_for(live_portal, timedelta(minutes=15))
    page.context.add_cookies([{"name": name, "value": value, "url": live_portal.url}])
    page.clock.install()
    page.goto(f"/en/bokningar/{reference}/kontrollera")
    warning = page.get_by_role("alert")
    expect(warning.get_by_text("less than two minutes")).to_be_hidden()

    page.clock.fast_forward("13:05")

    expect(warning.get_by_text("less than two minutes")).to_be_visible()
    axe(page)
    page.clock.fast_forward("02:00")
    expect(warning.get_by_text("You can still go on")).to_be_visible()
    expect(warning.get_by_text("less than two minutes")).to_be_hidden()


def test_a_held_time_is_extended_from_the_warning_on(page, live_portal):
    reference, (name, value) = held_for(live_portal, timedelta(seconds=90))
    page.context.add_cookies([{"name": name, "value": value, "url": live_portal.url}])
    page.goto(f"/bokningar/{reference}/kontrollera")
    expect(page.get_by_role("alert").get_by_text("mindre än två minuter")).to_be_visible()

    page.get_by_role("button", name="Förläng 15 minuter").click()

    expect(page.locator(".held")).to_contain_text(re.compile(r"i 1[45] minuter"))
    expect(page.get_by_role("alert").get_by_text("mindre än två minuter")).to_be_hidden()
