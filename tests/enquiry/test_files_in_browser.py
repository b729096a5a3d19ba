"""Files in a real browser: a hundred megabytes end in words at the field, and a drawing reaches the other side."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from portal import clock
from portal.catalogue.models import Testbed
from portal.database import db
from portal.enquiry import service
from portal.enquiry.brief import Brief
from tests.builders import make_organisation, make_person, make_testbed
from tests.files.making import pdf
from tests.visitors import visitor_of

PASSWORD = "en lagom lång mening"
MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def case(live_portal):
    """Return somebody who has asked an owner, and the address of the case."""
    with live_portal.app.app_context():
        person = make_person(make_organisation("Frågande AB"), password=PASSWORD)
        testbed = db.session.get_one(Testbed, make_testbed("Vibrationsbordet").id)
        sender = service.sender_of(visitor_of(person))
        return person.email, service.send_enquiry(sender, Brief(need="Prov"), [testbed], now=clock.now()).reference


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "stor.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(100 * MEGABYTE)
    return path


def open_case(page, live_portal, case, language=""):
    email, reference = case
    page.goto(f"{live_portal.url}{language}/logga-in?next={language}/arenden/{reference}")
    page.locator("[name=email]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(reference))
    page.locator("details.more summary").first.focus()
    page.keyboard.press("Enter")
    page.locator("textarea").first.fill("Här är ritningen.")


def send(page):
    page.locator("details.more button").first.focus()
    page.keyboard.press("Enter")


def test_without_scripts_a_hundred_megabytes_are_answered_with_words_and_everything_typed(
    watched_context, live_portal, case, large
):
    page = watched_context(java_script_enabled=False).new_page()
    open_case(page, live_portal, case)

    page.locator("input[type=file]").first.set_input_files(large)
    send(page)

    expect(page.locator(".error-summary")).to_contain_text("stor.pdf är större än 10 MB", timeout=60_000)
    expect(page.locator("textarea").first).to_have_value("Här är ritningen.")


@pytest.mark.parametrize(
    ("language", "words"), [("", "stor.pdf är större än 10 MB"), ("/en", "stor.pdf is larger than 10 MB")]
)
def test_with_scripts_it_is_said_before_anything_is_sent(page, axe, live_portal, case, large, language, words):
    sent = []
    page.on("request", lambda request: sent.append(request.method))
    open_case(page, live_portal, case, language)
    sent.clear()

    page.locator("input[type=file]").first.set_input_files(large)

    expect(page.get_by_role("alert").filter(has_text=words)).to_be_visible()
    send(page)
    expect(page.locator("input[type=file]").first).to_be_focused()
    assert "POST" not in sent
    axe(page)


def test_a_drawing_is_sent_and_fetched(page, axe, live_portal, case, tmp_path):
    drawing = tmp_path / "Fäste ÅÄÖ.pdf"
    drawing.write_bytes(pdf())
    page.set_viewport_size({"width": 390, "height": 844})
    open_case(page, live_portal, case)

    page.locator("input[type=file]").first.set_input_files(drawing)
    send(page)
    link = page.get_by_role("link", name="Fäste ÅÄÖ.pdf")
    with page.expect_download() as found:
        link.click()

    assert found.value.suggested_filename == "Fäste ÅÄÖ.pdf"
    assert Path(found.value.path()).read_bytes() == pdf()
    axe(page)
