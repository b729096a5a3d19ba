"""Two ways of taking time at once, for the last unit: exactly one succeeds, whichever two they are (G6).

Threads, sessions and connections are real. Both sides begin at the same moment in every other round; in the rest one of them
has a head start of some milliseconds, so that the slower way does not always come last. The ways stand in paths.py. `make load`
races each pair 500 times.
"""

import os
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations_with_replacement

import pytest
from sqlalchemy import func, select

from portal.booking.models import Claim
from portal.database import db
from portal.errors import Busy, Conflict, Refusal
from tests.booking.paths import PATHS, Company, Stage
from tests.booking.scene import make_scene, visitor_of
from tests.builders import hours, make_organisation, make_person

ROUNDS = 500 if os.environ.get("LOAD") == "full" else 50
PATIENCE_SECONDS = 30
HEAD_START_SECONDS = 0.006


def make_stage():
    scene = make_scene(opens=0, closes=24, days=range(7))
    return Stage(scene, scene.slug, scene.owner)


def make_company(name):
    organisation = make_organisation(name)
    person = make_person(organisation)
    return Company(person, organisation, visitor_of(person))


def race(app, lanes):
    """Run the lanes side by side, round by round, each in a thread of its own; return what each round gave or raised."""
    gate = threading.Barrier(len(lanes), timeout=PATIENCE_SECONDS)
    dice = random.Random("head start")
    waits = [[0.0, dice.uniform(0, HEAD_START_SECONDS) * (number % 2)] for number in range(len(lanes[0]))]
    for wait in waits:
        dice.shuffle(wait)

    def run(side):
        results = []
        with app.app_context():
            for act, wait in zip(lanes[side], waits, strict=True):
                gate.wait()
                time.sleep(wait[side])
                results.append(_outcome(act))
        return results

    db.session.remove()
    with ThreadPoolExecutor(len(lanes)) as threads:
        return list(zip(*threads.map(run, range(len(lanes))), strict=True))


def _outcome(act):
    try:
        act()
    except Refusal as refusal:
        return refusal
    finally:
        db.session.remove()
    return None


def sold(resource_id, period):
    within = (Claim.starts_at < period.ends_at, Claim.ends_at > period.starts_at)
    query = select(func.count()).where(Claim.resource_id == resource_id, Claim.active == 1, *within)
    return db.session.execute(query).scalar_one()


@pytest.mark.parametrize(("one", "other"), combinations_with_replacement(sorted(PATHS), 2))
def test_of_two_paths_at_once_exactly_one_takes_the_last_unit(app, engine, one, other):
    stage = make_stage()
    resource_id = stage.scene.resource.id
    sides = [(PATHS[one], make_company("Ena AB")), (PATHS[other], make_company("Andra AB"))]
    periods = [hours(number, number + 1) for number in range(ROUNDS)]
    lanes = [[path(stage, period, company) for period in periods] for path, company in sides]

    rounds = race(app, lanes)

    wins = [sum(side is None for side in sides) for sides in rounds]
    won = [sum(sides[number] is None for sides in rounds) for number in (0, 1)]
    print(f"{one} and {other} on {engine}: {len(rounds)} rounds, won {won[0]} and {won[1]}")
    assert len(rounds) == ROUNDS > 0
    assert wins == [1] * ROUNDS
    assert [sold(resource_id, period) for period in periods] == [1] * ROUNDS
    # Whoever lost was told that the time is gone, and nobody gave up waiting.
    lost = [side for sides in rounds for side in sides if side is not None]
    assert all(isinstance(side, Conflict) and not isinstance(side, Busy) for side in lost)
