"""Stars and comparing: with a script, with the keyboard alone, without scripts, and on a phone."""

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


def test_what_is_ticked_is_counted_and_outlives_a_new_search(page, axe):
    page.goto("/testbaddar?q=laser")
    expect(page.locator(".compare-bar")).to_be_hidden()
    for number in (0, 1):
        page.locator("[data-compare]").nth(number).check()
    expect(page.get_by_role("button", name="Jämför (2)")).to_be_visible()
    axe(page)
    page.get_by_label("Vad vill ni testa?").fill("vätgas")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=v"))
    page.locator("[data-compare]").first.check()

    page.get_by_role("button", name="Jämför (3)").click()

    expect(page.locator(".compare-name")).to_have_count(3)
    axe(page)


def test_too_many_is_said_at_once_and_on_the_page(page):
    page.goto("/testbaddar")
    for number in range(5):
        page.locator("[data-compare]").nth(number).check()
    expect(page.locator("[data-compare-said]")).to_have_text("Högst fyra jämförs åt gången.")

    page.locator(".compare-bar .button").first.click()

    expect(page.locator(".compare-name")).to_have_count(4)
    expect(page.get_by_text("Den här är inte med")).to_be_visible()


def test_comparing_works_by_keyboard_alone(page):
    page.goto("/testbaddar?q=laser")
    for number in (0, 1):
        tab_to(page, page.locator("[data-compare]").nth(number))
        page.keyboard.press("Space")
    tab_to(page, page.locator(".compare-bar .button").first)
    page.keyboard.press("Enter")
    expect(page.locator(".compare-name")).to_have_count(2)
    tab_to(page, page.locator(".compare-off").first)
    page.keyboard.press("Enter")

    expect(page.locator(".compare-name")).to_have_count(1)


def test_comparing_works_without_scripts(watched_context):
    page = watched_context(java_script_enabled=False).new_page()
    page.goto("/testbaddar?q=laser")
    for number in (0, 1):
        page.locator("[data-compare]").nth(number).check()

    page.get_by_role("button", name="Jämför valda").click()

    expect(page.locator(".compare-name")).to_have_count(2)
    page.get_by_role("link", name=re.compile("^Dölj ")).click()
    expect(page).to_have_url(re.compile("dolj=lika"))


def test_on_a_phone_the_columns_scroll_in_their_own_region(page, axe):
    page.set_viewport_size(PHONE)
    page.goto("/testbaddar?q=laser")
    for number in range(4):
        page.locator("[data-compare]").nth(number).check()
    page.locator(".compare-bar .button").first.click()
    region = page.get_by_role("region", name="Testbäddarna sida vid sida")

    region.focus()
    page.keyboard.press("ArrowRight")

    expect(region).to_be_focused()
    page.wait_for_function("() => document.querySelector('.table-scroll').scrollLeft > 0")
    assert sideways(page) <= 0
    axe(page)
