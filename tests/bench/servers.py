"""The servers under test, all of one kind: gunicorn with two sync workers."""

import http.client
import re
from dataclasses import dataclass, field
from typing import Any

from tests.bench import meter
from tests.live import LivePortal

WORKERS = {"workers": 2, "threads": 1}


@dataclass
class Answer:
    status: int
    headers: Any
    body: bytes


@dataclass
class Server:
    """A running gunicorn, and the database server whose work for it counts too."""

    name: str
    live: Any
    database_pid: int | None = None
    cookies: dict[str, str] = field(default_factory=dict)

    def request(self, method: str, path: str, body: str | None = None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.live.port, timeout=60)
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        connection.close()
        for line in response.headers.get_all("Set-Cookie") or ():
            name, value = re.match(r"([^=]+)=([^;]*)", line).groups()  # type: ignore[union-attr]
            self.cookies[name] = value
        return answer

    def cpu(self) -> dict[int, float]:
        pids = meter.family(self.live.process.pid)
        if self.database_pid:
            pids |= meter.family(self.database_pid)
        return meter.cpu_ms(pids)


class LiveHello(LivePortal):
    """The yardstick under the same command line as the portal."""

    target = "tests.bench.hello:app"
    ready_at = "/"
