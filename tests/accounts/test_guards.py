"""Who is let in where, where people may be sent, and that a sign-in lives by its use."""

from datetime import timedelta

import pytest

from portal import clock
from portal.accounts import guards, queries
from tests.builders import make_administrator, make_coordinator, make_organisation, make_person
from tests.signing_in import start_sign_in

ELSEWHERE = [
    "//evil.example", "///evil.example", "////evil.example/%2f..", "/\\evil.example", "/\\/evil.example",
    "\\\\evil.example", "\\/evil.example", "https://evil.example", "https:evil.example", "https:/evil.example",
    "HTTPS://evil.example", "http:evil.example", "ftp://evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)", "data:text/html,hej", "vbscript:x", "evil.example", "@evil.example", "?x=//evil.example",
    "#evil", " //evil.example", "\t//evil.example", "/\t/evil.example", "/\n/evil.example", "/\r\n/evil.example",
    "/konto\r\nLocation: https://evil.example", "/konto\r\n\r\n<script>", "/a\\..\\evil", "/%0a\n/evil", "\0/konto",
    "/\0/evil.example", "/\x0b/evil.example", "/konto\x00", "", None, "/" + "x" * 2000, "mailto:a@evil.example", ".",
    "..", "../..", "/konto\\@evil.example", "／／evil.example", "https://localhost@evil.example", "localhost:80/konto",
]  # fmt: skip


@pytest.mark.parametrize("target", ELSEWHERE, ids=repr)
def test_nobody_is_sent_elsewhere(target):
    assert guards.local_path(target) is None


@pytest.mark.parametrize("target", ["/", "/konto", "/en/konto?a=b&c=%2f%2f", "/sok?q=ö", "/a@b"])
def test_a_page_of_ours_is_kept(target):
    assert guards.local_path(target) == target


ROLES = {
    "nobody": lambda: None,
    "person": make_person,
    "company": lambda: make_person(make_organisation()),
    "owner": lambda: make_person(make_organisation(kind="operator")),
    "coordinator": lambda: make_coordinator("Dalarnas län"),
    "administrator": make_administrator,
}
ADMITTED = {
    "public": set(ROLES),
    "signed-in": set(ROLES) - {"nobody"},
    "owner": {"owner", "administrator"},
    "coordinator": {"coordinator", "administrator"},
    "administrator": {"administrator"},
    None: set(),
    "everybody": set(),
}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("audience", ADMITTED, ids=str)
@pytest.mark.parametrize("role", ROLES)
def test_each_audience_admits_its_own(app, audience, role):
    person = ROLES[role]()
    visitor = queries.find_visitor(start_sign_in(person), now=clock.now()) if person else None

    assert guards.admits(audience, visitor) == (role in ADMITTED[audience])


def test_an_unknown_audience_cannot_be_named():
    with pytest.raises(ValueError, match="no audience"):
        guards.audience("everybody")


@pytest.fixture
def probe(app):
    view = guards.audience("signed-in")(lambda: guards.signed_in().email)
    app.add_url_rule("/prov", "probe", view)
    return app


@pytest.mark.own_app
@pytest.mark.parametrize("token", ["", "x", "a" * 5000, "' OR 1=1 --", "\0"])
def test_a_made_up_sign_in_is_nobody(probe, client, token):
    make_person()
    with client.session_transaction() as session:
        session["sign_in"] = token

    assert client.get("/prov").status_code == 303


@pytest.mark.own_app
def test_a_sign_in_lives_by_its_use(probe, client, sign_in, freeze):
    begun = clock.now()
    # A cookie signed a second later than the clock then says would be one from the future.
    freeze(begun)
    person = make_person()
    sign_in(person)

    for minutes in (0, 100, 200, 300):
        freeze(begun + timedelta(minutes=minutes))
        assert client.get("/prov").text == person.email

    freeze(begun + timedelta(minutes=421))
    assert client.get("/prov").status_code == 303


@pytest.mark.own_app
def test_use_is_written_down_every_five_minutes_at_most(probe, client, sign_in, freeze, database):
    begun = clock.now()
    freeze(begun)
    person = make_person()
    sign_in(person)
    seen = []

    for minutes in (1, 4, 6, 10, 11):
        freeze(begun + timedelta(minutes=minutes))
        client.get("/prov")
        seen.append(round((queries.sign_ins_of(person.id, now=begun)[0].seen_at - begun).total_seconds() / 60))

    assert seen == [0, 0, 6, 6, 11]
