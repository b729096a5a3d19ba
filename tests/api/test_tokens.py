"""Tokens: shown once, kept as a hash, as far as their scope, until they run out, so many requests a minute."""

from datetime import timedelta

import pytest

from portal.accounts import tokens
from portal.accounts.models import Token
from portal.accounts.rules import counted
from portal.database import db, transaction
from tests.api.conftest import wish
from tests.api.test_bookings import kind_of
from tests.booking.scene import NOW, count
from tests.pages import Page

only_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def make_by_form(client, **answers):
    page = Page(client.get("/konto/nycklar").text)
    form = {"name": "Planeringen", "scope": "book", "days": "90", **answers}
    return page, client.post("/konto/nycklar", data=form)


@only_sqlite
def test_a_token_is_shown_once_and_kept_as_a_hash(scene, sign_in, program):
    client = sign_in(scene.booker_person)

    _, made = make_by_form(client)

    token = made.text.split('<code class="token">')[1].split("<")[0]
    row = db.session.query(Token).one()
    assert token.startswith("tp_") and token not in client.get("/konto/nycklar").text
    assert token not in repr(vars(row)) and (row.scope, row.ends_at) == ("book", NOW + timedelta(days=90))
    speaker = program(None)
    speaker.token = token
    assert speaker.book(wish(scene)).status_code == 201
    db.session.expire_all()
    assert db.session.query(Token).one().last_used_at == NOW


@only_sqlite
def test_a_removed_token_is_dead_at_once_and_only_its_person_removes_it(scene, sign_in, program):
    speaker = program(scene.booker_person)
    named = tokens.handle(db.session.query(Token).one())
    assert sign_in(scene.rival_person).post("/konto/nycklar/ta-bort", data={"nyckel": named}).status_code == 404
    assert speaker.ask("GET", "/bookings").status_code == 200

    assert sign_in(scene.booker_person).post("/konto/nycklar/ta-bort", data={"nyckel": named}).status_code == 303

    assert kind_of(speaker.ask("GET", "/bookings")) == (401, "not-signed-in")


@only_sqlite
@pytest.mark.parametrize("header", ["Bearer", "Bearer tp_finnsinte", "Basic abc", "Bearer å", "tp_x", ""])
def test_what_is_no_token_of_ours_is_not_let_in(scene, program, header):
    answer = program(None).ask("GET", "/bookings", Authorization=header)

    assert kind_of(answer) == (401, "not-signed-in")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    # Not even to what everybody may see: a program would never notice that it comes as a stranger.
    assert program(None).ask("GET", f"/resources/{scene.slug}", Authorization=header).status_code == 401


@only_sqlite
def test_a_token_ends_with_its_time_and_with_its_person(scene, program, freeze):
    speaker = program(scene.booker_person)
    with transaction():
        scene.booker_person.disabled_at = NOW
    assert kind_of(speaker.ask("GET", "/bookings")) == (401, "not-signed-in")
    with transaction():
        scene.booker_person.disabled_at = None
    freeze(NOW + timedelta(days=30))
    assert kind_of(speaker.ask("GET", "/bookings")) == (401, "not-signed-in")

    with transaction():
        tokens.tidy_up(NOW + timedelta(days=60))
    assert count(Token) == 0


@only_sqlite
def test_a_token_reaches_as_far_as_its_scope(scene, program):
    reader, booker = program(scene.booker_person, "read"), program(scene.booker_person, "book")

    refused = reader.book(wish(scene))

    assert kind_of(refused) == (403, "out-of-scope")
    assert 'scope="book"' in refused.headers["WWW-Authenticate"]
    assert booker.book(wish(scene)).status_code == 201
    assert reader.ask("GET", "/bookings").json["total"] == 1


@only_sqlite
def test_whoever_asks_too_often_is_told_when_to_come_back(scene, app, program, freeze):
    app.config["API_REQUESTS_A_MINUTE"] = 3
    speaker = program(scene.booker_person)

    answers = [speaker.ask("GET", "/bookings") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert (kind_of(answers[-1]), answers[-1].headers["Retry-After"]) == ((429, "too-many"), "60")
    freeze(NOW + timedelta(seconds=60))
    assert speaker.ask("GET", "/bookings").status_code == 200


def test_a_minute_holds_so_many_and_begins_anew():
    after = NOW + timedelta(seconds=45)

    assert counted(None, 0, limit=2, now=NOW) == ((NOW, 1), 0)
    assert counted(NOW, 1, limit=2, now=after) == ((NOW, 2), 0)
    assert counted(NOW, 2, limit=2, now=after) == ((NOW, 2), 15)
    assert counted(NOW, 2, limit=2, now=NOW + timedelta(minutes=1)) == ((NOW + timedelta(minutes=1), 1), 0)
    assert counted(after, 2, limit=2, now=NOW) == ((NOW, 1), 0)
