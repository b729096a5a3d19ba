"""People and programs that book over HTTP, all at once: each with a company, a kept connection, and dice of its own."""

import http.client
import json
import random
import re
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from tests.api.conftest import token_of
from tests.builders import make_organisation, make_person
from tests.live import LivePortal
from tests.pages import Page
from tests.signing_in import session_cookie

STOCKHOLM = ZoneInfo("Europe/Stockholm")
PATIENCE_SECONDS = 60
KEEPS_AT_MOST = 4
# A connection is kept for so many requests. If all were kept for good, the process that was quickest to accept at the start
# would do nearly all of the work, and there would be less of a race.
REQUESTS_EACH = 20
API = "/api/v1/bookings"
Booked = tuple[str, str]
"""A reference, and the version that was last read of it."""

REFERENCE = re.compile(r"/bokningar/(TP-[^/?]+)")


@dataclass
class Counts:
    """What became of the attempts of one run: told in every report, since "passed" alone proves nothing."""

    attempts: int = 0
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    milliseconds: list[float] = field(default_factory=list)
    reconnects: int = 0

    def add(self, other: "Counts") -> None:
        self.attempts += other.attempts
        self.answers += other.answers
        self.milliseconds += other.milliseconds
        self.reconnects += other.reconnects

    def of(self, step: str, status: int) -> int:
        return self.answers[step, status]

    @property
    def faults(self) -> dict[tuple[str, int], int]:
        return {key: count for key, count in self.answers.items() if key[1] >= 500}

    @property
    def strange(self) -> dict[tuple[str, int], int]:
        """Return answers that no well-formed attempt should get: neither done nor refused for what is taken."""
        return {key: count for key, count in self.answers.items() if key[1] not in (200, 201, 303, 409, 422)}

    def __str__(self) -> str:
        slow = sorted(self.milliseconds) or [0.0]
        p95 = slow[int(len(slow) * 0.95)] if len(slow) > 1 else slow[0]
        steps = ", ".join(f"{step} {status}: {count}" for (step, status), count in sorted(self.answers.items()))
        return (
            f"{self.attempts} attempts; {steps}; reconnects {self.reconnects};"
            f" p50 {slow[len(slow) // 2]:.0f} ms, p95 {p95:.0f} ms, longest {slow[-1]:.0f} ms"
        )


class Booker:
    """Somebody in a company: a connection that is kept alive, dice of their own, and what they hold and have booked."""

    def __init__(self, portal: LivePortal, number: int, seed: str) -> None:
        self.portal, self.number = portal, number
        self.dice = random.Random(f"{seed} {number}")
        with portal.app.app_context():
            person = make_person(make_organisation(f"Hammaren {number} AB"))
            self.headers = self.let_in(portal, person)
        self.connection = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=PATIENCE_SECONDS)
        self.requests = 0
        self.counts = Counts()
        self.confirmed: list[Any] = []

    def let_in(self, portal: LivePortal, person: Any) -> dict[str, str]:
        """Return the headers by which the portal knows the person."""
        raise NotImplementedError

    def close(self) -> None:
        self.connection.close()

    def open_form(self, slug: str) -> None:
        """Do what comes before the first attempt."""

    def ask(self, step: str, method: str, path: str, body: str, **headers: str) -> tuple[http.client.HTTPResponse, str]:
        """Ask, and count the answer and how long it took."""
        began = time.perf_counter()
        answer, text = self.exchange(method, path, body, **headers)
        self.counts.milliseconds.append((time.perf_counter() - began) * 1000)
        self.counts.answers[step, answer.status] += 1
        return answer, text

    def exchange(self, method: str, path: str, body: str, **headers: str) -> tuple[http.client.HTTPResponse, str]:
        """Ask, once more on a new connection where the server had closed the kept one: what is sent twice books once."""
        sent = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        self.requests += 1
        if self.requests % REQUESTS_EACH == 0:
            self.connection.close()
        for attempt in (1, 2):
            try:
                self.connection.request(method, path, body or None, sent)
                answer = self.connection.getresponse()
                return answer, answer.read().decode()
            except (http.client.RemoteDisconnected, ConnectionError):
                self.connection.close()
                self.counts.reconnects += 1
                if attempt == 2:
                    raise
        raise AssertionError


class Client(Booker):
    """A person with the forms. `attempt` holds a time; then it is sent, let go or kept for later."""

    def __init__(self, portal: LivePortal, number: int, seed: str) -> None:
        super().__init__(portal, number, seed)
        self.token = ""
        self.held: list[str] = []

    def let_in(self, portal: LivePortal, person: Any) -> dict[str, str]:
        cookie = "=".join(session_cookie(portal.app, person))
        return {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}

    def open_form(self, slug: str) -> None:
        """Read the form once: its token serves for all that this person sends."""
        answer, body = self.exchange("GET", f"/resurser/{slug}/boka", "")
        assert answer.status == 200, f"the form answers {answer.status}: {body[:300]}"
        if header := answer.getheader("Set-Cookie"):
            self.headers["Cookie"] = header.split(";")[0]
        self.token = Page(body).form(holding="purpose").named("csrf_token").value

    def attempt(self, slug: str, starts_at: datetime, ends_at: datetime, units: int) -> str | None:
        """Try to hold the time and return the reference, or None when it was refused."""
        self.counts.attempts += 1
        first, last = starts_at.astimezone(STOCKHOLM), ends_at.astimezone(STOCKHOLM)
        fields = {
            "first_day": first.date(), "starts": f"{first:%H:%M}", "last_day": last.date(), "ends": f"{last:%H:%M}",
            "units": units, "purpose": f"Slag {self.counts.attempts}", "note": "", "form_key": secrets.token_urlsafe(12),
        }  # fmt: skip
        status, location = self.post("hold", f"/resurser/{slug}/boka", **fields)
        found = REFERENCE.search(location)
        if status != 303 or not found:
            return None
        return found[1]

    def send(self, reference: str) -> None:
        status, _ = self.post("send", f"/bokningar/{reference}/kontrollera")
        if status == 303:
            self.confirmed.append(reference)

    def let_go(self, reference: str) -> None:
        self.post("release", f"/bokningar/{reference}/slapp")

    def cancel(self, reference: str) -> None:
        self.post("cancel", f"/bokningar/{reference}/avboka", reason="plans", text="")

    def go_on(self, reference: str, _elsewhere: tuple[datetime, datetime]) -> None:
        """Send most, let some go, keep a few waiting; call off what was sent when there is much of it."""
        self.held.append(reference)
        throw = self.dice.random()
        if throw < 0.6 or len(self.held) >= KEEPS_AT_MOST:
            self.send(self.held.pop(self.dice.randrange(len(self.held))))
        elif throw < 0.85:
            self.let_go(self.held.pop(self.dice.randrange(len(self.held))))
        if len(self.confirmed) > KEEPS_AT_MOST:
            self.cancel(self.confirmed.pop(self.dice.randrange(len(self.confirmed))))

    def post(self, step: str, path: str, **fields: Any) -> tuple[int, str]:
        answer, _ = self.ask(step, "POST", path, urlencode({"csrf_token": self.token, **fields}))
        return answer.status, answer.getheader("Location") or ""


class Program(Booker):
    """A company's own program, over the API. `attempt` books; what is booked is moved or called off."""

    def let_in(self, portal: LivePortal, person: Any) -> dict[str, str]:
        # Without what nearly fits a program is back the sooner, so that there is more of a race.
        wants = {"Content-Type": "application/json", "Prefer": "return=minimal"}
        return {"Authorization": f"Bearer {token_of(person)}", **wants}

    def attempt(self, slug: str, starts_at: datetime, ends_at: datetime, units: int) -> Booked | None:
        """Try to book and return the reference with its version, or None when it was refused."""
        self.counts.attempts += 1
        wish = {"resource": slug, "units": units, "purpose": f"Slag {self.counts.attempts}"}
        said = json.dumps(wish | _when(starts_at, ends_at))
        answer, body = self.ask("book", "POST", API, said, Idempotency_Key=secrets.token_urlsafe(12))
        if answer.status != 201:
            return None
        return json.loads(body)["reference"], answer.getheader("ETag") or ""

    def go_on(self, booked: Booked, elsewhere: tuple[datetime, datetime]) -> None:
        """Move some bookings to another time, and call off one when there are many."""
        if self.dice.random() < 0.5:
            booked = self.move(booked, *elsewhere)
        self.confirmed.append(booked)
        if len(self.confirmed) > KEEPS_AT_MOST:
            self.cancel(self.confirmed.pop(self.dice.randrange(len(self.confirmed))))

    def move(self, booked: Booked, starts_at: datetime, ends_at: datetime) -> Booked:
        """Ask for another time, and return the booking as it stands afterwards."""
        answer = self._change("move", "PATCH", booked, "", json.dumps(_when(starts_at, ends_at)))
        return (booked[0], answer.getheader("ETag") or "") if answer.status == 200 else booked

    def cancel(self, booked: Booked) -> None:
        self._change("cancel", "DELETE", booked, "?reason=plans", "")

    def _change(self, step: str, method: str, booked: Booked, query: str, body: str) -> http.client.HTTPResponse:
        # What names a version is not done twice, so it goes over a connection that nobody has closed.
        self.connection.close()
        return self.ask(step, method, f"{API}/{booked[0]}{query}", body, If_Match=booked[1])[0]


def _when(starts_at: datetime, ends_at: datetime) -> dict[str, str]:
    return {"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()}


def all_at_once(clients: Sequence[Booker], act: Callable[[Any], None]) -> None:
    """Let every client act in a thread of its own, all from the same moment; what went wrong in one is raised here."""
    barrier, faults = threading.Barrier(len(clients)), []

    def run(client: Booker) -> None:
        try:
            barrier.wait()
            act(client)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(client,), name=f"client-{client.number}") for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]


def total(clients: Sequence[Booker]) -> Counts:
    """Return what all of them have counted, and let them begin anew."""
    counts = Counts()
    for client in clients:
        counts.add(client.counts)
        client.counts = Counts()
    return counts


def some_time(dice: random.Random, begins: datetime, hours: int, longest: int) -> tuple[datetime, datetime]:
    """Return a random stretch of whole hours within so many hours from `begins`."""
    length = dice.randint(1, longest)
    first = begins + timedelta(hours=dice.randrange(hours - length + 1))
    return first, first + timedelta(hours=length)
