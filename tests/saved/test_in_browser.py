"""Stars with a script, with the keyboard alone, without scripts, and on a phone."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from portal.accounts.models import Person, SignIn
from portal.database import db, transaction
from portal.saved.models import Favourite
from tests.browser import tab_to
from tests.signing_in import session_cookie

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def cookie(live_portal):
    """Return what signs the made-up company's person in, without a star or a search from the test before."""
    with live_portal.app.app_context():
        person = db.session.scalars(select(Person).where(Person.email == "foretag@demo.example")).one()
        with transaction() as session:
            session.query(Favourite).delete()
        name, value = session_cookie(live_portal.app, person)
    return {"name": name, "value": value, "url": live_portal.url}


@pytest.fixture
def mine(page, cookie):
    page.context.add_cookies([cookie])
    return page


def sideways(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_a_star_is_pressed_in_place_and_keeps_the_focus(mine, axe):
    mine.goto("/testbaddar?q=laser")
    star = mine.locator(".hit .star-button").first
    tab_to(mine, star)
    mine.keyboard.press("Enter")

    expect(star).to_have_attribute("aria-pressed", "true")
    expect(star).to_be_focused()
    expect(mine).to_have_url(re.compile(r"/testbaddar\?q=laser$"))
    axe(mine)
    mine.keyboard.press("Space")
    expect(star).to_have_attribute("aria-pressed", "false")


def test_a_star_pressed_when_the_sign_in_is_over_leads_to_sign_in(mine, live_portal):
    mine.goto("/testbaddar?q=laser")
    with live_portal.app.app_context(), transaction() as session:
        session.query(SignIn).delete()

    mine.locator(".hit .star-button").first.click()

    expect(mine).to_have_url(re.compile("/logga-in"))


def test_without_scripts_a_star_is_pressed_and_one_comes_back_to_it(watched_context, cookie):
    context = watched_context(java_script_enabled=False)
    context.add_cookies([cookie])
    page = context.new_page()
    page.goto("/testbaddar?q=laser")

    page.locator(".hit .star-button").nth(1).click()

    expect(page).to_have_url(re.compile(r"/testbaddar\?q=laser#stjarna-"))
    expect(page.locator(".hit .star-button").nth(1)).to_have_attribute("aria-pressed", "true")


def test_on_a_phone_nothing_sticks_out_and_axe_finds_nothing(mine, axe):
    mine.set_viewport_size(PHONE)
    mine.goto("/testbaddar?q=laser")
    mine.locator(".hit .star-button").first.click()
    expect(mine.locator(".hit .star-button").first).to_have_attribute("aria-pressed", "true")
    mine.get_by_role("button", name="Spara sökningen").click()

    for path in ("/testbaddar?q=laser", "/mina/favoriter", "/mina/sokningar", "/en/mina/sokningar"):
        mine.goto(path)
        assert sideways(mine) <= 0, path
        axe(mine)
