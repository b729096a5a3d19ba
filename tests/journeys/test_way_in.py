"""A case from the question to its answers: a yes, a way shown to a third owner, and one that reads blind until the terms."""

import re

from playwright.sync_api import expect

from tests.journeys.cases import COMPANY, FIGURE, NEED, SECRET, open_case

PRICE, TIMES, WHY = "24000", "Den 8 till 12 mars", "De har en klimatkammare som räcker"
THIRD, THIRD_OWNER = "demoverkstaden-malmo", "agare@demo.example"
ANSWER, SEND = "a.button[href$='/svara']", "main form.form-narrow .form-actions button"


def say_yes(owner, path: str) -> None:
    assert NEED in owner.read(path)
    owner.press(owner.find(ANSWER).first)
    owner.judge()
    owner.write("textarea[name=times]", TIMES)
    owner.write("input[name=price]", PRICE)
    owner.press(SEND)
    expect(owner.page).to_have_url(re.compile(f"{path}$"))


def name_another(owner, path: str) -> None:
    owner.go(path)
    owner.press(owner.find(ANSWER).first)
    owner.press(".tabs a[href*='svar=annan']")
    owner.write("#sok", "demoverkstaden malmö")
    owner.press(".choose-search button")
    owner.judge()
    owner.hand.mark(owner.find(f"input[value={THIRD}]"))
    owner.write("textarea[name=text]", WHY)
    owner.press(SEND)
    expect(owner.page).to_have_url(re.compile(f"{path}$"))


def test_one_owner_says_yes_and_one_names_a_third_who_gets_the_whole_brief(by_keys, live_portal) -> None:
    case = open_case(live_portal.app, owners=2)
    company, first, second, third = (by_keys(one) for one in (case.company, *case.owners, THIRD_OWNER))

    say_yes(first, case.path)
    name_another(second, case.path)
    said = company.read(case.path)
    assert TIMES in said and re.search(r"24[\s,]000", said) and WHY in said
    company.press("button[name=svar][value=ja]")

    passed_on = third.read(case.path)
    assert all(told in passed_on for told in (NEED, FIGURE, COMPANY, case.organisations[1]))
    # Nobody reads in another's thread, nor who else is asked.
    first.go(case.path)
    second.go(case.path)
    assert not any(other in first.says() for other in (WHY, case.organisations[1], THIRD))
    assert not any(other in second.says() for other in (TIMES, case.organisations[0]))
    assert not any(other in passed_on for other in (TIMES, WHY, case.organisations[0]))


def test_an_owner_reads_a_blind_case_without_a_name_until_it_accepts_the_terms(by_keys, live_portal) -> None:
    case = open_case(live_portal.app, blind=True, place="Degerfors")
    company, owner = by_keys(case.company), by_keys(case.owners[0])

    blind = owner.read(case.path)
    assert NEED in blind
    assert not any(told in owner.page.content() for told in (COMPANY, SECRET, "Degerfors", "Hemliga Helena"))
    owner.press(owner.find("a.button[href$='/villkor']").first)
    owner.judge()
    owner.hand.mark(owner.find("input[name=accepts]"))
    owner.press(SEND)
    assert COMPANY in owner.says() and SECRET not in owner.page.content()
    owner.press("form[action$='/konfidentiellt'] button")
    assert SECRET in owner.says()
    owner.judge()

    company.read(case.path)
    expect(company.find("section[aria-labelledby=oppnat] li")).to_contain_text(case.organisations[0])
    company.press("form[action$='/samordnare'] button:not([name])")
    coordinator = by_keys("nation@demo.example")
    assert NEED in coordinator.read(case.path)
    assert not any(told in coordinator.page.content() for told in (COMPANY, SECRET))
