"""How long a search takes with ever more listings: hits, facets, suggestions, a change seen, a cold start; and how that grows.

    python -m tests.bench.search --engine sqlite --listings 1000 10000 100000

Generated listings are real ones moved about (`tests/bench/listings.py`). Each figure is told as wall time and as CPU time of this
process, since the machine may have others to serve; goals are held against the CPU time.
"""

import argparse
import gc
import resource
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from flask import Flask

from portal import clock
from portal.catalogue.models import Testbed
from portal.catalogue.service import save_testbed
from portal.database import db, transaction
from portal.search import index, queries
from portal.search.criteria import Criteria
from tests.bench.listings import Questions, multiply
from tests.bench.times import Times
from tests.engines import ENGINES, Engines
from tests.portals import build_app, close_app

CHANGES, ROUNDS = 20, 3
COLD, FIND_NEW, FIND, PAGE, SUGGEST, CHANGE = (
    "cold start",
    "find, first time",
    "find, words known",
    "page of hits",
    "suggestion",
    "change seen",
)
GOALS = {10_000: {FIND_NEW: 30.0, FIND: 30.0, SUGGEST: 10.0}, 100_000: {FIND_NEW: 100.0, FIND: 100.0, SUGGEST: 10.0}}
GROWTH = 8.0
Measured = dict[str, Times]


def main() -> int:
    arguments = _read_arguments()
    chosen = ENGINES if arguments.engine == "both" else (arguments.engine,)
    missed = 0
    with ExitStack() as stack:
        engines = Engines(Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="testporten-search-"))))
        stack.callback(engines.close)
        for engine in chosen:
            measured = {count: _measure(engines, engine, count) for count in arguments.listings}
            missed += _print_growth(engine, measured)
    return 1 if missed and arguments.strict else 0


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Milliseconds of a search with ever more listings.")
    parser.add_argument("--engine", choices=[*ENGINES, "both"], default="both")
    parser.add_argument("--listings", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--strict", action="store_true", help="fail when a goal is missed")
    return parser.parse_args()


def _measure(engines: Engines, engine: str, count: int) -> Measured:
    url = engines.fresh(engine, seeded=True)
    app = build_app(url)
    with app.app_context():
        filling = Times()
        filling.measure(lambda: multiply(count))
        questions = Questions()
        before = _megabytes()
        measured = _ask(app, questions)
        measured[CHANGE] = _change()
        _print(engine, count, measured, filling, _megabytes() - before)
    close_app(app)
    engines.drop(url)
    gc.collect()
    return measured


def _ask(app: Flask, questions: Questions) -> Measured:
    measured = {name: Times() for name in (COLD, FIND_NEW, FIND, PAGE)}
    index._kept.pop(db.engine, None)
    measured[COLD].measure(index.current)
    for criteria in questions.criteria:
        measured[FIND_NEW].measure(lambda criteria=criteria: _find(criteria))
    for _ in range(ROUNDS):
        for criteria in questions.criteria:
            queries._rankings._kept.clear()
            measured[FIND].measure(lambda criteria=criteria: _find(criteria))
    client = app.test_client()
    _open(client, questions.addresses, Times())
    measured[PAGE] = _open(client, questions.other_addresses, Times())
    if "search.suggestions" in app.view_functions:
        _open(client, questions.suggestions(app), Times())
        measured[SUGGEST] = _open(client, questions.suggestions(app), Times())
    return measured


def _find(criteria: Criteria) -> None:
    """Find, and make the first page of hits with their reasons, as a page does."""
    found = queries.find(criteria)
    found.hits[: criteria.size]


def _open(client: Any, addresses: Sequence[str], times: Times) -> Times:
    for address in addresses:
        queries._rankings._kept.clear()
        answer = times.measure(lambda address=address: client.get(address))
        assert answer.status_code == 200, address
    return times


def _change() -> Times:
    """Return how long it takes from the end of an owner's change until a search sees it."""
    times = Times()
    ids = db.session.scalars(db.select(Testbed.id).where(~Testbed.is_demonstration).order_by(Testbed.id).limit(CHANGES))
    for number, testbed_id in enumerate(list(ids)):
        with transaction() as session:
            testbed = session.get_one(Testbed, testbed_id)
            testbed.equipment = [*testbed.equipment, f"Svepmätare {number}"]
            save_testbed(testbed, now=clock.now())
        times.measure(index.current)
    return times


def _megabytes() -> float:
    return _resident() / 1e6


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def _print(engine: str, count: int, measured: Measured, filling: Times, megabytes: float) -> None:
    print(
        f"{engine}, {count} listings beside the real ones, made in {filling.wall[0] / 1000:.0f} s; index {megabytes:.0f} MB"
    )
    print(f"  {'':18} {'CPU p50':>9} {'p95':>8}   {'wall p50':>9} {'p95':>8}   goal (p95, CPU)")
    for name, times in measured.items():
        goal = GOALS.get(count, {}).get(name)
        verdict = "" if goal is None else f"{goal:g}" + ("" if times.p95 <= goal else " !")
        print(
            f"  {name:18} {times.median:9.2f} {times.p95:8.2f}   {times.wall_median:9.2f} {times.wall_p95:8.2f}   {verdict}"
        )
    sys.stdout.flush()


def _print_growth(engine: str, measured: dict[int, Measured]) -> int:
    """Tell how the figures grow, and return how many goals were missed."""
    missed = [
        (count, name)
        for count, goals in GOALS.items()
        for name, goal in goals.items()
        if count in measured and name in measured[count] and measured[count][name].p95 > goal
    ]
    if len(measured) > 1:
        first, last = min(measured), max(measured)
        grown = {name: measured[last][name].median / measured[first][name].median for name in (FIND_NEW, FIND, PAGE)}
        told = ", ".join(f"{name} {ratio:.1f}" for name, ratio in grown.items())
        print(f"{engine}: from {first} to {last} listings x {told} (goal {GROWTH:g})", flush=True)
    return len(missed)


if __name__ == "__main__":
    sys.exit(main())
