"""What people do most, as requests: each job says what it asks for, what it must get, and what it may cost."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

EVERYTHING = "/testbaddar?visa=alla"
POINTS = "/api/v1/testbeds.geojson"


class Client(Protocol):
    """Somebody who sends requests: over HTTP in the measurement, in the process when statements are counted."""

    def request(self, method: str, path: str, body: str | None = None, **headers: str) -> "Answered": ...


class Answered(Protocol):
    status: int
    body: bytes

    @property
    def headers(self) -> "dict[str, str]": ...


@dataclass(frozen=True)
class Job:
    """`goal` is how many times the CPU of a bare hello it may cost; `requests` is how many make one measurement."""

    name: str
    goal: float | None
    expect: int
    requests: int
    ask: Callable[[Client], Answered]


def get(path: str, **headers: str) -> Callable[[Client], Answered]:
    return lambda client: client.request("GET", path, **headers)


def hello() -> Job:
    return Job("hello", None, 200, 600, get("/"))


def reading(real: str, demonstration: str, etag: str) -> list[Job]:
    """Return the jobs that only read: `real` and `demonstration` are slugs of testbeds."""
    return [
        Job("start page", 15, 200, 150, get("/")),
        Job("list, first page", 15, 200, 100, get("/testbaddar")),
        Job("list, all on one page", 40, 200, 60, get(EVERYTHING)),
        Job("search", None, 200, 100, get("/testbaddar?q=robot&teknik=robotics-automation")),
        Job("testbed, real", 12, 200, 120, get(f"/testbaddar/{real}")),
        Job("testbed, with calendar", 12, 200, 120, get(f"/testbaddar/{demonstration}")),
        Job("map points", 3, 200, 200, get(POINTS)),
        Job("map points, unchanged", 3, 304, 200, get(POINTS, **{"If-None-Match": etag})),
    ]


def booking(path: str, bodies: Iterator[str]) -> Job:
    """Return the job that books: each body asks for a slot of its own."""
    return Job("one booking", 15, 303, 60, lambda client: client.request("POST", path, next(bodies)))


def numbered(start: int = 0) -> Iterator[int]:
    return itertools.count(start)
