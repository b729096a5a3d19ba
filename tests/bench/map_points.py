"""Milliseconds and bytes of the map's points at the size of a country: the first request, the next ones, and after a change.

    python -m tests.bench.map_points --engine sqlite --listings 20000

Wall and CPU time inside the process with the test client, which sends no bytes anywhere: what the portal itself takes, without
the database's own process. The listings are written straight into the table; their words are not indexed, since no search by
words is measured.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from flask import Flask

from portal.catalogue.models import LEVELS, STATUSES, Testbed
from portal.catalogue.service import save_testbed
from portal.database import db, transaction
from portal.geography import COUNTIES, suggest_places
from tests.bench.jobs import POINTS
from tests.builders import LONG_AGO, make_testbed
from tests.engines import ENGINES, Engines
from tests.portals import build_app, close_app

ROUNDS, CHANGES = 20, 5
GZIP = {"Accept-Encoding": "gzip"}
WINDOW = "ram=55.000,11.000,59.000,16.000"
THINGS = ("Provbänken", "Ugnen", "Klimatkammaren", "Vindtunneln", "Robotcellen", "Mätrummet", "Skakbordet", "Labbet")


def main() -> int:
    arguments = _read_arguments()
    chosen = ENGINES if arguments.engine == "both" else (arguments.engine,)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="testporten-points-")))
        engines = Engines(folder)
        stack.callback(engines.close)
        for engine in chosen:
            url = engines.fresh(engine)
            app = build_app(url, own=True)
            with app.app_context():
                build(arguments.listings)
                db.session.remove()
                print(f"{engine}, {arguments.listings} listings, {ROUNDS} rounds", flush=True)
                _measure(app)
            close_app(app)
            engines.drop(url)
    return 0


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Milliseconds and bytes of the map's points.")
    parser.add_argument("--engine", choices=[*ENGINES, "both"], default="both")
    parser.add_argument("--listings", type=int, default=20_000)
    return parser.parse_args()


def build(count: int) -> None:
    """Write so many public listings near the country's towns, half of them in the tenth of the towns where most people live."""
    dice = random.Random(count)
    places = [place for letter in "abcdefghijklmnoprstuvåäö" for place in suggest_places(letter, 200)]
    places.sort(key=lambda place: -place.population)
    model = make_testbed("Förlagan")
    same = {column.key: getattr(model, column.key) for column in Testbed.__table__.columns}
    rows = []
    for number in range(1, count):
        place = dice.choice(places[: len(places) // 10] if dice.random() < 0.5 else places)
        here = {"lat": place.lat + dice.gauss(0, 0.03), "lon": place.lon + dice.gauss(0, 0.06)}
        said = {
            "id": same["id"] + number,
            "slug": f"land-{number}",
            "name": f"{dice.choice(THINGS)} {number} i {place.name}",
            "name_en": f"Test rig {number} in {place.name}",
            "municipality": place.name,
            "county": place.county or COUNTIES[0].name,
            "level": dice.choice(LEVELS),
            "status": dice.choice(STATUSES),
        }
        rows.append({**same, **here, **said})
    with transaction() as session:
        session.execute(Testbed.__table__.insert(), rows)


class Clock:
    """Wall and CPU milliseconds of what happens within it."""

    def __enter__(self) -> "Clock":
        self._began = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall = (time.perf_counter() - self._began[0]) * 1000
        self.cpu = (time.process_time() - self._began[1]) * 1000


def _measure(app: Flask) -> None:
    client = app.test_client()
    etag = _tell("first of the process", client, POINTS, GZIP).headers["ETag"]
    _tell("first with another key", client, f"{POINTS}?niva={LEVELS[0]}", GZIP)
    _tell("first in a window", client, f"{POINTS}?{WINDOW}", GZIP)
    _tell("repeated, gzip", client, POINTS, GZIP, rounds=ROUNDS)
    _tell("repeated, plain", client, POINTS, {}, rounds=ROUNDS)
    _tell("repeated, 304", client, POINTS, {**GZIP, "If-None-Match": etag}, rounds=ROUNDS)
    _tell("after a change", client, POINTS, GZIP, rounds=CHANGES, before=_change)


def _tell(
    what: str,
    client: Any,
    address: str,
    headers: dict[str, str],
    *,
    rounds: int = 1,
    before: Callable[[int], None] = lambda number: None,
) -> Any:
    clocks = []
    for number in range(rounds):
        before(number)
        with Clock() as clock:
            answer = client.get(address, headers=headers)
        clocks.append(clock)
    wall, cpu = (statistics.median(getattr(one, name) for one in clocks) for name in ("wall", "cpu"))
    size = len(answer.data)
    print(f"  {what:24} {wall:8.1f} ms  cpu {cpu:8.1f} ms  {size:9,} bytes  {answer.status_code}", flush=True)
    return answer


def _change(number: int) -> None:
    """Change one listing the way its owner does."""
    with transaction() as session:
        testbed = session.get_one(Testbed, number + 10)
        testbed.name = f"{testbed.name} {number}"
        save_testbed(testbed, now=LONG_AGO)
    db.session.remove()


if __name__ == "__main__":
    raise SystemExit(main())
