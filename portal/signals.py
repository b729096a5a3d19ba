"""Being told to stop: Ctrl-C or SIGTERM is noted, so that what is under way is finished first."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

STOPPING = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def noted() -> Iterator[list[int]]:
    """Give a list that holds the signal once one has come; afterwards signals do again what they did before."""
    received: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        received.append(number)

    before = {number: signal.signal(number, note) for number in STOPPING}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
