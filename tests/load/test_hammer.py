"""Many at once want the same capacity (P1; G1, G2, G3): nobody gets more than there is, and without the guard somebody does.

The portal is the real one: gunicorn with two processes of four threads, over HTTP, on both databases. LOAD=full gives the
long run (`make load`). The counts of a run are printed and kept in test-results/load.txt; how fast it went is told with them
and judged nowhere.

The last test takes the guard away behind the portal's back, after each of its processes has shown that it stood. What the
application itself checks is then all there is: it looks before it takes the lock, so it is too late for whoever is quick. That
test must over-book. If it ever does not, the other two prove nothing.
"""

import os
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from portal.clock import Period
from tests.builders import make_capacity, make_resource
from tests.load.clients import Client, Program, all_at_once, some_time, total
from tests.load.oversight import Tables, Watcher

RESULTS = Path(__file__).resolve().parents[2] / "test-results" / "load.txt"
FULL = os.environ.get("LOAD") == "full"
CLIENTS, ATTEMPTS = (64, int(os.environ.get("LOAD_ATTEMPTS", "2000"))) if FULL else (16, 250)
REST = float(os.environ.get("LOAD_REST", "0"))
"""Seconds that each client of the hammer rests before an attempt, on average. None, unless it is asked how long people wait."""

WITH_FORMS = 16
"""Every sixteenth books with the forms, the others through the API: a form that is refused shows a whole page of what would do."""

LEAST_SNAPSHOTS = 100
FILLERS, ROUNDS, TRIES = 8, 50, 5
UNGUARDED_ROUNDS, MUST_OVER_BOOK = 10, 0.9
CAPACITY = 3
SEED = os.environ.get("LOAD_SEED", "2026-11-24")

pytestmark = pytest.mark.load


def a_day_ahead(days=21):
    """Return eight in the morning, UTC, so many days ahead: well inside every resource's horizon."""
    return datetime.now(UTC).replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=days)


def make_hot_resource(portal, *, hours, steps=()):
    """Return id and slug of a resource of three units; `steps` are hours with a unit less, as on a day with less staff."""
    with portal.app.app_context():
        resource = make_resource(units=CAPACITY)
        begins, ends = a_day_ahead(), a_day_ahead() + timedelta(hours=hours)
        edges = [begins, *(begins + timedelta(hours=hour) for step in steps for hour in step), ends]
        for number, (first, last) in enumerate(pairwise(edges)):
            make_capacity(resource, Period(first, last), units=CAPACITY - number % 2)
        return resource.id, resource.slug


@pytest.fixture
def gather(request):
    """Return a maker of clients whose connections are closed when the test ends."""
    gathered = []

    def make(portal, count, slug, kinds=(Client,)):
        seed = f"{SEED} {request.node.name}"
        clients = [kinds[number % len(kinds)](portal, number, seed) for number in range(count)]
        gathered.extend(clients)
        all_at_once(clients, lambda client: client.open_form(slug))
        return clients

    yield make
    for client in gathered:
        client.close()


def test_the_hammer_never_over_books(start_portal, gather, engine):
    portal = start_portal(engine, API_REQUESTS_A_MINUTE=1_000_000)
    hours, begins = 14 * 24, a_day_ahead()
    resource_id, slug = make_hot_resource(portal, hours=hours, steps=[(20, 60), (150, 250)])
    clients = gather(portal, CLIENTS, slug, (Client, *[Program] * (WITH_FORMS - 1)))

    def hammer(client):
        for _ in range(ATTEMPTS):
            time.sleep(client.dice.uniform(0, 2 * REST))
            starts_at, ends_at = some_time(client.dice, begins, hours, 8)
            if booked := client.attempt(slug, starts_at, ends_at, client.dice.choice((1, 1, 2))):
                client.go_on(booked, some_time(client.dice, begins, hours, 8))

    started = time.monotonic()
    with Watcher(portal.database_url, resource_id) as watcher:
        all_at_once(clients, hammer)
    counts, seconds = total(clients), time.monotonic() - started

    report(f"hammer on {engine}, seed {SEED}, rest {REST:g} s: {counts}; {watcher}; {seconds:.1f} s")
    assert counts.attempts == CLIENTS * ATTEMPTS > 0
    assert counts.faults == {} and counts.strange == {}
    done = [("hold", 303), ("send", 303), ("book", 201), ("move", 200), ("cancel", 303), ("cancel", 200)]
    assert all(counts.of(*each) for each in [*done, ("hold", 409), ("book", 409), ("move", 409)])
    assert len(watcher.verdicts) >= LEAST_SNAPSHOTS, "too few snapshots to mean anything"
    assert watcher.over_booked == [] and watcher.last.claims > 0
    assert "Traceback" not in portal.log


def test_filling_up_from_empty_never_over_books(start_portal, gather, engine):
    portal = start_portal(engine)

    rounds = fill_up(portal, gather, ROUNDS)

    report(f"filling up on {engine}: {rounds}")
    assert len(rounds.verdicts) == ROUNDS and rounds.counts.attempts == ROUNDS * FILLERS * TRIES
    assert rounds.counts.faults == {} and rounds.counts.strange == {}
    assert rounds.over_booked == 0
    assert all(verdict.claims for verdict in rounds.verdicts)


def test_without_the_guard_the_same_rounds_over_book(start_portal, gather, engine):
    portal = start_portal(engine)
    warm_up(portal, gather)
    dropped = Tables(portal.database_url).drop_the_guard()

    rounds = fill_up(portal, gather, UNGUARDED_ROUNDS)

    report(f"without the guard on {engine}: {rounds}")
    assert dropped
    assert rounds.counts.faults == {}, "a process that had not tested the guard before it was dropped takes nothing"
    assert rounds.over_booked >= MUST_OVER_BOOK * UNGUARDED_ROUNDS
    assert rounds.seen_during > 0


class Rounds:
    """What a number of rounds showed."""

    def __init__(self):
        self.verdicts, self.counts, self.seen_during, self.snapshots = [], None, 0, 0

    @property
    def over_booked(self):
        return sum(bool(verdict.moments) for verdict in self.verdicts)

    def __str__(self):
        hours = sum(verdict.hours_over for verdict in self.verdicts)
        claims = sum(verdict.claims for verdict in self.verdicts)
        return (
            f"{self.over_booked} of {len(self.verdicts)} rounds over-booked ({hours:.0f} h), {claims} claims;"
            f" {self.seen_during} of {self.snapshots} snapshots during them over-booked; {self.counts}"
        )


def fill_up(portal, gather, count):
    """Let everybody book one empty day at once, round after round, each time on a new resource."""
    rounds, begins, hours = Rounds(), a_day_ahead(), 10
    made = [make_hot_resource(portal, hours=hours) for _ in range(count)]
    clients = gather(portal, FILLERS, made[0][1])
    for resource_id, slug in made:

        def fill(client, slug=slug):
            for _ in range(TRIES):
                if reference := client.attempt(slug, *some_time(client.dice, begins, hours, 5), 1):
                    client.send(reference)

        with Watcher(portal.database_url, resource_id) as watcher:
            all_at_once(clients, fill)
        rounds.verdicts.append(watcher.last)
        rounds.snapshots += len(watcher.verdicts)
        rounds.seen_during += len(watcher.over_booked)
    rounds.counts = total(clients)
    return rounds


def warm_up(portal, gather):
    """Let every process of the portal take a first change, before which it tests the guard: forms that book nothing."""
    _, slug = make_hot_resource(portal, hours=10)
    clients = gather(portal, CLIENTS, slug)

    def knock(client):
        for _ in range(20):
            client.attempt(slug, a_day_ahead(-300), a_day_ahead(-299), 1)

    all_at_once(clients, knock)
    counts = total(clients)
    assert counts.of("hold", 422) == counts.attempts, counts


def report(text):
    """Tell the counts where `-s` shows them, and keep them in a file for whoever reads the run afterwards."""
    print(f"\n{text}")
    RESULTS.parent.mkdir(exist_ok=True)
    with RESULTS.open("a", encoding="utf-8") as results:
        results.write(f"{datetime.now(UTC):%Y-%m-%d %H:%M} {text}\n")
