"""Coordinators keep the programmes: with a source and a day, with what stood before, and the seeds never over it."""

from datetime import UTC, date, datetime

import pytest

from portal.audit import AuditEvent
from portal.database import db, transaction
from portal.errors import Conflict, NotAllowed, Refusal
from portal.support import queries, seeds, service
from portal.support.models import SupportChange, SupportProgramme
from tests.booking.scene import visitor_of
from tests.builders import make_coordinator, make_owner, make_person, make_testbed
from tests.pages import Page
from tests.support.programmes import make_programme

NOW = datetime(2027, 2, 1, 8, tzinfo=UTC)
READ = {"source": "https://example.com/nytt", "checked_on": date(2027, 1, 31)}
PATH = "/stod/checken/redigera"


def content(**changes):
    row = service.get_row("checken")
    return {**{name: getattr(row, name) for name in service.CONTENT}, **changes}


def edit(person, seen=None, **changes):
    seen = seen or service.fingerprint(service.get_row("checken"))
    return service.edit_programme(visitor_of(person), "checken", content(**changes), seen=seen, now=NOW, **READ)


def test_a_change_is_kept_with_its_source_its_day_and_what_stood_before(app):
    make_programme(amount="100 kr")

    edit(make_coordinator(), amount="200 kr", closes_on=date(2027, 3, 1))

    change = db.session.query(SupportChange).one()
    assert change.before == {"amount": "100 kr", "closes_on": None}
    assert change.after == {"amount": "200 kr", "closes_on": "2027-03-01"}
    assert (change.source, change.checked_on) == (READ["source"], READ["checked_on"])
    assert queries.get_programme("checken").amount == "200 kr"
    assert db.session.query(AuditEvent).filter_by(action="support.edited").count() == 1


def test_the_seeds_leave_alone_what_a_coordinator_has_changed(app):
    make_programme(amount="100 kr")
    edit(make_coordinator(), amount="200 kr")
    row = service.get_row("checken")
    record = {name: getattr(row, name) for name in seeds.SHAPE.fields}

    with transaction():
        counts = seeds.write([{**record, "amount": "100 kr"}], None, NOW)

    assert counts.kept == ["checken"]
    assert service.get_row("checken").amount == "200 kr"


def test_a_late_save_is_refused(app):
    make_programme()
    seen = service.fingerprint(service.get_row("checken"))
    edit(make_coordinator(), amount="1")

    with pytest.raises(Conflict):
        edit(make_coordinator(), seen=seen, amount="2")


def test_nothing_changed_is_said_but_reading_again_may_be_noted(app):
    make_programme()
    edit(make_coordinator())

    assert db.session.query(SupportChange).one().after == {}
    with pytest.raises(Refusal):
        edit(make_coordinator())


def test_only_coordinators_may(app):
    make_programme()

    for person in (make_person(), make_owner(make_testbed())):
        with pytest.raises(NotAllowed):
            edit(person, amount="1")


def fill(client, **typed):
    form = Page(client.get(PATH).text, PATH).form(PATH)
    good = {"source": "https://example.com/nytt", "checked_on": "2027-01-31"}
    return client.post(PATH, data=form.filled(**{**good, **typed}))


@pytest.fixture
def coordinator(app, freeze, sign_in):
    freeze(NOW)
    make_programme()
    return sign_in(make_coordinator())


def test_a_coordinator_changes_a_programme_on_its_page(coordinator, client):
    answer = fill(coordinator, status="closed", before_order="decision", amount="300 kr")

    assert answer.status_code == 303
    page = client.get("/stod/checken").text
    assert "Ändrat av en samordnare" in page
    assert "Stödet är stängt" in page
    assert "Inget får beställas före beslutet." in page
    assert "300 kr" in coordinator.get(PATH).text


@pytest.mark.parametrize(
    "typed",
    [
        {"source": ""},
        {"source": "javascript:alert(1)"},
        {"checked_on": ""},
        {"checked_on": "2027-02-02"},
        {"checked_on": "igår"},
        {"status": "kanske"},
        {"website": "ftp://x"},
        {"summary_sv": ""},
        {"before_order": "lunch"},
        {"opens_on": "2027-05-01", "closes_on": "2027-04-01"},
        {"amount": "x" * 501},
    ],
)
def test_what_cannot_be_saved_is_said_and_stays(coordinator, typed):
    answer = fill(coordinator, **{"notes": "Det här står kvar", **typed})

    assert answer.status_code == 422
    assert "Det här står kvar" in answer.text
    assert db.session.query(SupportChange).count() == 0


def test_a_late_save_shows_what_the_other_wrote(coordinator):
    form = Page(coordinator.get(PATH).text, PATH).form(PATH)
    fill(coordinator, amount="den andres")

    late = coordinator.post(
        PATH, data=form.filled(amount="min", source="https://example.com/x", checked_on="2027-01-30")
    )

    assert late.status_code == 409
    assert "den andres" in late.text and "min" in late.text
    again = Page(late.text, PATH).form(PATH)
    assert coordinator.post(PATH, data=again.filled()).status_code == 303
    assert db.session.query(SupportProgramme).one().amount == "min"


def test_who_is_no_coordinator_finds_no_way_in(app, client, sign_in):
    make_programme()

    assert client.get(PATH).status_code == 303
    assert sign_in(make_person()).get(PATH).status_code == 403
    assert PATH not in client.get("/stod/checken").text
