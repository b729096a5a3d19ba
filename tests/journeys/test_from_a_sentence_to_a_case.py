"""A company without an account goes from one sentence to a sent case, in so few steps that they are counted."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from portal.database import db
from portal.outbox import Message

MOST = 12
NEED = {
    "sv": "Tål vår axel, 2,4 m och 800 kg, utmattning vid 80 kN? Vi finns i Falun, i mars, för högst 200 000 kr.",
    "en": "Does our shaft, 2.4 m and 800 kg, stand fatigue at 80 kN? We are in Falun, in March, for at most 200 000 SEK.",
}


class Counted:
    """Counts what a person does: each press, each field that is filled in or ticked, each letter's link that is opened."""

    def __init__(self, person) -> None:
        self.person, self.done = person, 0

    def __getattr__(self, name):
        do = getattr(self.person, name)

        def counted(*args, **more):
            self.done += 1
            return do(*args, **more)

        return counted

    def mark(self, selector: str) -> None:
        self.done += 1
        self.person.hand.mark(self.person.find(selector).first)


def the_link(live_portal, email: str) -> str:
    with live_portal.app.app_context():
        query = select(Message.body).where(Message.to_email == email, Message.kind == "accounts.enquiry-confirm")
        return re.search(r"(/(?:en/)?boka/bekrafta\?kod=\S+)", db.session.scalars(query).one())[1]


def walked(person, live_portal, email: str) -> int:
    """Go the whole way and return how many things were done on it."""
    person.go("/boka")
    does = Counted(person)
    does.write("textarea[name=need]", NEED[person.language])
    does.press("main form button.button")
    does.mark(".intake-choice input")
    does.press("button[value=fraga]")
    does.write("input[name=name]", "Nora Nilsson")
    does.write("input[name=email]", email)
    does.write("input[name=company]", "Nilssons Axlar AB")
    does.mark("input[name=consent]")
    does.press("main form button.button")
    does.go(the_link(live_portal, email).removeprefix(person.prefix))
    does.press("main form button.button")
    return does.done


def test_a_company_without_an_account_sends_its_case(walker, live_portal, hand, language) -> None:
    person = walker()

    done = walked(person, live_portal, f"nora.{hand}.{language}@axlar.example")

    expect(person.page).to_have_url(re.compile(r"/arenden/FR-\w{4}-\w{4}$"))
    assert "800 kg" in person.find("main").inner_text()
    assert done <= MOST, f"{done} interactions"


@pytest.mark.parametrize("hand", ["pointer"], indirect=True)
@pytest.mark.parametrize("language", ["sv"], indirect=True)
def test_every_question_can_be_walked_through(walker, hand, language) -> None:
    person = walker()
    person.go("/boka")
    person.write("textarea[name=need]", "Prov av en axel")
    person.press("main form button.button")

    person.press("button[value=mer]")
    for _screen in range(6):
        person.press("main form button.button")

    expect(person.page).to_have_url(re.compile("/granska$"))


def test_it_works_without_scripts(watched_context, live_portal) -> None:
    page = watched_context(java_script_enabled=False).new_page()
    page.goto("/boka")
    page.fill("textarea[name=need]", NEED["sv"])
    page.click("main form button.button")
    page.check(".intake-choice input >> nth=0")
    page.click("button[value=fraga]")

    assert "Falun" in page.inner_text("main") and page.url.endswith("/granska")
