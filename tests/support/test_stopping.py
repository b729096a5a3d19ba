"""Apply first, book later: a question at the button that books, where money is lost by booking first."""

import html

import pytest

from portal.audit import AuditEvent
from portal.booking import service
from portal.database import db, transaction
from portal.support.models import MoneyAnswer
from tests.booking.filling import send
from tests.booking.scene import NOW, make_scene, state_of
from tests.pages import Page
from tests.support.programmes import APPLY_FIRST, make_programme


@pytest.fixture
def scene(app, freeze):
    freeze(NOW)
    return make_scene()


@pytest.fixture
def strict(scene):
    """A programme in the testbed's county that wants the application first."""
    return make_programme(counties=[scene.testbed.county], order_first=APPLY_FIRST)


def held_page(client, scene):
    held = send(client, scene)
    return Page(client.get(held.location).text, held.location)


def reference_of(page):
    return page.form("/kontrollera").action.split("/")[-2]


def test_who_books_must_say_what_they_do_about_the_support(strict, scene, sign_in):
    client = sign_in(scene.booker_person)
    page = held_page(client, scene)

    answer = client.post(page.form("/kontrollera").action, data=page.form("/kontrollera").filled())

    assert answer.status_code == 422
    assert "Svara på frågan om stöd innan ni bokar" in answer.text
    assert state_of(reference_of(page)) == "held"


@pytest.mark.parametrize("said", ["no-support", "may-order", "anyway"])
def test_each_answer_books_and_is_kept(strict, scene, sign_in, said):
    client = sign_in(scene.booker_person)
    page = held_page(client, scene)

    answer = client.post(page.form("/kontrollera").action, data={"stod": said})

    assert answer.status_code == 303
    assert state_of(reference_of(page)) == "confirmed"
    kept = db.session.query(MoneyAnswer).one()
    assert (kept.answer, kept.programmes, kept.person_id) == (said, ["checken"], scene.booker_person.id)
    assert db.session.query(AuditEvent).filter_by(action="support.answered").count() == 1


@pytest.mark.parametrize("said", ["", "ja", "no-support\0", "x" * 5000])
def test_what_is_no_answer_is_asked_again(strict, scene, sign_in, said):
    client = sign_in(scene.booker_person)
    page = held_page(client, scene)

    assert client.post(page.form("/kontrollera").action, data={"stod": said}).status_code == 422


def test_the_pages_say_which_why_and_by_which_source(strict, scene, sign_in):
    client = sign_in(scene.booker_person)
    form = html.unescape(client.get(f"/resurser/{scene.slug}/boka").text)
    check = client.get(send(client, scene).location).text

    for page in (form, check):
        assert 'href="/stod/checken"' in page
        assert "Inget får beställas eller påbörjas före ansökan." in page
        assert APPLY_FIRST["source"] in page


@pytest.mark.parametrize(
    "values",
    [
        {"order_first": None},
        {"counties": ["Gotlands län"]},
        {"status": "closed"},
        {"kind": "advice"},
        {"technologies": ["quantum"]},
    ],
)
def test_where_nothing_is_lost_nobody_is_asked(scene, sign_in, values):
    make_programme(**{"counties": [scene.testbed.county], "order_first": APPLY_FIRST, **values})
    client = sign_in(scene.booker_person)
    page = held_page(client, scene)

    answer = client.post(page.form("/kontrollera").action, data=page.form("/kontrollera").filled())

    assert "Söker ni stöd" not in page.text
    assert answer.status_code == 303


def test_a_large_company_is_not_asked(strict, scene, sign_in):
    organisation = scene.organisation
    with transaction():
        organisation.size_class = "large"
    client = sign_in(scene.booker_person)
    page = held_page(client, scene)

    assert client.post(page.form("/kontrollera").action).status_code == 303


def test_who_has_nobody_in_front_is_never_stopped(strict, scene):
    held = scene.hold()

    assert service.submit_hold(scene.booker, held.reference, NOW).state == "confirmed"


def test_a_double_click_is_asked_once(strict, scene, sign_in):
    client = sign_in(scene.booker_person)
    page = held_page(client, scene)

    first = client.post(page.form("/kontrollera").action, data={"stod": "anyway"})
    second = client.post(page.form("/kontrollera").action)

    assert [first.status_code, second.status_code] == [303, 303]


def test_the_answer_is_seen_by_the_companys_own_side_alone(strict, scene, sign_in):
    client = sign_in(scene.booker_person)
    page = held_page(client, scene)
    shown = client.post(page.form("/kontrollera").action, data={"stod": "anyway"}).location

    assert "ni bokar ändå" in client.get(shown).text
    assert "ni bokar ändå" not in sign_in(scene.owner_person).get(shown).text


def test_a_stranger_cannot_answer(strict, scene, sign_in):
    page = held_page(sign_in(scene.booker_person), scene)

    assert (
        sign_in(scene.rival_person).post(page.form("/kontrollera").action, data={"stod": "anyway"}).status_code == 404
    )
    assert db.session.query(MoneyAnswer).count() == 0
