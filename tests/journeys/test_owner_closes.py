"""An owner closes a day: what that displaces is shown first, and the stranded booking shows up on both desks."""

import itertools
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from portal import clock
from portal.accounts.models import Membership, Person
from portal.catalogue.models import Resource
from portal.clock import Period
from portal.database import db
from tests.builders import make_booking

RESOURCE = "demoverkstaden-malmo-fallprov"
_weeks = itertools.count(6)


@pytest.fixture
def stranded(live_portal):
    """A booking of the demonstration's company on a working day that no other test closes."""
    with live_portal.app.app_context():
        resource = db.session.scalars(select(Resource).where(Resource.slug == RESOURCE)).one()
        person = db.session.scalars(select(Person).where(Person.email == "foretag@demo.example")).one()
        organisation = (
            db.session.scalars(select(Membership).where(Membership.person_id == person.id)).one().organisation
        )
        monday = clock.monday_of(clock.week_of(clock.local_day(clock.now()) + timedelta(weeks=next(_weeks))))
        day = next(day for day in clock.days(monday, monday + timedelta(days=4)) if clock.is_working_day(day))
        starts_at = clock.start_of(day) + timedelta(hours=10)
        period = Period(starts_at, starts_at + timedelta(hours=2))
        booking = make_booking(resource, person=person, organisation=organisation, period=period)
        return booking.reference, day


def test_an_owner_closes_a_day_and_the_stranded_booking_shows_up(walker, stranded) -> None:
    reference, day = stranded
    owner, company = walker("agare@demo.example"), walker("foretag@demo.example")
    owner.go("/skrivbord")
    owner.press(f"a[href$='/resurser/{RESOURCE}/stang']")
    owner.write("input[name=first_day]", day.isoformat())
    owner.write("input[name=last_day]", day.isoformat())
    owner.hand.mark(owner.find("input[name=reason]").first)
    owner.press("main form .form-actions button:not(.button-quiet)")
    assert reference in owner.find("main").inner_text()

    owner.press("button[name=do]")
    owner.go("/skrivbord")
    assert reference in owner.find(".todo").first.inner_text()

    company.go("/skrivbord")
    company.press(company.find(f".todo li:has(a[href$='/{reference}']) a.button").first)
    company.hand.mark(company.find("input[name=choice]").first)
    company.press("button[value=option]")
    company.go(f"/bokningar/{reference}")
    expect(company.find("main .page-head .mark-good")).to_be_visible()
    company.go("/skrivbord")
    assert company.find(f".todo a[href$='/{reference}']").count() == 0
