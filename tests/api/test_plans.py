"""Opening hours from a program, and that of two editors neither overwrites what the other has written (G26)."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from portal.database import db
from tests.api.conftest import Program, token_of
from tests.api.test_bookings import kind_of, pointers
from tests.booking.scene import NOW, make_scene
from tests.builders import make_owner

ROUNDS = 500
EDITORS = 2
PATIENCE_SECONDS = 60
only_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def counted(plan, step):
    """Return what is sent back of a plan that was read: the minute at which Saturday opens has gone on by so much."""
    saturday = [line for line in plan["lines"] if line["weekday"] == 5]
    count = sum(int(clock[:2]) * 60 + int(clock[3:]) for clock in (line["opens"] for line in saturday)) + step
    line = {"weekday": 5, "opens": f"{count // 60:02d}:{count % 60:02d}", "closes": "24:00"}
    others = [line for line in plan["lines"] if line["weekday"] != 5]
    return {**{name: plan[name] for name in ("closed_on_holidays", "closed_on_eves")}, "lines": [*others, line]}


def test_of_two_editors_neither_overwrites_the_other(make_app, engine, freeze):
    freeze(NOW)
    app = make_app(API_REQUESTS_A_MINUTE=1_000_000)
    with app.app_context():
        scene = make_scene()
        app.config["HORIZON_DAYS"] = 10
        path, tokens = (
            f"/resources/{scene.slug}/plan",
            [token_of(scene.owner_person), token_of(make_owner(scene.testbed))],
        )
        db.session.remove()
    gate = threading.Barrier(EDITORS, timeout=PATIENCE_SECONDS)

    def write(program, read):
        return program.ask("PUT", path, counted(read.json, 1), If_Match=read.headers["ETag"]).status_code

    def edit(token):
        """Both read the same plan in each round and both write; whoever comes second reads again."""
        program, rounds = Program(app.test_client(), token), []
        for _ in range(ROUNDS):
            gate.wait()
            read = program.ask("GET", path)
            gate.wait()
            rounds.append([write(program, read)])
            if rounds[-1] == [412]:
                rounds[-1].append(write(program, program.ask("GET", path)))
        return rounds

    with ThreadPoolExecutor(EDITORS) as threads:
        rounds = list(zip(*threads.map(edit, tokens), strict=True))

    print(f"{engine}: {len(rounds)} rounds of {EDITORS} editors")
    assert [sorted(sides) for sides in rounds] == [[[200], [412, 200]]] * ROUNDS
    after = Program(app.test_client(), tokens[0]).ask("GET", path)
    assert counted(after.json, 0)["lines"][-1]["opens"] == f"{2 * ROUNDS // 60:02d}:{2 * ROUNDS % 60:02d}"


@only_sqlite
def test_a_plan_is_replaced_whole_by_whoever_has_read_it(scene, program):
    owner, path = program(scene.owner_person), f"/resources/{scene.slug}/plan"
    read = owner.ask("GET", path)
    said = counted(read.json, 60)

    assert kind_of(owner.ask("PUT", path, said)) == (428, "unconditional")
    saved = owner.ask("PUT", path, said, If_Match=read.headers["ETag"])

    assert (saved.status_code, saved.json["version"]) == (200, read.json["version"] + 1)
    assert saved.json["lines"][-1] == {
        "weekday": 5,
        "opens": "01:00",
        "closes": "24:00",
        "units": 1,
        "first_day": None,
        "last_day": None,
    }
    assert owner.ask("GET", path, If_None_Match=saved.headers["ETag"]).status_code == 304


@only_sqlite
def test_a_plan_that_cuts_under_bookings_names_the_days_and_is_not_saved(scene, program):
    scene.book()
    owner, path = program(scene.owner_person), f"/resources/{scene.slug}/plan"
    read = owner.ask("GET", path)

    answer = owner.ask("PUT", path, {**counted(read.json, 0), "lines": []}, If_Match=read.headers["ETag"])

    assert kind_of(answer) == (409, "conflict")
    assert "2027-03-01" in answer.json["detail"]
    assert owner.ask("GET", path).json == read.json


@only_sqlite
def test_faults_of_a_plan_are_told_at_their_place(scene, program):
    owner, path = program(scene.owner_person), f"/resources/{scene.slug}/plan"
    good = {"weekday": 0, "opens": "08:00", "closes": "09:00"}
    said = {**counted(owner.ask("GET", path).json, 0)}

    shape = owner.ask(
        "PUT", path, {**said, "lines": [good, {**good, "weekday": 7, "opens": 8, "mode": "x"}, "nej"]}, If_Match="*"
    )
    rule = owner.ask("PUT", path, {**said, "lines": [good, {**good, "units": 2}]}, If_Match="*")

    assert pointers(shape) == {"#/lines/1/weekday", "#/lines/1/opens", "#/lines/1/mode", "#/lines/2"}
    assert pointers(rule) == {"#/lines/1/units"}


@only_sqlite
def test_a_plan_is_nobody_elses_business(scene, program):
    path, other = f"/resources/{scene.slug}/plan", make_scene()

    assert kind_of(program(other.owner_person).ask("GET", path)) == (404, "not-found")
    assert kind_of(program(other.owner_person).ask("PUT", path, {}, If_Match="*")) == (404, "not-found")
    assert kind_of(program(scene.booker_person).ask("GET", path)) == (403, "not-allowed")
    assert kind_of(program(scene.owner_person, "book").ask("GET", path)) == (403, "out-of-scope")
