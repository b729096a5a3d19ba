"""Asked before a time is confirmed: does a calendar outside the portal say that it is taken?

Rooms above put their question into `askers`; `create_app` wires them. They may go out on the network, so they are asked before
the transaction begins.
"""

from collections.abc import Callable
from datetime import datetime

from portal.errors import N_

askers: list[Callable[[str, datetime], bool]] = []
"""Each is given the reference of a booking and says whether its time is taken."""

TAKEN_ELSEWHERE = N_("Tiden är upptagen i testbäddens egen kalender.")
TAKEN_IN_YOURS = N_(
    "Tiden är upptagen i er egen kalender. Ta bort händelsen där, eller säg på kalenderns sida att bokningen gäller."
)


def is_taken_elsewhere(reference: str, now: datetime) -> bool:
    return any(ask(reference, now) for ask in askers)
