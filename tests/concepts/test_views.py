"""The pages of the thesaurus: to read for everybody, to keep for coordinators; and what a testbed is about."""

import pytest

from portal.concepts import queries, service
from portal.database import transaction
from tests.builders import make_concept, make_coordinator, make_owner, make_person
from tests.pages import Page
from tests.search.listing import list_testbed

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def concepts(app):
    spray = {"sv": "saltdimma", "en": "salt spray", "everyday": ["vinterväglag"], "broader": ["ageing"]}
    make_concept("salt-spray", **spray)
    make_concept("ageing", sv="åldring", en="ageing", broader=["rust"], ties=["technologies:hydrogen"])
    make_concept("rust", sv="rost", en="rust", related=["salt-spray"], ties=["services:training"])


@pytest.fixture
def coordinator(sign_in, concepts):
    return sign_in(make_coordinator())


def main_of(answer):
    return answer.text.split("<main")[1].split("</main>")[0]


def form_of(answer):
    return max(Page(answer.text).forms, key=lambda one: len(one.fields))


def filled(answer, **typed):
    return form_of(answer).filled(**typed)


def listed(answer):
    return [link for link in Page(main_of(answer)).links if link.startswith(("/begrepp/", "/en/begrepp/"))]


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("", ["rust", "salt-spray", "ageing"]),
        ("?bokstav=Å", ["ageing"]),
        ("?teknik=hydrogen", ["ageing"]),
        ("?teknik=finns-inte", ["rust", "salt-spray", "ageing"]),
        ("?ord=SALT", ["salt-spray"]),
        ("?ord=vinterväglaget", ["salt-spray"]),
        ("?ord=åldr&bokstav=R", []),
        ("?sida=99", ["rust", "salt-spray", "ageing"]),
    ],
)
def test_the_list_is_narrowed_by_word_letter_and_technology(client, concepts, query, slugs):
    assert listed(client.get(f"/begrepp{query}")) == [f"/begrepp/{slug}" for slug in slugs]


def test_the_list_is_in_the_order_of_the_readers_language(client, concepts, english):
    assert listed(client.get(english("/begrepp"))) == [f"/en/begrepp/{one}" for one in ("ageing", "rust", "salt-spray")]


def test_a_long_list_is_paged(client, app):
    for number in range(51):
        make_concept(f"begrepp-{number:02}")

    assert len(listed(client.get("/begrepp"))) == 50
    assert listed(client.get("/begrepp?sida=2")) == ["/begrepp/begrepp-50"]


def test_a_concept_shows_words_of_both_languages_links_both_ways_and_a_search(client, concepts, english):
    page = client.get("/begrepp/salt-spray")
    other = client.get(english("/begrepp/ageing"))

    assert "vinterväglag" in page.text
    assert "/begrepp/ageing" in listed(page)
    assert "/testbaddar?q=saltdimma" in page.text
    assert "Inte ändrat här" in page.text
    assert listed(other) == ["/en/begrepp/rust", "/en/begrepp/salt-spray"]
    assert "/en/testbaddar?q=ageing" in other.text


def test_what_coordinators_may_do_is_offered_to_them_alone(app, sign_in, concepts):
    company = sign_in(make_person(), app.test_client()).get("/begrepp/rust")
    coordinator = sign_in(make_coordinator(), app.test_client()).get("/begrepp/rust")

    assert "/begrepp/rust/redigera" not in company.text
    assert "/begrepp/rust/redigera" in coordinator.text


def test_a_coordinator_changes_a_concept_and_is_told_what_was_read_anew(coordinator):
    list_testbed("Kammaren", summary_sv="Prov i saltdimma.")
    page = coordinator.get("/begrepp/salt-spray/redigera")

    answer = coordinator.post(
        "/begrepp/salt-spray/redigera",
        data=filled(
            page, everyday_sv="saltad väg\r\n  \r\n- snömodd", broader=["åldring", "", ""], ties=["services:training"]
        ),
    )

    row = queries.get_concept("salt-spray")
    assert (answer.status_code, answer.location) == (303, "/begrepp/salt-spray")
    assert row.words["everyday"]["sv"] == ["saltad väg", "snömodd"]
    assert (row.broader, row.ties) == (["ageing"], ["services:training"])
    shown = coordinator.get("/begrepp/salt-spray").text
    assert "1 testbädd lästes om för sökningen." in shown
    assert "Ändrat här" in shown


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"sv": ""}, "sv", "Fyll i fältet."),
        ({"sv": "—"}, "sv", "Ett namn har minst ett ord."),
        ({"en": "x" * 81}, "en", "Skriv högst 80 tecken."),
        ({"trade_sv": "prov\nProv"}, "trade_sv", "”Prov” står två gånger."),
        ({"trade_en": "x" * 81}, "trade_en", "Skriv högst 80 tecken på varje rad."),
        ({"hints_sv": "\n".join(f"ord {n}" for n in range(81))}, "hints_sv", "Skriv högst 80 rader."),
        ({"everyday_en": "!?"}, "everyday_en", "”!?” har inget ord att söka på."),
        ({"broader": ["finns-inte"]}, "broader", "Begreppet ”finns-inte” finns inte."),
        ({"broader": ["rust"]}, "broader", "”rost” kan inte leda till sig själv."),
        ({"broader": ["ageing", "Åldring"]}, "broader", "”åldring” står två gånger."),
        ({"related": ["ageing"], "broader": ["ageing"]}, "related", "”åldring” är redan ett bredare begrepp."),
        ({"broader": ["salt-spray"]}, "broader", "”saltdimma” ligger under det här begreppet: det blir en cirkel."),
    ],
)
def test_a_fault_is_named_at_its_field_and_everything_typed_stays(coordinator, typed, field, message):
    sent = filled(coordinator.get("/begrepp/rust/redigera"), everyday_sv="det rostar", **typed)

    answer = coordinator.post("/begrepp/rust/redigera", data=sent)

    assert answer.status_code == 422
    assert message in answer.text
    assert f'id="{field}-error"' in answer.text
    kept = filled(answer)
    assert kept["everyday_sv"] == ["det rostar"]
    assert kept[field][0].strip() in (str(sent[field][0]).strip(), *message.split("”"))
    assert queries.get_concept("rust").sv == "rost"


def test_who_saves_second_sees_both_versions_and_may_then_save_again(app, sign_in, concepts):
    one, other = (sign_in(make_coordinator(), app.test_client()) for _ in range(2))
    address = "/begrepp/rust/redigera"
    first, second = one.get(address), other.get(address)

    assert one.post(address, data=filled(first, sv="rostangrepp", everyday_sv="det rostar")).status_code == 303
    refused = other.post(address, data=filled(second, sv="korrosion"))

    notice = refused.text.split('id="under-tiden"')[1].split("</section>")[0]
    assert refused.status_code == 409
    assert "rostangrepp" in notice and "korrosion" in notice and "det rostar" in notice and "raining" not in notice
    assert other.post(address, data=filled(refused)).status_code == 303
    assert queries.get_concept("rust").sv == "korrosion"


def test_the_last_change_is_undone_by_one_button(coordinator):
    coordinator.post("/begrepp/rust/redigera", data=filled(coordinator.get("/begrepp/rust/redigera"), sv="rostangrepp"))
    button = next(form for form in Page(coordinator.get("/begrepp/rust").text).forms if form.action.endswith("/angra"))

    answer = coordinator.post(button.action, data=button.filled())

    assert answer.status_code == 303
    assert queries.get_concept("rust").sv == "rost"


def test_a_new_concept_gets_its_short_name_from_the_english_one(coordinator):
    page = coordinator.get("/begrepp/nytt")

    answer = coordinator.post("/begrepp/nytt", data=filled(page, sv="islast", en="Ice load", related=["Salt spray"]))

    assert answer.location == "/begrepp/ice-load"
    assert queries.get_concept("ice-load").related == ["salt-spray"]


@pytest.mark.parametrize("slug", ["rust", "Inte Så", "nytt", "x" * 61])
def test_a_short_name_that_cannot_be_is_told_at_its_field(coordinator, slug):
    page = coordinator.get("/begrepp/nytt")

    answer = coordinator.post("/begrepp/nytt", data=filled(page, sv="islast", en="Ice load", slug=slug))

    assert answer.status_code == 422
    assert 'id="slug-error"' in answer.text
    assert filled(answer)["sv"] == ["islast"]


def test_before_it_is_removed_one_sees_what_holds_it_and_it_can_be_brought_back(coordinator):
    testbed = list_testbed("Kammaren")
    with transaction():
        service.set_subjects(testbed, {"main": ["salt-spray"], "also": [], "needs": []})
    page = coordinator.get("/begrepp/salt-spray/ta-bort")
    assert "1 testbädd har begreppet bland sina ämnen" in page.text
    assert "/begrepp/rust" in listed(page)

    coordinator.post("/begrepp/salt-spray/ta-bort", data=filled(page))
    assert coordinator.get("/begrepp/salt-spray").status_code == 404
    assert "/begrepp/salt-spray/aterstall" in coordinator.get("/begrepp").text

    coordinator.post("/begrepp/salt-spray/aterstall")
    assert "/begrepp/salt-spray" in listed(coordinator.get("/begrepp/rust"))


@pytest.mark.parametrize("slug", ["finns-inte", "a%00b", "%2e%2e"])
@pytest.mark.parametrize("action", ["", "/redigera", "/ta-bort"])
def test_what_is_no_concept_is_not_found(coordinator, slug, action):
    assert coordinator.get(f"/begrepp/{slug}{action}").status_code == 404


def test_subjects_are_told_as_derived_until_the_owner_has_chosen(app, sign_in, concepts, english):
    testbed = list_testbed("Kammaren")
    with transaction():
        service.set_subjects(testbed, {"main": ["salt-spray"], "also": ["rust"], "needs": ["bilen rostar"]})
    owner, address = sign_in(make_owner(testbed), app.test_client()), f"/testbaddar/{testbed.slug}"
    before = app.test_client().get(address).text
    assert "/testbaddar?q=saltdimma" in before and "härledda ur beskrivningen" in before

    sent = filled(owner.get(f"{address}/amnen"), main=["Rost", "ageing"], also=[""])
    assert owner.post(f"{address}/amnen", data=sent).status_code == 303

    after = app.test_client().get(address).text
    assert "/testbaddar?q=rost" in after and "härledda ur beskrivningen" not in after
    assert "Subjects" in app.test_client().get(english(address)).text
    assert f"{address}/amnen" in owner.get(address).text and f"{address}/amnen" not in after


def test_a_fault_among_subjects_is_named_and_everything_typed_stays(sign_in, concepts):
    testbed = list_testbed("Kammaren")
    client, address = sign_in(make_owner(testbed)), f"/testbaddar/{testbed.slug}/amnen"

    answer = client.post(address, data=filled(client.get(address), main=["rust", "nowhere"], needs="min bil rostar"))

    assert answer.status_code == 422
    assert "Begreppet ”nowhere” finns inte." in answer.text
    assert [one for one in filled(answer)["main"] if one] == ["rost", "nowhere"]
    assert filled(answer)["needs"] == ["min bil rostar"]


def test_who_saves_subjects_second_sees_both_versions(app, sign_in, concepts):
    testbed = list_testbed("Kammaren")
    address = f"/testbaddar/{testbed.slug}/amnen"
    one, other = (sign_in(make_owner(testbed), app.test_client()) for _ in range(2))
    first, second = one.get(address), other.get(address)
    one.post(address, data=filled(first, main=["rust"]))

    refused = other.post(address, data=filled(second, main=["ageing"]))

    assert refused.status_code == 409
    notice = refused.text.split('id="under-tiden"')[1].split("</section>")[0]
    assert "rost" in notice and "åldring" in notice
    assert other.post(address, data=filled(refused)).status_code == 303
