"""Who walks the journeys: a person with a browser, a hand (pointer or keys alone) and a language."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from portal.accounts.demonstration import PASSWORD
from portal.accounts.models import Person
from portal.database import db
from tests.browser import assert_accessible
from tests.journeys.hands import HANDS, Hand
from tests.signing_in import session_cookie

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@dataclass
class Walker:
    """A person at a page of the portal. `look` judges the page; it is left out by keyboard, where pages are the same."""

    page: Page
    hand: Hand
    language: str
    judges: bool
    windows: tuple[Any, ...] = (NARROW, WIDE)

    @property
    def prefix(self) -> str:
        return "/en" if self.language == "en" else ""

    def go(self, path: str) -> None:
        self.page.goto(self.prefix + path)
        self.look()

    def find(self, selector: str, **more: Any) -> Locator:
        return self.page.locator(selector, **more)

    def press(self, target: Locator | str) -> None:
        """Press and look at the page that this leads to."""
        self.hand.press(self.find(target) if isinstance(target, str) else target)
        self.page.wait_for_load_state()
        self.look()

    def write(self, field: str, text: str) -> None:
        self.hand.write(self.find(field), text)

    def read(self, path: str) -> str:
        """Go to the page, judge it, and return what it says."""
        self.go(path)
        self.judge()
        return self.says()

    def says(self) -> str:
        return self.find("main").inner_text()

    def look(self) -> None:
        expect(self.find("html")).to_have_attribute("lang", self.language)
        if self.judges:
            self.judge()

    def judge(self) -> None:
        """See that axe finds nothing and that the page fits its window."""
        for window in self.windows:
            self.page.set_viewport_size(window)
            assert_accessible(self.page)
            assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
                f"{self.page.url} is wider than a window of {window['width']} px"
            )

    def sign_in(self, email: str) -> None:
        """Fill in the sign-in page that is open."""
        self.write("input[type=email]", email)
        self.write("input[name=password]", PASSWORD)
        self.press("main form button.button")


@pytest.fixture(params=["sv", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(params=list(HANDS))
def hand(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def enter(watched_context: Any, live_portal: Any) -> Callable[..., Page]:
    """Return a maker of pages: enter() is signed out, enter("agare@demo.example") is signed in already."""

    def open_page(email: str | None = None) -> Page:
        context = watched_context()
        if email:
            with live_portal.app.app_context():
                person = db.session.scalars(select(Person).where(Person.email == email)).one()
                name, value = session_cookie(live_portal.app, person)
            context.add_cookies([{"name": name, "value": value, "url": live_portal.url}])
        return context.new_page()

    return open_page


@pytest.fixture
def walker(enter: Callable[..., Page], hand: str, language: str) -> Callable[..., Walker]:
    """Return a maker of people: walker() is signed out, walker("agare@demo.example") is signed in already."""
    return lambda email=None: Walker(enter(email), HANDS[hand](), language, judges=hand == "pointer")


@pytest.fixture
def by_keys(enter: Callable[..., Page], language: str) -> Callable[..., Walker]:
    """Return a maker of people without a pointer: in Swedish on a narrow screen, in English on a wide one."""

    def start(email: str | None = None) -> Walker:
        window = NARROW if language == "sv" else WIDE
        page = enter(email)
        page.set_viewport_size(window)  # type: ignore[arg-type]
        return Walker(page, HANDS["keys"](), language, judges=False, windows=(window,))

    return start
