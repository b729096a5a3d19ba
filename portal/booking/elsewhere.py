"""Asked before a time is confirmed: does a calendar outside the portal say that it is taken?

Rooms above put their question into `askers` and `readers`; `create_app` wires them. They may go out on the network, so they are
asked before the transaction begins. Within it nothing is read again: what was read a moment ago counts.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from portal.errors import N_

askers: list[Callable[[str, datetime], bool]] = []
"""Each is given the reference of a booking and says whether its time is taken."""

readers: list[Callable[[int, datetime], object]] = []
"""Each is given a resource and reads what is known of it elsewhere, unless that was done just now."""

BUSY_ELSEWHERE = "busy-elsewhere"
"""Why a hold lapsed that an owner's own calendar has overtaken."""

TAKEN_ELSEWHERE = N_("Tiden är upptagen i testbäddens egen kalender.")
TAKEN_IN_YOURS = N_(
    "Tiden är upptagen i er egen kalender. Ta bort händelsen där, eller säg på kalenderns sida att bokningen gäller."
)


def is_taken_elsewhere(reference: str, now: datetime) -> bool:
    return any(ask(reference, now) for ask in askers)


def read_again(resource_ids: Iterable[int], now: datetime) -> None:
    """Let what is known elsewhere of these resources count, before time in them is taken that nobody has held yet."""
    for resource_id in sorted(set(resource_ids)):
        for read in readers:
            read(resource_id, now)
