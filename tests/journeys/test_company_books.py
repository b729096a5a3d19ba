"""A company finds a testbed, moves through its weeks, books a time and has it confirmed; the hours show in the figures."""

import re

from playwright.sync_api import expect

FOUND = "a[href$='/testbaddar/demoverkstaden-malmo']"
CALENDAR = "#kalender-demoverkstaden-malmo-fallprov"
FREE = f"{CALENDAR} td.slot a"
REFERENCE = re.compile(r"TP-\w{4}-\w{4}")
BOOKED = "main .page-head .mark-good"


def go_a_week_on(person, calendar):
    """Show the next week: the calendar alone changes, and the focus stays where it was."""
    shown = person.find(f"{calendar} .week-nav strong")
    week = shown.inner_text()
    person.hand.press(person.find(f"{calendar}-efter"))
    expect(shown).not_to_have_text(week)
    expect(person.find(f"{calendar}-efter")).to_be_focused()
    person.look()


def test_a_company_books_directly_and_gets_it_confirmed(walker) -> None:
    company = walker()
    company.go("/")
    company.write("input[name=q]", "demoverkstaden malmö")
    company.press("form[role=search] button")
    company.press(company.find(FOUND).first)

    go_a_week_on(company, CALENDAR)
    company.press(company.find(FREE).first)
    company.sign_in("foretag@demo.example")
    company.write("input[name=purpose]", "Fallprov av en låda")
    company.press("#bokning button.button:not(.button-secondary)")
    expect(company.page).to_have_url(re.compile(r"/bokningar/TP-[^/]+/kontrollera$"))

    company.press(".form-actions form button:not(.button-secondary):not(.button-quiet)")
    expect(company.find(BOOKED)).to_be_visible()
    reference = REFERENCE.search(company.page.url)
    assert reference

    company.go("/skickade-meddelanden")
    assert reference[0] in company.find("main").inner_text()
    company.go("/mina-bokningar")
    assert reference[0] in company.find("main").inner_text()


def booked_hours(coordinator):
    """Return how many unit hours the page of figures says are booked of the laboratory in Karlstad."""
    coordinator.go("/samordning")
    row = coordinator.find("table.table-compact").first.locator("tr", has_text="Demoverkstaden Karlstad")
    cells = row.filter(has_text=re.compile("Analyslabb|Analysis lab")).locator("td")
    return float(re.sub(r"[^\d.]", "", cells.nth(1).inner_text().replace(",", ".")))


def test_a_company_asks_for_a_time_and_the_owner_confirms(walker) -> None:
    company, owner, coordinator = (
        walker("foretag@demo.example"),
        walker("agare@demo.example"),
        walker("nation@demo.example"),
    )
    before = booked_hours(coordinator)
    company.go("/testbaddar/demoverkstaden-karlstad?resurs=demoverkstaden-karlstad-analyslabb")
    go_a_week_on(company, "#kalender-demoverkstaden-karlstad-analyslabb")
    company.press(company.find("#kalender-demoverkstaden-karlstad-analyslabb td.slot a").first)
    company.write("input[name=purpose]", "Analys av fibrer")
    company.press("#bokning button.button:not(.button-secondary)")
    # A programme of the county wants the application first, so the company says that it seeks no support.
    company.hand.mark(company.find("#stod-no-support"))
    company.press(".form-actions form button:not(.button-secondary):not(.button-quiet)")
    expect(company.find("main .page-head .mark-wait")).to_be_visible()
    page = company.page.url
    reference = REFERENCE.search(page)
    assert reference

    owner.go("/skrivbord")
    owner.press(owner.find(f".todo li:has(a[href$='/{reference[0]}']) a.button").first)
    owner.press("form[action$='/bekrafta'] button")
    expect(owner.find(BOOKED)).to_be_visible()

    company.page.goto(page)
    expect(company.find(BOOKED)).to_be_visible()
    for person in (company, owner):
        person.go("/skickade-meddelanden")
        assert reference[0] in person.find("main").inner_text()
    assert booked_hours(coordinator) > before
