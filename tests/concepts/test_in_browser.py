"""The pages of the thesaurus as people meet them: axe finds nothing, nothing is too wide, and no script is needed."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from portal.accounts.models import Person
from portal.database import db
from tests.signing_in import session_cookie

READ = ("/begrepp", "/en/begrepp?ord=rust", "/begrepp/corrosion-testing")
KEPT = ("/begrepp/corrosion-testing/redigera", "/begrepp/nytt", "/begrepp/corrosion-testing/ta-bort")
SUBJECTS = "/testbaddar/abb-washdown-lab-vasteras/amnen"


@pytest.fixture
def coordinator(page, live_portal):
    with live_portal.app.app_context():
        person = db.session.scalars(select(Person).where(Person.email == "nation@demo.example")).one()
        name, value = session_cookie(live_portal.app, person)
    page.context.add_cookies([{"name": name, "value": value, "url": live_portal.url}])
    return page


def assert_sound(page, axe, path):
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(path)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("path", READ)
def test_pages_to_read_are_sound(page, axe, path):
    assert_sound(page, axe, path)


@pytest.mark.parametrize("path", [*KEPT, SUBJECTS])
def test_pages_to_keep_it_are_sound(coordinator, axe, path):
    assert_sound(coordinator, axe, path)


def test_a_fault_is_reached_from_the_summary(coordinator, axe):
    coordinator.goto(KEPT[0])
    coordinator.get_by_label("Bredare begrepp 3").fill("finns inte")
    coordinator.get_by_role("button", name="Spara begreppet").click()

    axe(coordinator)
    coordinator.get_by_role("alert").get_by_role("link").click()

    expect(coordinator.locator("#broader")).to_be_focused()
    expect(coordinator.get_by_label("Bredare begrepp 3")).to_have_value("finns inte")
