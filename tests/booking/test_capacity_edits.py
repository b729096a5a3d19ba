"""Owners change the plan while companies book: no snapshot shows more booked than offered, every refusal names days (G5)."""

import os
import random
import threading
import time
from collections import Counter

import pytest

from portal.booking import service
from portal.capacity import service as capacity
from portal.capacity.rules import Line
from portal.capacity.unfolding import BookingsInTheWay
from portal.catalogue.queries import get_resource
from portal.database import db
from portal.errors import Busy, CapacityExceeded, Refusal
from tests.booking.scene import NOW, make_scene
from tests.booking.test_two_paths import make_company
from tests.builders import hours
from tests.load.oversight import Watcher

SECONDS = 60 if os.environ.get("LOAD") == "full" else 10
BOOKERS, EDITORS, UNITS = 6, 2, 3
LEAST_SNAPSHOTS = 20


def book_and_call_off(slug, who, dice, counts):
    """Book some hours of the builders' week, and call some of them off again."""
    day, first = dice.randrange(5), dice.randrange(8)
    period = hours(24 * day + first, 24 * day + first + dice.randint(1, 9 - first))
    try:
        held = service.hold(who, get_resource(slug), period, dice.randint(1, 2), "Prov", "", NOW)
        service.submit_hold(who, held.reference, NOW)
        counts["booked"] += 1
        if dice.random() < 0.5:
            service.cancel_booking(who, held.reference, "plans", "", NOW)
            counts["called off"] += 1
    except Busy:
        counts["busy"] += 1
    except Refusal as refusal:
        counts["full" if isinstance(refusal, CapacityExceeded) else "outside"] += 1


def edit(slug, who, dice, counts):
    """Save a week with other hours and other units."""
    opens, units = dice.choice((8, 8, 10)), dice.randint(1, UNITS)
    lines = [Line(day, opens * 60, dice.choice((15, 17)) * 60, units) for day in range(5)]
    try:
        capacity.save_plan(who, get_resource(slug), lines, True, NOW)
        counts["edited"] += 1
    except BookingsInTheWay as refusal:
        assert refusal.days, "a refused edit names the days that clash"
        counts["edit refused"] += 1
    except Busy:
        counts["busy"] += 1


def at_work(app, act, slug, who, seed, until, counts, faults):
    dice = random.Random(seed)
    with app.app_context():
        while time.monotonic() < until and not faults:
            try:
                act(slug, who, dice, counts)
            except BaseException as fault:
                faults.append(fault)
            finally:
                db.session.remove()


@pytest.mark.load
def test_no_snapshot_is_over_booked_while_plans_are_edited(app, engine, database_url):
    scene = make_scene(units=UNITS)
    app.config["HORIZON_DAYS"] = 14
    people = [(book_and_call_off, make_company(f"Nummer {number} AB").visitor) for number in range(BOOKERS)]
    people += [(edit, scene.owner)] * EDITORS
    slug, resource_id, counts, faults = scene.slug, scene.resource.id, Counter(), []
    db.session.remove()

    until = time.monotonic() + SECONDS
    with Watcher(database_url, resource_id) as watcher:
        threads = [
            threading.Thread(target=at_work, args=(app, act, slug, who, f"{number}", until, counts, faults))
            for number, (act, who) in enumerate(people)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    print(f"plans edited on {engine} for {SECONDS} s: {dict(sorted(counts.items()))}; {watcher}")
    assert faults == []
    assert len(watcher.verdicts) >= LEAST_SNAPSHOTS and watcher.over_booked == []
    assert all(counts[name] for name in ("booked", "full", "edited", "edit refused"))
