"""Many writers of one SQLite file take their turns: nobody starves, and nobody waits long (G23)."""

import statistics
import threading
import time

import pytest
from sqlalchemy import update

from portal.capacity.models import ResourceGuard
from portal.database import db, transaction
from tests.booking.scene import make_scene

WRITERS, SECONDS = 16, 30
LONGEST_SECONDS = 1.0
LEAST_SHARE = 0.5
BEAT_SECONDS = 0.02


class Heart(threading.Thread):
    """Sleeps a little, over and over: how much longer it sleeps than it wanted is the machine's fault, not the gate's."""

    def __init__(self):
        super().__init__(name="heart")
        self.stop, self.longest = threading.Event(), 0.0

    def run(self):
        while not self.stop.is_set():
            began = time.monotonic()
            time.sleep(BEAT_SECONDS)
            self.longest = max(self.longest, time.monotonic() - began - BEAT_SECONDS)


def write(app, resource_id, until, waits):
    """Write again and again, and note how long each turn was waited for."""
    bump = update(ResourceGuard).where(ResourceGuard.resource_id == resource_id)
    with app.app_context():
        while (began := time.monotonic()) < until:
            with transaction() as session:
                waits.append(time.monotonic() - began)
                session.execute(bump.values(version=ResourceGuard.version + 1))
            db.session.remove()


@pytest.mark.load
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_sixteen_writers_take_turns(app, engine):
    resource_id = make_scene().resource.id
    db.session.remove()
    waits, until, heart = [[] for _ in range(WRITERS)], time.monotonic() + SECONDS, Heart()
    threads = [threading.Thread(target=write, args=(app, resource_id, until, own)) for own in waits]

    heart.start()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    heart.stop.set()
    heart.join()

    turns, longest = sorted(len(own) for own in waits), max(max(own) for own in waits)
    middle = statistics.median(turns)
    print(
        f"{WRITERS} writers on {engine} for {SECONDS} s: {sum(turns)} turns, {turns[0]} to {turns[-1]} each;"
        f" longest wait {longest * 1000:.0f} ms, longest stall of the machine {heart.longest * 1000:.0f} ms"
    )
    assert turns[0] > 0
    assert turns[0] >= LEAST_SHARE * middle
    # A turn is waited for through those of fifteen others: each may meet a stall of the machine.
    assert longest <= LONGEST_SECONDS + WRITERS * heart.longest
