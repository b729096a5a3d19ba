"""CPU milliseconds, bytes and SQL statements of a request, beside a bare Flask hello under the same server.

    python -m tests.bench.requests --engine sqlite --rounds 5

Rounds are interleaved (hello, then the portal on each database, then again), so that a machine that slows down slows all of
them; the ratio is taken within each round and the median over rounds is shown. CPU is that of all server processes:
gunicorn's two workers and master, and for PostgreSQL its own.
"""

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench import jobs, meter, stage, statements
from tests.bench.servers import WORKERS, LiveHello, Server
from tests.engines import ENGINES, Engines
from tests.live import LivePortal

WARM_UP = 12
# How long a worker may still be tidying up after an answer before the meter is read.
SETTLE_SECONDS = 0.005


@dataclass
class Result:
    """What one job cost on one server, one figure for each round."""

    job: jobs.Job
    cpu: list[float] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)
    size: int = 0
    statements: int | None = None


def main() -> int:
    arguments = _read_arguments()
    chosen = ENGINES if arguments.engine == "both" else (arguments.engine,)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="testporten-bench-")))
        engines = Engines(folder)
        stack.callback(engines.close)
        contestants = [_hello(stack, engines, folder), *(_portal(stack, engines, folder, name) for name in chosen)]
        results = _measure(contestants, arguments.rounds)
    _print(results, arguments.rounds)
    return 0


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="CPU, bytes and SQL statements per request.")
    parser.add_argument("--engine", choices=[*ENGINES, "both"], default="both")
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args()


Contestant = tuple[Server, list[Result]]


def _hello(stack: ExitStack, engines: Engines, folder: Path) -> Contestant:
    live = stack.enter_context(LiveHello(engines.fresh("sqlite"), _place(folder, "hello"), **WORKERS))
    return Server("hello", live), [Result(jobs.hello())]


def _portal(stack: ExitStack, engines: Engines, folder: Path, engine: str) -> Contestant:
    live = stack.enter_context(LivePortal(engines.fresh(engine, seeded=True), _place(folder, engine), **WORKERS))
    process = engines.postgres.process if engine == "postgresql" else None
    server = Server(engine, live, database_pid=process.pid if process else None)
    set_up = stage.build(live.app)
    server.cookies.update(set_up.cookies)
    results = [Result(job) for job in set_up.jobs]
    for result in results:
        result.statements = statements.statements_of(result.job, live.app, set_up.cookies)
    return server, results


def _place(folder: Path, name: str) -> Path:
    (folder / f"live-{name}").mkdir()
    return folder / f"live-{name}"


def _measure(contestants: list[Contestant], rounds: int) -> list[Contestant]:
    for server, results in contestants:
        for result in results:
            _run(server, result, WARM_UP)
    for number in range(rounds):
        print(f"round {number + 1} of {rounds}", file=sys.stderr, flush=True)
        yardstick = 0.0
        for server, results in contestants:
            for result in results:
                cost = _run(server, result, result.job.requests)
                yardstick = yardstick or cost
                result.cpu.append(cost)
                result.ratios.append(cost / yardstick)
    return contestants


def _run(server: Server, result: Result, requests: int) -> float:
    """Send the requests one after the other and return the CPU milliseconds of one. Raise RuntimeError for a wrong answer."""
    statuses: dict[int, int] = defaultdict(int)
    cost, before = 0.0, server.cpu()
    for _ in range(requests):
        prepared = None
        if result.job.prepare:
            cost += meter.spent(before, server.cpu())
            prepared = result.job.prepare(server)
            time.sleep(SETTLE_SECONDS)
            before = server.cpu()
        answer = result.job.ask(server, prepared)
        statuses[answer.status] += 1
        if result.job.prepare:
            time.sleep(SETTLE_SECONDS)
    cost = (cost + meter.spent(before, server.cpu())) / requests
    if set(statuses) != {result.job.expect}:
        raise RuntimeError(f"{result.job.name} on {server.name} answered {dict(statuses)}: {answer.body[-2000:]!r}")
    result.size = len(answer.body)
    return cost


def _print(contestants: list[Contestant], rounds: int) -> None:
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} processors, gunicorn with 2 sync workers, {rounds} rounds"
    )
    print(f"{'server':11} {'job':24} {'CPU ms':>8} {'min-max':>13} {'x hello':>8} {'goal':>5} {'SQL':>4} {'bytes':>8}")
    for server, results in contestants:
        for result in results:
            print(_line(server, result))


def _line(server: Server, result: Result) -> str:
    ratio = statistics.median(result.ratios)
    goal = result.job.goal
    verdict = "" if goal is None else f"{goal:g}" + ("" if ratio <= goal else "!")
    spread = f"{min(result.cpu):.2f}-{max(result.cpu):.2f}"
    sql = "" if result.statements is None else result.statements
    cpu = statistics.median(result.cpu)
    return f"{server.name:11} {result.job.name:24} {cpu:8.2f} {spread:>13} {ratio:8.1f} {verdict:>5} {sql:>4} {result.size:>8}"


if __name__ == "__main__":
    sys.exit(main())
