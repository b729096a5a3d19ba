"""The page on which an owner says when and how much one may book."""

import pytest

from portal.catalogue.models import Resource
from portal.conditions.queries import limits_of
from portal.conditions.rules import Limit
from portal.database import db
from tests.booking.scene import NOW, make_scene
from tests.pages import Page


@pytest.fixture
def scene(app, freeze):
    freeze(NOW)
    return make_scene(mode="request")


@pytest.fixture
def owner(scene, sign_in):
    return sign_in(scene.owner_person)


def address(scene):
    return f"/resurser/{scene.slug}/regler"


def form_of(client, scene):
    return Page(client.get(address(scene)).text, address(scene)).form("/regler")


def send(client, scene, **typed):
    return client.post(address(scene), data=form_of(client, scene).filled(**typed))


def test_rules_and_limits_are_saved_and_shown(scene, owner):
    answer = send(
        owner, scene, notice_days="3", start_every="120", direct_for_known="y", count_week="2", hours_year="40"
    )

    row = db.session.get_one(Resource, scene.resource.id, populate_existing=True)
    form = form_of(owner, scene)
    assert answer.status_code == 303
    assert (row.notice_days, row.start_every, row.direct_for_known) == (3, 120, True)
    assert limits_of(row.id) == (Limit("count", "week", 2), Limit("hours", "year", 40))
    assert (form.named("notice_days").value, form.named("count_week").value) == ("3", "2")


def test_a_limit_is_taken_away_by_emptying_its_field(scene, owner):
    send(owner, scene, count_week="2")
    send(owner, scene, count_week="")

    assert limits_of(scene.resource.id) == ()


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"notice_days": ""}, "Fyll i fältet."),
        ({"notice_days": "251"}, "Ange ett tal från 0 till 250."),
        ({"notice_days": "-1"}, "Ange ett tal från 0 till 250."),
        ({"count_week": "0"}, "Ange ett tal från 1 till 100000."),
        ({"hours_total": "två"}, "Ange ett helt tal."),
        ({"start_every": "7"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_is_refused_with_all_that_was_typed(scene, owner, typed, message):
    answer = send(owner, scene, **{"count_month": "7", **typed})

    form = Page(answer.text, address(scene)).form("/regler")
    assert answer.status_code == 422
    assert form.named("count_month").value == "7"
    if message != "Not a valid choice":
        assert message in answer.text
    assert limits_of(scene.resource.id) == ()


def test_notice_beyond_what_can_be_booked_is_refused(scene, owner):
    with db.engine.begin() as connection:
        connection.execute(db.update(Resource).values(horizon_days=10))

    answer = send(owner, scene, notice_days="10")

    assert answer.status_code == 422
    assert "Framförhållningen är längre" in answer.text


def test_two_owners_do_not_overwrite_each_other(scene, owner):
    form = form_of(owner, scene)
    send(owner, scene, count_week="2")

    answer = owner.post(address(scene), data=form.filled(count_week="9"))

    assert answer.status_code == 409
    assert "Någon annan hann ändra" in answer.text
    assert limits_of(scene.resource.id) == (Limit("count", "week", 2),)


def test_questions_without_meaning_for_the_resource_are_not_asked(app, freeze, sign_in):
    freeze(NOW)
    days = make_scene(unit="day", mode="direct")

    names = form_of(sign_in(days.owner_person), days).names

    assert "start_every" not in names and "direct_for_known" not in names
    assert "count_week" in names


def test_only_the_owner_sees_and_changes_rules(scene, sign_in):
    stranger = make_scene()

    assert sign_in(stranger.owner_person).get(address(scene)).status_code == 404
    assert sign_in(scene.booker_person).get(address(scene)).status_code == 403


def test_the_page_reads_in_english(scene, owner, english):
    page = Page(owner.get(english(address(scene))).text)

    assert page.lang == "en"
    assert "How much an organisation may book" in page.text
