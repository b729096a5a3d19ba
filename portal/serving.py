"""What `make run` runs: a database up to date and seeded, then gunicorn and the message worker until told to stop.

Run as a file, not as a module: the supervisor imports nothing of the portal, so that a second start costs no more than
its two children do. It migrates and seeds when code, seeds or database file are others than last time.
"""

import argparse
import contextlib
import ctypes
import hashlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / "var" / "prepared.json"
DATABASE = ROOT / "var" / "testporten.sqlite"
WATCHED = ("requirements.txt", "seeds/**/*", "portal/**/*.py")
WORKERS, THREADS = 2, 4
START_SECONDS = 60
STOP_SECONDS = 10
PR_SET_PDEATHSIG = 1
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class CannotStart(Exception):
    """The portal does not start; the text is for the person at the keyboard."""


class Stopped(Exception):
    """Somebody asked the portal to stop."""


def main() -> int:
    arguments = _read_arguments()
    os.chdir(ROOT)
    _listen_for_the_end()
    try:
        _refuse_taken(arguments.host, arguments.port)
        accounts = _prepare()
        _serve(arguments.host, arguments.port, accounts)
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1
    except Stopped:
        print("Testporten has stopped.")
    return 0


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Run Testporten with its message worker.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000, choices=range(1, 65536), metavar="PORT")
    return parser.parse_args()


def _listen_for_the_end() -> None:
    """Turn Ctrl-C, SIGTERM, a closed terminal, and the death of `make` into Stopped."""
    for number in ENDINGS:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup means it
            signal.signal(number, _stop)
    _end_with_parent()


def _stop(number: int, frame: FrameType | None) -> None:
    for other in ENDINGS:
        signal.signal(other, signal.SIG_IGN)
    raise Stopped


def _end_with_parent() -> None:
    """Ask Linux for a SIGTERM when the parent dies without a word (kill -9); other systems have no such thing."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _refuse_taken(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = f"Port {port} on {host} cannot be used ({error.strerror})"
            raise CannotStart(f"{reason}: stop what runs there, or try: make run PORT={port + 1}") from None


def _prepare() -> str:
    """Migrate and seed unless that was done for exactly this code; return the demonstration accounts as text."""
    mark = _mark()
    kept = json.loads(STATE.read_text()) if STATE.exists() else {}
    if kept.get("mark") == mark:
        return kept["accounts"]
    print("Preparing the database ...", flush=True)
    for step in ("prepare", "seed"):
        _flask(step)
    accounts = _flask("demonstration", "accounts")
    STATE.parent.mkdir(exist_ok=True)
    STATE.write_text(json.dumps({"mark": _mark(), "accounts": accounts}))
    return accounts


def _mark() -> str:
    """Return a hash of code, seeds and settings, and of which database file it is about."""
    digest = hashlib.sha256(
        json.dumps([os.environ.get(name) for name in ("DATABASE_URL", "DEMONSTRATION", "SEEDS")]).encode()
    )
    digest.update(str(DATABASE.stat().st_ino if DATABASE.exists() else None).encode())
    for path in sorted(path for pattern in WATCHED for path in ROOT.glob(pattern) if path.is_file()):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()


def _flask(*words: str) -> str:
    """Run a command of the portal and return what it printed. Raise CannotStart with its last words when it fails."""
    done = subprocess.run(_command("flask", "--app", "wsgi", *words), capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotStart(f"flask {' '.join(words)} failed:\n{(done.stdout + done.stderr)[-3000:]}")
    return done.stdout.strip("\n")


def _command(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", module, *arguments]


def _serve(host: str, port: int, accounts: str) -> None:
    work = _command("flask", "--app", "wsgi", "work")
    with _running({"The web server": _gunicorn(host, port), "The message worker": work}) as children:
        _await_answer(host, port, children)
        _greet(host, port, accounts)
        while True:
            _refuse_dead(children)
            time.sleep(0.5)


def _gunicorn(host: str, port: int) -> list[str]:
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return _command(
        "gunicorn", "wsgi:app", "--bind", address,
        "--worker-class", "gthread", "--workers", str(WORKERS), "--threads", str(THREADS),
        "--preload", "--graceful-timeout", "5", "--no-control-socket", "--log-level", "warning",
    )  # fmt: skip


@contextlib.contextmanager
def _running(commands: dict[str, list[str]]) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """Run each child in a session of its own, so that Ctrl-C reaches the supervisor alone; end all on the way out."""
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in commands.items():
            children[name] = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=_end_with_parent
            )
        yield children
    finally:
        _end(list(children.values()))


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask all of them to end, and after a while stop asking."""
    for child in children:
        child.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0.1, deadline - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _await_answer(host: str, port: int, children: dict[str, subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        _refuse_dead(children)
        if _answers(host, port):
            return
        time.sleep(0.1)
    raise CannotStart(f"Testporten did not answer within {START_SECONDS} seconds.")


def _answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(_reachable(host), port, timeout=5)
    with contextlib.suppress(OSError), contextlib.closing(connection):
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    return False


def _reachable(host: str) -> str:
    """Return where this machine reaches a server that listens on every address."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # nosec B104


def _refuse_dead(children: dict[str, subprocess.Popen[bytes]]) -> None:
    for name, child in children.items():
        if child.poll() is not None:
            raise CannotStart(f"{name} has ended (exit {child.returncode}); what it said is above. Stopping the rest.")


def _greet(host: str, port: int, accounts: str) -> None:
    shown = f"[{host}]" if ":" in host else _reachable(host)
    print(f"\nTestporten is ready: http://{shown}:{port}/   (English: http://{shown}:{port}/en/)")
    if accounts:
        print(f"\nDemonstration accounts:\n{accounts}")
    print("\nCtrl-C stops it.", flush=True)


if __name__ == "__main__":
    sys.exit(main())
