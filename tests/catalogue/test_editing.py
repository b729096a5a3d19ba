"""An owner keeps the listing true: edits its words, confirms its facts, and nobody else can."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from portal.audit import AuditEvent
from portal.catalogue import service
from portal.catalogue.models import Testbed
from portal.catalogue.queries import catalogue_version
from tests.builders import (
    make_administrator,
    make_coordinator,
    make_organisation,
    make_owner,
    make_person,
    make_testbed,
)

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FORM = {
    "summary_sv": "Ny sammanfattning.",
    "summary_en": "New summary.",
    "access": "Öppen för alla.",
    "website": "https://example.com/nytt",
    "equipment": "Ugn\r\n\r\n  - Press \r\nUgn",
}


@pytest.fixture(autouse=True)
def today(freeze):
    freeze(NOW)


@pytest.fixture
def testbed(app):
    return make_testbed()


@pytest.fixture
def as_owner(testbed, sign_in):
    return sign_in(make_owner(testbed))


def address(testbed, action="redigera"):
    return f"/testbaddar/{testbed.slug}/{action}"


def reread(database, testbed):
    return database.scalar(select(Testbed).where(Testbed.id == testbed.id).execution_options(populate_existing=True))


def test_the_owner_changes_the_words_and_thereby_confirms_them(as_owner, testbed, database):
    version = catalogue_version()

    answer = as_owner.post(address(testbed), data=FORM)

    row = reread(database, testbed)
    assert (answer.status_code, answer.location) == (303, f"/testbaddar/{testbed.slug}")
    assert (row.summary_sv, row.access, row.website) == (
        "Ny sammanfattning.",
        "Öppen för alla.",
        "https://example.com/nytt",
    )
    assert row.equipment == ["Ugn", "Press"]
    assert (row.confirmed_on, row.changed_at) == (date(2026, 11, 24), NOW)
    assert catalogue_version() > version


def test_what_was_changed_is_on_record(as_owner, testbed, database):
    as_owner.post(address(testbed), data=FORM)

    event = database.scalar(select(AuditEvent).where(AuditEvent.action == "testbed.edited"))
    assert event.subject == testbed.slug
    assert event.details["fields"] == ["access", "equipment", "summary_en", "summary_sv", "website"]


def test_empty_fields_become_unknown(as_owner, testbed, database):
    as_owner.post(address(testbed), data={**FORM, "access": " ", "website": "", "equipment": "\n"})

    row = reread(database, testbed)
    assert (row.access, row.website, row.equipment) == (None, None, [])


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("summary_sv", "", "Fyll i fältet."),
        ("summary_sv", "x" * 1501, "Skriv högst 1500 tecken."),
        ("website", "javascript:alert(1)", "Ange en webbadress"),
        ("website", "example.com", "Ange en webbadress"),
        ("equipment", "x" * 201, "Skriv högst 200 tecken på varje rad."),
        ("equipment", "\n".join(map(str, range(61))), "Skriv högst 60 rader."),
        ("access", "x" * 401, "Skriv högst 400 tecken."),
    ],
)
def test_what_cannot_stand_is_refused_with_everything_typed_still_there(
    as_owner, testbed, database, field, value, message
):
    answer = as_owner.post(address(testbed), data={**FORM, field: value})

    assert answer.status_code == 422
    assert message in answer.text
    assert FORM["summary_en"] in answer.text
    assert reread(database, testbed).confirmed_on is None


def test_the_owner_confirms_that_the_facts_are_true(as_owner, testbed, database):
    answer = as_owner.post(address(testbed, "bekrafta"))

    assert answer.status_code == 303
    assert reread(database, testbed).confirmed_on == date(2026, 11, 24)
    assert "testbed.confirmed" in database.scalars(select(AuditEvent.action)).all()


def test_the_search_index_follows(as_owner, testbed, monkeypatch):
    told = []
    monkeypatch.setattr(service, "on_change", [lambda row: told.append(row.slug)])

    as_owner.post(address(testbed), data=FORM)

    assert told == [testbed.slug]


@pytest.mark.parametrize("action", ["redigera", "bekrafta"])
def test_another_owner_cannot_tell_whether_it_can_be_edited(testbed, sign_in, database, action):
    stranger = sign_in(make_person(make_organisation(kind="operator")))

    assert stranger.post(address(testbed, action), data=FORM).status_code == 404
    assert reread(database, testbed).confirmed_on is None


@pytest.mark.parametrize("who", [make_person, make_coordinator])
def test_who_owns_no_testbeds_is_not_let_in(testbed, sign_in, who):
    assert sign_in(who()).get(address(testbed)).status_code == 403


def test_who_is_signed_out_is_asked_to_sign_in(testbed, client):
    assert client.get(address(testbed)).status_code == 303


def test_an_administrator_may_edit(testbed, sign_in):
    assert sign_in(make_administrator()).get(address(testbed)).status_code == 200


def test_only_those_who_manage_it_see_the_way_to_the_form(testbed, client, as_owner, app):
    assert address(testbed) in as_owner.get(f"/testbaddar/{testbed.slug}").text
    assert address(testbed) not in app.test_client().get(f"/testbaddar/{testbed.slug}").text
