"""A company asks about a real listing, which nobody can book; the coordinator of the county answers."""

import re

from playwright.sync_api import expect

# In Gävle, so that the regional coordinator of the demonstration answers.
LISTING = "/testbaddar?lan=Gävleborgs+län&q=metaller"


def test_a_company_asks_and_the_coordinator_answers(walker) -> None:
    company, coordinator = walker(), walker("region@demo.example")
    company.go(LISTING)
    company.press(company.find(".hit-title a").first)
    company.press("main a.button[href*='/boka?testbadd=']")
    company.write("textarea[name=need]", "Tål vår axel 80 kN i 40 graders kyla?")
    company.press("main form button.button")
    company.press("button[value=fraga]")
    company.press("main a[href*='/logga-in?next=']")
    company.sign_in("foretag2@demo.example")
    company.press("main form button.button")
    expect(company.page).to_have_url(re.compile(r"/arenden/FR-\w{4}-\w{4}$"))
    page, reference = company.page.url, company.page.url.rsplit("/", 1)[1]

    coordinator.go("/skrivbord")
    coordinator.press(coordinator.find(f".todo li:has(a[href$='/{reference}']) a.button").first)
    assert "80 kN" in coordinator.find("main").inner_text()
    coordinator.press("details.more summary")
    coordinator.write("textarea[name=body]", "Ja. Vi har frågat testbädden, och den har plats i mars.")
    coordinator.press("main form:has(textarea) button.button")

    company.page.goto(page)
    company.look()
    assert "plats i mars" in company.find("main").inner_text()
