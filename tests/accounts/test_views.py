"""The pages: what they answer, what stays typed, and that a cookie is worth no more than its row."""

import pytest

from portal import outbox
from portal.accounts import demonstration, queries
from portal.database import transaction
from portal.outbox import Letter
from tests.accounts.steps import MARIA, NOW, OTHER, PASSWORD, letters_to, link_in
from tests.builders import make_organisation, make_person

only_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

FORM = {
    "name": "Maria Ström",
    "email": MARIA,
    "organisation_name": "Verkstan AB",
    "size_class": "sme",
    "organisation_number": "556036-0793",
    "password": PASSWORD,
}


@pytest.fixture
def maria(app):
    return make_person(make_organisation("Verkstan AB"), role="manager", email=MARIA, password=PASSWORD, name="Maria")


def enter(client, password=PASSWORD, email=MARIA, **options):
    return client.post("/logga-in", data={"email": email, "password": password}, **options)


def token_of(client):
    with client.session_transaction() as session:
        return session.get("sign_in")


def test_from_signing_up_to_signed_in(client):
    sent = client.post("/konto/skapa", data=FORM)
    assert (sent.status_code, sent.location) == (303, "/konto/skapa/klart")
    assert MARIA in client.get(sent.location).text

    link = link_in(letters_to(MARIA)[0])
    assert client.get(link).status_code == 200
    confirmed = client.post(link, data={"password": PASSWORD})

    assert (confirmed.status_code, confirmed.location) == (303, "/skrivbord")
    assert "Verkstan AB" in client.get("/konto").text


def test_reading_the_link_confirms_nothing(client):
    client.post("/konto/skapa", data=FORM)

    client.get(link_in(letters_to(MARIA)[0]))

    assert queries.find_person(MARIA).verified_at is None


def test_what_was_typed_stays_but_for_the_password(client):
    answer = client.post("/konto/skapa", data={**FORM, "organisation_number": "556036-0794"})

    assert answer.status_code == 422
    assert all(f'value="{typed}"' in answer.text for typed in ("Maria Ström", MARIA, "Verkstan AB", "556036-0794"))
    assert PASSWORD not in answer.text
    assert "Organisationsnumret stämmer inte" in answer.text


@only_sqlite
def test_every_empty_field_is_named_at_once(client):
    answer = client.post("/konto/skapa", data={})

    assert answer.status_code == 422
    for field in ("name", "email", "organisation_name", "size_class", "password"):
        assert f'href="#{field}"' in answer.text


@only_sqlite
@pytest.mark.parametrize(
    "changed",
    [
        {"email": "maria"}, {"email": "maria@"}, {"email": "a" * 300 + "@verkstan.se"}, {"email": "maria@localhost"},
        {"email": "maria@verkstan.se\r\nBcc: alla@annat.se"}, {"email": "<script>@verkstan.se"}, {"email": "   "},
        {"name": "\0"}, {"name": "x" * 121}, {"organisation_name": " "}, {"organisation_name": "x" * 121},
        {"size_class": "huge"}, {"size_class": "' OR 1=1 --"}, {"organisation_number": "811218-9876"},
        {"password": "kort"}, {"password": "x" * 201}, {"password": "lösenord1234"}, {"password": "Maria Ström 2026"},
    ],
    ids=str,
)  # fmt: skip
def test_what_will_not_do_is_refused_and_makes_nothing(client, changed):
    answer = client.post("/konto/skapa", data={**FORM, **changed})

    assert answer.status_code == 422
    assert outbox.sent_to([MARIA]) == []


@pytest.mark.parametrize(
    "name", ["🦊 Räv", "<script>alert(1)</script>", "Robert'); DROP TABLE person; --", "{{ 7*7 }}", "A\0B", "%(x)s"]
)
def test_odd_names_are_taken_as_they_are(client, name):
    client.post("/konto/skapa", data={**FORM, "name": name, "organisation_name": name})
    client.post(link_in(letters_to(MARIA)[0]), data={"password": PASSWORD})

    page = client.get("/konto")

    assert page.status_code == 200
    assert queries.find_person(MARIA).name == name.replace("\0", "")
    assert "<script>alert" not in page.text and ">49<" not in page.text


@only_sqlite
@pytest.mark.parametrize("path", ["/konto/skapa", "/logga-in", "/konto/glomt-losenord", "/konto/nytt-brev"])
def test_a_megabyte_of_text_is_refused(client, path):
    assert client.post(path, data={"name": "x" * 1_000_000, "email": MARIA}).status_code == 413


@only_sqlite
@pytest.mark.parametrize(
    "path", ["/konto/skapa", "/logga-in", "/logga-ut", "/konto/glomt-losenord", "/konto/nytt-brev"]
)
def test_a_form_without_token_is_refused(make_app, path):
    app = make_app(WTF_CSRF_ENABLED=True)

    assert app.test_client().post(path, data=FORM).status_code == 400


@pytest.mark.parametrize("path", ["/konto/skapa", "/konto/glomt-losenord", "/konto/nytt-brev"])
def test_known_and_unknown_addresses_get_the_same_page(app, maria, path):
    answers = []
    for email in (MARIA, "ingen@verkstan.se"):
        client = app.test_client()
        answer = client.post(path, data={**FORM, "email": email})
        page = client.get(answer.location)
        answers.append((answer.status_code, answer.location, page.status_code, page.text.replace(email, "…")))

    assert answers[0] == answers[1]


def test_signing_in_answers_the_same_for_known_and_unknown(client, maria):
    pages = [enter(client, "gissningen är fel", email) for email in (MARIA, "ingen@verkstan.se")]

    assert [page.status_code for page in pages] == [422, 422]
    assert pages[0].text.replace(MARIA, "…") == pages[1].text.replace("ingen@verkstan.se", "…")


def test_who_has_not_confirmed_is_helped_on(client):
    client.post("/konto/skapa", data=FORM)

    answer = enter(client)

    assert answer.status_code == 422
    assert "inte bekräftad än" in answer.text and "/konto/nytt-brev" in answer.text
    client.post("/konto/nytt-brev", data={"email": MARIA})
    assert len(letters_to(MARIA)) == 2


def test_a_planted_sign_in_does_not_survive_signing_in(client, maria):
    with client.session_transaction() as session:
        session["sign_in"], session["planted"] = "planted", "planted"

    enter(client)

    with client.session_transaction() as session:
        assert session["sign_in"] != "planted" and "planted" not in session


def test_signing_in_again_ends_the_sign_in_before(client, maria):
    enter(client)
    first = token_of(client)
    enter(client)

    assert token_of(client) != first
    assert queries.find_visitor(first, now=NOW) is None


def replay(app, cookie):
    """Return how a page that needs a sign-in answers to an old cookie."""
    thief = app.test_client()
    thief.set_cookie("session", cookie)
    return thief.get("/konto").status_code


def test_an_old_cookie_is_worthless_after_signing_out(app, client, maria):
    enter(client)
    stolen = client.get_cookie("session").value
    assert replay(app, stolen) == 200

    client.post("/logga-ut")

    assert replay(app, stolen) == 303


def test_an_old_cookie_is_worthless_after_a_new_password(app, client, maria):
    enter(client)
    stolen = client.get_cookie("session").value

    answer = client.post("/konto/losenord", data={"current": PASSWORD, "password": OTHER})

    assert answer.status_code == 303
    assert replay(app, stolen) == 303
    assert client.get("/konto").status_code == 200


def test_signing_out_is_no_link(client, maria):
    enter(client)

    assert client.get("/logga-ut").status_code == 405
    assert client.get("/konto").status_code == 200


def test_the_page_one_was_heading_for_comes_after_signing_in(client, maria):
    asked = client.get("/konto/losenord?a=b")
    assert asked.status_code == 303

    answer = client.post(asked.location, data={"email": MARIA, "password": PASSWORD})

    assert answer.location == "/konto/losenord?a=b"


@only_sqlite
@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "/%09/evil.example", "%2f%2fevil.example",
     "https:evil.example", "javascript:alert(1)", "/%0d%0aLocation:%20https://evil.example", "//evil.example/%2f.."],
)  # fmt: skip
def test_nobody_is_sent_elsewhere_after_signing_in(client, maria, target):
    answer = enter(client, query_string=f"next={target}")

    assert answer.status_code == 303
    assert answer.location == "/skrivbord"


def test_too_many_guesses_are_told_when_to_come_back(client, maria):
    for _ in range(5):
        assert enter(client, "gissningen är fel").status_code == 422

    answer = enter(client, headers={"X-Forwarded-For": "198.51.100.9"})

    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert token_of(client) is None


def test_the_address_is_the_one_of_the_connection(client, maria):
    for number in range(6):
        answer = enter(
            client, "gissning", f"person{number}@verkstan.se", headers={"X-Forwarded-For": f"198.51.100.{number}"}
        )

    assert answer.status_code == 429


def test_a_new_password_by_letter(client, maria):
    client.post("/konto/glomt-losenord", data={"email": MARIA})
    link = link_in(letters_to(MARIA)[0])

    assert client.get(link).status_code == 200
    assert client.post(link, data={"password": "kort"}).status_code == 422
    assert client.post(link, data={"password": OTHER}).location == "/logga-in"

    assert client.get(link).status_code == 410
    assert enter(client, OTHER).status_code == 303


@only_sqlite
@pytest.mark.parametrize("path", ["/konto/bekrafta", "/konto/nytt-losenord", "/konto/inbjudan"])
@pytest.mark.parametrize("code", ["", "x", "' OR 1=1 --", "%00", "🦊", "x" * 3000])
def test_a_dead_link_says_so(client, path, code):
    for answer in (client.get(path, query_string={"kod": code}), client.post(path, query_string={"kod": code})):
        assert answer.status_code == 410
        assert "Länken gäller inte längre" in answer.text


def test_the_account_page_changes_name_and_language(client, database, sign_in, maria):
    sign_in(maria)

    assert client.post("/konto", data={"name": "Maja", "language": "xx"}).status_code == 422
    assert client.post("/konto", data={"name": "Maja", "language": "en"}).status_code == 303

    database.expire_all()
    changed = queries.find_person(MARIA)
    assert (changed.name, changed.language) == ("Maja", "en")


def test_fields_that_the_form_does_not_have_change_nothing(client, database, sign_in, maria):
    sign_in(maria)

    client.post(
        "/konto", data={"name": "Maja", "language": "sv", "is_administrator": "1", "email": "x@y.se", "id": "9"}
    )

    database.expire_all()
    changed = queries.find_person(MARIA)
    assert changed.name == "Maja" and not changed.is_administrator


@only_sqlite
def test_messages_are_shown_to_their_reader_only(app, maria):
    with transaction():
        outbox.tell(Letter("booking.confirmed", MARIA, "sv", "Hemlig rubrik", "Hemligt prov"), now=NOW)
    client, stranger = app.test_client(), app.test_client()
    enter(client)
    stranger.post("/konto/glomt-losenord", data={"email": MARIA})

    assert "Hemligt prov" in client.get("/skickade-meddelanden").text
    assert "Hemligt prov" not in stranger.get("/skickade-meddelanden").text
    assert "Inga meddelanden än" in app.test_client().get("/skickade-meddelanden").text


@only_sqlite
def test_a_letter_to_an_address_typed_here_has_links_that_work(client):
    client.post("/konto/skapa", data=FORM)

    page = client.get("/skickade-meddelanden").text

    link = link_in(letters_to(MARIA)[0])
    assert f'href="http://localhost{link}"' in page


@only_sqlite
def test_messages_are_not_shown_outside_a_demonstration(make_app):
    assert make_app(DEMONSTRATION=False).test_client().get("/skickade-meddelanden").status_code == 404


@only_sqlite
def test_no_page_that_is_sent_without_signing_in_may_be_kept(client):
    for path in ("/logga-in", "/konto/skapa", "/konto/bekrafta?kod=x"):
        assert client.get(path).headers["Cache-Control"] == "no-store"


@only_sqlite
def test_the_log_of_requests_holds_no_link(client, capsys, app):
    from portal.web import logs

    logs.configure("INFO", "json")
    client.get("/konto/bekrafta?kod=hemligkod")
    logs.configure(app.config["LOG_LEVEL"], app.config["LOG_FORMAT"])

    written = capsys.readouterr().err
    assert "/konto/bekrafta" in written and "hemligkod" not in written


@only_sqlite
def test_the_demonstration_signs_in(client):
    demonstration.create(NOW)

    assert enter(client, demonstration.PASSWORD, "foretag@demo.example").status_code == 303
    assert "Demonstration" in client.get("/konto").text
