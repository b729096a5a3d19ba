"""What people do most, as requests: each job says what it asks for, what it must get, and what it may cost."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode

LIST = "/testbaddar"
POINTS = "/api/v1/testbeds.geojson"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Client(Protocol):
    """Somebody who sends requests: over HTTP in the measurement, in the process when statements are counted.

    Answers have `status`, `headers` and `body`.
    """

    def request(self, method: str, path: str, body: str | None = None, **headers: str) -> Any: ...


@dataclass(frozen=True)
class Job:
    """`goal` is how many times the CPU of a bare hello it may cost; `requests` is how many make one measurement.

    `prepare` comes before each request, is not measured, and what it returns is given to `ask`.
    """

    name: str
    goal: float | None
    expect: int
    requests: int
    ask: Callable[[Client, Any], Any]
    prepare: Callable[[Client], Any] | None = None


def get(path: str, **headers: str) -> Callable[[Client, Any], Any]:
    return lambda client, _: client.request("GET", path, **headers)


def hello() -> Job:
    return Job("hello", None, 200, 600, get("/"))


def reading(real: str, demonstration: str, etag: str) -> list[Job]:
    """Return the jobs that only read: `real` and `demonstration` are slugs of testbeds."""
    return [
        Job("start page", 15, 200, 150, get("/")),
        Job("list, first page", 15, 200, 100, get(LIST)),
        Job("list, all on one page", 40, 200, 60, get(f"{LIST}?antal=500")),
        Job("search, two filters", None, 200, 100, get(f"{LIST}?q=robot&teknik=robotics-automation")),
        Job("testbed, real", 12, 200, 120, get(f"{LIST}/{real}")),
        Job("testbed, with calendars", 12, 200, 120, get(f"{LIST}/{demonstration}")),
        Job("map points", 3, 200, 200, get(POINTS)),
        Job("map points, unchanged", 3, 304, 200, get(POINTS, **{"If-None-Match": etag})),
    ]


class Bookings:
    """A company that books one free slot after the other, as the pages do: hold the time, then send the booking."""

    def __init__(self, form: str, slots: Iterator[dict[str, str]]) -> None:
        self.form = form
        self.slots = slots
        self.tokens: dict[int, str] = {}

    def jobs(self) -> list[Job]:
        return [
            Job("booking: hold the time", 15, 303, 40, self._hold, prepare=self._release),
            Job("booking: the POST that books", 15, 303, 40, self._send, prepare=self._held),
            Job("booking: both", None, 303, 40, lambda client, _: self._send(client, self._held(client))),
        ]

    def _hold(self, client: Client, _: Any) -> Any:
        self.last = self._post(client, self.form, **next(self.slots))
        return self.last

    def _held(self, client: Client) -> str:
        """Hold a slot and return where it can be sent."""
        return self._post(client, self.form, **next(self.slots)).headers["Location"]

    def _send(self, client: Client, address: str) -> Any:
        return self._post(client, address)

    def _release(self, client: Client) -> None:
        """Let the last hold go: an organisation may have a few at a time only."""
        last = getattr(self, "last", None)
        if last is not None and last.status == 303:
            self._post(client, last.headers["Location"].replace("/kontrollera", "/slapp"))

    def _post(self, client: Client, path: str, **values: str) -> Any:
        token = self.tokens.get(id(client)) or self._token(client)
        kept = dict(getattr(client, "cookies", {}))
        answer = client.request("POST", path, urlencode({"csrf_token": token, **values}))
        if kept:
            # A browser goes on to the next page, which shows and drops the notice that the answer left in the cookie.
            client.cookies = kept
        return answer

    def _token(self, client: Client) -> str:
        page = client.request("GET", self.form).body.decode()
        found = TOKEN.search(page)
        if not found:
            raise RuntimeError(f"{self.form} has no form: {page[:500]}")
        return self.tokens.setdefault(id(client), found[1])
