"""The pages of the intake: one field, the shortlist with reasons, the questions, and sending."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.accounts.queries import token_hash
from portal.catalogue.models import Capability
from portal.database import db, transaction
from portal.enquiry.intake import drafts
from portal.enquiry.models import Enquiry, EnquiryDraft
from portal.outbox import Message
from portal.search.service import reindex_all
from tests.builders import (
    make_capacity,
    make_coordinator,
    make_organisation,
    make_person,
    make_resource,
    make_testbed,
)
from tests.pages import Page

NEED = "Utmattning av axel, 800 kg, vi finns i Västerås"
CONTACT = {"name": "Nora", "email": "nora@axlar.example", "company": "Axlar AB", "consent": "y"}


def begin(client, need=NEED, prefix="", **typed) -> str:
    return client.post(f"{prefix}/boka", data={"need": need, **typed}).location


def answers() -> dict:
    return db.session.scalars(select(EnquiryDraft)).one().answers


def in_shortlist(**values):
    testbed = make_testbed(summary_sv="Utmattning av axlar i provbänk.", **values)
    reindex_all()
    return testbed


def the_link() -> str:
    body = db.session.scalars(select(Message).where(Message.kind == "accounts.enquiry-confirm")).one().body
    return re.search(r"http://localhost(/\S+kod=\S+)", body)[1]


def able_to(testbed, quantity, high) -> None:
    with transaction() as session:
        session.add(Capability(testbed_id=testbed.id, quantity=quantity, high=high, source="owner"))


def test_the_shortlist_says_what_fits_what_is_not_known_and_what_does_not_fit(client, database) -> None:
    able_to(in_shortlist(name="Starka bänken"), "mass", 1000)
    able_to(in_shortlist(name="Svaga bänken"), "mass", 10)
    in_shortlist(name="Tysta bänken", status="uncertain")

    page = Page(client.get(begin(client)).text).text

    assert "minst 800 kg" in page.split("Starka bänken")[2].split("Pris")[0]
    assert "Anger inte: vikt" in page.split("Tysta bänken")[2].split("Pris")[0]
    assert "Anger mindre än" in page.split("Svaga bänken")[2].split("Pris")[0]
    assert page.index("Starka bänken") < page.index("Tysta bänken") < page.index("Svaga bänken")


def test_it_tells_distance_price_answer_and_the_way_to_book(client, database) -> None:
    testbed = in_shortlist(lat=59.86, lon=17.64)
    make_capacity(make_resource(testbed, name="Bänk 7", price_sv="900 kr per timme"))

    page = Page(client.get(begin(client)).text)

    for said in ("km från Västerås", "900 kr per timme", "svarar inom 3 arbetsdagar", "Tidigast", "Bänk 7"):
        assert said in page.text
    assert any(re.search(r"/resurser/\S+/boka\?dag=2", link) for link in page.links)


def test_without_a_good_match_it_says_so_and_offers_the_coordinator(client, database) -> None:
    make_coordinator("Skåne län")

    draft = begin(client, "Xyzzyplugh i Malmö")
    page = client.get(draft).text
    answer = client.post(draft, data={"vidare": "samordnare"})

    assert "Ingen testbädd passar riktigt bra" in page and "läser ert behov" in page
    assert answer.location.endswith("/granska")


def test_the_testbed_that_somebody_comes_from_stands_first_and_chosen(client, database) -> None:
    in_shortlist(name="Bättre bänken")
    come_from = make_testbed("Tvättmaskinen", summary_sv="Tvätt.", summary_en="Laundry.")
    reindex_all()

    page = client.get(begin(client, came_from=come_from.slug)).text

    assert page.index("Tvättmaskinen") < page.index("Bättre bänken")
    assert f'value="{come_from.slug}" id="val-{come_from.slug}" checked' in page


def test_a_search_brings_words_place_and_limits_along(client, database) -> None:
    page = client.get("/boka?q=utmattning&plats=Falun&mal=vikt:800kg&krav=vikt:800kg&lan=dalarna").text

    assert "utmattning" in page and "i Falun" in page


def test_what_was_read_is_not_asked_again(client, database) -> None:
    draft = begin(client)

    page = Page(client.get(f"{draft}/foremal").text)

    assert "Vikt: 800 kg" in page.text
    assert 'name="mass_g"' not in page.html and 'name="length_mm"' in page.html
    assert 'name="mass_g"' in client.get(f"{draft}/foremal?andra=1").text


@pytest.mark.parametrize(
    ("step", "typed"),
    [
        ("foremal", {"length_mm": "ganska lång"}),
        ("foremal", {"length_mm": "2"}),
        ("foremal", {"width_mm": "-1 m"}),
        ("mognad", {"trl_now": "10"}),
        ("tid-och-plats", {"first_day": "2027-02-30"}),
        ("tid-och-plats", {"first_day": "2027-03-02", "last_day": "2027-03-01"}),
        ("tid-och-plats", {"budget": "mycket"}),
        ("sekretess", {"confidential": "x" * 4001}),
        ("stod", {"aid-0-euros": "1000"}),
        ("stod", {"aid-0-decided_on": "2026-01-01"}),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field_and_all_is_kept(client, database, step, typed) -> None:
    draft = begin(client, "Utmattning")
    before = answers()

    answer = client.post(f"{draft}/{step}", data={**typed, "hazards": "Batteri", "wanted_time": "i höst"})

    assert answer.status_code == 422
    assert 'class="field-error"' in answer.text
    name, value = list(typed.items())[-1]
    assert name.startswith("trl") or value in answer.text
    assert answers() == before


def test_every_question_may_be_left_out(client, database) -> None:
    draft = begin(client)
    at = client.post(draft, data={"vidare": "mer"}).location

    screens = 0
    while not at.endswith("/granska"):
        screens, at = screens + 1, client.post(at, data={}).location

    assert screens == 6
    assert client.get(at).status_code == 200


def test_answers_are_saved_and_shown_in_words(client, database) -> None:
    draft = begin(client)
    typed = {
        "aid-0-giver": "Vinnova",
        "aid-0-euros": "20 000",
        "aid-0-decided_on": "2026-01-31",
        "aid-0-rule": "de-minimis",
    }
    client.post(f"{draft}/stod", data={"ordered": "no", **typed})
    client.post(f"{draft}/mognad", data={"trl_now": "4", "setting": "lab"})
    client.post(f"{draft}/foremal", data={"length_mm": "2,4 m"})

    page = Page(client.get(f"{draft}/granska").text).text

    for said in ("Delarna fungerar tillsammans i labb", "2,4 m", "Vinnova", "20 000 euro"):
        assert said in page


def test_a_stale_window_keeps_what_was_typed_and_shows_what_was_saved(client, database) -> None:
    draft = begin(client)
    seen = Page(client.get(f"{draft}/foremal").text, f"{draft}/foremal").form("/foremal").named("seen").value
    client.post(f"{draft}/foremal", data={"hazards": "Från andra fönstret", "seen": seen})

    answer = client.post(f"{draft}/foremal", data={"hazards": "Från det här", "seen": seen})
    again = Page(answer.text, f"{draft}/foremal").form("/foremal").filled()
    saved = client.post(f"{draft}/foremal", data=again)

    assert answer.status_code == 409
    assert "Från andra fönstret" in answer.text and "Från det här" in answer.text
    assert (saved.status_code, answers()["hazards"]) == (303, "Från det här")


def test_asking_nobody_is_told_and_nothing_is_lost(client, database) -> None:
    answer = client.post(begin(client), data={"vidare": "fraga", "testbadd": ["finns-inte", "å" * 500]})

    assert answer.status_code == 422
    assert "Kryssa för minst en testbädd" in answer.text


def test_a_guest_goes_from_a_sentence_to_a_case(client, database) -> None:
    testbed = in_shortlist()
    draft = begin(client)
    check = client.post(draft, data={"vidare": "fraga", "testbadd": testbed.slug}).location
    letter = client.post(check, data=CONTACT)
    link = the_link()

    shown = client.get(link)
    none_yet = db.session.scalar(select(func.count(Enquiry.id)))
    sent = client.post(link, data=Page(shown.text, link).form("/bekrafta").filled())
    case = client.get(sent.location)

    assert (
        letter.location.endswith("/brev")
        and "nora@axlar.example" in client.get(letter.location).text + "nora@axlar.example"
    )
    assert (shown.status_code, none_yet, sent.status_code, case.status_code) == (200, 0, 303, 200)
    assert "Utmattning av axel" in case.text
    assert client.get(draft).location == sent.location
    assert client.get(link).location == sent.location


def test_the_pages_do_not_tell_whether_an_address_has_an_account(client, database) -> None:
    make_person(make_organisation(), email="har@axlar.example")
    testbed, said = in_shortlist(), []
    for email in ("har@axlar.example", "ny@axlar.example"):
        draft = begin(client, came_from=testbed.slug)
        letter = client.post(f"{draft}/granska", data=CONTACT | {"email": email})
        said.append((letter.status_code, client.get(letter.location).text.replace(email, "").replace(draft, "")))

    assert re.sub(r'value="[^"]*"', "", said[0][1]) == re.sub(r'value="[^"]*"', "", said[1][1])


def test_who_has_an_account_is_led_to_sign_in_and_back(client, sign_in, database) -> None:
    person = make_person(make_organisation("Kända AB"), email="nora@axlar.example")
    client.post(f"{begin(client, came_from=in_shortlist().slug)}/granska", data=CONTACT)
    link = the_link()
    form = Page(client.get(link).text)

    before = client.post(link, data={"version": "2"})
    sign_in(person)
    sent = client.post(link, data=Page(client.get(link).text, link).form("/bekrafta").filled())

    assert any("/logga-in?next=/boka/bekrafta" in one.replace("%2F", "/") for one in form.links)
    assert "/logga-in" in before.location
    assert "/arenden/FR-" in sent.location


@pytest.mark.parametrize("field", ["name", "email", "company", "consent", "county"])
def test_what_is_missing_of_the_contact_is_said_and_the_rest_kept(client, database, field) -> None:
    make_coordinator()
    draft = begin(client, "Xyzzyplugh")
    typed = {**CONTACT, "county": "Skåne län"}
    typed.pop(field)

    answer = client.post(f"{draft}/granska", data=typed)

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert all(value in answer.text for name, value in typed.items() if name not in ("consent",))


def test_a_draft_that_is_gone_offers_a_new_beginning(client, database) -> None:
    draft = begin(client)
    with transaction() as session:
        session.scalars(select(EnquiryDraft)).one().expires_at = clock.now() - timedelta(seconds=1)

    for address in (
        draft,
        f"{draft}/foremal",
        f"{draft}/granska",
        "/boka/utkast/x",
        "/boka/bekrafta?kod=x",
        "/boka/bekrafta",
    ):
        answer = client.get(address)
        assert (answer.status_code, 'name="need"' in answer.text) == (410, True), address


def test_the_link_to_the_draft_is_sent_to_oneself(client, database) -> None:
    draft = begin(client)

    answer = client.post(f"{draft}/lank", data={"email": "nora@axlar.example"})

    body = db.session.scalars(select(Message)).one().body
    assert answer.status_code == 303
    assert f"http://localhost{draft}" in body and "Utmattning" not in body


def test_the_key_stands_in_no_log_and_goes_to_no_other_site(client, database, capsys, make_app) -> None:
    draft = begin(client)
    answer = client.get(draft)

    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"
    assert token_hash(draft.rsplit("/", 1)[1]) not in answer.text
    assert draft.rsplit("/", 1)[1] not in capsys.readouterr().err


def test_the_organisation_of_who_is_signed_in_is_not_asked_for(client, sign_in, database) -> None:
    sign_in(make_person(make_organisation("Kända AB")))

    page = client.get(f"{begin(client, came_from=in_shortlist().slug)}/granska").text

    assert "Kända AB" in page
    assert not any(f'name="{name}"' in page for name in ("company", "email", "size_class", "county", "consent"))


def test_all_is_there_in_english(client, database) -> None:
    in_shortlist()
    draft = begin(client, "Fatigue of a shaft, 800 kg", prefix="/en")

    assert draft.startswith("/en/boka/utkast/")
    for address in (
        draft,
        *(f"{draft}/{step}" for step in ("behov", "foremal", "mognad", "sekretess", "stod", "granska")),
    ):
        assert client.get(address).status_code == 200
    assert drafts.MOST_CHOSEN == 10
