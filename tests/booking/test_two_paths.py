"""Two ways of taking time at once, for the last unit: exactly one succeeds, whichever two they are (G6).

Threads, sessions and connections are real. Both sides begin at the same moment in every other round; in the rest one of them
has a head start of some milliseconds, so that the slower way does not always come last. The ways stand in paths.py. Each
races itself, the form and one other: 50 times, 500 by `make load`, which races every other two 50 times as well.
"""

import os
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations_with_replacement

import pytest
from flask import current_app
from sqlalchemy import func, select

from portal.booking.models import Claim
from portal.booking.service import kept_back
from portal.database import db, transaction
from portal.errors import Busy, Refusal
from portal.feeds.queries import busy_of
from tests.booking.paths import NEEDS_ONE_TO_BEGIN_WITH, NEVER_TWO, PATHS, Company, Stage
from tests.booking.scene import make_scene, visitor_of
from tests.builders import hours, make_capacity, make_organisation, make_person, make_resource
from tests.feeds.calendars import Elsewhere

FULL = os.environ.get("LOAD") == "full"
ROUNDS = 500 if FULL else 50
OF_THE_REST = 50
PATIENCE_SECONDS = 30
HEAD_START_SECONDS = 0.006


def make_stage(units=1):
    current_app.extensions["feed-fetcher"] = Elsewhere()
    # As far as the last round reaches, from a week before the first: the loser's search for another time is most of a round.
    ahead = 9 + 3 * ROUNDS // 24
    scene = make_scene(opens=0, closes=24, days=range(7), units=units, unfolded_days=ahead, closes_on_holidays=False)
    spare = make_resource(scene.testbed, units=9)
    make_capacity(spare, hours(-24 * 7, 70 * 24), units=9)
    return Stage(scene, scene.slug, spare.slug, scene.owner)


def make_company(name, side=0):
    organisation = make_organisation(name)
    person = make_person(organisation)
    return Company(person, organisation, visitor_of(person), side)


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
        # Letters are nothing to race for, and would be a good part of the time.
        with kept_back():
            act()
    except Refusal as refusal:
        return refusal
    finally:
        db.session.remove()
    return None


def sold(resource_id, period):
    """Return the units that are taken in the period, here or by what the owner's own calendar says."""
    claimed = (Claim.starts_at < period.ends_at, Claim.ends_at > period.starts_at)
    query = select(func.sum(Claim.units)).where(Claim.resource_id == resource_id, Claim.active == 1, *claimed)
    return (db.session.execute(query).scalar() or 0) + sum(one.units for one in busy_of(resource_id, period))


def pairs():
    """Return which paths race, and how often: each against itself, the form and one other; at full size every two."""
    names = sorted(PATHS)
    rest = [name for name in names if name != "book"]
    half = (len(rest) + 1) // 2
    others = zip(rest[:half], [*rest[half:], rest[0]], strict=False)
    chosen = {(name, name) for name in names} | {("book", name) for name in rest} | set(others)
    rounds = dict.fromkeys(combinations_with_replacement(names, 2), OF_THE_REST) if FULL else {}
    rounds |= {tuple(sorted(pair)): ROUNDS for pair in chosen}
    return sorted((*pair, count) for pair, count in rounds.items() if not (pair[0] == pair[1] and pair[0] in NEVER_TWO))


@pytest.mark.parametrize(("one", "other", "count"), pairs())
def test_of_two_paths_at_once_exactly_one_takes_the_last_unit(app, engine, one, other, count):
    there = sum(name in NEEDS_ONE_TO_BEGIN_WITH for name in (one, other))
    stage = make_stage(units=1 + there)
    resource_id = stage.scene.resource.id
    sides = [(PATHS[one], make_company("Ena AB")), (PATHS[other], make_company("Andra AB", 1))]
    # The hours around each are for what the two have beforehand.
    periods = [hours(3 * number + 1, 3 * number + 2) for number in range(count)]
    with transaction():
        lanes = [[path(stage, period, company) for period in periods] for path, company in sides]

    rounds = race(app, lanes)

    wins = [sum(side is None for side in sides) for sides in rounds]
    won = [sum(sides[number] is None for sides in rounds) for number in (0, 1)]
    print(f"{one} and {other} on {engine}: {len(rounds)} rounds, won {won[0]} and {won[1]}")
    assert len(rounds) == count > 0
    assert wins == [1] * count
    assert [sold(resource_id, period) for period in periods] == [1 + there] * count
    # Whoever lost was told so, and nobody gave up waiting. A request that lost to another was refused by that one's yes.
    lost = [side for sides in rounds for side in sides if side is not None]
    assert not any(isinstance(side, Busy) for side in lost)
