"""Apply first, book later, where several are booked at once: a basket and a series are asked once for all of it."""

import pytest

from portal.database import db
from portal.support.models import MoneyAnswer
from tests.booking.scene import NOW, claims, make_scene, taken
from tests.builders import hours
from tests.campaign.steps import put
from tests.pages import Page
from tests.series.test_pages import press, show
from tests.support.programmes import APPLY_FIRST, make_programme

MISSING = "Svara på frågan om stöd innan ni bokar"


@pytest.fixture
def scene(app, freeze):
    freeze(NOW)
    scene = make_scene()
    make_programme(counties=[scene.testbed.county], order_first=APPLY_FIRST)
    return scene


def basket_to_check(client, scene):
    put(scene, hours(0, 2))
    put(scene, hours(3, 5))
    form = Page(client.get("/korg").text, "/korg").form("/korg")
    held = client.post("/korg", data=form.filled(purpose="Prov av allt", note=""))
    return Page(client.get(held.location).text, held.location)


def series_to_check(client, scene):
    held = press(client, scene, show(client, scene))
    return Page(client.get(held.location).text, held.location)


@pytest.mark.parametrize("to_check", [basket_to_check, series_to_check])
def test_nothing_is_sent_until_the_question_is_answered(scene, sign_in, to_check):
    client = sign_in(scene.booker_person)
    form = to_check(client, scene).form("/kontrollera")

    answer = client.post(form.action, data=form.filled())

    assert answer.status_code == 422 and MISSING in answer.text
    assert answer.text.count('id="stod"') == 1
    assert db.session.query(MoneyAnswer).count() == 0


@pytest.mark.parametrize(("to_check", "count"), [(basket_to_check, 2), (series_to_check, 3)])
def test_one_answer_is_kept_with_each_booking(scene, sign_in, to_check, count):
    client = sign_in(scene.booker_person)
    form = to_check(client, scene).form("/kontrollera")

    answer = client.post(form.action, data=form.filled(stod="no-support"))

    assert answer.status_code == 303
    assert [one.answer for one in db.session.query(MoneyAnswer)] == ["no-support"] * count


def test_where_no_programme_wants_the_application_first_nothing_is_asked(app, freeze, sign_in):
    freeze(NOW)
    scene = make_scene()
    client = sign_in(scene.booker_person)
    form = basket_to_check(client, scene).form("/kontrollera")

    assert client.post(form.action, data=form.filled()).status_code == 303
    assert claims() == taken(hours(0, 2), hours(3, 5))
