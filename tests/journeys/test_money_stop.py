"""A small company books where a region wants the application first: it is stopped by a question, answers, and books."""

import re

from playwright.sync_api import expect

FREE = "#kalender-demoverkstaden-karlstad-analyslabb td.slot a"
SEND = "#skicka button"


def test_a_company_is_stopped_where_money_is_lost_by_booking_first(walker) -> None:
    company = walker("foretag@demo.example")
    company.go("/testbaddar/demoverkstaden-karlstad?resurs=demoverkstaden-karlstad-analyslabb")
    company.press(company.find(FREE).last)
    expect(company.find("main .notice a[href$='/stod/region-varmland-foretagsstod']")).to_be_visible()
    company.write("input[name=purpose]", "Analys av fibrer")
    company.press("#bokning button.button:not(.button-secondary)")
    expect(company.page).to_have_url(re.compile(r"/bokningar/TP-[^/]+/kontrollera$"))

    company.press(SEND)
    expect(company.find(".error-summary")).to_be_visible()
    expect(company.find("#stod .field-error")).to_be_visible()

    company.hand.mark(company.find("#stod-no-support"))
    company.press(SEND)
    expect(company.page).to_have_url(re.compile(r"/bokningar/TP-[^/]+$"))
    expect(company.find("main .page-head .mark").first).to_be_visible()
