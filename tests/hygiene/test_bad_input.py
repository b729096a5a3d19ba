"""Whatever is typed into whichever form: never a fault of ours, a message at the field, and everything still typed there."""

import pytest

from portal.database import db
from tests.hygiene.clients import client_of, told
from tests.hygiene.forms import TRIED, forms_of, furnished
from tests.hygiene.table import read_table
from tests.hygiene.tables import changed, contents
from tests.hygiene.world import ROLES, World
from tests.pages import Form, Page

only_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
# PostgreSQL takes less than SQLite does, so all is tried there; the forms of an owner, who has most of them, on both.
only_postgresql = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
ON = [("postgresql", role) for role in TRIED] + [("sqlite", "owner_a")]
TYPED = ("text", "textarea", "email", "search", "date", "time", "number", "tel", "password", "hidden")
WORDS = ("text", "textarea", "email")
BAD = {
    "nothing": "",
    "white space": " \t ",
    "emoji": "Prov 🧪👩🏽‍🔬 med é och ﷽",
    "markup": "<script>alert('x')</script>\"><img src=x onerror=alert(1)>",
    "sql": "'; DROP TABLE booking; -- ' OR '1'='1",
    "template": "{{ 7*7 }}{% raw %}${7*7}%(n)s%s",
    "nul": "före\x00efter",
    "direction": "a\u202egnp.exe\u2066",
    "lone surrogate": "a\ud800b",
    "long": "lång " * 4000,
    "negative": "-1",
    "huge number": "9" * 400,
    "no such day": "2026-02-30",
    "no such time": "25:61",
    "other digits": "١٢٣",
    "path": "../../etc/passwd",
    "lines": "rad 1\r\nBcc: offer@example.com\r\n\r\nrad 2",
}
# Forms that have nothing to type in still have to answer to whatever is sent.
EXTRA = {"id": "1", "organisation_id": "1", "is_administrator": "1", "state": "confirmed", "role": "manager"}
FINE = (200, 302, 303, 400, 403, 404, 409, 410, 413, 422, 429)


@pytest.mark.parametrize(("engine", "role"), ON, indirect=["engine"])
def test_no_form_fails_whatever_is_typed(app, role):
    world, faults, sent = furnished(World()), [], 0
    forms = list(forms_of(app, world, role))

    for found, form in forms:
        for kind, text in BAD.items():
            answer = send(app, world, role, form, dict.fromkeys(typed_names(form), text) | EXTRA)
            sent += 1
            if answer.status_code not in FINE:
                faults.append(f"{found}: {kind} is answered {answer.status_code}")
            elif answer.status_code == 422:
                faults += [f"{found}: {kind}: {fault}" for fault in faults_of_refusal(answer, form, text)]

    assert not faults, told(faults)
    assert sent >= len(BAD) * 3


def faults_of_refusal(answer, form, text):
    """Yield what is missing from a page that refuses what was typed."""
    page = Page(answer.text, form.action)
    if not any(sign in page.html for sign in ("error-summary", "field-error", "notice-warning", "notice-error")):
        yield "no message says what to change"
    # A form whose thing has been settled meanwhile is gone, and the page says so; else it stands there as it was sent.
    again = next((one for one in page.forms if one.names == form.names), Form("", ""))
    # Of several lines with one name, some to spare, one holds what was typed.
    standing: dict[str, str] = {}
    for one in again.fields:
        if one.kind in WORDS and not one.is_readonly:
            standing[one.name] = standing.get(one.name, "") + kept(one.value)
    yield from (f"{name} has lost what was typed" for name, value in standing.items() if kept(text) not in value)


def kept(text):
    """Return what must be left of a text: its visible signs; nothing where it was no text in the first place."""
    if any(0xD800 <= ord(sign) < 0xE000 for sign in text):
        return ""
    return "".join(sign for sign in text.strip() if sign.isprintable())


def typed_names(form):
    return [one.name for one in form.fields if one.kind in TYPED and one.name != "csrf_token"]


def send(app, world, role, form, typed):
    data = form.filled(**typed)
    encoded = {name: [clean(value) for value in values] for name, values in data.items()}
    return client_of(app, world, role).post(form.action, data=encoded)


def clean(text):
    """Return the text as bytes that a careless client sends, also where it is no Unicode."""
    return text.encode("utf-8", "surrogatepass")


@only_sqlite
@pytest.mark.parametrize("role", TRIED)
def test_what_no_browser_sends_is_refused_and_changes_nothing(make_app, role):
    app = make_app(WTF_CSRF_ENABLED=True)
    with app.app_context():
        world = furnished(World())
        forms = list(forms_of(app, world, role))
        client, foreign = client_of(app, world, role), client_of(app, world, "sme_b")
        token = Page(foreign.get("/skrivbord").text).forms[0].named("csrf_token").value
        before = contents(db.engine)
        sent = (
            ({"csrf_token": ""}, (400, 422)),
            ({"csrf_token": "x" * 90}, (400, 422)),
            ({"csrf_token": token}, (400, 422)),
            ({"csrf_token": token, "text": "x" * 1_000_000}, (413,)),
        )

        for typed, wanted in sent:
            answers = {str(found): client.post(form.action, data=form.filled(**typed)) for found, form in forms}
            assert {where: answer.status for where, answer in answers.items() if answer.status_code not in wanted} == {}

        assert changed(before, contents(db.engine)) == {}
        assert forms


ODD_PATHS = """
    /de/testbaddar /fr/ /en/en/testbaddar /sv/testbaddar /testbaddar/finns-inte /%00 /%ff%fe /testbaddar/..%2f..%2fetc
    /bokningar/TP-0000-0000 /arenden/FR-0000-0000 /resurser/finns-inte /wp-login.php /.git/config
""".split()


@only_sqlite
def test_an_unknown_address_gets_a_helpful_page(app, client):
    for address in [prefix + path for path in ODD_PATHS for prefix in ("", "/en")]:
        answer = client.get(address)

        page = Page(answer.text, address)
        assert answer.status_code in (303, 404), address
        if answer.status_code == 404:
            assert page.lang == ("en" if address.startswith("/en/") else "sv"), address
            assert any(link.removeprefix("/en").startswith("/testbaddar") for link in page.links), address


ODD_QUERIES = """
    q=%00 q=%ff q='%22-- q=%F0%9F%A7%AA lan=Atlantis teknik=&teknik=&teknik=x plats=%3Cscript%3E sortera=uppat
    sida=-1 sida=999999999999999999999 sida=x antal=0 antal=1e9 vecka=0 vecka=2026-W99 vecka=x vecka=9999-W52
    dag=2026-02-30 dag=99999-01-01 ar=0 manad=13 fran=x&till=y fran=9999-12&till=0001-01 next=//evil.example kod=%00
""".split()


@only_postgresql
def test_no_address_fails_whatever_its_parameters(app):
    world, faults, asked = furnished(World()), [], 0
    clients = {role: client_of(app, world, role) for role in ROLES}

    for line in read_table():
        role = next((role for role in ROLES if line.method == "GET" and line.expected[role] == 200), None)
        if role is None:
            continue
        address = line.address(world)
        for query in ODD_QUERIES:
            answer = clients[role].get(f"{address}{'&' if '?' in address else '?'}{query}")
            asked += 1
            if answer.status_code >= 500:
                faults.append(f"{address}?{query} as {role}: {answer.status_code}")

    assert not faults, told(faults)
    assert asked > 1000
