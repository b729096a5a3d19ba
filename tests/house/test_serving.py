"""`make run` keeps its two children together, and leaves nothing behind however it ends."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.bench.meter import family

SUPERVISOR = Path(__file__).resolve().parent.parent.parent / "portal" / "serving.py"
PATIENCE = 30
# A portal that has every command the supervisor calls, and writes down each call.
SMALL_PORTAL = """
import time
from pathlib import Path
from flask import Flask

app = Flask(__name__)
app.add_url_rule("/readyz", "ready", lambda: "ready")
calls = Path(__file__).parent / "calls"

def note(name):
    with calls.open("a") as file:
        file.write(name + "\\n")

app.cli.command("prepare")(lambda: note("prepare"))
app.cli.command("seed")(lambda: note("seed"))
app.cli.command("work")(lambda: time.sleep(600))
app.cli.group("demonstration")(lambda: None).command("accounts")(lambda: print("nagon@example.com"))
"""


class House:
    """A folder with the supervisor and a small portal, and the supervisor running in it."""

    def __init__(self, folder):
        self.folder = folder
        (folder / "portal").mkdir()
        (folder / "wsgi.py").write_text(SMALL_PORTAL)
        (folder / "requirements.txt").write_text("")
        shutil.copy(SUPERVISOR, folder / "portal" / "serving.py")
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.process = None

    def start(self):
        command = [sys.executable, "-P", "portal/serving.py", "--port", str(self.port)]
        with (self.folder / "said").open("ab") as said:
            self.process = subprocess.Popen(command, cwd=self.folder, stdout=said, stderr=said)
        return self.process

    def await_ready(self):
        """Wait until it has greeted, and both web workers stand beside supervisor, server and message worker."""
        until(lambda: "Ctrl-C" in self.said() and len(family(self.process.pid)) == 5)

    def said(self):
        return (self.folder / "said").read_text()

    def calls(self):
        return (self.folder / "calls").read_text().split()


def until(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def gone(pids):
    return not any(Path(f"/proc/{pid}").exists() for pid in pids)


@pytest.fixture
def house(tmp_path):
    house = House(tmp_path)
    yield house
    if house.process:
        for pid in family(house.process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        house.process.wait()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_however_it_is_stopped_nothing_is_left(house, number):
    process = house.start()
    house.await_ready()
    everybody = family(process.pid)

    process.send_signal(number)
    process.wait(PATIENCE)

    until(lambda: gone(everybody))
    assert process.returncode == (0 if number != signal.SIGKILL else -signal.SIGKILL)


def test_if_the_worker_dies_the_rest_stops_and_says_so(house):
    process = house.start()
    house.await_ready()
    everybody = family(process.pid)
    worker = next(pid for pid in everybody if b"work" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"))

    os.kill(worker, signal.SIGKILL)
    process.wait(PATIENCE)

    assert process.returncode == 1
    assert "The message worker has ended" in house.said()
    until(lambda: gone(everybody))


def test_a_second_start_prepares_nothing_unless_something_changed(house):
    for _ in range(2):
        house.start()
        house.await_ready()
        house.process.terminate()
        house.process.wait(PATIENCE)
        (house.folder / "said").write_text("")

    assert house.calls() == ["prepare", "seed"]

    (house.folder / "requirements.txt").write_text("flask\n")
    house.start()
    house.await_ready()

    assert house.calls() == ["prepare", "seed"] * 2
    assert "nagon@example.com" in house.said()


def test_a_port_that_is_taken_is_named_in_one_sentence(house):
    with socket.create_server(("127.0.0.1", house.port)):
        assert house.start().wait(PATIENCE) == 1

    assert house.said().count("\n") == 1
    assert f"Port {house.port} on 127.0.0.1 cannot be used" in house.said()
