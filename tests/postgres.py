"""A PostgreSQL of our own for tests and benchmarks: a fresh cluster in a temporary folder, gone when the process is.

It listens on a socket in that folder only. Flushing to disk is off and the folder in memory where there is room, since
nothing in it has to outlive the tests.
"""

import glob
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

MISSING = "PostgreSQL is missing: install it with 'apt-get install postgresql', or run 'make test' as root."
SETTINGS = (
    "fsync=off", "synchronous_commit=off", "full_page_writes=off",
    "shared_buffers=64MB", "max_connections=100", "jit=off",
)  # fmt: skip
START_SECONDS = 30
IN_MEMORY, ROOM = Path("/dev/shm"), 3_000_000_000


class TemporaryPostgres:
    """A running cluster. Use as a context manager; `url(name)` is the address of one of its databases."""

    def __init__(self, settings: tuple[str, ...] = SETTINGS) -> None:
        self.bin = _newest_binaries()
        # initdb refuses to run as root, so root lends the cluster to the user that Debian's package made.
        self.user = "postgres" if os.geteuid() == 0 else None
        self.settings = settings
        self.folder = Path()
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "TemporaryPostgres":
        self.folder = Path(tempfile.mkdtemp(prefix="testporten-pg-", dir=quick_folder()))
        self._hand_over()
        data = str(self.folder / "data")
        self._call("initdb", "-D", data, "-U", "portal", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        options = ["listen_addresses=", f"unix_socket_directories={self.folder}", *self.settings]
        arguments = [word for option in options for word in ("-c", option)]
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [*self._as_user(), f"{self.bin}/postgres", "-D", data, *arguments],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", start_new_session=True,
            )  # fmt: skip
        self._await()
        return self

    def __exit__(self, *_: object) -> None:
        if self.process:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(timeout=START_SECONDS)
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://portal@/{name}?host={self.folder}"

    def execute(self, statement: str, database: str = "postgres") -> None:
        """Run one statement outside any transaction, as CREATE DATABASE wants it."""
        with self.connect(database) as connection:
            connection.execute(statement.encode())

    def connect(self, database: str) -> psycopg.Connection:
        """Return a connection that commits each statement by itself."""
        return psycopg.connect(f"host={self.folder} user=portal dbname={database}", autocommit=True)

    def pids(self) -> list[int]:
        """Return the server's process and those of its connections and helpers."""
        assert self.process
        return [self.process.pid, *children(self.process.pid)]

    def _hand_over(self) -> None:
        if self.user:
            entry = pwd.getpwnam(self.user)
            os.chown(self.folder, entry.pw_uid, entry.pw_gid)
            self.folder.chmod(0o755)

    def _as_user(self) -> list[str]:
        # setpriv ends the cluster together with a test run that was killed, which no fixture could do.
        change = [f"--reuid={self.user}", f"--regid={self.user}", "--clear-groups"] if self.user else []
        return ["setpriv", "--pdeathsig", "QUIT", *change]

    def _call(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [*self._as_user(), f"{self.bin}/{program}", *arguments],
            check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        )  # fmt: skip

    def _await(self) -> None:
        assert self.process
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                self.execute("SELECT 1")
                return
            except psycopg.OperationalError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.03)
        raise RuntimeError("PostgreSQL did not start: " + (self.folder / "log").read_text()[-600:])


def children(pid: int) -> list[int]:
    """Return the direct children of a process."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def quick_folder() -> Path | None:
    """Return a folder in memory with room enough, or None for the usual place."""
    return IN_MEMORY if IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > ROOM else None


def _newest_binaries() -> str:
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: int(path.split("/")[4]))
    initdb = found[-1] if found else shutil.which("initdb")
    if not initdb:
        raise RuntimeError(MISSING)
    return str(Path(initdb).parent)
