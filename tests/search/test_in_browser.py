import re

from playwright.sync_api import expect


def facet(page, title):
    return page.locator(".facet > summary", has_text=title)


def test_a_filter_changes_list_counts_and_address_and_keeps_its_place(page, axe):
    page.goto("/testbaddar")
    before = page.locator("#antal-traffar").inner_text()
    facet(page, "Teknik").click()
    box = page.get_by_role("checkbox", name=re.compile("^Vätgas"))
    box.check()

    expect(page.locator("#antal-traffar")).not_to_have_text(before)
    expect(page).to_have_url(re.compile(r"/testbaddar\?teknik=hydrogen$"))
    expect(box).to_be_focused()
    expect(page.locator("[data-said]")).to_have_text(page.locator("#antal-traffar").inner_text())
    assert page.locator('[data-chosen="teknik"]').inner_text() == "1"
    axe(page)


def test_going_back_shows_the_search_before(page):
    page.goto("/testbaddar")
    before = page.locator("#antal-traffar").inner_text()
    facet(page, "Status").click()
    page.get_by_label("Planerad").check()
    expect(page).to_have_url(re.compile("status=planned"))

    page.go_back()

    expect(page.locator("#antal-traffar")).to_have_text(before)
    expect(page.get_by_label("Planerad")).not_to_be_checked()


def test_escape_closes_a_filter_and_gives_the_focus_back(page):
    page.goto("/testbaddar")
    facet(page, "Län").click()
    page.get_by_label("Skåne län").focus()
    page.keyboard.press("Escape")

    expect(page.get_by_label("Skåne län")).to_be_hidden()
    expect(facet(page, "Län")).to_be_focused()


def test_the_search_works_without_scripts(watched_context):
    page = watched_context(java_script_enabled=False).new_page()
    page.goto("/testbaddar")
    facet(page, "Status").click()
    page.get_by_label("Nedlagd").check()
    page.get_by_role("button", name="Använd filter").click()

    expect(page).to_have_url(re.compile("status=closed"))
    expect(page.locator(".chip", has_text="Nedlagd")).to_be_visible()


def test_on_a_phone_filters_and_map_are_behind_a_button(watched_context, axe):
    page = watched_context().new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/testbaddar?q=laser")
    expect(facet(page, "Teknik")).to_be_hidden()
    page.locator(".filters > summary").click()
    expect(facet(page, "Teknik")).to_be_visible()
    axe(page)

    page.get_by_role("link", name="Karta", exact=True).click()

    expect(page.locator("#karta")).to_be_visible()
    expect(page.locator("#lista")).to_be_hidden()


def test_nothing_sticks_out_at_320_pixels(watched_context):
    page = watched_context().new_page()
    page.set_viewport_size({"width": 320, "height": 640})
    for address in ("/", "/testbaddar?q=laser&plats=Lund&teknik=photonics", "/om", "/tillganglighet", "/integritet"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address


def test_pages_pass_axe_in_both_languages(page, axe):
    for address in ("/", "/testbaddar?q=laser&plats=Lund", "/testbaddar?q=abrakadabra", "/om", "/tillganglighet"):
        for prefix in ("", "/en"):
            page.goto(prefix + address)
            axe(page)


def test_suggestions_are_chosen_by_keyboard_and_escape_leaves_the_field_as_it_is(page, axe):
    page.goto("/testbaddar")
    field = page.get_by_role("combobox", name="Vad vill ni testa?")
    field.press_sequentially("korrosionsp")
    option = page.get_by_role("option", name="korrosionsprovning")
    expect(option).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    axe(page)
    page.keyboard.press("Escape")
    expect(option).to_be_hidden()
    expect(field).to_have_value("korrosionsp")

    page.keyboard.press("ArrowDown")
    expect(option).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == option.get_attribute("id")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"/testbaddar\?q=korrosionsprovning$"))
    expect(field).to_be_focused()


def test_a_place_that_is_suggested_goes_into_its_own_field(page):
    page.goto("/testbaddar")
    page.get_by_role("combobox", name="Vad vill ni testa?").press_sequentially("borlän")
    page.get_by_role("option", name="Borlänge").last.click()

    expect(page.get_by_label("Nära")).to_have_value("Borlänge, Dalarnas län")
    expect(page).to_have_url(re.compile(r"/testbaddar\?plats=Borl"))


def test_the_page_of_an_area_is_accessible(page, axe):
    page.goto("/natverk/energiomstallning")
    expect(page.get_by_role("heading", level=1)).to_have_text("Energiomställning")

    axe(page)
