"""The portal as it runs for people: gunicorn with two workers of four threads on a port of its own."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from flask import Flask

from tests.portals import SETTINGS, build_app, close_app

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60
FROM_ENVIRONMENT = ("ENVIRONMENT", "SECRET_KEY", "LOG_LEVEL", "ARGON2_MEMORY_KIB", "ARGON2_PASSES", "PUBLIC_URL")


class LivePortal:
    """A served portal: `url` for browsers, `app` for builders and assertions on its database, `log` for its words."""

    target = "wsgi:app"
    ready_at = "/healthz"

    def __init__(
        self, database_url: str, folder: Path, *, workers: int = 2, threads: int = 4, **environment: Any
    ) -> None:
        self.database_url = database_url
        self.log_path = folder / "gunicorn.log"
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.app: Flask = build_app(database_url, PUBLIC_URL=self.url)
        self.workers, self.threads, self.environment = workers, threads, environment
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "LivePortal":
        with self.log_path.open("wb") as log:
            self.process = subprocess.Popen(
                self._command(), cwd=ROOT, env=self._environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                pass_fds=[self.listener.fileno()], start_new_session=True,
            )  # fmt: skip
        self._await()
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=15)
        if self.process.poll() is None:
            os.killpg(self.process.pid, 9)
            self.process.wait()
        self.listener.close()
        close_app(self.app)

    @property
    def log(self) -> str:
        return self.log_path.read_text(errors="replace")

    def work(self) -> str:
        """Deliver what waits in the outbox, as the message worker does, and return what it printed."""
        # The worker takes the signals that stop it; a test run wants them back.
        kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            with self.app.app_context():
                return self.app.test_cli_runner().invoke(args=["work", "--once"]).output
        finally:
            for number, handler in kept.items():
                signal.signal(number, handler)

    def _command(self) -> list[str]:
        return [
            "setpriv", "--pdeathsig", "TERM", sys.executable, "-m", "gunicorn", self.target,
            "--bind", f"fd://{self.listener.fileno()}", "--workers", str(self.workers), "--threads", str(self.threads),
            "--worker-class", "gthread" if self.threads > 1 else "sync",
            "--preload", "--no-control-socket", "--graceful-timeout", "5", "--log-level", "warning",
        ]  # fmt: skip

    def _environment(self) -> dict[str, str]:
        chosen = {name: str(SETTINGS[name]) for name in FROM_ENVIRONMENT}
        chosen |= {"DATABASE_URL": self.database_url, "PUBLIC_URL": self.url, "DEMONSTRATION": "1"}
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        return kept | chosen | {name: str(value) for name, value in self.environment.items()}

    def _await(self) -> None:
        assert self.process
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            if answers(self.port, self.ready_at):
                return
            time.sleep(0.1)
        raise RuntimeError(f"The portal did not start: {self.log[-3000:]}")


def answers(port: int, path: str) -> bool:
    """Return whether a server on this port answers 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
