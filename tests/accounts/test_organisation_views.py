"""The organisation's page, invitations and the administrators' pages, and who gets to see them."""

import pytest

from portal.accounts import queries
from tests.accounts.steps import MARIA, PASSWORD, letters_to, link_in
from tests.builders import make_administrator, make_coordinator, make_organisation, make_person

only_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
OLLE = "olle@verkstan.se"


@pytest.fixture
def company(app):
    return make_organisation("Verkstan AB", slug="verkstan")


@pytest.fixture
def maria(company):
    return make_person(company, role="manager", email=MARIA, name="Maria Ström")


def post(client, path, **data):
    return client.post(f"/konto/organisation/verkstan{path}", data=data)


def test_a_manager_invites_and_the_newcomer_is_in(app, client, sign_in, maria):
    sign_in(maria)
    assert post(client, "/inbjudningar", email=OLLE, role="member").status_code == 303
    assert OLLE in client.get("/konto/organisation/verkstan").text
    link = link_in(letters_to(OLLE)[0])

    newcomer = app.test_client()
    assert "Verkstan AB" in newcomer.get(link).text
    assert newcomer.post(link, data={"name": "Olle", "password": PASSWORD}).location == "/skrivbord"

    assert "Maria Ström" in newcomer.get("/konto/organisation/verkstan").text
    assert newcomer.get(link).status_code == 410


def test_an_invited_person_with_an_account_signs_in_first(app, client, sign_in, maria):
    make_person(email=OLLE, password=PASSWORD)
    sign_in(maria)
    post(client, "/inbjudningar", email=OLLE, role="manager")
    link = link_in(letters_to(OLLE)[0])
    other = app.test_client()

    assert "/logga-in?next=/konto/inbjudan" in other.get(link).text
    signed = other.post("/logga-in", query_string={"next": link}, data={"email": OLLE, "password": PASSWORD})
    assert signed.location == link
    assert other.post(link).location == "/konto/organisation/verkstan"


def test_an_invitation_is_not_taken_up_by_another(client, sign_in, maria):
    sign_in(maria)
    post(client, "/inbjudningar", email=OLLE, role="member")
    link = link_in(letters_to(OLLE)[0])

    for answer in (client.get(link), client.post(link)):
        assert "gäller en annan adress" in answer.text
    assert len(queries.members(queries.get_organisation("verkstan").id)) == 1


def test_an_odd_invitation_stays_typed(client, sign_in, maria):
    sign_in(maria)

    for data in (
        {"email": "olle", "role": "member"},
        {"email": OLLE, "role": "chef"},
        {"email": MARIA, "role": "member"},
    ):
        answer = post(client, "/inbjudningar", **data)
        assert answer.status_code == 422
        assert f'value="{data["email"]}"' in answer.text


def test_roles_change_and_people_leave(client, sign_in, company, maria):
    make_person(company, email=OLLE)
    sign_in(maria)

    assert post(client, "/medlemmar/ta-bort", email=MARIA).status_code == 422
    assert post(client, "/roller", email=OLLE, role="manager").status_code == 303
    assert post(client, "/roller", email=OLLE, role="chef").status_code == 404
    assert post(client, "/medlemmar/ta-bort", email=MARIA).location == "/konto"

    assert [member.email for member in queries.members(company.id)] == [OLLE]
    assert client.get("/konto/organisation/verkstan").status_code == 404


def test_number_and_size_are_the_managers_to_tell(client, database, sign_in, maria):
    sign_in(maria)

    assert post(client, "", size_class="large", organisation_number="556036-0794").status_code == 422
    assert (
        post(
            client, "", size_class="large", organisation_number="5560360793", name="Annat", kind="operator"
        ).status_code
        == 303
    )

    database.expire_all()
    organisation = queries.get_organisation("verkstan")
    assert (organisation.size_class, organisation.organisation_number) == ("large", "556036-0793")
    assert (organisation.name, organisation.kind) == ("Verkstan AB", "company")


POSTS = {
    "": {"size_class": "large"},
    "/inbjudningar": {"email": OLLE, "role": "member"},
    "/inbjudningar/avsluta": {"inbjudan": "x"},
    "/roller": {"email": MARIA, "role": "member"},
    "/medlemmar/ta-bort": {"email": MARIA},
}


@only_sqlite
@pytest.mark.parametrize("path", POSTS)
def test_strangers_are_told_that_there_is_no_such_organisation(client, sign_in, maria, path):
    make_organisation("Rivalen AB", slug="rivalen")
    sign_in(make_person(queries.get_organisation("rivalen"), role="manager"))

    known, unknown = (
        post(client, path, **POSTS[path]),
        client.post(f"/konto/organisation/ingen{path}", data=POSTS[path]),
    )

    assert known.status_code == unknown.status_code == 404
    assert known.text.replace("verkstan", "…") == unknown.text.replace("ingen", "…")


@only_sqlite
@pytest.mark.parametrize("path", POSTS)
def test_members_see_but_do_not_change(client, sign_in, company, maria, path):
    sign_in(make_person(company))

    page = client.get("/konto/organisation/verkstan")
    assert page.status_code == 200 and "Maria Ström" in page.text and "Bjud in</h2>" not in page.text
    assert post(client, path, **POSTS[path]).status_code == 403


@pytest.mark.parametrize("email", ["\0", "' OR 1=1 --", "", "x" * 5000, "<script>"])
def test_odd_addresses_are_nobodys(client, sign_in, maria, email):
    sign_in(maria)

    assert post(client, "/roller", email=email, role="member").status_code == 404
    assert post(client, "/medlemmar/ta-bort", email=email).status_code == 404


ADMINISTRATION = [
    "/administration/organisationer",
    "/administration/organisationer/ny",
    "/administration/organisationer/verkstan",
]


@only_sqlite
@pytest.mark.parametrize("path", ADMINISTRATION)
def test_administration_is_for_administrators(app, client, sign_in, company, path):
    assert client.get(path).status_code == 303
    for person in (
        make_person(company, role="manager"),
        make_person(make_organisation(kind="operator")),
        make_coordinator("Dalarnas län"),
        make_coordinator(),
    ):
        assert sign_in(person, app.test_client()).get(path).status_code == 403
    assert sign_in(make_administrator()).get(path).status_code == 200


def test_an_administrator_makes_a_coordinator_with_its_first_manager(client, sign_in):
    sign_in(make_administrator())
    form = {"name": "Samverkan Mitt", "kind": "coordinator", "email": "chef@mitt.se"}

    assert client.post("/administration/organisationer/ny", data=form).status_code == 422
    counties = ["Dalarnas län", "Gävleborgs län"]
    made = client.post("/administration/organisationer/ny", data={**form, "counties": counties})

    assert made.status_code == 303 and "samverkan-mitt" in made.location
    assert queries.organisations("coordinator")[0].counties == counties
    assert letters_to("chef@mitt.se")[0].kind == "accounts.invitation"


@only_sqlite
def test_a_county_that_does_not_exist_is_refused(client, sign_in):
    sign_in(make_administrator())
    form = {"name": "Samverkan", "kind": "coordinator", "counties": ["Atlantis län"]}

    assert client.post("/administration/organisationer/ny", data=form).status_code == 422


def test_an_administrator_makes_an_owner_of_a_company(client, database, sign_in, company):
    sign_in(make_administrator())

    answer = client.post("/administration/organisationer/verkstan", data={"name": "Institutet", "kind": "operator"})

    assert answer.status_code == 303
    database.expire_all()
    assert queries.get_organisation("verkstan").kind == "operator"


@pytest.mark.parametrize("words", ["verk", "\x01", "%", "' OR 1=1 --", "<script>alert(1)</script>", "x" * 2000])
def test_the_list_takes_any_words(client, sign_in, company, words):
    sign_in(make_administrator())

    page = client.get("/administration/organisationer", query_string={"q": words, "slag": words, "sida": words})

    assert page.status_code == 200 and "<script>alert" not in page.text
    assert ("Verkstan AB" in page.text) == (words in ("verk", "\0"))


@only_sqlite
@pytest.mark.parametrize(
    "path",
    ["/logga-in", "/konto/skapa", "/konto", "/konto/losenord", "/konto/organisation/verkstan", "/skickade-meddelanden"],
)
def test_every_page_is_there_in_english(client, sign_in, english, maria, path):
    if path not in ("/logga-in", "/konto/skapa"):
        sign_in(maria)

    assert '<html lang="en">' in client.get(english(path)).text
