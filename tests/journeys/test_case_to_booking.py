"""A case from the answers to what came of it: the stop for money, one booking, a campaign over two owners, and the outcome."""

import re

from playwright.sync_api import expect

from tests.journeys.cases import open_case

TO_CHECK = "#bokning button.button:not(.button-secondary)"
HOLD_ALL = "section.chain form .form-actions button"
SEND_ALL = ".form-actions form[action$='/kontrollera'] button"
BOOKED = "section[aria-labelledby=bokningar] tbody tr"
STOP, CLOSED, LESSON = ".case-money .notice", "main .page-head .mark-off", "Det höll, men inte i kylan"


def test_the_stop_for_money_is_shown_before_a_booking_that_then_belongs_to_the_case(by_keys, live_portal) -> None:
    case = open_case(live_portal.app, said_yes=True)
    company, owner = by_keys(case.company), by_keys(case.owners[0])

    company.read(case.path)
    expect(company.find(f"{STOP} a[href*='/stod/']").first).to_be_visible()
    company.press(company.find(f"a.button[href*='{case.path}/boka/']").first)
    company.judge()
    expect(company.find("main .notice a[href*='/stod/']").first).to_be_visible()
    company.write("input[name=first_day]", case.day)
    company.write("input[name=starts]", "09:00")
    company.write("input[name=ends]", "11:00")
    company.write("input[name=purpose]", "Köldprov av en axel")
    company.press(TO_CHECK)
    company.judge()
    company.hand.mark(company.find(".money-stop input[value=no-support]"))
    company.press("#skicka button")
    expect(company.page).to_have_url(re.compile(r"/bokningar/TP-\w{4}-\w{4}$"))
    reference = company.page.url.rsplit("/", 1)[1]

    assert reference in company.read(case.path)
    assert reference in owner.read(case.path)


def test_a_campaign_over_two_owners_begins_in_the_case_and_ends_there(by_keys, live_portal) -> None:
    case = open_case(live_portal.app, owners=2, said_yes=True, seeks_support="no")
    company = by_keys(case.company)

    company.go(case.path)
    company.press(f"a[href$='{case.path}/kampanj']")
    company.press("#plan .form-actions button[name=visa]")
    company.judge()
    company.write("section.chain input[name=purpose]", "Köldprov och utmattning")
    company.press(HOLD_ALL)
    company.judge()
    company.hand.mark(company.find(".money-stop input[value=no-support]"))
    company.press(SEND_ALL)
    expect(company.page).to_have_url(re.compile(r"/samlade-bokningar/TPK-\w{4}-\w{4}$"))

    company.read(case.path)
    expect(company.find(BOOKED)).to_have_count(2)
    for owner, own, other in zip(map(by_keys, case.owners), case.testbeds, reversed(case.testbeds), strict=True):
        owner.go(case.path)
        expect(owner.find(BOOKED)).to_have_count(1)
        expect(owner.find(BOOKED)).to_contain_text(own)
        assert other not in owner.says()


def test_what_came_of_it_closes_the_case_and_shows_what_may_pay_for_the_next_step(by_keys, live_portal) -> None:
    case = open_case(live_portal.app, said_yes=True, trl_now=5)
    company, owner = by_keys(case.company), by_keys(case.owners[0])

    company.go(case.path)
    company.press("a.button[href$='/utfall']")
    company.judge()
    for answer in ("done][value=yes", "figure_met][value=partly", "next_exit][value=retest"):
        company.hand.mark(company.find(f"input[name={answer}]"))
    company.write("textarea[name=text]", LESSON)
    company.hand.mark(company.find("input[name=shown_to_owners]"))
    company.press("main form.form-narrow .form-actions button")
    company.judge()
    expect(company.find("section[aria-labelledby=nasta-steg] a[href*='/stod/']").first).to_be_visible()

    company.read(case.path)
    expect(company.find(CLOSED)).to_be_visible()
    owner.go(case.path)
    expect(owner.find(CLOSED)).to_be_visible()
    owner.press("a.button[href$='/utfall']")
    assert LESSON in owner.says()
