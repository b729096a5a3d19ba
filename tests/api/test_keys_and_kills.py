"""What a killed process leaves half said is said again with the same key, and done once (G11, P2).

The portal is the real one, over HTTP. While programs book, its workers are killed with SIGKILL again and again: some requests
die before their booking, some after it and before their answer. Each is sent again until it is answered. A thousand of them
are sent by `make load`.
"""

import http.client
import json
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.booking.models import Booking
from portal.clock import Period
from portal.database import db
from portal.outbox import Message
from tests.api.conftest import token_of
from tests.builders import make_capacity, make_organisation, make_person, make_resource

FULL = os.environ.get("LOAD") == "full"
BOOKINGS = 1000 if FULL else 100
PROGRAMS, KILL_EVERY_SECONDS, PATIENCE_SECONDS = 4, 0.6, 600

pytestmark = pytest.mark.load


def test_bookings_whose_workers_are_killed_are_made_once_when_they_are_sent_again(start_portal, engine):
    portal = start_portal(engine, API_REQUESTS_A_MINUTE=1_000_000)
    wishes, token, email = made_ready(portal)
    over = threading.Event()

    with ThreadPoolExecutor(PROGRAMS + 1) as threads:
        kills = threads.submit(kill_workers, portal.process.pid, over)
        lanes = list(
            threads.map(
                lambda lane: [insist(portal.port, token, *wishes[at]) for at in range(lane, BOOKINGS, PROGRAMS)],
                range(PROGRAMS),
            )
        )
        over.set()

    tries = sum(count for lane in lanes for count, _ in lane)
    print(f"{engine}: {BOOKINGS} bookings, {tries} requests, {kills.result()} workers killed")
    again = [insist(portal.port, token, *one)[1] for one in wishes]
    assert kills.result() > 0 and tries > BOOKINGS, "some request must have died, or nothing is shown"
    assert sorted(again) == sorted(answer for lane in lanes for _, answer in lane)
    with portal.app.app_context():
        mine = select(func.count(), func.count(func.distinct(Booking.note)))
        assert tuple(db.session.execute(mine).one()) == (BOOKINGS, BOOKINGS)
        assert db.session.scalar(select(func.count()).where(Message.to_email == email)) == BOOKINGS
        db.session.remove()


def made_ready(portal):
    """Return what is to be booked, each with its key; the token of who books, and the address that hears of it."""
    begins = datetime.now(UTC).replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=21)
    with portal.app.app_context():
        resource, person = make_resource(units=BOOKINGS), make_person(make_organisation())
        make_capacity(resource, Period(begins, begins + timedelta(hours=4)), units=BOOKINGS)
        when = {
            "starts_at": clock.local(begins).isoformat(),
            "ends_at": clock.local(begins + timedelta(hours=2)).isoformat(),
        }
        told = {"resource": resource.slug, "purpose": "Prov", **when}
        return (
            [(f"nyckel {one}", {**told, "note": str(one)}) for one in range(BOOKINGS)],
            token_of(person),
            person.email,
        )


def kill_workers(master, over):
    """Kill a worker now and then, and return how many; gunicorn puts another in its place."""
    killed = 0
    while not over.wait(KILL_EVERY_SECONDS):
        workers = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        if workers:
            os.kill(int(workers[killed % len(workers)]), signal.SIGKILL)
            killed += 1
    return killed


def insist(port, token, key, said):
    """Send until there is an answer; return how often that took, and the answer, which must be a booking made."""
    until, tries = time.monotonic() + PATIENCE_SECONDS, 0
    while time.monotonic() < until:
        tries += 1
        answer = send(port, token, key, said)
        # 409 and 503 say: the first of your requests is still under way, or the database is busy.
        if answer and answer[0] not in (409, 503):
            assert answer[0] == 201, answer
            return tries, answer[1]
        time.sleep(0.1)
    raise AssertionError(f"{key} was never answered")


def send(port, token, key, said):
    """Return status and body, or None where the connection died."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Idempotency-Key": key}
    try:
        connection.request("POST", "/api/v1/bookings", json.dumps(said), headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
