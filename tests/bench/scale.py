"""How long the database takes at the size of a country: what is free, a month's calendar, one booking; and how that grows.

    python -m tests.bench.scale --engine sqlite --bookings 10000 300000 1000000

Milliseconds are wall time inside the process, since nothing but the database and the rule is asked; growth from the first size to
the last is told as a ratio of medians, for calendars of months that hold the same bookings at every size. Answers to random
questions are compared with an independent sweep over the rows. The rows go in while the guard looks away, as a restore of a backup
would, and the sweep also shows that they fit.
"""

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from portal import clock
from portal.booking.taken import claims_between
from portal.capacity.queries import offered
from portal.clock import Period
from portal.free_time.queries import find_free
from portal.free_time.rules import Wanted
from portal.free_time.service import refresh
from tests.bench.country import OPEN_DAYS, Country, build
from tests.bench.one_booking import book_and_undo
from tests.engines import ENGINES, Engines
from tests.portals import build_app, close_app

QUESTIONS, CHECKED, CALENDARS, BOOKINGS = 300, 500, 200, 100
PLACES = ((59.33, 18.06), (57.71, 11.97), (59.61, 16.55), (60.61, 15.63), (58.41, 15.62))
GOALS = {"free days": 100.0, "month calendar": 10.0, "the same month": 10.0, "one booking": 15.0}
GROWING = ("free days", "the same month", "one booking")


@dataclass
class Times:
    """Milliseconds of every call of one kind."""

    all: list[float] = field(default_factory=list)

    def measure(self, act: Callable[[], Any]) -> Any:
        began = time.perf_counter()
        done = act()
        self.all.append((time.perf_counter() - began) * 1000)
        return done

    @property
    def median(self) -> float:
        return statistics.median(self.all)

    @property
    def p95(self) -> float:
        return sorted(self.all)[int(len(self.all) * 0.95)]


def main() -> int:
    arguments = _read_arguments()
    chosen = ENGINES if arguments.engine == "both" else (arguments.engine,)
    wrong = 0
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="testporten-scale-")))
        engines = Engines(folder)
        stack.callback(engines.close)
        for engine in chosen:
            measured = {}
            for count in arguments.bookings:
                measured[count], faults = _measure(engines, engine, arguments.resources, count)
                wrong += faults
            _print_growth(engine, measured)
    return 1 if wrong else 0


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Milliseconds in the database at the size of a country.")
    parser.add_argument("--engine", choices=[*ENGINES, "both"], default="both")
    parser.add_argument("--resources", type=int, default=1500)
    parser.add_argument("--bookings", type=int, nargs="+", default=[10_000, 300_000, 1_000_000])
    return parser.parse_args()


def _measure(engines: Engines, engine: str, resources: int, bookings: int) -> tuple[dict[str, Times], int]:
    url = engines.fresh(engine)
    app = build_app(url, HORIZON_DAYS=550)
    with app.app_context():
        country = build(resources, bookings, clock.now())
        kept = Times()
        kept.measure(_refresh_all)
        times = {name: Times() for name in GOALS}
        faults = _ask(country, times["free days"])
        _open_calendars(country, country.resource_ids, times["month calendar"])
        _open_calendars(country, country.steady_ids, times["the same month"])
        for _ in range(BOOKINGS):
            book_and_undo(country, times["one booking"].measure)
    close_app(app)
    engines.drop(url)
    print(f"{engine}, {resources} resources, {bookings} bookings; all months worked out in {kept.all[0] / 1000:.1f} s")
    for name, one in times.items():
        print(f"  {name:15} median {one.median:7.2f} ms  p95 {one.p95:7.2f} ms  goal {GOALS[name]:g}", flush=True)
    print(f"  {CHECKED} questions compared with an independent sweep: {faults} differ", flush=True)
    return times, faults


def _refresh_all() -> None:
    while refresh(clock.now()):
        pass


def _questions(dice: random.Random, today: date, count: int) -> list[Wanted]:
    """Return questions such as: three days, two units, some month, within 200 km of a town."""
    found = []
    for _ in range(count):
        first = today + timedelta(days=dice.randrange(20, 480))
        found.append(
            Wanted(
                first,
                first + timedelta(days=30),
                dice.randrange(1, 5),
                dice.choice((1, 2, 2)),
                dice.choice(PLACES),
                200.0,
            )
        )
    return found


def _ask(country: Country, times: Times) -> int:
    """Ask, and return how many of the answers differ from what the independent sweep says."""
    dice, now = random.Random("questions"), clock.now()
    for wanted in _questions(dice, country.today, QUESTIONS):
        times.measure(lambda wanted=wanted: find_free(wanted, now))
    return sum(_differs(country, wanted) for wanted in _questions(dice, country.today, CHECKED))


def _differs(country: Country, wanted: Wanted) -> bool:
    said = {one.resource_id: (one.window.first_day, one.window.last_day) for one in find_free(wanted, clock.now())}
    return said != country.sweep(wanted)


def _open_calendars(country: Country, resource_ids: Sequence[int], times: Times) -> None:
    dice = random.Random("calendars")
    for _ in range(CALENDARS):
        day = country.today + timedelta(days=dice.randrange(20, OPEN_DAYS - 40))
        month, resource_id = clock.month_period(day.year, day.month), dice.choice(resource_ids)
        times.measure(partial(_read_month, resource_id, month))


def _read_month(resource_id: int, month: Period) -> None:
    offered(resource_id, month)
    claims_between(resource_id, month)


def _print_growth(engine: str, measured: dict[int, dict[str, Times]]) -> None:
    if len(measured) < 2:
        return
    first, last = min(measured), max(measured)
    ratios = {name: measured[last][name].median / measured[first][name].median for name in GROWING}
    told = ", ".join(f"{name} {ratio:.2f}" for name, ratio in ratios.items())
    print(f"{engine}: from {first} to {last} bookings x {told} (goal 1.5)", flush=True)


if __name__ == "__main__":
    sys.exit(main())
